"""S1, S2, H29: while the ring moves, every step compares what the encoder says with where the pulses put it.

Shown without the mechanical end-stop, from the highest set-point. The kind of error is feedback that is looked at when
a move is over. Seen: DIR stuck, and the retraction, the homing and every acknowledgement drove deeper. Its siblings:
- other ways not to follow: motor coils swapped, micro-steps changed (leads), pulses lost (lags), blocked, not
  energised;
- an encoder that does not follow: frozen, slipped on its axle;
- other moves: after a stop by each button, by a pulled cartridge, by the cable; arming's homing and its move to the
  set-point; the homing after a power cut; the retraction that belongs to a fault of another part; the self-test's move;
- no move at all: a ring that is pushed while the pen is armed, or while it charges the run;
- a program that hangs in the middle of a move: what has been paid for is all that the ring still does;
- a person who acknowledges again and again: no acknowledgement may buy more than one attempt, and all together must not
  creep deeper.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import faults

from boards.virtual import wiring
from tests.firmware import lying_parts as lying

MOST_PULSES = 100  # what an attempt that does not follow sends before it stops by itself
WRONG = {
    "direction_stuck": lying.direction_stuck,
    "direction_swapped": lying.direction_swapped,
}
NOT_FOLLOWING = WRONG | {
    "leading": lying.leading,
    "lagging": lying.lagging,
    "blocked": lying.blocked,
    "not_energised": lying.not_energised,
    "encoder_frozen": lying.encoder_frozen,
}
STOPS = {
    "UP": lambda pen: pen.world.press("UP"),
    "SELECT": lambda pen: pen.world.press("SELECT"),
    "cartridge": lambda pen: pen.world.eject(),
    "cable": lambda pen: pen.world.plug_usb(),
}


def let_go(pen):
    for name in ("UP", "SELECT"):
        pen.world.release(name)


def emitted(pen):
    pen.world.stepper.settle()
    return pen.world.stepper.emitted


def deepest_ring(pen):
    """The tip, watched whether a cartridge is in or not."""
    seen = [0]
    note = pen.world.ring.note_tip

    def watch(stroking):
        note(stroking)
        seen[0] = max(seen[0], pen.world.ring._pos * 5 // 16)

    pen.world.ring.note_tip = watch
    return seen


def fault_within(pen, ms):
    assert pen.run_until(lambda: pen.state == states.FAULT, ms), "nobody looked"
    pen.run_ms(30)
    assert not pen.driven
    assert pen.world.gpio.level(wiring.NENABLE) == 1, "the driver still holds the ring"


@pytest.mark.parametrize("how", STOPS)
@pytest.mark.parametrize("fault", NOT_FOLLOWING)
def test_s1_s2_h29_a_retraction_that_does_not_follow_is_stopped_and_not_tried_again(pen, fault, how):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    seen = deepest_ring(pen)
    mend = NOT_FOLLOWING[fault](pen.world)
    began = emitted(pen)
    STOPS[how](pen)
    pen.run_ms(60)
    let_go(pen)
    fault_within(pen, 300)
    assert emitted(pen) - began <= MOST_PULSES
    sent = emitted(pen)
    pen.world.plug_usb(False)
    pen.run_ms(70_000)
    pen.cycle_power()
    assert pen.state == states.FAULT
    assert emitted(pen) == sent, "it moved although nobody had acknowledged the fault"
    assert seen[0] <= 500 and pen.world.max_tip_um <= 500
    mend()


@pytest.mark.parametrize("fault", WRONG)
def test_s1_h29_no_number_of_acknowledgements_gets_the_tip_beyond_the_cap(pen, fault):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    mend = WRONG[fault](pen.world)
    pen.press("UP")
    fault_within(pen, 300)
    pen.run_ms(2_000)
    for _ in range(25):
        sent = emitted(pen)
        pen.acknowledge_fault()
        assert emitted(pen) - sent <= MOST_PULSES, "more than one attempt"
        assert pen.state == states.FAULT
        assert pen.world.max_tip_um <= 500
        sent = emitted(pen)
        pen.run_ms(5_000)
        assert emitted(pen) == sent
    mend()


def test_s2_h29_what_moved_only_once_the_wrong_way_is_brought_home_by_the_person_who_acknowledges(pen):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    mend = lying.direction_stuck(pen.world)
    pen.press("UP")
    fault_within(pen, 300)
    mend()
    pen.run_ms(2_000)
    assert pen.world.ring.um > 300, "it moved by itself"
    title, *lines = faults.look_up(pen.ledger.fault)
    assert pen.shows(title)
    assert any("skin" in line for line in lines), "nobody is told to take it off the skin"
    assert [line for line in lines if not pen.shows(line)] == []
    pen.acknowledge_fault()
    pen.run_ms(2_000)
    assert pen.state in (states.PAUSED, states.ENDED) and pen.world.ring.um <= 5 and not pen.ledger.fault


@pytest.mark.parametrize("fault", NOT_FOLLOWING)
def test_s2_h29_arming_homes_and_moves_under_the_same_eyes(pen, fault):
    lying.as_deep_as_it_goes(pen)
    pen.world.ring.pos = 60  # so that the homing has a way to go
    mend = NOT_FOLLOWING[fault](pen.world)
    sent = emitted(pen)
    pen.ask()
    fault_within(pen, 4_000)
    assert pen.world.max_tip_um <= 150
    allowed = 2_240 + 320 + MOST_PULSES if fault not in WRONG else MOST_PULSES
    assert emitted(pen) - sent <= allowed
    mend()


@pytest.mark.parametrize("fault", WRONG)
def test_s2_h29_the_move_to_the_set_point_the_wrong_way_is_stopped_at_once(pen, fault):
    """The ring sits where it can go both ways; the retraction to it has already gone well."""
    lying.as_deep_as_it_goes(pen)
    pen.ask()
    at = (states.ARMING, states.arming.MOVING)
    assert pen.run_until(lambda: (pen.state, pen.phase) == at and pen.world.ring.um > 100, 4_000)
    mend = lying.direction_stuck(pen.world, deeper=False)
    sent = emitted(pen)
    fault_within(pen, 200)
    assert emitted(pen) - sent <= MOST_PULSES
    mend()


@pytest.mark.parametrize("fault", WRONG)
def test_s1_h29_after_a_power_cut_the_homing_is_supervised(pen, fault):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    pen.cut_power()
    mend = WRONG[fault](pen.world)
    sent = emitted(pen)
    pen.power_up(500)
    fault_within(pen, 500)
    assert emitted(pen) - sent <= MOST_PULSES and pen.world.max_tip_um <= 500
    mend()


@pytest.mark.parametrize("fault", WRONG)
@pytest.mark.parametrize("other", ("eeprom_absent", "display_absent", "clock_absent"))
def test_s1_h29_the_retraction_that_another_fault_asks_for_is_supervised(pen, other, fault):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    mend = WRONG[fault](pen.world)
    sent = emitted(pen)
    pen.world.fault(other)
    pen.press("UP")
    fault_within(pen, 6_000)
    pen.run_ms(3_000)
    assert emitted(pen) - sent <= MOST_PULSES and pen.world.max_tip_um <= 500
    mend()


@pytest.mark.parametrize("by_um", (60, -60))
def test_s1_s2_a_ring_that_is_moved_while_the_pen_is_armed_is_noticed_at_once(pen, by_um):
    lying.as_deep_as_it_goes(pen)
    assert pen.arm()
    pen.world.ring.pos += by_um * 16 // 5
    assert pen.run_until(lambda: pen.state == states.FAULT, 60), "nobody looked"
    assert pen.ledger.fault == r.F_DEPTH
    assert pen.world.gpio.level(wiring.NENABLE) == 1
    let_go(pen)


@pytest.mark.parametrize("um", (40, -40))
def test_s2_h3_an_encoder_that_slips_while_the_ring_moves_is_noticed_while_it_moves(pen, um):
    lying.as_deep_as_it_goes(pen)
    pen.ask()
    at = (states.ARMING, states.arming.MOVING)
    assert pen.run_until(lambda: (pen.state, pen.phase) == at and pen.world.ring.um > 100, 4_000)
    lying.encoder_slipped(pen.world, um)
    sent = emitted(pen)
    fault_within(pen, 100)
    assert emitted(pen) - sent <= MOST_PULSES


@pytest.mark.parametrize("deeper", (True, False))
def test_h29_h14_a_program_that_hangs_in_a_move_leaves_a_ring_that_stops_by_itself(pen, deeper):
    lying.as_deep_as_it_goes(pen)
    assert pen.treat(1_000)
    if deeper:
        mend = lying.direction_stuck(pen.world)
    pen.world.press("UP")
    assert pen.run_until(lambda: not pen.driven and emitted(pen) > 0, 200)
    pen.run_ms(20)
    sent = emitted(pen)
    pen.world.advance_us(1_500_000)  # nobody turns the loop
    assert emitted(pen) - sent <= 40, "paid for much more than one look"
    assert pen.world.max_tip_um <= 500
    if deeper:
        mend()
    pen.world.release("UP")


def test_s1_every_healthy_move_still_works(pen):
    """None of it sees a fault where there is none: noise of the encoder, a ring that starts 10 um off its stop."""
    depth_um = lying.as_deep_as_it_goes(pen)
    pen.world.fault("encoder_noise", True, 3)
    pen.world.ring.pos = 32
    assert pen.treat(1_500)
    assert abs(pen.world.ring.um - depth_um) <= 5
    pen.stop()
    assert pen.state == states.PAUSED and pen.world.ring.um <= 1 and not pen.ledger.fault
