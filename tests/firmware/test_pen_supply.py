"""H43, S5, S6, S7, S10, S13: a pen that rests lets go of its supply; nothing is lost, opened or said wrongly by it."""

from types import SimpleNamespace

import pytest
from pen.core import states
from pen.core.limits import AUTO_OFF_MS
from pen.formats import reasons as r
from pen.ui.texts import refusals

from boards.RPI_PICO import board
from boards.virtual import power_off_image, wiring
from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

REST_MS = AUTO_OFF_MS + 5 * 60_000  # untouched for so long it is off, and a little more


def rests(pen) -> bool:
    """Does it let go when nobody touches it?"""
    pen.run_ms(REST_MS)
    return pen.world.latch.off


def test_h43_a_resting_pen_lets_go_and_select_brings_it_back_within_two_seconds(pen):
    assert rests(pen) and not pen.world.powered and pen.app is None
    pressed_us = pen.world.now_us
    pen.press("SELECT")
    assert pen.until(states.READY, at_most_ms=2_000)
    assert pen.world.now_us - pressed_us <= 2_000_000
    assert not pen.shows(refusals.REFUSALS[r.AFTER_CUT][0])
    assert not pen.controller.notice.visible(pen.controller.now_ms), "nothing has happened"
    pen.run_ms(1_000)
    assert pen.state == states.READY and pen.controller.menu.item == 0, "the press has done its work"
    assert pen.world.gpio.level(wiring.HOLD) == 1


def test_s17_it_never_says_that_power_was_cut(locked):
    for _ in range(3):
        assert rests(locked)
        locked.press("SELECT")
        locked.run_ms(1_500)
        assert not locked.shows(refusals.REFUSALS[r.AFTER_CUT][0])
        locked.leave_check_in()
    assert not locked.found("needles_off", reason=r.STOP_POWER_CUT)


def test_h27_h43_the_clock_wakes_it_for_each_check_in(locked):
    """After 24, 48 and 72 h, by itself, with a sound; unanswered it goes off again."""
    asked_h = []
    session_us = locked.world.now_us
    assert rests(locked)
    while locked.world.now_us - session_us < 5 * 24 * 3_600_000_000:
        if locked.run_until(lambda: locked.state == states.ASKING, HOUR_MS, 60_000):
            assert locked.world.display.lit and locked.controller.asking.checking_in
            asked_h.append(round((locked.world.now_us - session_us) / 3_600_000_000))
            assert rests(locked), "nobody has answered"
    assert asked_h == [1, 24, 48, 72]


def test_h27_a_check_in_that_is_answered_is_not_asked_again(locked):
    locked.run_ms(25 * HOUR_MS)
    locked.press("SELECT")
    assert locked.until(states.ASKING, states.LOCKED)
    for _ in range(3):
        locked.press("DOWN")
    locked.run_ms(500)
    assert locked.ledger.checkin_done
    boots = locked.world.boots
    locked.run_ms(10 * HOUR_MS)
    assert locked.world.latch.off and locked.world.boots == boots


def test_s13_letting_go_loses_no_record_and_breaks_no_chain(locked):
    before = locked.records()
    assert rests(locked)
    locked.press("SELECT")
    locked.run_ms(1_500)
    after = locked.records()
    assert after[: len(before)] == before
    assert {one["kind"] for one in after[len(before) :]} <= {"boot", "cartridge", "lot", "answers", "checkin"}
    assert locked.ledger.mark_s >= locked.app.inputs.proven_s - 600


@pytest.mark.parametrize("where", ("before", "middle", "after"))
def test_s5_s13_a_power_cut_at_each_write_of_letting_go(locked, where):
    kept = power_off_image.dump(locked.world)
    ops = locked.world.ops
    assert rests(locked)
    count = locked.world.ops - ops
    assert count > 10
    for n in range(1, count + 1, 3 if where == "middle" else 7):
        life = WholePen.out_of_drawer(kept)
        life.boot()
        life.world.cut_at_op(n, where)
        life.run_ms(REST_MS)
        life.world.cut_at_op(0)
        life.power_up()
        assert life.state == states.LOCKED and life.ledger.session == 1, n
        assert life.records()


def test_s6_an_open_session_keeps_the_supply_and_is_ended_by_the_end_of_its_window(pen):
    assert pen.treat()
    pen.stop()
    assert pen.state == states.PAUSED
    pen.run_ms(20 * 60_000)
    assert pen.state == states.OFF and pen.app is not None, "it can still be resumed"
    pen.run_ms(25 * 60_000)
    assert pen.world.latch.off, "its window is over"
    pen.press("SELECT")
    pen.run_ms(1_000)
    assert pen.found("session_end", reason=r.STOP_WINDOW)
    assert not pen.ledger.session_open and pen.state == states.LOCKED


@pytest.mark.parametrize("heals", (True, False))
def test_h27_h43_with_a_fault_from_a_session_it_lets_go_and_is_woken_for_each_check_in(pen, heals):
    """Its screen says the fault first, with a sound; the laptop asks for the skin, or the pen after the test."""
    assert pen.treat(2_500)
    session_us = pen.world.now_us
    pen.world.fault("encoder_absent")
    pen.run_ms(1_500)
    if heals:
        pen.world.fault("encoder_absent", False)
    assert pen.state == states.FAULT and pen.ledger.session_open
    pen.run_ms(20 * 60_000)
    assert pen.state == states.OFF and pen.app is not None, "a hold may still say that it bleeds"
    pen.run_ms(25 * 60_000)
    assert pen.world.latch.off, "its window is over"
    heard, woken_h = pen.world.buzzer.heard, []
    while pen.world.now_us - session_us < 5 * 24 * 3_600_000_000:
        if pen.run_until(lambda: pen.state == states.FAULT, HOUR_MS, 60_000):
            assert pen.world.display.lit and pen.world.buzzer.heard > heard and not pen.ledger.session_open
            woken_h.append(round((pen.world.now_us - session_us) / 3_600_000_000))
            assert rests(pen), "nobody has come"
            heard = pen.world.buzzer.heard
    assert woken_h == [1, 24, 48, 72]
    pen.press("SELECT")
    pen.run_ms(1_000)
    assert len(pen.found("session_end", reason=r.STOP_WINDOW)) == 1 and pen.ledger.fault


def test_s10_with_the_cable_in_it_never_lets_go(locked):
    locked.world.plug_usb()
    locked.run_ms(REST_MS)
    assert locked.app is not None and locked.world.gpio.level(wiring.HOLD) == 1
    locked.world.plug_usb(False)
    assert rests(locked)
    locked.world.plug_usb()
    locked.run_ms(1_000)
    assert locked.app is not None and locked.world.powered, "the cable switches it on"
    assert locked.app.inputs.battery_mv > 3_000, "and it has closed its own latch"


def test_h43_while_anything_moves_it_holds(pen):
    def never_low():
        assert pen.world.gpio.level(wiring.HOLD) == 1

    pen.world.motor.on_stroke = never_low
    pen.world.ring.pos += 500  # it has to home
    pen.cycle_power()
    assert pen.treat(3_000)
    pen.stop()
    pen.end()
    assert pen.world.strokes_true > 100


@pytest.mark.parametrize("fault", ("latch:frozen", "latch:wrong", "HOLD:high"))
def test_h43_a_latch_that_does_not_let_go_means_sleeping_as_before(locked, fault):
    locked.world.fault(fault)
    locked.run_ms(2 * DAY_MS)
    assert locked.state == states.OFF and locked.app is not None
    assert locked.world.gpio.level(wiring.HOLD) == 1
    locked.press("SELECT")
    locked.run_ms(1_000)
    locked.leave_check_in()
    assert locked.state == states.LOCKED and not locked.found("fault")


@pytest.mark.parametrize("kind", ("low", "open"))
def test_h43_without_hold_it_lives_while_select_is_pressed(fresh, kind):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    assert pen.arm()
    pen.press("UP")
    assert pen.until(states.RUNNING, at_most_ms=1_000)
    pen.run_ms(500)
    pen.world.fault("HOLD:" + kind)
    pen.run_ms(1_500)
    assert not pen.world.powered and not pen.driven and not pen.world.motor.turning
    pen.world.press("SELECT")
    pen.run_ms(3_000)
    assert pen.app is not None and not pen.driven
    assert pen.world.ring.um <= 5, "the needles are in"
    pen.world.release("SELECT")
    pen.run_ms(1_000)
    assert pen.app is None
    assert not pen.world.violations and pen.world.max_tip_um <= 500


@pytest.mark.parametrize("fault", ("eeprom_absent", "clock_absent", "flash:frozen"))
def test_h37_what_cannot_be_stored_or_timed_keeps_it_on(locked, fault):
    locked.run_ms(2_000)
    locked.world.fault(fault)
    assert not rests(locked)
    assert locked.app is not None


def test_h37_what_was_stored_nowhere_keeps_it_on(locked):
    """Something that must not be forgotten is known in memory alone."""
    locked.app.store.lost = True
    assert not rests(locked)


def test_h10_a_clock_without_its_coin_cell_keeps_it_on(fresh):
    """It would lose its count with the supply."""
    pen = WholePen.out_of_drawer(fresh)
    pen.world.fault("coin_cell_removed")
    pen.power_up()
    assert not rests(pen) and pen.app is not None


def test_s19_answers_and_alcohol_that_hold_are_not_thrown_away(pen):
    assert pen.arm()
    pen.press("DOWN")  # not now
    pen.run_ms(1_000)
    assert pen.state == states.READY and not pen.ledger.session_open
    assert not rests(pen)
    pen.run_ms(2 * HOUR_MS)
    assert pen.world.latch.off, "after an hour they hold no more"


def test_h43_a_board_without_a_latch_sleeps_as_before(fresh):
    life = WholePen.out_of_drawer(fresh)
    for without in ({**vars(board), "HOLD_PIN": None}, {k: v for k, v in vars(board).items() if k != "HOLD_PIN"}):
        life.board = SimpleNamespace(**without)
        life.cycle_power()
        assert not rests(life) and life.state == states.OFF
        life.run_ms(DAY_MS)
        assert life.app is not None
        life.cut_power()


@pytest.mark.parametrize("after_ms", (50, 300, 450))
def test_h43_a_press_while_it_lets_go_keeps_it_on_or_starts_it(pen, after_ms):
    pen.run_ms(AUTO_OFF_MS + 60_000)
    pen.run_until(lambda: pen.world.gpio.level(wiring.HOLD) == 0, 5 * 60_000, 5 * 60_000)
    while pen.app is not None and pen.world.gpio.level(wiring.HOLD) == 1 and pen.world.now_us < 1 << 40:
        pen.world.after_us(after_ms * 1_000, lambda: None)
        pen.turn()
    pen.run_ms(500)
    pen.press("SELECT")
    pen.run_ms(1_500)
    assert pen.state == states.READY


def test_h43_select_pressed_in_the_very_moment(pen):
    """HOLD falls, and then SELECT closes before the supply has gone: the pen is told and stays."""
    world = pen.world
    changed = world.latch.changed

    def press_soon():
        changed()
        if world.powered and world.gpio.out[wiring.HOLD] == 0 and world.gpio.driven[wiring.HOLD]:
            world.latch.changed = changed
            world.after_us(100_000, lambda: world.press("SELECT"))
            world.after_us(200_000, lambda: world.release("SELECT"))

    world.latch.changed = press_soon
    boots = world.boots
    pen.run_ms(AUTO_OFF_MS + 3 * 60_000 + 10_000)
    assert world.latch.changed == changed, "HOLD never fell"
    assert world.boots == boots and pen.state == states.READY


def test_s18_a_long_press_that_switches_it_on_chooses_nothing(pen):
    assert rests(pen)
    pen.press("SELECT", 900)
    pen.run_ms(500)
    assert pen.state == states.READY and pen.controller.menu.item == 0


def test_s2_a_latched_fault_is_latched_after_it_let_go(locked):
    locked.world.fault("encoder_absent")
    locked.wake()
    locked.run_ms(3_000)
    assert locked.state == states.FAULT
    assert rests(locked)
    locked.world.fault("encoder_absent", False)
    locked.press("SELECT")
    locked.run_ms(1_500)
    assert locked.state == states.FAULT
