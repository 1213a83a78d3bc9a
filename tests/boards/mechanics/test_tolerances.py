"""S1: the stack-up *is* the error budget, and drawing, firmware and virtual pen count with the same mechanics."""

import random
import re
from xml.etree import ElementTree

import pytest

from boards.common import mechanics
from boards.mechanics import checks, pages, picture, walls
from boards.mechanics import parameters as p
from boards.mechanics import tolerances as t
from boards.mechanics.parameters import Size
from boards.virtual import wiring
from boards.virtual.physics import ring
from boards.virtual.world import World


def test_s1_the_constants_of_the_firmware_are_the_stack_ups():
    assert t.mechanical_um() == mechanics.MECHANICAL_ERRORS_UM, "make mechanics README=1"
    assert t.budget_um() == mechanics.ERROR_BUDGET_UM
    assert pages.constants() == pages.CONSTANTS.read_text(encoding="utf-8")


def test_s1_what_the_rules_grant_is_what_the_rules_say():
    from pen.core import depth, limits

    granted = [limits.DEPTH_TOLERANCE_UM, limits.HOME_TOLERANCE_UM, limits.RING_STRETCH_UM]
    assert [um for _, um in p.GRANTED_UM] == granted
    assert t.budget_um() == depth.granted_um(t.mechanical_um())
    assert p.CAP_UM == limits.CAP_UM


def test_the_drivers_ring_is_the_drawn_one():
    pulses = p.FULL_STEPS_PER_TURN * p.MICROSTEPS
    assert p.PITCH_UM.value == mechanics.RING_UM_PER_TURN
    assert pulses * 100 == mechanics.PULSES_PER_100UM * mechanics.RING_UM_PER_TURN
    assert p.ENCODER_COUNTS_PER_TURN == mechanics.ENCODER_COUNTS_PER_TURN
    assert (p.TRAVEL_UM.value + p.HOME_EXTRA_UM) * mechanics.PULSES_PER_100UM == mechanics.HOME_PULSES * 100
    stepper = (pages.ROOT / "firmware/pen/hal/stepper.py").read_text(encoding="utf-8")
    assert "_TRAVEL_UM = const(%d)" % p.TRAVEL_UM.value in stepper


def test_the_models_ring_is_the_drawn_one_and_its_end_stop_the_harder_case():
    assert p.FULL_STEPS_PER_TURN * p.MICROSTEPS == wiring.PULSES_PER_TURN
    assert (p.PITCH_UM.value, p.ENCODER_COUNTS_PER_TURN) == (wiring.PITCH_UM, wiring.COUNTS_PER_TURN)
    assert p.TRAVEL_UM.value == ring.TRAVEL_UM
    assert p.END_STOP_UM.most <= (World(1, 1).ring.endstop_um or 0) == p.CAP_UM


def test_s1_every_claim_of_the_drawing_holds():
    assert [one.what for one in checks.drawn() if not one.holds] == []


@pytest.mark.parametrize("term", t.CHAIN + t.GRANTED, ids=lambda term: term.what)
def test_no_pen_is_worse_than_the_worst_case(term):
    dice = random.Random(2)
    drawn = [term.draw(dice) for _ in range(3000)]
    assert 0.45 * term.most_um < max(drawn) <= term.most_um + 1e-9


def test_monte_carlo_stays_below_the_worst_case_and_is_the_same_every_time():
    errors = t.sample((*t.GRANTED, *t.CHAIN), pens=5000)
    assert errors == t.sample((*t.GRANTED, *t.CHAIN), pens=5000) != t.sample((*t.GRANTED, *t.CHAIN), 5000, seed=2)
    assert errors[-1] < t.budget_um() and p.CAP_UM - t.budget_um() + errors[-1] < p.CAP_UM
    assert t.PENS >= 100_000


def test_s1_a_wider_tolerance_is_another_budget(monkeypatch):
    """Planted: cartridges within 10 um. Constant, claims and the file to be written all say so."""
    wide = [term._replace(most_um=10.0) if "needle tips" in term.what else term for term in t.CHAIN]
    monkeypatch.setattr(t, "CHAIN", tuple(wide))
    assert t.mechanical_um() == 30 != mechanics.MECHANICAL_ERRORS_UM
    assert "MECHANICAL_ERRORS_UM = 30\n" in pages.constants()
    assert sum(not one.holds for one in checks.drawn()) == 3


@pytest.mark.parametrize(
    "name, size, says",
    [
        ("END_STOP_UM", Size(470, 0, ""), "tip at the end-stop"),
        ("END_STOP_UM", Size(450, 0, ""), "end-stop by the encoder"),
        ("SEAT_TUBE_MM", Size(10.5, 0.02, ""), "tightest fit"),
        ("PLATE_BORE_MM", Size(17.0, 0.05, ""), "thinnest wall"),
        ("SPRING_N", Size(1, 0.2, ""), "spring holds"),
        ("SPRING_N", Size(6, 1, ""), "torque to turn"),
        ("ENCODER_BOARD_MM", Size(4, 0.2, ""), "magnet to encoder"),
    ],
)
def test_a_claim_sees_a_planted_mistake(monkeypatch, name, size, says):
    monkeypatch.setattr(p, name, size)
    assert says in " ".join(one.what for one in checks.drawn() if not one.holds)


def test_the_wall_of_a_section_is_measured_across_it():
    assert walls.thinnest([(0, 0), (9, 0), (9, -2), (4, -2), (4, -9), (0, -9)]) == pytest.approx(2)
    assert walls.thinnest([(1, 0), (8, 0), (8, -5), (7.3, -5), (7.3, -3), (1, -3)]) == pytest.approx(0.7)


def test_heat_alone_moves_nothing_when_all_is_of_one_metal():
    assert t.heat_um(60, 0, 23, 23, 23, 23) == pytest.approx(0)
    assert t.heat_um(60, 0, 23, 65, 23, 23) == pytest.approx(3 * 42e-6 * 40 * 1000)


def test_the_pages_tables_are_the_parameters():
    assert pages.room_page() == pages.README.read_text(encoding="utf-8"), "make mechanics README=1"
    assert pages.board_page() == pages.BOARD.read_text(encoding="utf-8"), "make mechanics README=1"
    page = pages.README.read_text(encoding="utf-8")
    for row in pages.claims(checks.drawn()).splitlines():
        assert row in page


def words(svg: str) -> "list[str]":
    """What is written in a drawing."""
    return sorted(text for text in ElementTree.fromstring(svg).itertext() if re.search(r"\w", text))


def test_the_picture_says_what_the_parameters_say():
    shown = words(pages.PICTURE.read_text(encoding="utf-8"))
    assert shown == words(picture.picture()), "make mechanics README=1"
    assert any("%g µm" % p.END_STOP_UM.value in text for text in shown)
