"""Quantities as text, and the battery's charge."""

import pytest
from pen.core.io import NO_DEPTH
from pen.core.limits import BATTERY_START_MV
from pen.ui import pieces, refusal, times, units
from pen.ui.font import DEGREE


@pytest.mark.parametrize(
    "um, text",
    [(0, "0.00"), (4, "0.00"), (5, "0.01"), (250, "0.25"), (254, "0.25"), (500, "0.50"), (1_499, "1.50"),
     (-4, "0.00"), (-5, "-0.01"), (-250, "-0.25"), (65_535, "65.54"), (NO_DEPTH, "--")],
)  # fmt: skip
def test_mm(um, text):
    assert units.mm(um) == text


def test_volts_round_down():
    assert refusal.volts(3_499) == "3.49" and refusal.volts(0) == "0.00" and refusal.volts(4_205) == "4.20"


def test_celsius():
    assert refusal.celsius(412) == "41.2 " + DEGREE + "C"
    assert refusal.celsius(-5) == "-0.5 " + DEGREE + "C"


def test_minutes():
    assert times.minutes(0) == "0:00" and times.minutes(500_999) == "8:20"
    assert times.minutes(600_000) == "10:00"


def test_charge_rises_with_voltage_and_zero_means_no_session():
    charges = [units.percent(mv) for mv in range(3_000, 4_300)]
    assert charges == sorted(charges) and set(charges) == set(range(0, 101, 10))
    assert units.percent(BATTERY_START_MV) == 10 and units.percent(BATTERY_START_MV - 1) == 0
    levels = [units.level(mv) for mv in range(3_000, 4_300)]
    assert levels == sorted(levels) and set(levels) == set(range(units.FULL + 1))
    assert units.level(BATTERY_START_MV - 1) == 0 and units.level(BATTERY_START_MV) == 1


@pytest.mark.parametrize("um", [*range(-1_300, 1_300, 3), 9_994, 9_995, 65_535, 99_990, NO_DEPTH])
def test_written_in_place_millimetres_read_the_same(um):
    text = bytearray(b"xxxxx mm")
    units.write_mm(text, units.hundredths(um))
    assert text.decode() == "%-5s mm" % units.mm(um)


def test_hundredths_stay_within_five_characters():
    assert units.mm(1_000_000) == "99.99" and units.mm(-32_767) == "-9.99"


@pytest.mark.parametrize("number", [0, 7, 10, 99, 100, 101, 999])
def test_written_in_place_numbers_read_the_same(number):
    text = bytearray(b"xxx/s")
    pieces.write_number(text, number)
    assert text.decode() == "%3d/s" % number
