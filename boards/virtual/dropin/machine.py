"""Stands in for MicroPython's `machine` on the rp2 port: the same names, on the current virtual world.

Calls that the firmware may make under `heap_lock` leave its heap alone. A call without power raises PowerCut.
"""

from boards.virtual import current, heap, wiring
from boards.virtual.mcu import adc
from boards.virtual.mcu.gpio import FUNC_OTHER
from boards.virtual.mcu.i2c import I2C
from boards.virtual.mcu.pin import Pin, pin_number
from boards.virtual.mcu.ring_oscillator import RANDOMBIT
from boards.virtual.resets import CAUSE_POWER_ON, CAUSE_WATCHDOG, Reset, SoftReset

__all__ = (
    "ADC", "I2C", "PWM", "PWRON_RESET", "Pin", "WDT", "WDT_RESET", "bitstream", "bootloader", "disable_irq",
    "enable_irq", "freq", "idle", "lightsleep", "mem32", "reset", "reset_cause", "soft_reset", "unique_id",
)  # fmt: skip

PWRON_RESET = CAUSE_POWER_ON
WDT_RESET = CAUSE_WATCHDOG


class ADC:
    """machine.ADC for a channel 0..4 or a pin 26..29."""

    CORE_TEMP = 4

    def __init__(self, source) -> None:
        if isinstance(source, int) and 0 <= source <= 4:
            self._channel = source
        else:
            n = pin_number(source)
            if not 26 <= n <= 29:
                raise ValueError("Pin doesn't have ADC capabilities")
            self._channel = n - 26
            current.world.gpio.set_function(n, FUNC_OTHER)

    def read_u16(self) -> int:
        """Make one conversion and scale it to 0..65535."""
        world = current.world
        world.check()
        depth = heap.enter()
        try:
            return adc.read_u16(world, self._channel)
        finally:
            heap.leave(depth)


class PWM:
    """machine.PWM, meant for the buzzer. On the gate it is a violation, and turns the motor all the same."""

    def __init__(self, pin, freq=0, *, duty_u16=None) -> None:
        self._n = pin_number(pin)
        self._freq = 0
        self._duty = None
        self.init(freq, duty_u16=duty_u16)

    def init(self, freq=0, *, duty_u16=None) -> None:
        """Set frequency and duty; it starts once both are known."""
        if freq:
            self._freq = freq
        if duty_u16 is not None:
            self._duty = max(0, min(duty_u16, 65535))
        world = current.world
        world.check()
        depth = heap.enter()
        try:
            if self._freq and self._duty is not None:
                world.gpio.set_pwm(self._n, self._freq, self._duty)
        finally:
            heap.leave(depth)

    def freq(self, hz=None):
        """Frequency in Hz, or set it (8 Hz .. 62.5 MHz on the chip)."""
        if hz is None:
            return self._freq
        if not 8 <= hz <= 62_500_000:
            raise ValueError("freq too small" if hz < 8 else "freq too large")
        self.init(hz)
        return None

    def duty_u16(self, duty=None):
        """Duty 0..65535, or set it."""
        if duty is None:
            return self._duty or 0
        self.init(duty_u16=duty)
        return None

    def deinit(self) -> None:
        """Stop the PWM slice of this pin."""
        world = current.world
        world.check()
        world.gpio.stop_pwm(self._n)


class WDT:
    """machine.WDT: starts at once, cannot be stopped; the starved world resets (`Reset`)."""

    def __init__(self, id=0, timeout=5000) -> None:
        if id != 0:
            raise ValueError("WDT(%d) doesn't exist" % id)
        world = current.world
        world.check()
        world.watchdog.start(timeout)

    def feed(self) -> None:
        """Tell the watchdog that the program is still alive."""
        world = current.world
        world.check()
        world.watchdog.feed()


class _Registers:
    """mem32: of the watchdog, CTRL and SCRATCH0..3 (RP2040 data sheet 4.7.6, aliases 2.1.2); a random bit; no more."""

    def __getitem__(self, address: int) -> int:
        world = current.world
        world.check()
        if address == RANDOMBIT:
            return world.ring_oscillator.bit()
        return world.watchdog.scratch[_scratch(address)]

    def __setitem__(self, address: int, value: int) -> None:
        world = current.world
        world.check()
        if address == 0x4005B000:  # CTRL, atomic clear; bit 30 is ENABLE
            if value & 1 << 30:
                world.watchdog.off()
        else:
            world.watchdog.scratch[_scratch(address)] = value


def _scratch(address: int) -> int:
    if not 0x4005800C <= address <= 0x40058018 or address & 3:
        raise ValueError("register 0x%08x is not modelled" % address)
    return (address - 0x4005800C) >> 2


mem32 = _Registers()


def bitstream(pin, encoding, timing, data) -> None:
    """Send bits to addressable LEDs: 1.25 us each."""
    world = current.world
    depth = heap.enter()
    try:
        world.run_us(len(data) * 10)
        if pin_number(pin) == wiring.LED and world.wires.connects(wiring.LED):
            world.led.show(data)
    finally:
        heap.leave(depth)


def reset() -> None:
    """Reset the chip as `machine.reset` does; the program ends here."""
    world = current.world
    world.check()
    world.reset_mcu()
    raise Reset(WDT_RESET)


def bootloader(timeout=0) -> None:
    """Reset into the USB boot loader."""
    world = current.world
    world.check()
    world.reset_mcu()
    raise Reset("bootloader")


def soft_reset() -> None:
    """Restart the interpreter only."""
    world = current.world
    world.check()
    world.soft_reset()
    raise SoftReset


def reset_cause() -> int:
    """PWRON_RESET or WDT_RESET; machine.reset() goes through the watchdog and reports that."""
    return current.world.reset_cause


def lightsleep(time_ms=None) -> None:
    """Sleep until the time is over, a pin interrupt comes, or something scheduled happens in the world."""
    world = current.world
    if world.motor.turning:
        world.violation("lightsleep while the needles move")
    world.doze_us(1 << 50 if time_ms is None else time_ms * 1000)


def idle() -> None:
    """Wait for an interrupt, at most a millisecond (the system tick)."""
    current.world.doze_us(1000)


def unique_id() -> bytes:
    """Eight bytes of the flash chip's id."""
    return current.world.uid


def freq(hz=None):
    """System clock in Hz."""
    return 125_000_000 if hz is None else None


def disable_irq() -> int:
    """Interrupts only come while time passes, so there is nothing to disable."""
    return 0


def enable_irq(state) -> None:
    """The counterpart of `disable_irq`, which says why both do nothing."""
