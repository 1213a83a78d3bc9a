"""S3, H21: a low-drop regulator lets 3V3 sag with the cell, and the converter's full scale with it.

Without a known voltage a cell of 2,750 mV reads 3,343. With the shunt reference the pen knows its own 3V3, and one that
it cannot believe is a broken part.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.hal.errors import ADC

from boards.virtual import wiring
from tests.firmware.running_pens import SAGGING, dead_safe, driven_ms, treating
from tests.firmware.whole_pen import WholePen

LATE_MS = 100
EMPTY_MV = 2_750
BROKEN = ("reference:absent", "REFERENCE:high", "REFERENCE:low", "REFERENCE:open")


@pytest.fixture
def zero(fresh):
    """A pen with the RP2040-Zero's supply, just switched on."""
    life = WholePen.out_of_drawer(fresh, SAGGING)
    life.power_up()
    assert life.state == states.READY and life.world.rail.low_drop
    return life


@pytest.mark.parametrize("mv", (EMPTY_MV, 2_450, 3_100))
def test_s3_h21_a_cell_that_sags_stops_the_needles_though_3v3_sags_with_it(zero, mv):
    treating(zero)
    zero.world.battery.bench_mv = mv
    zero.world.motor.changed()
    assert driven_ms(zero) <= LATE_MS
    assert (zero.state, zero.controller.stop_reason) == (states.PAUSED, r.STOP_BATTERY)


def test_s3_h21_needles_are_refused_and_the_cell_is_told_as_it_is(zero):
    zero.world.battery.bench_mv = EMPTY_MV
    zero.run_ms(2_000)
    assert zero.app.inputs.battery_mv == pytest.approx(EMPTY_MV, abs=15)
    zero.ask()
    zero.run_ms(500)
    assert not zero.driven and zero.controller.notice.reason == r.BATTERY_LOW
    zero.world.battery.bench_mv = 0
    zero.run_ms(2_000)
    assert zero.treat()


@pytest.mark.parametrize("mv", (2_500, 2_800, 3_200, 3_335, 3_700, 4_180))
def test_h21_cell_and_current_are_right_at_any_rail(zero, mv):
    zero.world.current_sense.filter_us = zero.world.current_sense.ripple_permille = 0
    zero.world.battery.bench_mv = mv
    zero.run_ms(3_000)
    zero.world.motor.current_ma = 300
    zero.run_ms(500)
    assert zero.app.inputs.battery_mv == pytest.approx(mv, abs=8)
    assert zero.app.inputs.current_ma == pytest.approx(300, abs=3)


@pytest.mark.parametrize("fault", BROKEN)
def test_s3_h21_needles_stop_when_the_reference_fails(zero, fault):
    treating(zero)
    zero.world.fault(fault)
    assert driven_ms(zero) <= LATE_MS
    zero.run_ms(2_000)
    assert (zero.state, zero.ledger.fault) == (states.FAULT, r.F_PART + ADC)
    dead_safe(zero)


@pytest.mark.parametrize("fault", BROKEN)
def test_s3_h21_without_its_reference_the_pen_does_not_arm_and_is_well_again_with_it(zero, fault):
    zero.world.fault(fault)
    zero.run_ms(1_000)
    assert (zero.state, zero.ledger.fault) == (states.FAULT, r.F_PART + ADC)
    zero.world.fault(fault, False)
    zero.acknowledge_fault()
    assert zero.state == states.READY and zero.treat()


@pytest.mark.parametrize("mv", (2_250, 1_900, 3_600))
def test_s3_h21_a_regulator_that_is_out_of_its_range_stops_the_needles(zero, mv):
    treating(zero)
    zero.world.fault("regulator:off_lot", True, mv)
    assert driven_ms(zero) <= LATE_MS
    zero.run_ms(500)
    assert (zero.state, zero.ledger.fault) == (states.FAULT, r.F_PART + ADC)


@pytest.mark.parametrize("mv", (3_000, 3_400))
def test_h21_a_regulator_that_is_off_changes_no_reading(zero, mv):
    before = zero.app.inputs.battery_mv
    zero.world.fault("regulator:off_little", True, mv)
    zero.run_ms(1_000)
    assert zero.state == states.READY
    assert zero.app.inputs.battery_mv == pytest.approx(before, abs=8)


def test_h21_one_wrong_look_at_the_reference_is_nothing(zero):
    treating(zero)
    zero.world.fault("reference:off_once")
    zero.run_ms(500)
    assert zero.driven


def test_a_board_with_a_converter_looks_at_no_reference(pen):
    assert not pen.world.rail.low_drop
    pen.run_ms(1_000)
    assert wiring.ADC_REFERENCE not in pen.world.adc_last
    assert pen.treat()
