"""S6, S7: after a time that the pen did not see, its clock alone does not let a session go on.

A clock chip that stood still while the battery was out, and runs again, looks like a short cut. So the owner is asked,
too. The siblings are the ways in which a pen starts with a session open: the battery was out in a pause, in a run,
between the answer and the first stroke; the program failed; a store was lost; and the clock that stood still runs again
before the pen has power, shortly after, or never.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

from boards.virtual.resets import Reset
from tests.firmware.session_preparation import choose_start, screened
from tests.firmware.whole_pen import DAY_MS, WholePen

ASKED = "Did it begin in the"


@pytest.fixture(scope="module")
def paused():
    life = WholePen()
    assert life.treat(2_000)
    life.stop()
    return life.keep()


def _pause(pen):
    assert pen.treat(2_000)
    pen.stop()


def _run(pen):
    assert pen.treat(2_000)


def _charged(pen):
    """The power goes when the session is stored, before its first stroke."""
    assert pen.arm()
    pen.press("UP")
    assert pen.run_until(lambda: pen.state == states.ARMING and pen.phase == states.RELEASE or pen.driven, 1_000)


def _store_lost(pen):
    _pause(pen)
    pen.cut_power()
    pen.world.fault("flash_wiped")


WAYS = {"pause": _pause, "run": _run, "charged": _charged, "store lost": _store_lost}


def _stood_still(pen, days, thaws):
    """The battery out for days, with a clock that counts none of them."""
    pen.cut_power()
    pen.world.fault("clock:frozen")
    pen.world.advance_us(days * DAY_MS * 1_000)
    if thaws == "before":
        pen.world.fault("clock:frozen", False)
    pen.power_up()
    if thaws == "after":
        pen.run_ms(3_000)
        pen.world.fault("clock:frozen", False)
    pen.run_ms(1_000)


def _ask(pen):
    """To the question, with a nose that is clean."""
    pen.wake()
    pen.world.touch(0)
    screened(pen)
    choose_start(pen)
    pen.press("SELECT")
    pen.run_ms(300)


def _over(pen, moved):
    assert not pen.ledger.session_open and pen.ledger.locked and pen.ledger.session == 1
    assert pen.world.cartridge.uses() == 1
    pen.end()
    pen.run_ms(500)
    assert not pen.treat() and pen.world.strokes_true == moved
    assert pen.state == states.LOCKED
    assert not pen.world.violations


@pytest.mark.parametrize("thaws", ("before", "after"))
@pytest.mark.parametrize("way", WAYS)
def test_s6_h9_a_clock_that_stood_still_while_the_pen_was_off_lets_no_session_go_on(way, thaws):
    pen = WholePen()
    WAYS[way](pen)
    if pen.app:
        pen.cut_power()
        pen.world.advance_us(1_000_000)  # the needles coast
    moved = pen.world.strokes_true
    _stood_still(pen, 27, thaws)
    if pen.ledger.session_open:
        _ask(pen)
        if pen.state == states.PAUSED:  # the zone that was cut has had enough: another
            pen.run_ms(7_500)
            _ask(pen)
        assert pen.state == states.ASKING and pen.shows(ASKED), pen.state
        pen.press("DOWN")
        pen.run_ms(1_000)
        assert pen.found("session_end", session=1, reason=r.STOP_WINDOW)
    _over(pen, moved)
    assert pen.state == states.LOCKED


def test_s6_h9_a_clock_that_stands_still_for_good_ends_the_session(paused):
    pen = WholePen.out_of_drawer(paused)
    moved = pen.world.strokes_true
    _stood_still(pen, 5, "never")
    pen.run_ms(12_000)
    pen.world.fault("clock:frozen", False)
    pen.run_ms(5_000)
    pen.acknowledge_fault()
    assert not pen.ledger.session_open
    _over(pen, moved)


@pytest.mark.parametrize("leave", ("hold", "sleep", "power"))
def test_s6_h9_without_an_answer_it_does_not_go_on(paused, leave):
    pen = WholePen.out_of_drawer(paused)
    moved = pen.world.strokes_true
    _stood_still(pen, 27, "before")
    _ask(pen)
    if leave == "hold":
        pen.press("SELECT", 1_400)
        pen.run_ms(8_000)
    elif leave == "sleep":
        pen.run_ms(62_000)
        assert pen.state == states.OFF
    else:
        pen.cycle_power(1_000)
    _ask(pen)
    assert pen.state == states.ASKING and pen.shows(ASKED)
    assert pen.world.strokes_true == moved


def test_s6_h14_after_a_failure_of_the_program_it_is_asked_too(paused):
    """The battery stays in; how long a last screen stood before the chip started again nobody knows."""
    pen = WholePen.out_of_drawer(paused)
    pen.power_up()
    _ask(pen)
    pen.press("UP")
    pen.run_ms(1_000)
    with pytest.raises(Reset):
        pen.world.advance_us(60_000_000)  # it hangs
    pen.boot()
    pen.run_ms(2_000)
    _ask(pen)
    assert pen.state == states.ASKING and pen.shows(ASKED)


def test_s6_a_pause_without_a_start_asks_nothing():
    """Asleep the pen has its crystal."""
    pen = WholePen()
    _pause(pen)
    assert pen.until(states.OFF, at_most_ms=70_000)
    pen.run_ms(5 * 60_000)
    _ask(pen)
    assert pen.state == states.ARMING


def test_s6_a_loose_contact_costs_one_answer(paused):
    """And the alcohol, as nobody knows whether the cartridge stayed in. It is asked once a start."""
    pen = WholePen.out_of_drawer(paused)
    for _ in range(2):
        pen.cycle_power(1_000)
        _ask(pen)
        assert pen.shows(ASKED)
        pen.press("UP")
        assert pen.run_until(lambda pen=pen: pen.state == states.ARMING, 1_000)
        pen.press("DOWN")
        pen.run_ms(1_500)
        assert pen.treat()
        pen.stop()
        _ask(pen)
        assert pen.state == states.ARMING, "asked again"
        pen.press("DOWN")
        pen.run_ms(1_500)
    assert len(pen.found("session_start")) == 1 and len(pen.found("resume", session=1)) == 2
    assert not pen.world.violations


@pytest.mark.parametrize("button", ("UP", "DOWN", "SELECT"))
@pytest.mark.parametrize("ms", (0, 300, 900))
def test_a23_on_an_armed_pen_bleeding_is_heard(button, ms):
    """While the ring moves out, and when it waits for the tap that starts: a hold starts nothing."""
    pen = WholePen()
    _pause(pen)
    strokes = pen.world.strokes_true
    pen.ask()
    assert pen.state == states.ARMING
    pen.run_ms(ms)
    pen.press(button, 2_200)
    pen.run_ms(1_500)
    assert pen.ledger.review and not pen.ledger.session_open and pen.found("bleeding", session=1)
    assert pen.world.strokes_true == strokes


@pytest.mark.parametrize("button", ("UP", "DOWN", "SELECT"))
def test_a23_from_a_sleeping_pen_bleeding_is_one_press_further(button):
    pen = WholePen()
    _pause(pen)
    assert pen.until(states.OFF, at_most_ms=70_000)
    pen.wake()
    pen.press(button, 2_200)
    pen.run_ms(1_500)
    assert pen.ledger.review and not pen.ledger.session_open and pen.found("bleeding", session=1)


def test_h22_a23_bleeding_is_heard_while_it_asks(paused):
    pen = WholePen.out_of_drawer(paused)
    pen.cycle_power(1_000)
    _ask(pen)
    assert pen.state == states.ASKING
    pen.press("DOWN", 2_200)
    pen.run_ms(1_500)
    assert pen.ledger.review and not pen.ledger.session_open and pen.found("bleeding", session=1)
