"""A23: in an open session a hold of two seconds says that it bleeds, whatever the pen does when the press begins.

The kind of error: a state that is left under the press forgets it. Seen: the self-test after a battery that had lost
its contact, or after a fault; a cartridge that comes out while its nose is cleaned.
"""

import pytest
from pen.core import states

from tests.firmware import lying_parts as lying
from tests.firmware.session_preparation import choose_start
from tests.firmware.whole_pen import WholePen

BUTTONS = ("UP", "DOWN", "SELECT")


@pytest.fixture(scope="module")
def cut(fresh):
    """The battery's contact was lost with needles in the skin: the ring is out."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    assert pen.treat(1_500)
    return pen.keep()


def start(kept) -> WholePen:
    pen = WholePen.out_of_drawer(kept)
    pen.world.advance_us(1_000_000)
    pen.boot()
    return pen


def hold(pen, button: str, ms: int = 4_000) -> None:
    pen.press(button, ms)
    pen.run_ms(1_000)


def heard(pen) -> bool:
    assert pen.ledger.session == 1
    assert len(pen.found("bleeding", session=1)) == pen.ledger.review == 1 - pen.ledger.session_open
    return pen.ledger.review == 1


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("after_ms", (30, 200, 400, 800, 1_500))
def test_a23_while_the_ring_is_brought_home_after_a_cut(cut, button, after_ms):
    pen = start(cut)
    pen.run_ms(after_ms)
    hold(pen, button)
    assert heard(pen) and pen.state == states.ENDED and pen.world.ring.um <= 15


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("after_ms", (50, 800, 1_500))
@pytest.mark.parametrize("follows", (True, False))
def test_a23_while_the_clock_is_silent(cut, button, after_ms, follows):
    """The hold is over before the self-test is, or has failed."""
    pen = WholePen.out_of_drawer(cut)
    if not follows:
        lying.blocked(pen.world)
    pen.world.fault("clock_absent")
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(after_ms)
    pen.world.press(button)
    pen.run_ms(3_000 - after_ms)
    pen.world.fault("clock_absent", False)
    pen.run_ms(4_000)
    pen.world.release(button)
    pen.run_ms(1_000)
    assert heard(pen) and (pen.state == states.ENDED) == follows


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("after_ms", (50, 150, 800))
@pytest.mark.parametrize("wrong", (lying.blocked, lying.direction_stuck, lying.encoder_frozen))
def test_a23_while_the_ring_is_found_not_to_follow(cut, button, after_ms, wrong):
    pen = WholePen.out_of_drawer(cut)
    wrong(pen.world)
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(after_ms)
    asked = pen.state == states.FAULT and pen.phase == states.fault._LATCHED
    answers = asked and button == "SELECT"
    hold(pen, button)
    assert pen.state == states.FAULT and heard(pen) != answers


@pytest.mark.parametrize("button", ("UP", "DOWN"))
@pytest.mark.parametrize("after_ms", (20, 200, 500))
def test_a23_in_the_test_after_a_fault_was_acknowledged(in_pause, button, after_ms):
    pen = start(in_pause)
    pen.run_ms(1_500)
    pen.world.fault("encoder_absent")
    assert pen.until(states.FAULT, at_most_ms=2_000)
    pen.world.fault("encoder_absent", False)
    pen.run_ms(1_500)
    pen.world.press("SELECT")
    assert pen.until(states.SELF_TEST, at_most_ms=4_000)
    pen.run_ms(after_ms)
    pen.world.press(button)
    pen.run_ms(200)
    pen.world.release("SELECT")
    pen.run_ms(4_000)
    pen.world.release(button)
    pen.run_ms(1_000)
    assert heard(pen)


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("where", (states.CLEANING, states.ASKING, states.ARMING))
@pytest.mark.parametrize("out_ms", (0, 800, 1_700))
def test_a23_while_the_cartridge_comes_out_under_the_press(in_pause, button, where, out_ms):
    """SELECT held leaves a question, so there it is none."""
    pen = start(in_pause)
    pen.run_ms(1_500)
    if where == states.ARMING:
        assert pen.arm()
    elif where == states.ASKING:
        choose_start(pen)
        pen.press("SELECT")
    else:
        cartridge = pen.world.eject()
        pen.run_ms(700)
        pen.world.insert(cartridge)
        pen.run_ms(900)
        for name in ("SELECT", "UP"):  # GO ON; it is the same sitting
            choose_start(pen)
            pen.run_ms(700)
            pen.press(name)
            pen.run_ms(900)
    assert pen.state == where
    pen.world.press(button)
    pen.run_ms(out_ms)
    pen.world.eject()
    pen.run_ms(3_800 - out_ms)
    pen.world.release(button)
    pen.run_ms(1_500)
    assert heard(pen) == (where != states.ASKING or button != "SELECT")


@pytest.mark.parametrize("ms", (1_300, 2_500, 4_000))
def test_a23_the_press_that_wakes_the_pen_does_not_say_so(in_pause, ms):
    pen = start(in_pause)
    pen.never_let_go()
    assert pen.until(states.OFF, at_most_ms=70_000)
    pen.press("SELECT", ms)
    pen.run_ms(1_000)
    assert pen.state == states.PAUSED and not heard(pen)
    hold(pen, "SELECT", 2_300)
    assert heard(pen)
