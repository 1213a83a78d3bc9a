"""S1, S4: a build that does not reach its depth limiter, its clamp or its PIO programs does not run."""

from array import array
from binascii import crc32
from types import SimpleNamespace

import pytest
from pen.core.limits import CAP_UM
from pen.core.states.running import duty
from pen.formats.messages import FW_FINISH
from pen.hal import pio
from pen.update import self_test

from boards.RPI_PICO import board
from tests.firmware.hal.pio_asm import assemble


class Ring:
    """A stepper driver as far as it is asked."""

    stretch_pulses = 14

    def __init__(self, most_um: int = CAP_UM - board.ERROR_BUDGET_UM):
        self._most_um = most_um

    def clamped_um(self, um: int) -> int:
        return min(um, self._most_um)


class Parts:
    def __init__(self, **ring: int):
        self.stepper = Ring(**ring)


def words(name: str) -> array:
    return array("H", assemble()[name].words)


def test_the_numbers_are_those_of_the_source():
    assert {name: crc32(words(name)) for name in ("needle", "step")} == self_test.PROGRAMS


def test_a_sound_build_passes(monkeypatch):
    self_test.run(Parts(), pio, board)
    for name in self_test.PROGRAMS:  # as the port's assembler leaves them
        monkeypatch.setattr(pio, name, [words(name), -1, -1])
    self_test.run(Parts(), pio, board)


@pytest.mark.parametrize("name", ["needle", "step"])
@pytest.mark.parametrize("wrong", ["gone", "changed"])
def test_s4_another_program_or_none_does_not_run(monkeypatch, name, wrong):
    if wrong == "gone":
        monkeypatch.delattr(pio, name)
    else:
        other = words(name)
        other[3] ^= 1
        monkeypatch.setattr(pio, name, [other])
    with pytest.raises(self_test.SelfTestError, match=name):
        self_test.run(Parts(), pio, board)


def test_s1_a_limiter_that_lets_more_through_does_not_run(monkeypatch):
    for change in (
        {"limit_um": lambda um, ceiling: um},
        {"ceiling_um": lambda budget, cap: 550 - budget},
        {"ceiling_um": lambda budget, cap: 0},
    ):
        with monkeypatch.context() as patch, pytest.raises(self_test.SelfTestError, match="limiter"):
            for name, value in change.items():
                patch.setattr(self_test, name, value)
            self_test.run(Parts(), pio, board)


def test_s1_s19_a_board_whose_budget_is_less_than_every_tolerance_the_code_grants_does_not_run():
    """25 um between commanded and measured, 15 at home, 5 in a stretch, and what the board itself declares."""
    named = {name: getattr(board, name) for name in dir(board) if name.isupper()}
    assert board.MECHANICAL_ERRORS_UM == 25 and board.ERROR_BUDGET_UM == 70
    for change in ({"ERROR_BUDGET_UM": 50}, {"ERROR_BUDGET_UM": 69}, {"MECHANICAL_ERRORS_UM": 26}):
        short = SimpleNamespace(**named | change)
        with pytest.raises(self_test.SelfTestError, match="error budget"):
            self_test.run(Parts(most_um=CAP_UM - short.ERROR_BUDGET_UM), pio, short)
    more = SimpleNamespace(**named | {"ERROR_BUDGET_UM": 100})
    self_test.run(Parts(most_um=400), pio, more)
    finer = SimpleNamespace(**named | {"PULSES_PER_100UM": 160})
    with pytest.raises(self_test.SelfTestError, match="ring stretch"):
        self_test.run(Parts(), pio, finer)


@pytest.mark.parametrize("permille", (899, 901, 1_000))
def test_h18_a_board_whose_drive_has_another_ceiling_than_the_core_counts_with_does_not_run(permille):
    assert duty(110, 110, 3_200, 0) == board.MAX_DUTY_PERMILLE
    named = {name: getattr(board, name) for name in dir(board) if name.isupper()}
    with pytest.raises(self_test.SelfTestError, match="needle"):
        self_test.run(Parts(), pio, SimpleNamespace(**named | {"MAX_DUTY_PERMILLE": permille}))


def test_s1_a_clamp_that_is_another_does_not_run():
    with pytest.raises(self_test.SelfTestError, match="clamp"):
        self_test.run(Parts(most_um=CAP_UM), pio, board)


def test_s12_a_pen_asks_it_at_every_start(fresh, monkeypatch):
    from tests.firmware.pen_with_slots import NEW, Pen

    pen = Pen.of(fresh)
    pen.transfer(NEW)
    asked = []

    def fails(parts, programs, budget):
        asked.append(pen.slots.trial)
        if pen.slots.trial:
            raise self_test.SelfTestError("depth limiter")

    from pen import app

    load = app.load
    monkeypatch.setattr(app, "load", lambda name: Fake(fails) if name == "pen.update.self_test" else load(name))
    pen.cycle_power()
    assert asked == [False]
    pen.world.plug_usb()
    pen.run_ms(300)
    pen.offer(NEW)
    pen.send(NEW, pen.accept()["held"])
    pen.say(FW_FINISH)
    pen.run_ms(3_000)
    assert asked == [False, True, False] and pen.slots.running == 0


class Fake:
    def __init__(self, run):
        self.run = run
