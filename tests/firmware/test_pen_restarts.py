"""S18, H35: no message over the cable restarts the pen but what a person at it has agreed to, once.

The kind of error: an update needs the memory that a treatment had, so its first message restarted a used pen, with
nobody asked, as often as it was sent; each start wrote records and forgot how much the cable had written in this hour.
The siblings that are tried here: every message about firmware, with an open session, with a latched fault, in READY
with everything answered and cleaned, with a version on trial, with what is no bundle, the same again after a yes, and
a check-in whose questions make the pen a used one after each start.
"""

import pytest
from pen.core import screening, states
from pen.formats import messages as m

from boards.virtual.demo.screen_reader import words
from tests.firmware.pen_with_slots import NEW, Pen, Refused
from tests.firmware.whole_pen import choose_start, screened

HEAD = NEW[:200]
FIRMWARE = (
    (m.FW_HEAD, 0, HEAD),
    (m.FW_HEAD, 0, b"NPBUNDL1"),
    (m.FW_HEAD, 0, b"x" * 50),
    (m.FW_HEAD, 200, HEAD),
    (m.FW_BEGIN,),
    (m.FW_DATA, 0, HEAD),
    (m.FW_FINISH,),
    (m.FW_CONFIRM,),
    (m.FW_ROLLBACK,),
)


def answer(pen, kind: int, *values) -> int:
    """The code of the refusal, 0 when it was done."""
    try:
        pen.say(kind, *values)
    except Refused as no:
        return no.code
    return 0


def insists(pen, times: int = 10) -> "set[int]":
    """A program at the cable sends all of it, again and again; what it is told."""
    codes = set()
    for _ in range(times):
        for request in FIRMWARE:
            codes.add(answer(pen, *request))
            pen.run_ms(300)
    return codes


def unplugged(fresh) -> Pen:
    pen = Pen.of(fresh)
    pen.world.plug_usb(False)
    pen.run_ms(300)
    return pen


def plugged_in(pen) -> "tuple[int, int]":
    """The cable comes; how often it had started then, and how many records it had."""
    pen.world.plug_usb()
    pen.run_ms(500)
    return pen.ledger.boots, pen.app.store.next


@pytest.fixture
def ready(fresh) -> Pen:
    """READY, all questions answered, five minutes of alcohol done, START chosen."""
    pen = unplugged(fresh)
    screened(pen)
    choose_start(pen)
    pen.run_ms(500)
    return pen


def test_s18_h35_answers_and_alcohol_outlast_every_message_about_firmware(ready):
    boots, records = plugged_in(ready)
    insists(ready)
    assert ready.ledger.boots == boots and ready.app.store.next == records
    ready.world.plug_usb(False)
    ready.run_ms(300)
    pen = ready.controller
    assert screening.next_step(pen, pen.now_ms, ready.app.inputs, pen.gate) == screening.ARM


@pytest.mark.parametrize("fault", (False, True))
def test_s18_h35_with_a_session_open_no_message_restarts_the_pen_and_it_says_why(fresh, fault):
    pen = unplugged(fresh)
    assert pen.treat(1_500)
    pen.stop()
    if fault:
        pen.controller.fail(3)
        pen.run_ms(1_500)
    boots, records = plugged_in(pen)
    assert pen.ledger.session_open and bool(pen.ledger.fault) == fault
    assert m.E_RESTART not in insists(pen)
    assert answer(pen, m.FW_HEAD, 0, HEAD) == answer(pen, m.FW_ROLLBACK) == m.E_OCCUPIED
    assert pen.ledger.boots == boots and pen.app.store.next == records


def test_s18_h35_while_a_session_is_put_away_nothing_restarts(fresh):
    pen = unplugged(fresh)
    assert pen.treat(1_500)
    pen.stop()
    pen.controller.enter(states.ENDED)
    pen.ledger.session_open = 0
    boots, _ = plugged_in(pen)
    assert pen.state == states.ENDED
    assert answer(pen, m.FW_HEAD, 0, HEAD) == m.E_BUSY
    assert pen.ledger.boots == boots


def test_s18_h35_with_a_fault_latched_a_restart_takes_a_press_each_time(fresh):
    pen = unplugged(fresh)
    assert pen.session(300)
    pen.controller.fail(3)
    pen.run_ms(1_500)
    boots, records = plugged_in(pen)
    insists(pen)
    assert pen.ledger.boots == boots and pen.app.store.next == records
    pen.restart_for(m.FW_HEAD, 0, HEAD)
    assert pen.ledger.boots == boots + 1 and answer(pen, m.FW_HEAD, 0, HEAD) == 0
    insists(pen, 5)
    assert pen.ledger.boots == boots + 1


def test_s18_h35_a_yes_restarts_once_and_a_no_not_at_all(ready):
    boots, _ = plugged_in(ready)
    assert answer(ready, m.FW_HEAD, 0, HEAD) == m.E_CONFIRM
    ready.run_ms(1_500)
    shown = words(bytes(ready.world.display.frame()))
    assert "Restart the pen" in shown and "agree" in shown, shown
    ready.agree("UP")
    assert answer(ready, m.FW_HEAD, 0, HEAD) == m.E_DECLINED
    ready.run_ms(2_000)
    assert ready.ledger.boots == boots
    ready.restart_for(m.FW_ROLLBACK)
    assert ready.ledger.boots == boots + 1
    insists(ready, 5)
    assert ready.ledger.boots == boots + 1


def test_s12_a_version_on_trial_is_not_ended_by_a_message(ready):
    plugged_in(ready)
    boots = ready.ledger.boots
    ready.app.link._slots.trial = True
    codes = insists(ready)
    assert {m.E_TRIAL, m.E_SELF_TEST} <= codes and not codes & {m.E_RESTART, m.E_CONFIRM}
    assert ready.ledger.boots == boots


def test_s18_h35_what_would_be_refused_afterwards_is_not_asked_for(ready):
    plugged_in(ready)
    assert answer(ready, m.FW_HEAD, 0, b"x" * 50) == m.E_BUNDLE
    assert answer(ready, m.FW_HEAD, 200, HEAD[1:]) == m.E_BUNDLE
    assert answer(ready, m.FW_BEGIN) == answer(ready, m.FW_FINISH) == m.E_ORDER
    assert answer(ready, m.FW_CONFIRM) == 0
    ready.world.fault("battery_low")
    ready.run_ms(3_000)
    assert answer(ready, m.FW_HEAD, 0, HEAD) == m.E_BATTERY


def test_s18_h35_a_hub_that_switches_and_a_check_in_that_is_due_restart_nothing(fresh):
    """Each waking asks the check-in, and its questions make the pen a used one."""
    pen = unplugged(fresh)
    assert pen.session(300)
    pen.run_ms(2 * 3_600_000)
    pen.world.plug_usb()
    pen.run_ms(2_500)
    boots = pen.ledger.boots  # it had let go of its supply
    for _ in range(5):
        pen.world.plug_usb()
        pen.run_ms(2_500)
        answer(pen, m.FW_HEAD, 0, HEAD)
        pen.run_ms(2_500)
        pen.world.plug_usb(False)
        pen.run_ms(70_000)
    assert pen.ledger.boots == boots
