"""H22, H36, S6: what was good for a short while is not good again when the chip's ticks wrap, after 12.4 days.

The kind of error: "true for less than an hour" was decided by two counters, of which one wraps and the other stands
still while the clock does not answer; 12.4 days after five minutes of alcohol START armed with no question. Every
comparison of ticks that grants something was looked for; the siblings that are tried here: answers, alcohol, a
countdown that goes on where it was left, and the window of an open session; with a clock that does not answer, with
one that stands still, and with both. On a pen without the latch: one that has it asks every three minutes whether it
may let go of its supply, and forgets what is over by that alone.
"""

from types import SimpleNamespace

import pytest
from pen.core import screening, states

from boards.RPI_PICO import board
from tests.firmware.whole_pen import WholePen, choose_start, screened

WRAP_MS = (1 << 30) + 20 * 60_000  # and twenty minutes
CLOCKS = (("clock_absent",), ("clock_stopped",), ("clock_absent", "clock_stopped"))


@pytest.fixture
def pen(fresh):
    life = WholePen.out_of_drawer(fresh, pins=SimpleNamespace(**{**vars(board), "HOLD_PIN": None}))
    life.power_up()
    return life


def next_step(pen) -> int:
    controller = pen.controller
    return screening.next_step(controller, controller.now_ms, pen.app.inputs, controller.gate)


def slept(pen, faults, ms: int) -> None:
    """Leave the pen so long without a clock; then it answers, and goes on as if it had stood still."""
    pen.run_ms(70_000)
    assert pen.state == states.OFF
    for fault in faults:
        pen.world.fault(fault)
    pen.run_ms(ms - 140_000)
    for fault in faults:
        pen.world.fault(fault, False)
    pen.run_ms(60_000)


@pytest.mark.parametrize("faults", CLOCKS)
def test_h22_h36_neither_answers_nor_alcohol_are_good_again_when_the_ticks_wrap(pen, faults):
    screened(pen)
    pen.run_ms(500)
    slept(pen, faults, WRAP_MS)
    pen.wake()
    pen.run_ms(3_000)
    for _ in range(2):
        pen.acknowledge_fault()
    assert next_step(pen) not in (screening.ARM, screening.CLEAN)
    known = pen.controller.screening
    assert not known._answered.true and not known._clean.true and not known._left.true
    if pen.state == states.READY:
        choose_start(pen)
        pen.press("SELECT")
        pen.run_ms(2_000)
        assert pen.state != states.ARMING


@pytest.mark.parametrize("faults", CLOCKS)
def test_s6_an_open_session_does_not_go_on_when_the_ticks_wrap(pen, faults):
    assert pen.treat(1_500)
    pen.stop()
    slept(pen, faults, WRAP_MS)
    pen.wake()
    pen.run_ms(3_000)
    for _ in range(2):
        pen.acknowledge_fault()
    moved = pen.world.strokes_true
    assert not pen.treat(1_000) and pen.world.strokes_true == moved
