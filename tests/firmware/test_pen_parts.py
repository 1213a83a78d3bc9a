"""A part is missing, deaf or lying: the pen names it on the glass, stays locked, and recovers when the part is back.

H3, H16, S2, S3, S9, S17. What the pen must never do, whatever fails, is move needles it was not asked to move or
cannot judge; `dead_safe` checks that after every failure.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import faults, refusals
from pen.ui.texts import stops as words

from tests.firmware.running_pens import dead_safe

# names of faults of the world model; the words a person reads
DISPLAY, CLOCK, EEPROM, ENCODER = faults.PARTS[1:5]
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
    dead_safe(pen)
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
    assert pen.shows(name) or pen.shows(refusals.REFUSALS[r.STORE_FAILED][0])
    dead_safe(pen)
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
    dead_safe(pen)
    pen.world.fault(fault, False)
    pen.run_ms(3_000)
    pen.acknowledge_fault()
    assert pen.state == states.LOCKED  # the finger restarted it without its EEPROM: the window is unproven, so over
    assert not pen.treat()


def test_s3_a_missing_display_leaves_a_safe_pen(pen):
    """What nobody can read nobody can start; a lamp and the journal still tell. Found when there is news to show."""
    pen.world.fault("display_absent")
    pen.press("UP")
    pen.run_ms(500)
    assert pen.state == states.FAULT
    assert pen.found("fault", code=r.F_PART + 1)
    assert any(pen.world.led.rgb)
    dead_safe(pen)
    pen.cycle_power()
    dead_safe(pen)
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
    dead_safe(pen)
    pen.world.fault("i2c_stuck", False)
    pen.wake()
    pen.run_ms(3_000)
    pen.acknowledge_fault()
    assert pen.state == (states.LOCKED if running else states.READY)  # restarted with it: the window is unproven
    assert pen.treat() != running


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
    assert pen.found("fault")[0]["code"] in (code, r.F_HOMING, r.F_DEPTH, r.F_RING)
    pen.wake()
    pen.run_ms(300)
    assert pen.shows(faults.look_up(pen.ledger.fault)[1])
    dead_safe(pen)
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
    assert pen.world.ring.um > 200, "where it is must not be believed: a person looks first"
    dead_safe(pen)


def test_s2_h3_noise_beyond_the_tolerance_stops(pen):
    assert pen.treat()
    pen.world.fault("encoder_noise", True, 400)
    pen.run_ms(1_000)
    assert pen.state == states.FAULT
    dead_safe(pen)
