"""S2, S4, S12, S17, H14, H23: what becomes of the pen when its own program, or its power, fails in the middle.

Seen: after a crash the ring stood at 450 um until SELECT; after a battery was pulled nobody was told; needles that had
starved in a late step restarted by themselves; a trial version that hung while it was imported needed the battery
pulled. The siblings: a crash in every state that has the ring out, with a ring that does not follow or an encoder that
does not answer, before the ring was ever homed; a late step of 60 to 900 ms in every place of a step, in the first step
of a run; fuel asked for without a run, or with the token of one that is over; a hang in the import, in `App.__init__`,
in the very first turn; a broken service path.
"""

import sys
import time

import pytest
from pen.core import states
from pen.formats import reasons as r

from boards.RPI_PICO import board
from boards.virtual import ticks
from boards.virtual.resets import Reset
from tests.firmware import lying_parts as lying
from tests.firmware.pen_with_slots import NEW

ticks.inject(time)  # the chip's own names, before the first driver asks for them
from pen.hal import chip  # noqa: E402
from pen.service import mode as service  # noqa: E402

from tests.firmware.service.safe_pen import raises, safe, still  # noqa: E402


class Boom(Exception):
    """What nobody has thought of."""


@pytest.fixture(autouse=True)
def board_file(monkeypatch):
    """It lies beside the program on a pen; whatever started has imported it."""
    monkeypatch.setitem(sys.modules, "board", board)


def crash(pen):
    pen.app.panel.show = raises(Boom())
    service.run(lambda: pen.app)


def restart(pen):
    with pytest.raises(Reset):
        pen.world.press("SELECT")
        pen.world.advance_us(1_000)
    pen.world.release("SELECT")
    pen.boot()
    pen.run_ms(2_500)


def words(pen, *wanted):
    return [word for word in wanted if not pen.shows(word)]


# --- a crash -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ("running", "armed", "moving out", "moving in"))
def test_s2_h14_a_crash_with_the_ring_out_brings_it_in(pen, where):
    lying.as_deep_as_it_goes(pen)
    if where == "running":
        assert pen.treat(1_000)
    elif where == "armed":
        assert pen.arm()
    elif where == "moving out":
        pen.ask()
        at = (states.ARMING, states.arming.MOVING)
        assert pen.run_until(lambda: (pen.state, pen.phase) == at and pen.world.ring.um > 150, 4_000)
    else:
        assert pen.treat(1_000)
        pen.press("UP")
        assert pen.world.ring.um > 150
    assert pen.world.ring.um > 150
    crash(pen)
    assert pen.world.ring.um <= 1, "it stays out until somebody presses SELECT"
    safe(pen.world)
    still(pen.world)


@pytest.mark.parametrize(
    "fault", ("direction_stuck", "direction_swapped", "blocked", "not_energised", "encoder_frozen")
)
def test_s1_h29_the_retraction_after_a_crash_stops_by_itself_when_the_ring_does_not_follow(pen, fault):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    pen.world.stepper.settle()
    getattr(lying, fault)(pen.world)
    sent = pen.world.stepper.emitted
    crash(pen)
    assert pen.world.stepper.emitted - sent <= (30 if fault.startswith("direction") else 100)
    assert pen.world.max_tip_um <= 500
    safe(pen.world)
    still(pen.world)


@pytest.mark.parametrize("latched", (True, False))
def test_s1_h29_a_program_that_fails_again_and_again_creeps_no_deeper(pen, latched):
    """DIR is stuck. Each failure drove the ring a stretch deeper: 505 um at the 16th. Now nothing, or one stretch."""
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    lying.direction_stuck(pen.world)
    if latched:
        pen.press("UP")
        pen.run_ms(3_000)
        assert pen.ledger.fault == r.F_RING
    pen.world.stepper.settle()
    sent = pen.world.stepper.emitted
    for _ in range(3):
        crash(pen)
        restart(pen)
    pen.world.stepper.settle()
    assert pen.world.stepper.emitted - sent <= (0 if latched else 4 * 14)  # the start itself tries once, supervised
    assert pen.ledger.fault == r.F_RING


@pytest.mark.parametrize("fault", ("encoder_absent", "i2c_stuck", "magnet_missing"))
def test_s1_h29_without_an_encoder_nothing_is_moved_after_a_crash(pen, fault):
    assert pen.treat(1_000)
    pen.world.fault(fault)
    pen.world.stepper.settle()
    sent = pen.world.stepper.emitted
    crash(pen)
    pen.world.stepper.settle()
    assert pen.world.stepper.emitted - sent <= 40
    safe(pen.world)


def test_s17_after_a_crash_the_first_screen_says_what_happened(pen):
    assert pen.treat(1_000)
    crash(pen)
    restart(pen)
    assert pen.shows("Its program failed"), "nobody is told"
    assert pen.found("boot")[-1]["cause"] == chip.CRASH


def test_s17_after_a_crash_at_rest_it_is_said_until_a_button_is_pressed(pen):
    crash(pen)
    restart(pen)
    pen.run_ms(20_000)
    assert pen.state == states.READY and pen.shows("Its program failed")
    pen.press("UP")
    pen.run_ms(300)
    assert not pen.shows("Its program failed")


# --- the battery --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", (0, 45))
def test_s17_h11_after_the_battery_was_pulled_the_first_screen_says_what_happened(pen, minutes):
    assert pen.treat(1_000)
    pen.cut_power()
    out_um = pen.world.ring.um
    assert out_um > 200
    pen.world.advance_us(minutes * 60_000_000 + 1_000_000)
    pen.boot()
    pen.run_ms(2_500)
    assert pen.world.ring.um <= 1
    assert pen.shows("Power was cut"), "nobody is told"
    assert pen.shows("hey are in now")
    told = pen.found("ring_found_out")
    assert told and abs(told[-1]["measured_um"] - out_um) <= 5


def test_s17_a_boot_with_the_ring_at_home_says_nothing_of_it(pen):
    pen.cycle_power()
    assert not pen.shows("Power was cut")
    assert not pen.found("ring_found_out")


# --- a late step ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("late_ms", (60, 100, 300, 450, 900))
@pytest.mark.parametrize("part", ("sensors.read", "panel.show", "cartridge_reader.check_present"))
def test_s4_h14_a_step_that_is_late_ends_the_run(pen, part, late_ms):
    assert pen.treat(1_500)
    owner, name = part.split(".")
    target = getattr(pen.app, owner)
    before = getattr(target, name)
    once = []

    def late(*args):
        if not once:
            once.append(True)
            pen.world.run_us(late_ms * 1_000)
        return before(*args)

    setattr(target, name, late)
    at = pen.world.strokes_true
    pen.run_until(lambda: bool(once), 200)
    pen.run_ms(40)
    assert not pen.driven, "it restarted by itself"
    pen.run_ms(1_500)
    assert pen.state == states.PAUSED and pen.controller.stop_reason == r.STOP_LATE
    assert pen.world.strokes_true - at <= 40
    assert pen.treat(300), "the next run is as any other"


def test_s4_h14_a_late_first_step_ends_the_run_before_its_first_stroke(pen):
    assert pen.arm()
    feed = pen.app.parts.needle.feed
    pen.app.parts.needle.feed = lambda *a: (pen.world.run_us(0), feed(*a))[1]
    pen.press("UP", 60)
    before = pen.world.strokes_true
    arm = pen.app.parts.needle.arm

    def late():
        answer = arm()
        pen.world.run_us(300_000)
        return answer

    pen.app.parts.needle.arm = late
    pen.run_ms(1_500)
    assert pen.world.strokes_true == before
    assert pen.state == states.PAUSED


# --- the watchdog --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ("pen.hal.parts", "pen.storage.store", "first turn"))
def test_s12_h23_a_version_that_hangs_before_its_first_turn_goes_back_by_the_watchdog(plugged, monkeypatch, where):
    from boards.virtual import bench

    world = plugged.world
    if where == "first turn":
        start = bench.Bench._start
        hung = []

        def once(self):
            start(self)
            if not hung and self.slots.trial:
                hung.append(True)
                self.app.tick = lambda: world.run_us(1 << 40)

        monkeypatch.setattr(bench.Bench, "_start", once)
    else:
        from pen import app

        load = app.load
        hung = []

        def slow(name, *shared):
            if not hung and plugged.slots is not None and plugged.slots.trial:
                hung.append(True)
                world.run_us(1 << 40)  # for ever
            return load(name, *shared)

        monkeypatch.setattr(app, "load", slow)
    plugged.update(NEW)
    assert hung
    plugged.run_ms(2_500)
    assert plugged.slots.running == 0 and not plugged.slots.trial
