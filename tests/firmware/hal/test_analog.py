"""Motor current, battery, motor temperature: right within the errors of a 12-bit converter, or a typed error."""

import math

import machine
import pytest
from pen.hal.analog import Analog
from pen.hal.errors import ADC, DataError
from pen.hal.needle import Needle

from boards.RPI_PICO import board
from boards.virtual import wiring


@pytest.fixture
def analog(world):
    world.current_sense.filter_us = world.current_sense.ripple_permille = 0
    return Analog(board)


@pytest.mark.parametrize("ma", [0, 1, 50, 120, 400, 800, 1600])
def test_current(world, analog, ma):
    world.motor.current_ma = ma
    assert analog.current_ma() == pytest.approx(ma, abs=1)


def test_the_current_of_a_running_motor(world, analog):
    needle = Needle(wiring.GATE, wiring.SELECT, 900)
    needle.arm()
    for _ in range(100):
        needle.feed(needle._run, 600)
        world.advance_us(10_000)
        assert analog.current_ma() == pytest.approx(world.motor.current_ma, abs=2)


@pytest.mark.parametrize("mv", [3000, 3300, 3700, 4180])
def test_battery(world, analog, mv):
    world.battery.set_mv(mv)
    assert analog.battery_mv() == pytest.approx(mv, abs=4)


@pytest.mark.parametrize("celsius", range(-10, 120, 3))
def test_temperature(world, analog, celsius):
    """Two tables of the same NTC, made by strangers, with straight lines between the entries."""
    world.thermal.forced_mc = celsius * 1000
    assert analog.motor_temp_dc() == pytest.approx(celsius * 10, abs=10)


@pytest.mark.parametrize("celsius", range(-20, 121))
def test_the_table_is_the_ntc_of_the_wiring(analog, celsius, monkeypatch):
    """10 kOhm at 25 C, B 3950, to ground, with 10 kOhm to the reference: within 0.6 C everywhere."""
    ohm = 10_000 * math.exp(3950 * (1 / (celsius + 273.15) - 1 / 298.15))
    monkeypatch.setattr(machine.ADC, "read_u16", lambda self: int(65535 * ohm / (ohm + 10_000)))
    assert analog.motor_temp_dc() == pytest.approx(celsius * 10, abs=6)


@pytest.mark.parametrize(("mv", "what"), [(3300, "open"), (3200, "open"), (0, "short"), (60, "short")])
def test_h21_a_broken_sensor_is_a_typed_error(world, analog, mv, what):
    world.thermal.ntc_mv = lambda: mv
    for _ in range(3):
        with pytest.raises(DataError, match=what) as caught:
            analog.motor_temp_dc()
        assert caught.value.part == ADC


def test_noise_is_averaged_not_amplified(world, analog):
    world.motor.current_ma = 300
    world.fault("adc_noise")
    for _ in range(50):
        assert analog.current_ma() == pytest.approx(300, abs=4)


def test_s19_more_than_any_cell_gives_is_a_data_error(world):
    analog = Analog(board)
    world.adc_faults[wiring.ADC_BATTERY] = lambda mv: 2_249
    assert 4_490 <= analog.battery_mv() <= 4_500
    world.adc_faults[wiring.ADC_BATTERY] = lambda mv: 2_255
    with pytest.raises(DataError) as caught:
        analog.battery_mv()
    assert caught.value.part == ADC
