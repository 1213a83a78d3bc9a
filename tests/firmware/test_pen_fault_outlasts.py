"""S2, S9, H29, H37: that the ring is lost outlasts any other fault; only a press that can have read it acknowledges it.

Seen: a power cut between the two stores, and the display's fault of a second ago was believed: the ring moved by
itself. A silent memory at power-on took a ring fault's place in the journal. The press that stops the needles, held on,
acknowledged the fault that came with it; so did the one that wakes the pen. Somebody held a button because it bled, and
the 30 minutes ended, or a fault came before the press was debounced: it was not heard. The siblings: each cut of a
fault's commit, both orders of the two faults, each part that may be silent at power-on; each way out of a pause under
a press (window, needle time, fault), a press just before and just after a fault.
"""

import pytest
from pen.core import states
from pen.core.limits import NEEDLE_MAX_MS
from pen.formats import reasons as r

from tests.firmware import lying_parts as lying


def pulses(pen):
    pen.world.stepper.settle()
    return pen.world.stepper.emitted


def ring_fault(pen):
    """DIR is stuck: the retraction goes the wrong way, and the pen lets the ring go where it is."""
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_500)
    lying.direction_stuck(pen.world)
    pen.press("UP")
    pen.run_ms(4_000)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_RING


@pytest.mark.parametrize("op", range(16, 25))
@pytest.mark.parametrize("where", ("before", "after"))
def test_s2_s9_no_cut_makes_an_earlier_fault_of_one_that_lost_the_ring(pen, op, where):
    """The display's fault is acknowledged; in that very test the ring jams, and the power goes while that is stored."""
    assert pen.treat(1_500)
    pen.world.fault("display_absent")
    pen.run_ms(3_000)
    pen.world.fault("display_absent", False)
    pen.run_ms(1_500)
    assert pen.ledger.fault == r.F_PART + 1
    pen.press("SELECT", 3_050)
    assert pen.run_until(lambda: pen.world.tip_um >= 45, 4_000)
    lying.blocked(pen.world)
    pen.world.cut_at_op(op, where)
    assert pen.run_until(lambda: pen.app is None, 3_000)
    pen.world.cut_at_op(0)
    pen.world.ring.stuck = False
    sent = pulses(pen)
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(3_000)
    if any(one["code"] == r.F_RING for one in pen.found("fault")):
        assert pen.ledger.fault == r.F_RING and pulses(pen) == sent


@pytest.mark.parametrize("silent", ("eeprom_absent", "i2c_stuck", "display_absent"))
@pytest.mark.parametrize("op", range(3, 9))
def test_s2_s9_a_part_that_is_silent_at_power_on_takes_no_ring_faults_place(pen, silent, op):
    ring_fault(pen)
    pen.cut_power()
    sent = pulses(pen)
    pen.world.fault(silent)
    pen.world.advance_us(1_000_000)
    pen.world.power_on()
    pen.world.cut_at_op(op, "after")
    pen.boot()
    pen.run_until(lambda: pen.app is None, 3_000)
    pen.cut_power()
    pen.world.cut_at_op(0)
    pen.world.fault(silent, False)
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(3_000)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_RING and pulses(pen) == sent


@pytest.mark.parametrize(
    ("known", "noted", "fault"),
    (
        (0, r.F_RING, r.F_RING),
        (0, r.F_STORE, r.F_STORE),
        (r.F_PART + 1, r.F_RING, r.F_RING),
        (r.F_RING, r.F_PART + 1, r.F_RING),
        (r.F_PART + 1, r.F_STORE, r.F_STORE),  # as in `core/merge.py`: what is no broken part is worse
        (r.F_STORE, r.F_PART + 1, r.F_STORE),
        (r.F_PART + 2, r.F_PART + 1, r.F_PART + 2),
    ),
)
def test_s2_h37_nor_does_what_an_earlier_boot_has_noted_in_the_clock(pen, known, noted, fault):
    from pen.inputs import clock_start as notes

    pen.ledger.fault = known
    reader = pen.app.clock_reader
    reader.noted = (noted, 0)
    notes.take_over(reader, pen.controller)
    assert pen.ledger.fault == fault
    pen.run_ms(500)
    assert [one["code"] for one in pen.found("fault")] == ([fault] if fault != known else [])


def test_s2_h29_the_press_that_stops_the_needles_does_not_acknowledge_what_comes_with_it(pen):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_500)
    lying.direction_stuck(pen.world)
    pen.world.press("SELECT")
    assert pen.until(states.FAULT, at_most_ms=500)
    sent = pulses(pen)
    pen.run_ms(6_000)
    pen.world.release("SELECT")
    pen.run_ms(1_000)
    assert pen.state == states.FAULT and pulses(pen) == sent
    assert len(pen.found("fault")) == 1


def test_s2_h29_nor_does_the_press_that_wakes_the_pen(pen):
    ring_fault(pen)
    pen.run_ms(65_000)
    assert pen.state == states.OFF
    sent = pulses(pen)
    pen.press("SELECT", 7_000)
    pen.run_ms(1_000)
    assert pen.state == states.FAULT and pulses(pen) == sent
    pen.press("SELECT", 3_500)  # off the skin, as the screen says
    assert pulses(pen) > sent


# --- somebody says that it bleeds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase_ms", (0, 3, 7))
@pytest.mark.parametrize(
    "fault",
    ("direction_stuck", "direction_swapped", "blocked", "not_energised", "leading", "lagging", "encoder_frozen"),
)
def test_s17_h37_a23_bleeding_is_heard_whatever_becomes_of_the_retraction(pen, fault, phase_ms):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_500)
    pen.run_ms(phase_ms)
    getattr(lying, fault)(pen.world)
    pen.press("UP", 5_000)
    pen.run_ms(1_000)
    assert pen.found("bleeding") and pen.ledger.review and not pen.ledger.session_open


@pytest.mark.parametrize("after_ms", (-60, -20, -10, 0, 10, 40, 400, 3_000))
def test_s17_h37_a23_bleeding_is_heard_just_before_and_after_another_fault(pen, after_ms):
    assert pen.treat(3_000)
    if after_ms <= 0:
        pen.world.press("UP")
        pen.run_ms(-after_ms)
        lying.encoder_slipped(pen.world)
    else:
        lying.encoder_slipped(pen.world)
        pen.run_ms(after_ms)
        pen.world.press("UP")
    pen.run_ms(5_000)
    pen.world.release("UP")
    pen.run_ms(1_000)
    assert pen.found("bleeding") and pen.ledger.review and not pen.ledger.session_open


@pytest.mark.parametrize("left_ms", (10_000, 1_500, 700, 20))
@pytest.mark.parametrize("ends", ("window", "needle time"))
def test_s6_s17_a23_bleeding_is_heard_when_the_session_ends_by_itself_meanwhile(pen, ends, left_ms):
    assert pen.treat(2_500)
    pen.stop()
    assert pen.state == states.PAUSED
    pen.world.press("DOWN")
    pen.run_ms(max(0, 1_900 - left_ms))
    if ends == "window":
        pen.ledger.session_lost = 1
    else:
        pen.ledger.needle_ms = NEEDLE_MAX_MS
    pen.run_ms(5_000)
    assert pen.found("bleeding") and pen.ledger.review and not pen.ledger.session_open
    pen.world.release("DOWN")


def test_s6_a_press_that_is_let_go_soon_puts_the_end_off_for_no_longer(pen):
    assert pen.treat(2_500)
    pen.stop()
    pen.world.press("DOWN")
    pen.run_ms(100)
    pen.ledger.session_lost = 1
    pen.run_ms(500)
    assert pen.state == states.PAUSED
    pen.world.release("DOWN")
    pen.run_ms(200)
    assert pen.state == states.ENDED and not pen.ledger.review
