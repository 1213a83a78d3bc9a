"""S19, S2: one false depth is none, and what did not come over the bus is not believed.

Siblings: one false value, near and far, in every state, and one that stays; a bus that is held at the reset and for a
moment; a byte that each part refuses.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r


def _at(pen, where):
    if where != "menu":
        assert pen.arm()
    if where in ("homing", "moving"):
        pen.press("DOWN")
        pen.run_ms(800)
        pen.ask()
        pen.run_ms(90 if where == "homing" else 500)
    if where in ("running", "paused"):
        pen.press("UP")
        assert pen.until(states.RUNNING, at_most_ms=1_000)
        pen.run_ms(1_000)
        pen.world.touch(20)
        if where == "paused":
            pen.press("UP")


@pytest.mark.parametrize("counts", (110, 410, -410, 2_000))
@pytest.mark.parametrize("where", ("menu", "homing", "moving", "armed", "running", "paused"))
def test_s19_s2_one_false_reading_with_a_good_status_is_no_fault(pen, where, counts):
    _at(pen, where)
    state = pen.state
    for _ in range(5):
        pen.world.encoder.once_counts = counts
        pen.run_ms(130)
    assert pen.state == state
    assert not pen.found("fault")


def test_s19_s2_a_false_reading_that_stays_is_a_fault(pen):
    _at(pen, "running")
    pen.world.encoder.slip_counts = 205
    pen.run_ms(500)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_DEPTH


# --- the bus -----------------------------------------------------------------------------------------------------

CHIPS = {"display": 0x3C, "clock": 0x68, "eeprom": 0x57, "encoder": 0x36}


def test_s19_a_bus_that_was_held_at_the_reset_is_freed(pen):
    pen.cut_power()
    pen.world.i2c.hold(9)
    pen.power_up(3_000)
    assert pen.world.i2c.held == 0
    assert pen.state == states.READY
    assert pen.treat()


@pytest.mark.parametrize("clocks", (1, 5, 9))
def test_s19_a_bus_held_for_a_moment_is_no_fault(pen, clocks):
    for _ in range(3):
        pen.world.i2c.hold(clocks)
        pen.run_ms(1_500)
        assert pen.world.i2c.held == 0
    assert pen.state == states.READY and not pen.ledger.fault
    assert pen.treat()


@pytest.mark.parametrize("bits", (8, 4, 1, 0))
@pytest.mark.parametrize("part", CHIPS)
@pytest.mark.parametrize("where", ("menu", "running"))
def test_s19_a_part_that_a_reset_left_in_the_middle_of_a_byte_is_freed(pen, where, part, bits):
    """Each part of the bus, with each share of its byte: the next start finds a whole pen, and nothing was lost."""
    _at(pen, where)
    left = []
    leave = pen.world.i2c.leave
    pen.world.i2c.leave = lambda addr, bits: (leave(addr, bits), left.append(pen.world.i2c.left))
    pen.world.fault(part + ":interrupted", True, bits)
    pen.run_ms(3_000)
    pen.leave_check_in()
    assert pen.world.i2c.left is None
    assert len(left) == 1 and (left[0] is not None or part == "eeprom"), "an EEPROM that writes answers nobody"
    assert not pen.ledger.fault and pen.state != states.FAULT
    assert not pen.driven and pen.world.violations == []


@pytest.mark.parametrize("bits", (8, 7, 4, 1, 0))
@pytest.mark.parametrize("where", ("menu", "running"))
def test_s19_h6_a_tag_that_a_reset_left_in_the_middle_of_a_byte_is_read_as_before(pen, where, bits):
    _at(pen, where)
    tag = pen.world.cartridge.tag
    before = bytes(tag.mem)
    left = []
    leave = tag.leave
    tag.leave = lambda bits: (leave(bits), left.append(tag.sends))
    pen.world.fault("tag:interrupted", True, bits)
    pen.run_ms(3_000)
    pen.leave_check_in()
    assert left == [bits > 0]
    assert not pen.ledger.fault and pen.state != states.FAULT
    assert not pen.driven and pen.world.violations == []
    assert bytes(tag.mem) == before
    assert pen.app.inputs.cartridge.readable


def test_s19_s2_a_depth_that_is_not_told_anew_is_none(pen):
    """The encoder refuses the register byte: what was in the buffer before is yesterday's depth."""
    assert pen.treat()
    pen.world.i2c.nack[CHIPS["encoder"]] = 1
    at_us = pen.world.now_us
    while pen.driven:
        pen.turn()
        assert pen.world.now_us - at_us < 100_000
    assert pen.state == states.FAULT


@pytest.mark.parametrize(
    ("part", "byte"),
    (("display", 1), ("display", 2), ("clock", 1), ("eeprom", 1), ("eeprom", 2), ("eeprom", 3), ("encoder", 1)),
)
def test_s19_a_part_that_refuses_a_byte_is_named_and_nothing_is_believed(pen, part, byte):
    pen.world.i2c.nack[CHIPS[part]] = byte
    before = pen.app.inputs.proven_s
    pen.run_ms(5_000)
    assert not pen.treat()
    assert pen.state in (states.FAULT, states.LOCKED), part
    pen.world.i2c.nack.clear()
    assert pen.app.inputs.proven_s - before < 60
