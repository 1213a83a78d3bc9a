"""The buttons on their pins: what is pressed, stuck, bouncing, or was pressed between two looks."""

import pytest
from pen.formats.button_bits import DOWN, SELECT, UP
from pen.hal.pins import Buttons

from boards.virtual import wiring


@pytest.fixture
def buttons(world):
    return Buttons(wiring.SELECT, wiring.UP, wiring.DOWN)


NAMES = {"SELECT": SELECT, "UP": UP, "DOWN": DOWN}


def test_nothing_pressed(buttons):
    assert buttons.read() == 0


def test_every_combination_of_buttons(world, buttons):
    for pressed in range(8):
        for name, mask in NAMES.items():
            (world.press if pressed & mask else world.release)(name)
        assert buttons.read() == pressed


@pytest.mark.parametrize(
    ("fault", "mask"), [("stop_wire_broken", SELECT), ("select_stuck", SELECT), ("up_stuck", UP), ("down_stuck", DOWN)]
)
def test_h16_a_stuck_button_reads_pressed_for_as_long_as_it_is_stuck(world, buttons, fault, mask):
    world.fault(fault)
    for _ in range(5):
        world.advance_us(1_000_000)
        assert buttons.read() == mask
    world.fault(fault, on=False)
    assert buttons.read() == 0


@pytest.mark.parametrize("name", NAMES)
def test_h16_bounces_are_shown_as_they_are(world, buttons, name):
    """The driver does not debounce: the core must see every level, and settles on the last one."""
    world.press(name, bounces=3)
    seen = []
    for _ in range(40):
        world.advance_us(100)
        seen.append(buttons.read())
    assert set(seen) == {0, NAMES[name]}
    assert seen[-1] == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_s4_a_press_that_came_and_went_between_two_looks_is_counted(world, buttons, name):
    before = buttons.edges
    world.press(name)
    world.advance_us(500)
    world.release(name)
    assert buttons.read() == 0 and buttons.edges != before
    before = buttons.edges
    world.advance_us(1_000_000)
    assert buttons.edges == before
