"""The RP2040's ADC: 12 bits of what 3V3 is at that moment, and what hangs on its inputs."""

from boards.virtual import wiring
from boards.virtual.faults import adc_noise
from boards.virtual.mcu.wires import HIGH, LOW, OPEN

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

_SENSOR_PIN = 30  # channel 4, in the count of the pins
_CHIP_SENSOR_MV = 706  # on-chip temperature sensor at 27 degrees C (RP2040 data sheet 4.9.5)


def millivolts(world: "World", channel: int) -> int:
    """Voltage at an ADC channel: 0..3 = GP26..GP29, 4 = the on-chip sensor."""
    pin: int | None = channel + 26
    if world.wires.bad:
        state = world.wires.bad.get(pin)
        if state in (HIGH, LOW):
            world.adc_last[pin] = world.rail.mv() if state == HIGH else 0
            return world.adc_last[pin]
        if state == OPEN:
            held = world.adc_last.get(pin, 0)  # the capacitor of the sample-and-hold keeps what it had
            world.adc_last[pin] = wiring.NEAR_MV.get(pin, held)
            return world.adc_last[pin]
        pin = world.wires.source(pin)
    mv = _at_source(world, pin)
    fault = world.adc_faults.get(pin)
    if fault is not None:
        mv = fault(mv)
    world.adc_last[channel + 26] = mv
    return mv


def _at_source(world: "World", pin: "int | None") -> int:
    """What the part gives that belongs to the pin."""
    if pin == wiring.ADC_CURRENT:
        return world.current_sense.millivolts()
    if pin == wiring.ADC_BATTERY:
        return world.battery.mv() // 2 if world.latch.closed else 0
    if pin == wiring.ADC_NTC:
        return world.thermal.ntc_mv() * world.rail.mv() // wiring.ADC_REF_MV
    if pin == wiring.ADC_REFERENCE:
        return world.rail.shunt_mv()
    return _CHIP_SENSOR_MV if pin == _SENSOR_PIN else 0


def convert(world: "World", channel: int) -> int:
    """The result of one conversion, 0..4095."""
    rail_mv = world.rail.mv()
    raw = (millivolts(world, channel) * 4096 + rail_mv // 2) // rail_mv
    if world.active_faults:
        raw += adc_noise(world)
    if raw < 0:
        return 0
    return raw if raw < 4095 else 4095


def read_u16(world: "World", channel: int) -> int:
    """One conversion, 0..65535, scaled from 12 bits as the port does."""
    raw = convert(world, channel)
    return raw << 4 | raw >> 8
