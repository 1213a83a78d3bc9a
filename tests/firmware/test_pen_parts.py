"""A part is missing, deaf or lying: the pen names it on the glass, stays locked, and recovers when the part is back.

H3, H16, S2, S3, S9, S17. What the pen must never do, whatever fails, is move needles it was not asked to move or
cannot judge; `_dead_safe` checks that after every failure.
"""

import pytest
from pen.core import reasons as r
from pen.core import states
from pen.ui import words

from tests.firmware.gestures import Life

# names of faults of the world model; the words a person reads
DISPLAY, CLOCK, EEPROM, ENCODER = words.PARTS[1:5]
CHIPS = (
    ("clock_absent", CLOCK),
    ("encoder_absent", ENCODER),
    ("magnet_missing", ENCODER),
    ("magnet_weak", ENCODER),
    ("magnet_strong", ENCODER),
    ("eeprom_absent", EEPROM),
    ("eeprom_busy", EEPROM),
)
RINGS = (  # what is wrong with the ring or its encoder, and how arming finds out
    ("encoder_frozen", r.F_DEPTH),
    ("encoder_reversed", r.F_DEPTH),
    ("encoder_offset", r.F_HOMING),
    ("stepper_stuck", r.F_DEPTH),
    ("stepper_loses", r.F_DEPTH),
)


@pytest.fixture(scope="module")
def fresh():
    return Life().keep()


@pytest.fixture
def pen(fresh):
    life = Life.out_of_drawer(fresh)
    life.power_up()
    assert life.state == states.READY
    return life


def _dead_safe(pen):
    """Whatever the thumb tries now: no stroke, no drive, and never deeper than the cap."""
    moved = pen.world.strokes_true
    for ms in (90, 1_500, 3_500, 90):
        pen.press("SELECT", ms)
        pen.run_ms(2_500)
    pen.press("UP")
    pen.press("SELECT")
    pen.run_ms(500)
    assert pen.world.strokes_true == moved, "needles moved"
    assert not pen.driven
    assert pen.world.max_tip_um <= 500
    assert not pen.world.violations


def _well_again(pen):
    """The fault is acknowledged, and a session is possible."""
    pen.acknowledge_fault()
    assert pen.state == states.READY, pen.state
    assert pen.treat(), "it does not work any more"


# --- chips on the bus -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "name"), CHIPS[:5])
def test_h3_h9_s17_a_chip_lost_while_awake_is_named(pen, fault, name):
    pen.world.fault(fault)
    pen.run_ms(4_000)
    assert pen.state == states.FAULT
    assert pen.shows(name)
    _dead_safe(pen)
    pen.wake()
    pen.run_ms(300)
    assert pen.shows(words.STILL_FAILING), "it must say that testing again is no use yet"
    pen.world.fault(fault, False)
    pen.run_ms(3_000)
    _well_again(pen)
    assert pen.found("fault") and pen.found("fault_cleared")


@pytest.mark.parametrize(("fault", "name"), CHIPS)
def test_s9_s17_a_chip_missing_at_power_on_is_named(pen, fault, name):
    pen.cut_power()
    pen.world.fault(fault)
    pen.power_up(6_000)
    pen.wake()
    pen.run_ms(300)
    assert pen.state in (states.FAULT, states.LOCKED)
    assert pen.shows(name) or pen.shows(words.REFUSALS[r.STORE_FAILED][0])
    _dead_safe(pen)
    pen.world.fault(fault, False)
    pen.cycle_power()
    _well_again(pen)


@pytest.mark.parametrize("fault", ("eeprom_absent", "eeprom_busy"))
def test_s5_s17_an_eeprom_lost_while_awake_is_found_before_the_first_stroke(pen, fault):
    pen.world.fault(fault)
    pen.run_ms(2_000)
    assert not pen.treat()
    assert pen.state == states.FAULT
    assert pen.ledger.fault in (r.F_STORE, r.F_PART + 3)
    _dead_safe(pen)
    pen.world.fault(fault, False)
    pen.run_ms(3_000)
    pen.acknowledge_fault()
    assert pen.state in (states.PAUSED, states.READY)
    assert pen.treat()


def test_s3_a_missing_display_leaves_a_safe_pen(pen):
    """What nobody can read nobody can start; a lamp and the journal still tell. Found when there is news to show."""
    pen.world.fault("display_absent")
    pen.press("UP")
    pen.run_ms(500)
    assert pen.state == states.FAULT
    assert pen.found("fault", code=r.F_PART + 1)
    assert any(pen.world.led.rgb)
    _dead_safe(pen)
    pen.cycle_power()
    _dead_safe(pen)
    pen.world.fault("display_absent", False)
    pen.cycle_power()
    _well_again(pen)
    assert pen.world.display.lit


@pytest.mark.parametrize("running", (False, True))
def test_s3_h14_a_stuck_bus_stops_everything(pen, running):
    if running:
        assert pen.treat()
    pen.world.fault("i2c_stuck")
    at_us = pen.world.now_us
    while pen.driven:
        pen.turn()
        assert pen.world.now_us - at_us < 300_000
    pen.run_ms(5_000)
    assert pen.state == states.FAULT
    _dead_safe(pen)
    pen.world.fault("i2c_stuck", False)
    pen.run_ms(3_000)
    pen.acknowledge_fault()
    assert pen.state == (states.PAUSED if running else states.READY)
    assert pen.treat()


def test_s3_a_flaky_bus_never_moves_needles_wrongly(pen):
    pen.world.fault("i2c_flaky")
    for _ in range(5):
        pen.treat(300)
        pen.stop()
        assert pen.world.max_tip_um <= 500
        assert not pen.world.violations
    pen.world.fault("i2c_flaky", False)
    pen.run_ms(1_000)
    pen.wake()
    if pen.state == states.FAULT:
        pen.acknowledge_fault()
    assert pen.state in (states.READY, states.PAUSED, states.LOCKED)


# --- ring and encoder -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "code"), RINGS)
def test_s2_h2_h3_arming_finds_a_lying_ring(pen, fault, code):
    for _ in range(6):
        pen.press("UP")
    pen.world.fault(fault)
    assert not pen.treat()
    assert pen.found("fault")[0]["code"] in (code, r.F_HOMING, r.F_DEPTH)
    pen.wake()
    pen.run_ms(300)
    assert pen.shows(words.fault(pen.ledger.fault)[1])
    _dead_safe(pen)
    pen.world.fault(fault, False)
    pen.acknowledge_fault()
    assert pen.state == states.READY
    assert pen.treat()


@pytest.mark.parametrize(("fault", "code"), RINGS[1:3])
def test_s2_h3_the_same_while_needles_move(pen, fault, code):
    assert pen.treat()
    pen.world.fault(fault)
    pen.run_ms(1_500)
    assert pen.state == states.FAULT
    assert pen.found("fault")[0]["code"] == r.F_DEPTH
    assert pen.world.ring.um <= 5, "not retracted"
    _dead_safe(pen)


def test_s2_h3_noise_beyond_the_tolerance_stops(pen):
    assert pen.treat()
    pen.world.fault("encoder_noise", True, 400)
    pen.run_ms(1_000)
    assert pen.state == states.FAULT
    _dead_safe(pen)


# --- cartridge tag ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "reason"), (("tag_dead", r.CARTRIDGE_NONE), ("tag_noise", r.CARTRIDGE_UNREADABLE)))
def test_s14_h5_s17_a_tag_that_makes_no_sense_is_refused_until_it_does(pen, fault, reason):
    pen.world.fault(fault)
    pen.run_ms(1_200)
    assert not pen.treat()
    pen.run_ms(300)
    assert pen.found("refusal")[-1]["reason"] == reason
    assert pen.shows(words.REFUSALS[reason][0])
    assert not pen.ledger.session, "a use was counted without a stroke"
    pen.world.fault(fault, False)
    pen.run_ms(1_200)
    assert pen.treat()


def test_h5_h6_a_tag_pulled_while_its_mark_is_written_costs_no_session(pen):
    assert pen.arm()
    pen.world.after_us(170_000, pen.world.eject)
    pen.press("SELECT")
    pen.run_ms(1_500)
    assert pen.world.strokes_true == 0
    assert not pen.driven
    assert pen.ledger.session == 0 or pen.state == states.PAUSED


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
    assert pen.shows(words.FAULTS[r.F_BUTTON][0])
    _dead_safe(pen)
    pen.run_ms(11_000)
    pen.wake()
    assert pen.state == states.FAULT, "acknowledged although it is still stuck"
    pen.world.fault(fault, False)
    pen.run_ms(500)
    pen.acknowledge_fault()
    if when != "running":
        assert pen.state == states.READY
        assert pen.treat()
    elif fault in ("up_stuck", "down_stuck"):
        assert pen.state == states.PAUSED
        assert pen.treat()
    else:  # a SELECT held that long while needles move ends the session
        assert pen.state == states.LOCKED


def test_h16_a_bouncing_thumb_starts_one_session(pen):
    assert pen.arm()
    pen.world.press("SELECT", 6)
    pen.run_ms(90)
    pen.world.release("SELECT", 6)
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
