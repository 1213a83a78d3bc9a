"""H16, S18: nobody is at the pen: no contact of one button that fails, or chatters, starts the needles.

SELECT chooses START, UP starts (`core/states/arming.py`).
"""

import random

import pytest

from boards.virtual import faults
from tests.firmware.session_preparation import choose_start, screened
from tests.firmware.whole_pen import WholePen

FOR_MS = 20_000
BUTTONS = ("SELECT:", "UP:", "DOWN:")
CONTACTS = sorted(name for name in faults.FAULTS if name.startswith(BUTTONS))
BROKEN_MS = (5, 20, 45, 60, 120)
WHOLE_MS = (30, 200, 600, 900, 3_000)


def _ready(fresh) -> WholePen:
    """All is answered and clean, START is chosen: the next tap of SELECT arms."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    screened(pen)
    choose_start(pen)
    return pen


def _paused(fresh) -> WholePen:
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    assert pen.treat()
    pen.stop()
    pen.world.touch(0)
    return pen


@pytest.mark.parametrize("prepared", (_ready, _paused))
@pytest.mark.parametrize("name", CONTACTS)
def test_h16_s18_no_contact_that_fails_starts_the_needles(fresh, prepared, name):
    pen = prepared(fresh)
    before = pen.world.strokes_true
    pen.world.fault(name)
    pen.run_ms(FOR_MS)
    assert pen.world.strokes_true == before and pen.world.max_tip_um <= 500 and not pen.world.violations


@pytest.mark.parametrize("prepared", (_ready, _paused))
@pytest.mark.parametrize("button", ("SELECT", "UP", "DOWN"))
@pytest.mark.parametrize("seed", range(2))
def test_h16_s18_no_contact_that_chatters_starts_the_needles(fresh, prepared, button, seed):
    pen = prepared(fresh)
    before = pen.world.strokes_true
    draw = random.Random(seed)
    until_us = pen.world.now_us + FOR_MS * 1_000
    while pen.world.now_us < until_us:
        pen.world.press(button)
        pen.run_ms(draw.choice(BROKEN_MS))
        pen.world.release(button)
        pen.run_ms(draw.choice(WHOLE_MS))
    assert pen.world.strokes_true == before and pen.world.max_tip_um <= 500 and not pen.world.violations
