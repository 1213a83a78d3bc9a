"""S3: one bit an interlock, each at its edge, all independent of each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import interlock as il
from pen.core.cartridge import refusal
from pen.core.io import NO_DEPTH

from tests.firmware.core.bench import Bench


def moving():
    """Inputs and ledger of a pen whose needles may move at 300 um."""
    bench = Bench()
    i, ledger = bench.inputs, bench.ledger
    i.measured_um = 300
    i.cartridge.bound = ledger.pen_id
    ledger.session = ledger.session_open = ledger.locked = 1
    ledger.session_cart_hi, ledger.session_cart_lo = i.cartridge.hi, i.cartridge.lo
    return i, ledger


def bits(i, ledger, um=300, ceiling=450, left_ms=10):
    return il.open_bits(i, ledger, refusal(i.cartridge, ledger, i.proven_s), um, ceiling, left_ms)


# what is wrong → bit
CASES = [
    (lambda i, x: setattr(x, "session_open", 0), il.SESSION),
    (lambda i, x: i.cartridge.clear(), il.CARTRIDGE),
    (lambda i, x: setattr(i.cartridge, "bound", b"somebody"), il.CARTRIDGE),
    (lambda i, x: setattr(i.cartridge, "lo", 99), il.CARTRIDGE),
    (lambda i, x: setattr(i, "calibrated", False), il.DEPTH),
    (lambda i, x: setattr(i, "ring_busy", True), il.DEPTH),
    (lambda i, x: setattr(i, "measured_um", NO_DEPTH), il.DEPTH),
    (lambda i, x: setattr(i, "measured_um", 326), il.DEPTH),
    (lambda i, x: setattr(i, "measured_um", 274), il.DEPTH),
    (lambda i, x: setattr(i, "vbus", True), il.USB),
    (lambda i, x: setattr(i, "battery_mv", 3_199), il.BATTERY),
    (lambda i, x: setattr(i, "motor_temp_dc", 451), il.HEAT),
    (lambda i, x: setattr(x, "fault", 1), il.FAULT),
    (lambda i, x: setattr(i, "broken_part", 4), il.FAULT),
    (lambda i, x: setattr(i, "store_ok", False), il.STORE),
    (lambda i, x: setattr(i, "clock_ok", False), il.CLOCK),
    (lambda i, x: setattr(i, "buttons", 1), il.BUTTON),
    (lambda i, x: setattr(i, "buttons", 2), il.BUTTON),
    (lambda i, x: setattr(i, "buttons", 4), il.BUTTON),
    (lambda i, x: setattr(i, "latched", True), il.BUTTON),
]


def test_s3_all_closed():
    i, ledger = moving()
    assert bits(i, ledger) == 0
    i.battery_mv, i.motor_temp_dc, i.measured_um = 3_200, 450, 325
    assert bits(i, ledger, left_ms=1) == 0


@given(st.sets(st.sampled_from(CASES)))
def test_s3_every_combination_opens_exactly_its_bits(cases):
    i, ledger = moving()
    expected = 0
    for spoil, bit in cases:
        spoil(i, ledger)
        expected |= bit
    if not ledger.session_open and any(bit == il.CARTRIDGE for _, bit in cases):
        expected &= ~il.CARTRIDGE  # another cartridge is only wrong while a session is open
        assert bits(i, ledger) & ~il.CARTRIDGE == expected
    else:
        assert bits(i, ledger) == expected


@pytest.mark.parametrize(("spoil", "bit"), CASES)
def test_s3_each_alone(spoil, bit):
    i, ledger = moving()
    spoil(i, ledger)
    assert bits(i, ledger) == bit


@pytest.mark.parametrize("left_ms", [0, -1, -100_000])
def test_s3_s15_no_charge_no_fuel(left_ms):
    assert bits(*moving(), left_ms=left_ms) == il.BUDGET


@given(um=st.integers(-600, 600), measured=st.integers(-600, 600), ceiling=st.integers(0, 450))
def test_s1_s2_s3_depth_closes_only_inside_the_ceiling_and_confirmed(um, measured, ceiling):
    i, ledger = moving()
    i.measured_um = measured
    closed = 0 < um <= ceiling and abs(um - measured) <= 25
    assert bits(i, ledger, um, ceiling) == (0 if closed else il.DEPTH)
