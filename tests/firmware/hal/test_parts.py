"""S1: what the drivers are built with, whatever the core may order. This ring has no mechanical end-stop."""

import importlib
import re
from pathlib import Path

import pytest
from pen.core.depth import ceiling_um
from pen.core.limits import CAP_UM

from boards.virtual import storage
from boards.virtual.bench import use
from boards.virtual.world import World

ROOT = Path(__file__).resolve().parents[3]
BOARDS = ("boards.RPI_PICO.board", "boards.WAVESHARE_RP2040_ZERO.board")
BUDGET_UM = 70  # README of the boards: the sum of what is listed there
MECHANICS = {"RING_UM_PER_TURN": 1_000, "PULSES_PER_100UM": 320, "ENCODER_COUNTS_PER_TURN": 4_096}


def declared() -> "list[int]":
    """The budget's items in um, as the README lists them."""
    text = (ROOT / "boards" / "RPI_PICO" / "README.md").read_text(encoding="utf-8")  # one pen on both boards
    table = text.partition("**Error budget.**")[2].partition("**Sum")[0]
    return [int(um) for um in re.findall(r"\| (\d+) \|$", table, re.MULTILINE)]


@pytest.mark.parametrize("name", BOARDS)
def test_s1_h1_a_board_declares_what_its_budget_adds_up_to(name):
    board = importlib.import_module(name)
    assert board.ERROR_BUDGET_UM == BUDGET_UM == sum(declared())
    for constant, value in MECHANICS.items():
        assert getattr(board, constant) == value, constant


@pytest.mark.parametrize("wanted_um", (430, 431, 450, 500, 600, 100_000))
def test_s1_h1_no_order_takes_the_ring_of_a_board_beyond_cap_less_budget(wanted_um):
    board = importlib.import_module(BOARDS[0])
    world = World(1, 48, endstop_um=None)
    use(world)
    world.power_on()
    storage.mount(world)
    from pen.hal import parts  # needs the chip's time functions, which `use` brings

    stepper = parts.build(board, ceiling_um(board.ERROR_BUDGET_UM, CAP_UM)).stepper
    stepper.home(board.HOME_PULSES)
    while stepper.busy():
        stepper.go_on()
        world.run_us(1_000)
    stepper.move_to_um(wanted_um)
    while stepper.busy():
        stepper.go_on()
        world.run_us(1_000)
    assert world.ring.um == 430


def test_h40_what_is_drawn_is_another_number_each_time_of_thirty_bits():
    from pen.hal import parts

    world = World(1, 48)
    use(world)
    world.power_on()
    drawn = []
    for _ in range(200):
        world.advance_us(1_000)
        drawn.append(parts.drawn())
    assert len(set(drawn)) == len(drawn) and min(drawn) >= 0 and max(drawn) < 1 << 30
    for bit in range(30):
        assert 60 < sum(number >> bit & 1 for number in drawn) < 140, "each bit is one as often as not"
    world.ring_oscillator.stuck = True
    assert parts.drawn() == (1 << 30) - 1
