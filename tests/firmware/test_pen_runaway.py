"""S2, S11, H2, A23: needles that turn by themselves. Only the battery ends it, and pulling it loses no fault.

Seen: a transistor shorted in a pause; F_RUNAWAY stood on the screen, the owner pulled the battery, and with it back the
pen went on with the session: flash may not be written while needles turn (S11), and nothing else was. Every other fault
was lost with a power cut in its first half second. While they turned the fault was entered anew every 0.4 s: a hold
that says it bleeds was forgotten each time, and 96 equal events took the place of the run's own. The siblings: a fault
of each kind, a second fault under the press, a bleeding said in the pause before the fault, a cut of each page.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

from tests.firmware import lying_parts as lying
from tests.firmware.session_preparation import choose_start
from tests.firmware.whole_pen import WholePen


@pytest.fixture(scope="module")
def drawer():
    """An awake pen, to be taken out of the drawer as often as wanted."""
    return WholePen().keep()


def treating(drawer, ms=1_500):
    pen = WholePen.out_of_drawer(drawer)
    pen.power_up()
    assert pen.treat(ms)
    return pen


def turns_by_itself(pen, duty=600):
    """Short the motor's transistor: the needles move without a command."""
    motor = pen.world.motor
    motor.gate_changed = lambda: None
    motor.duty = duty
    motor._refresh()


def heals(pen):
    """The short opens as it cools down, or the cell is out."""
    motor = pen.world.motor
    motor.duty = 0
    del motor.gate_changed
    motor._refresh()


def running_away(drawer):
    """The transistor has shorted in a pause, and the fault has come; needles still turn."""
    pen = treating(drawer)
    pen.stop()
    turns_by_itself(pen)
    assert pen.until(states.FAULT, at_most_ms=1_500)
    return pen


def battery_out_and_in(pen):
    pen.cut_power()
    pen.world.advance_us(5_000_000)
    pen.boot()
    pen.run_ms(3_000)


@pytest.mark.parametrize("ms", (400, 2_000, 40_000))
@pytest.mark.parametrize("bled", (False, True))
def test_s2_h2_a_runaway_outlasts_the_battery_that_ends_it(drawer, ms, bled):
    pen = running_away(drawer)
    pen.run_ms(ms)
    if bled:
        pen.press("UP", 2_600)
        pen.run_ms(500)
    assert pen.world.motor.turning and pen.found("fault") == []  # no flash is written while they turn (S11)
    heals(pen)
    battery_out_and_in(pen)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_RUNAWAY
    assert [one["code"] for one in pen.found("fault")] == [r.F_RUNAWAY]
    assert pen.ledger.review == bled and pen.ledger.session_open == (not bled)
    assert len(pen.found("bleeding")) == bled
    assert not pen.world.violations


@pytest.mark.parametrize("ms", (300, 400, 600, 1_000))
@pytest.mark.parametrize("fault", ("encoder_absent", "encoder_offset", "overspeed"))
def test_s2_s11_a_fault_under_coasting_needles_outlasts_a_cut_before_they_rest(drawer, fault, ms):
    pen = treating(drawer)
    pen.run_ms(1_000)
    if fault == "overspeed":
        pen.controller.fail(r.F_OVERSPEED)
    else:
        pen.world.fault(fault)
    assert pen.until(states.FAULT, at_most_ms=1_000)
    known = pen.ledger.fault
    pen.run_ms(ms)
    pen.cut_power()
    if fault != "overspeed":
        pen.world.fault(fault, False)
    battery_out_and_in(pen)
    assert pen.state == states.FAULT and pen.ledger.fault == known
    assert [one["code"] for one in pen.found("fault")] == [known]


@pytest.mark.parametrize("ms", range(0, 400, 20))
def test_s2_s9_a_cut_while_the_fault_is_noted_locks_nothing_and_loses_no_record(drawer, ms):
    """Whatever page of the copy it hits: the copy before it is whole, and flash knows the same."""
    pen = treating(drawer)
    session = pen.ledger.session
    pen.stop()
    turns_by_itself(pen)
    assert pen.until(states.FAULT, at_most_ms=1_500)
    pen.run_ms(ms)
    heals(pen)
    battery_out_and_in(pen)
    assert pen.ledger.fault in (0, r.F_RUNAWAY)
    assert pen.ledger.session == session and not pen.ledger.history_lost
    pen.run_ms(1_000)
    battery_out_and_in(pen)
    assert pen.app.store.whole == 0b1111 and not pen.found("ledger")[1:]


@pytest.mark.parametrize("ms", range(0, 600, 20))
@pytest.mark.parametrize("what", ("bleeding", "another bleeding"))
def test_s2_a23_a_cut_while_more_is_noted_keeps_what_was_noted_before(drawer, what, ms):
    """The second copy, and the third, are written beside the one before, page by page."""
    pen = running_away(drawer)
    pen.run_ms(2_000)
    pen.press("UP", 2_060)
    if what != "bleeding":
        pen.run_ms(600)
        pen.controller.bled(0)  # whatever else may be noted
        pen.controller.commit.copy(1)
    assert pen.ledger.review
    pen.run_ms(ms)
    heals(pen)
    battery_out_and_in(pen)
    assert pen.state == states.FAULT and pen.ledger.fault
    assert what != "another bleeding" or pen.ledger.review
    pen.run_ms(1_000)
    battery_out_and_in(pen)
    assert pen.app.store.whole == 0b1111 and pen.ledger.fault


@pytest.mark.parametrize("op", range(1, 60, 2))
@pytest.mark.parametrize("copies", (1, 2))
def test_s2_s9_a_cut_of_the_commit_after_it_loses_no_copy_and_locks_nothing(drawer, copies, op):
    pen = running_away(drawer)
    pen.run_ms(2_000)
    if copies > 1:
        pen.press("UP", 2_600)
        pen.run_ms(500)
    pen.world.cut_at_op(op)
    heals(pen)
    pen.run_until(lambda: pen.app is None, 3_000)
    pen.cut_power()
    pen.world.cut_at_op(0)
    battery_out_and_in(pen)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_RUNAWAY and pen.ledger.review == (copies > 1)
    assert not pen.ledger.history_lost and not pen.ledger.session_lost
    assert len(pen.found("fault")) == 1 and len(pen.found("bleeding")) == (copies > 1)
    pen.run_ms(1_000)
    battery_out_and_in(pen)
    assert pen.app.store.whole == 0b1111


@pytest.mark.parametrize("button", ("UP", "DOWN", "SELECT"))
@pytest.mark.parametrize("where", (states.CLEANING, states.ASKING, states.ARMING))
def test_a23_a_press_that_says_it_bleeds_outlasts_a_fault_wherever_it_began(drawer, where, button):
    """SELECT held leaves a question, so there it is none."""
    pen = treating(drawer)
    pen.stop()
    pen.world.touch(0)
    if where == states.ASKING:
        pen.cycle_power(1_000)
    if where == states.ARMING:
        pen.arm()
    else:
        cartridge = pen.world.eject()
        pen.run_ms(700)
        pen.world.insert(cartridge)
        pen.run_ms(900)
        choose_start(pen)
        pen.press("SELECT")
        pen.run_ms(600)
    assert pen.state == where
    pen.world.press(button)
    pen.run_ms(700)
    pen.world.fault("encoder_absent")
    pen.run_ms(2_000)
    assert pen.state == states.FAULT
    assert pen.ledger.review == (where != states.ASKING or button != "SELECT")


@pytest.mark.parametrize("ms", (200, 700, 1_200, 1_700))
@pytest.mark.parametrize("what", (turns_by_itself, lying.encoder_slipped))
def test_s17_select_that_answers_the_screen_never_says_that_it_bleeds_whatever_comes_under_it(drawer, what, ms):
    pen = treating(drawer)
    pen.stop()
    pen.world.fault("ntc:absent")
    assert pen.until(states.FAULT, at_most_ms=1_500)
    pen.run_ms(2_000)
    pen.world.press("SELECT")
    pen.run_ms(ms)
    what(pen) if what is turns_by_itself else what(pen.world)
    pen.run_ms(4_000 - ms)
    assert not pen.ledger.review and pen.ledger.session_open


def test_s9_what_is_stored_at_rest_is_written_beside_the_copy(drawer):
    pen = treating(drawer)
    pen.stop()
    turns_by_itself(pen)
    pen.run_ms(2_000)
    heals(pen)
    pen.run_ms(2_000)
    pen.cut_power()
    pen.boot()
    store = pen.app.store
    assert store.whole == 0b1111 and store.ledger.fault == r.F_RUNAWAY and not store.ledger.waiting


def test_a23_who_bleeds_while_needles_turn_by_themselves_is_heard(drawer):
    pen = treating(drawer)
    pen.stop()
    turns_by_itself(pen)
    pen.run_ms(2_000)
    pen.press("UP", 2_600)
    assert pen.world.motor.turning and pen.ledger.review and not pen.ledger.session_open


@pytest.mark.parametrize("duty", (40, 80, 150))
def test_a23_what_is_said_in_a_pause_that_never_settles_is_not_lost_with_the_fault(drawer, duty):
    """A little current leaks: it takes seconds until there are more strokes than coasting explains."""
    pen = treating(drawer)
    pen.world.press("UP")
    turns_by_itself(pen, duty)
    pen.run_ms(5_000)
    pen.world.release("UP")
    pen.run_ms(20_000)
    assert pen.ledger.review and not pen.ledger.session_open


def test_s13_a_runaway_is_one_event_and_takes_none_from_the_run(drawer):
    pen = treating(drawer, 5_000)
    turns_by_itself(pen)
    pen.press("UP")
    pen.run_ms(40_000)
    heals(pen)
    pen.run_ms(3_000)
    kinds = [one["kind"] for one in pen.records()]
    assert kinds.count("fault") == 1 and kinds.count("lost") == 0
    assert kinds.count("needles_off") == kinds.count("zone") == 1 and kinds.count("sample") >= 3


def test_s2_needles_that_begin_to_turn_again_forbid_the_acknowledgement_and_keep_the_screen(drawer):
    pen = treating(drawer)
    pen.stop()
    turns_by_itself(pen)
    pen.run_ms(1_500)
    heals(pen)
    pen.run_ms(2_000)
    assert pen.state == states.FAULT and pen.phase != states.SETTLING
    turns_by_itself(pen)
    pen.run_ms(1_000)
    pen.press("SELECT", 3_500)
    assert pen.state == states.FAULT and pen.phase == states.SETTLING
    pen.run_ms(90_000)
    assert pen.state == states.FAULT and pen.world.display.lit
    heals(pen)
    pen.run_ms(2_000)
    assert len(pen.found("fault")) == 1


def test_a23_a_press_that_says_it_bleeds_outlasts_a_second_fault(drawer):
    pen = treating(drawer)
    lying.encoder_slipped(pen.world)
    assert pen.until(states.FAULT, at_most_ms=1_000)
    pen.world.press("UP")
    pen.run_ms(1_000)
    turns_by_itself(pen)
    pen.run_ms(1_500)
    assert pen.ledger.review and not pen.ledger.session_open
