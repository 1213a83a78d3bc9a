"""The battery's voltage and charge, and how warm the motor becomes."""

import math

import pytest

HOUR_US = 3_600_000_000


@pytest.mark.parametrize("mv", [3000, 3300, 3555, 3700, 3900, 4180])
def test_set_mv_and_back(world, mv):
    world.battery.set_mv(mv)
    assert world.battery.ocv_mv() == pytest.approx(mv, abs=1)


def test_sags_under_load(world):
    idle_mv = world.battery.mv()
    world.motor.current_ma = 400
    assert world.battery.mv() == idle_mv - 60


def test_the_motor_drains_it(world, pens_pio, fuel):
    _, needles, _ = pens_pio
    before = world.battery.charge
    for _ in range(100):
        while needles.tx_fifo() < 2:
            needles.put(fuel())
        world.advance_us(10_000)
    assert before - world.battery.charge == pytest.approx(150 * 1_000_000, rel=0.3)  # about 150 mA for 1 s


def test_usb_charges_it(world):
    world.battery.set_mv(3600)
    world.plug_usb()
    world.advance_us(HOUR_US)
    assert world.battery.ocv_mv() > 3700
    world.advance_us(10 * HOUR_US)
    assert world.battery.ocv_mv() == 4180
    world.plug_usb(False)
    world.advance_us(1000 * HOUR_US)
    assert world.battery.ocv_mv() == 4180


def test_a_month_on_the_shelf_leaves_the_charge(world):
    before = world.battery.charge
    world.advance_us(30 * 24 * HOUR_US)
    assert world.battery.ocv_mv() and world.battery.charge == before


def test_brown_out_is_a_power_cut(world, pens_pio, fuel):
    _, needles, _ = pens_pio
    world.battery.set_mv(2900)
    world.motor.overcurrent_ma = 2000
    needles.put(fuel())
    assert not world.powered


def test_ntc_follows_its_formula(world):
    for celsius in range(-10, 120, 7):
        world.fault("motor_hot", value=celsius * 1000)
        ohm = 10_000 * math.exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15))
        assert world.thermal.ntc_mv() == pytest.approx(3300 * ohm / (ohm + 10_000), rel=0.006)


def test_half_the_reference_at_25_degrees(world):
    assert world.thermal.ntc_mv() == 1650


def test_warms_up_and_cools_down(world):
    for _ in range(600):
        world.advance_us(1_000_000)
        world.thermal.heat(120, 1_000_000)
    assert world.thermal.mc() == pytest.approx(37_000, abs=1_000)
    world.advance_us(60_000_000)
    assert world.thermal.mc() == pytest.approx(25_000 + 12_000 * 0.368, abs=800)
    world.advance_us(HOUR_US)
    assert world.thermal.mc() == pytest.approx(25_000, abs=100)


def test_a_stall_makes_it_hot(world, pens_pio, fuel):
    _, needles, _ = pens_pio
    world.fault("motor_stalled")
    for _ in range(12_000):
        while needles.tx_fifo() < 2:
            needles.put(fuel(256, 130, 70))
        world.advance_us(10_000)
    assert world.thermal.mc() > 60_000


def test_motor_hot_can_be_taken_back(world):
    world.fault("motor_hot")
    assert world.thermal.mc() == 85_000
    world.fault("motor_hot", on=False)
    assert world.thermal.mc() == 25_000
