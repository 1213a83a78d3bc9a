"""3V3: held by a converter, or following a weak cell down, with all that is measured against it."""

import pytest
from machine import ADC, Pin

from boards.virtual import wiring


@pytest.fixture
def sagging(world):
    world.rail.fit(True)
    return world


@pytest.mark.parametrize("cell_mv, rail_mv", [(4_180, 3_300), (3_335, 3_300), (3_300, 3_265), (2_750, 2_715)])
def test_a_low_drop_regulator_follows_the_cell_down(sagging, cell_mv, rail_mv):
    sagging.battery.bench_mv = cell_mv
    assert sagging.rail.mv() == rail_mv


def test_a_converter_holds_and_the_cable_does(world):
    world.battery.bench_mv = 2_850
    assert world.rail.mv() == 3_300 and world.rail.gate_percent() == 100
    world.rail.fit(True)
    world.plug_usb()
    assert world.rail.mv() == 3_300


@pytest.mark.parametrize("cell_mv", (2_450, 2_750, 3_000))
def test_the_converter_counts_in_shares_of_the_true_rail(sagging, cell_mv):
    """So a voltage that is half of the cell's looks like 3.3 V's cell, and the thermistor is as it was."""
    warm = ADC(Pin(wiring.ADC_NTC)).read_u16()
    sagging.battery.bench_mv = cell_mv
    assert ADC(Pin(wiring.ADC_BATTERY)).read_u16() * 6_600 // 65_535 > 3_300
    assert ADC(Pin(wiring.ADC_NTC)).read_u16() == pytest.approx(warm, abs=40)
    known = ADC(Pin(wiring.ADC_REFERENCE)).read_u16()
    assert 2_048 * 65_535 // known == pytest.approx(cell_mv - 35, abs=3)


@pytest.mark.parametrize("rail_mv, shunt_mv", [(3_300, 2_048), (2_260, 2_048), (2_000, 1_813), (0, 0)])
def test_the_shunt_regulates_only_above_its_least_current(sagging, rail_mv, shunt_mv):
    sagging.rail.makes_mv = rail_mv
    assert sagging.rail.shunt_mv() == pytest.approx(shunt_mv, abs=1)
    sagging.rail.fitted = False
    assert sagging.rail.shunt_mv() == 0


def test_gates_below_their_range_make_a_weak_motor_and_then_none(sagging):
    speeds = []
    for rail_mv in (3_300, 2_300, 1_900, 1_700, 1_500):
        sagging.rail.makes_mv = rail_mv
        sagging.motor.duty = 500
        sagging.motor.changed()
        sagging.advance_us(1_000_000)
        speeds.append(sagging.motor.speed_mhz)
    full, specified, weak, weaker, none = speeds
    assert full == pytest.approx(specified, rel=0.01) and full > weak > weaker > none == 0


def test_without_a_converter_it_goes_on_until_the_cells_own_protection_opens(sagging):
    for mv, powered in ((2_790, True), (2_410, True), (2_390, False)):
        sagging.battery.bench_mv = mv
        sagging.motor.changed()
        assert sagging.powered == powered


def test_the_wire_of_the_reference(sagging):
    adc = ADC(Pin(wiring.ADC_REFERENCE))
    for kind, share in (("high", 1), ("low", 0), ("open", 0)):
        sagging.fault("REFERENCE:" + kind)
        assert adc.read_u16() / 65_535 == share
        sagging.fault("REFERENCE:" + kind, False)
    assert adc.read_u16() / 65_535 == pytest.approx(2_048 / 3_300, abs=0.001)
