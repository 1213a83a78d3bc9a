"""Quantities as text, and the battery's charge."""

import pytest
from pen.core.io import NO_DEPTH
from pen.core.limits import BATTERY_START_MV
from pen.ui import amounts
from pen.ui.font import DEGREE


@pytest.mark.parametrize(
    "um, text",
    [(0, "0.00"), (4, "0.00"), (5, "0.01"), (250, "0.25"), (254, "0.25"), (500, "0.50"), (1_499, "1.50"),
     (-4, "0.00"), (-5, "-0.01"), (-250, "-0.25"), (65_535, "65.54"), (NO_DEPTH, "--")],
)  # fmt: skip
def test_mm(um, text):
    assert amounts.mm(um) == text


def test_volts_round_down():
    assert amounts.volts(3_499) == "3.49" and amounts.volts(0) == "0.00" and amounts.volts(4_205) == "4.20"


def test_celsius():
    assert amounts.celsius(412) == "41.2 " + DEGREE + "C"
    assert amounts.celsius(-5) == "-0.5 " + DEGREE + "C"


def test_minutes():
    assert amounts.minutes(0) == "0:00" and amounts.minutes(500_999) == "8:20"
    assert amounts.minutes(600_000) == "10:00"


def test_charge_rises_with_voltage_and_zero_means_no_session():
    charges = [amounts.percent(mv) for mv in range(3_000, 4_300)]
    assert charges == sorted(charges) and set(charges) == set(range(0, 101, 10))
    assert amounts.percent(BATTERY_START_MV) == 10 and amounts.percent(BATTERY_START_MV - 1) == 0
    levels = [amounts.level(mv) for mv in range(3_000, 4_300)]
    assert levels == sorted(levels) and set(levels) == set(range(amounts.FULL + 1))
    assert amounts.level(BATTERY_START_MV - 1) == 0 and amounts.level(BATTERY_START_MV) == 1
