"""H2, H16, S3, S7, S17: buttons that stick or bounce, a drive that runs by itself, and a broken pen in the drawer."""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import faults

from tests.firmware.running_pens import dead_safe
from tests.firmware.whole_pen import WholePen

# --- buttons and the stop wire ----------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ("select_stuck", "up_stuck", "down_stuck", "stop_wire_broken"))
@pytest.mark.parametrize("when", ("awake", "boot", "running"))
def test_h16_s17_a_stuck_button_or_a_broken_stop_wire_is_found(pen, fault, when):
    if when == "running":
        assert pen.treat()
    if when == "boot":
        pen.cut_power()
    pen.world.fault(fault)
    pen.power_up(11_500) if when == "boot" else pen.run_ms(11_500)
    assert not pen.driven and not pen.world.motor.turning
    assert pen.state == states.FAULT
    assert pen.shows(faults.FAULTS[r.F_BUTTON][0])
    dead_safe(pen)
    pen.run_ms(11_000)
    pen.wake()
    assert pen.state == states.FAULT, "acknowledged although it is still stuck"
    pen.world.fault(fault, False)
    pen.run_ms(500)
    pen.acknowledge_fault()
    if when != "running":
        assert pen.state == states.READY
        assert pen.treat()
    else:  # a button held that long in a session says first that it bleeds: the pen cannot know better
        assert pen.state == states.LOCKED and pen.ledger.review
        assert pen.found("session_end")[-1]["reason"] == r.STOP_BLEEDING


@pytest.fixture(scope="module")
def ready():
    """An awake pen, to be taken out of the drawer as often as wanted."""
    return WholePen().keep()


@pytest.mark.parametrize("flash_us", (0, 100_000))
@pytest.mark.parametrize("name", ("SELECT", "UP", "DOWN"))
def test_s4_any_tap_between_the_press_and_the_first_stroke_keeps_the_needles_still(ready, name, flash_us):
    """However short it is, and also while a turn takes long: marking the cartridge, a flash that takes its time."""
    for after_ms in range(1, 700, 70):
        pen = WholePen.out_of_drawer(ready)
        pen.power_up()
        assert pen.arm()
        slow_down(pen, flash_us)
        pen.press("UP", 90)
        world = pen.world
        world.after_us(after_ms * 1_000, lambda world=world: world.press(name))
        world.after_us((after_ms + 60) * 1_000, lambda world=world: world.release(name))
        pen.run_ms(after_ms + 75)
        assert not pen.run_until(lambda pen=pen: pen.driven, 1_200), after_ms
        assert pen.state == states.PAUSED


@pytest.mark.parametrize("ms", (2, 5, 10, 15))
@pytest.mark.parametrize("name", ("SELECT", "UP", "DOWN"))
def test_s4_the_shortest_tap_around_the_first_fuel_stops_them(ready, name, ms):
    """In the look at the cartridge, when the drive is armed, between two steps: the contacts' edges are counted."""
    for after_us in (200, 2_000, 5_000, 8_000, 12_000, 16_000, 20_000, 25_000):
        pen = WholePen.out_of_drawer(ready)
        pen.power_up()
        pen.arm_to_release()
        world = pen.world
        world.after_us(after_us, lambda world=world: world.press(name))
        world.after_us(after_us + ms * 1_000, lambda world=world: world.release(name))
        pen.run_ms(150)
        assert pen.state == states.PAUSED and not pen.driven, after_us


def slow_down(pen, us: int) -> None:
    """Each write to the pen's flash takes so much longer."""
    for part, name in [
        (pen.app.store.segments, "append"),
        *((slot, "write") for slot in pen.app.store.ledger_slots[2:]),
    ]:
        write = getattr(part, name)
        setattr(part, name, lambda *values, write=write: (pen.world.run_us(us), write(*values))[1])


def test_h16_a_bouncing_finger_starts_one_session(pen):
    assert pen.arm()
    pen.world.press("UP", 6)
    pen.run_ms(90)
    pen.world.release("UP", 6)
    pen.run_ms(1_500)
    assert pen.state == states.RUNNING
    assert len(pen.found("session_start")) == 0 or pen.ledger.session == 1
    pen.stop()
    assert len(pen.found("session_start")) == 1


# --- the drive --------------------------------------------------------------------------------------------


def test_s3_h2_needles_that_turn_by_themselves_are_a_fault(pen):
    """The transistor shorts while a session runs: the pen cannot stop them, but it says so at once."""
    assert pen.treat()
    pen.stop()
    motor = pen.world.motor
    motor.gate_changed = lambda: None
    motor.duty = 600
    motor._refresh()
    pen.run_ms(1_500)
    assert motor.turning
    assert pen.state == states.FAULT
    assert pen.found("fault") == []  # not while they turn: nothing is written (S11)
    motor.duty = 0
    pen.run_ms(2_000)
    assert pen.found("fault")[-1]["code"] == r.F_RUNAWAY
    assert pen.world.ring.um <= 5, "the ring must take them out of the skin"


@pytest.mark.parametrize(
    "fault", ("none", "eeprom_absent", "clock_absent", "encoder_absent", "up_stuck", "display_absent")
)
def test_s7_in_the_drawer_a_broken_pen_sleeps_all_the_same(pen, fault):
    """A mark that cannot be stored must not keep it awake until the battery is empty: a few turns an hour, no more."""
    pen.never_let_go()
    if fault != "none":
        pen.world.fault(fault)
    pen.run_ms(10 * 60_000)
    assert pen.state == states.OFF
    turns = 0
    end_us = pen.world.now_us + 3 * 86_400_000_000
    pen.world.at_us(end_us, lambda: None)  # ends the last nap
    while pen.world.now_us < end_us:
        pen.turn()
        turns += 1
        assert turns < 3 * 24 * 5, "it does not sleep"
