"""S1, S2, H29: no number of starts that lose their power again brings the ring deeper, whatever it does.

The kind of error: what a start has learnt of the ring is gone with the power, and the next start does the same again.
Seen: DIR stuck and a loose contact of the battery, the power gone within 0.2 s of each start's first pulses; the ring
crept from 250 to 460 um in 48 starts. The siblings: other ways not to follow, a display that is missing as well (its
fault sends the ring home), a clock that answers late, each moment for the power to go; and a start that only lost its
power, which must not lock anything.

Seen: the one byte that counted such starts was worn out. At 0 nothing was counted; at 2 every start was a fault of the
ring ("Zero not found"), and the EEPROM was never named.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.hal.errors import EEPROM

from tests.firmware import lying_parts as lying

OTHERS = (lying.direction_swapped, lying.leading, lying.blocked, lying.encoder_frozen)


def out(pen, depth_um: int = 250) -> None:
    """The power goes with the ring out."""
    assert pen.treat(1_500)
    pen.cut_power()
    assert pen.world.ring.um == depth_um


def start(pen, after_ms: int) -> bool:
    """Power for as long as the ring needs to move, and `after_ms`; did it move?"""
    pen.world.advance_us(500_000)
    pen.boot()
    before = pen.world.ring.um
    moved = pen.run_until(lambda: pen.world.ring.um != before, 5_000, 1)
    pen.run_ms(after_ms)
    pen.cut_power()
    return moved


@pytest.mark.parametrize(
    ("wrong", "also", "after_ms"),
    [(lying.direction_stuck, also, ms) for also in ("", "display_absent") for ms in (1, 20, 60, 160, 300, 450)]
    + [(wrong, "", 60) for wrong in OTHERS],
)
def test_s1_h29_no_number_of_starts_creeps_deeper(pen, wrong, also, after_ms):
    out(pen)
    wrong(pen.world)
    if also:
        pen.world.fault(also)
    for _ in range(8):
        start(pen, after_ms)
    assert pen.world.max_tip_um <= 250 + 2 * 10  # what two starts may learn
    assert not start(pen, 1_000) or pen.world.ring.um < 15, "it moves again by itself"


@pytest.mark.parametrize("after_ms", (1, 60, 160, 450))
def test_s1_h29_nor_when_the_clock_answers_late(pen, after_ms):
    """Then the start is stored before the ring moves, and what it learns of the ring after it."""
    out(pen)
    lying.direction_stuck(pen.world)
    for _ in range(8):
        pen.world.fault("clock_absent")
        pen.world.advance_us(500_000)
        pen.boot()
        pen.run_ms(1_000)
        pen.world.fault("clock_absent", False)
        before = pen.world.ring.um
        pen.run_until(lambda before=before: pen.world.ring.um != before, 3_000, 1)
        pen.run_ms(after_ms)
        pen.cut_power()
    assert pen.world.max_tip_um <= 250 + 15


@pytest.mark.parametrize("after_ms", (1, 60, 160, 300))
def test_s17_h29_a_homing_that_loses_its_power_once_is_made_again(pen, after_ms):
    out(pen)
    assert start(pen, after_ms)
    pen.power_up(3_000)
    assert pen.world.ring.um <= 15 and not pen.ledger.fault and pen.state == states.PAUSED
    pen.cut_power()
    for _ in range(5):  # the ring is home: nothing is counted
        pen.world.advance_us(500_000)
        pen.boot()
        pen.run_ms(200)
        pen.cut_power()
    pen.power_up(3_000)
    assert not pen.ledger.fault


def test_s17_h29_one_that_has_lost_it_twice_waits_for_a_press_that_takes_it_off_the_skin(pen):
    out(pen)
    assert start(pen, 60) and start(pen, 60)
    before = pen.world.ring.um
    pen.power_up(3_000)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_HOMING and pen.world.ring.um == before
    assert [one["code"] for one in pen.found("fault")] == [r.F_HOMING]
    pen.acknowledge_fault()
    assert pen.state == states.PAUSED and pen.world.ring.um <= 15
    pen.cycle_power()
    assert pen.state == states.PAUSED and not pen.ledger.fault


@pytest.mark.parametrize("part", ("display:absent", "ntc:absent"))
@pytest.mark.parametrize("again", ("battery", "SELECT"))
def test_s17_h29_a_part_that_is_missing_is_named_though_its_fault_has_sent_the_ring_home_as_well(pen, part, again):
    """One start, two ways home, and the zero found: nothing is counted. Seen: F_HOMING in place of the part's fault."""
    out(pen)
    pen.world.fault(part)
    pen.power_up(5_000)
    assert pen.ledger.fault > r.F_PART and pen.world.ring.um <= 15
    if again == "battery":
        pen.cycle_power(5_000)
    else:
        pen.press("SELECT", 3_500)
        pen.run_ms(5_000)
    assert pen.ledger.fault > r.F_PART


@pytest.mark.parametrize("op", range(1, 12))
@pytest.mark.parametrize("where", ("before", "after"))
def test_s17_h29_nor_does_a_cut_while_it_is_counted_make_a_fault(pen, op, where):
    """Whatever half of a byte is left, counts as one start at most."""
    out(pen)
    pen.world.advance_us(500_000)
    pen.world.power_on()
    pen.world.cut_at_op(op, where)
    pen.boot()
    pen.run_until(lambda: pen.app is None, 3_000)
    pen.cut_power()
    pen.world.cut_at_op(0)
    pen.power_up(3_000)
    assert pen.state == states.PAUSED and not pen.ledger.fault and pen.world.ring.um <= 15


COUNTED_AT = (1_024, 1_056, 1_088)  # three bytes on three pages
WORN = [(at, value) for at in COUNTED_AT for value in (0, 1, 2, 0xFF)]


@pytest.mark.parametrize("after_ms", (20, 160))
@pytest.mark.parametrize(("at", "value"), WORN)
def test_s1_h29_a_worn_byte_of_the_count_hides_no_start(pen, at, value, after_ms):
    out(pen)
    pen.world.eeprom.wear(at, value)
    lying.direction_stuck(pen.world)
    for _ in range(8):
        start(pen, after_ms)
    assert pen.world.max_tip_um <= 250 + 2 * 10
    assert not start(pen, 1_000), "it moves again by itself"


@pytest.mark.parametrize(("at", "value"), WORN)
def test_s17_h29_nor_does_it_make_a_fault_of_the_ring_and_the_eeprom_is_named(pen, at, value):
    """In every start that counts; a press acknowledges it, and starts that move nothing count nothing."""
    out(pen)
    pen.world.eeprom.wear(at, value)
    for _ in range(2):
        pen.power_up(3_000)
        assert pen.state == states.FAULT and pen.ledger.fault == r.F_PART + EEPROM and pen.world.ring.um <= 15
        pen.acknowledge_fault()
        assert pen.state == states.PAUSED and not pen.ledger.fault
        for _ in range(3):
            pen.cycle_power()
            assert pen.state == states.PAUSED and not pen.ledger.fault
        pen.run_ms(1_000)
        out_again(pen)
    pen.boot()
    assert {one["code"] for one in pen.found("fault")} == {r.F_PART + EEPROM}


def out_again(pen):
    """The session goes on in another zone, and the power goes."""
    pen.controller.menu.zone += 1
    assert pen.treat(1_500)
    pen.cut_power()


@pytest.mark.parametrize("value", (0, 1, 2, 0xFF))
def test_s17_h29_three_worn_bytes_need_service_and_lock_nobody_out(pen, value):
    """Three parts have failed then. At 2 each start waits for a press, as after two that lost their power."""
    out(pen)
    for at in COUNTED_AT:
        pen.world.eeprom.wear(at, value)
    for _ in range(3):
        pen.power_up(3_000)
        for _ in range(2):
            if pen.ledger.fault:
                pen.acknowledge_fault()
        assert pen.world.ring.um <= 15 and pen.state == states.PAUSED
        pen.cut_power()
    pen.boot()
    named = {one["code"] for one in pen.found("fault")}
    assert named == {r.F_HOMING if value == 2 else r.F_PART + EEPROM}


@pytest.mark.parametrize("fault", ("eeprom_absent", "eeprom_busy"))
def test_s2_h29_an_eeprom_that_does_not_answer_when_it_counts_is_named_and_the_ring_goes_home(pen, fault):
    """It may be out on the skin, and nothing else would take it off."""
    out(pen)
    pen.world.advance_us(500_000)
    pen.boot()
    homings = pen.app.parts.homings
    begin = homings.begin

    def fails_once():
        homings.begin = begin
        pen.world.fault(fault)
        failed = begin()
        pen.world.fault(fault, False)
        return failed

    homings.begin = fails_once
    pen.run_ms(3_000)
    assert pen.world.ring.um <= 15 and pen.ledger.fault == r.F_PART + EEPROM
    pen.acknowledge_fault()
    assert pen.state == states.PAUSED and not pen.ledger.fault
