"""Stands in for MicroPython's `machine` on the rp2 port: the same names, on the current virtual world.

Calls that the firmware may make under `heap_lock` leave its heap alone. A call without power raises PowerCut.
"""

from boards.virtual import current, heap
from boards.virtual.halts import CAUSE_POWER_ON, CAUSE_WATCHDOG, Reset, SoftReset
from boards.virtual.mcu import adc
from boards.virtual.mcu.gpio import FUNC_OTHER, PINS

PWRON_RESET = CAUSE_POWER_ON
WDT_RESET = CAUSE_WATCHDOG
_SDA = ((0, 4, 8, 12, 16, 20), (2, 6, 10, 14, 18, 26))  # pins of I2C0 and I2C1 (RP2040 data sheet table 279)


def _number(pin) -> int:
    """Pin number of a Pin, a number or a name like "GP10". Raises ValueError for anything else."""
    if isinstance(pin, Pin):
        return pin.n
    if isinstance(pin, str) and pin.startswith("GP"):
        pin = int(pin[2:])
    if not isinstance(pin, int) or not 0 <= pin < PINS:
        raise ValueError("invalid pin")
    return pin


class Pin:
    """machine.Pin. Only SIO functions, pulls and edge interrupts."""

    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    ALT = 3
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def __init__(self, id, mode=None, pull=None, *, value=None, alt=None) -> None:
        self.n = _number(id)
        if mode is not None or pull is not None or value is not None:
            self.init(mode, pull, value=value, alt=alt)

    def init(self, mode=None, pull=None, *, value=None, alt=None) -> None:
        """Configure; pulls are set whether given or not, as on the port."""
        world = current.world
        world.check()
        depth = heap.enter()
        try:
            gpio = world.gpio
            if mode == self.OUT:
                if value is not None:
                    gpio.set_out(self.n, 1 if value else 0)
                gpio.set_direction(self.n, True, pull or 0)
            elif mode == self.OPEN_DRAIN:
                gpio.set_direction(self.n, value is not None and not value, pull or 0)
            elif mode == self.IN:
                gpio.set_direction(self.n, False, pull or 0)
            elif mode is None:
                gpio.pull[self.n] = pull or 0
            else:
                gpio.set_function(self.n, FUNC_OTHER)
        finally:
            heap.leave(depth)

    def value(self, x=None):
        """Level of the pin, or set its output."""
        world = current.world
        world.check()
        if x is None:
            return world.gpio.level(self.n)
        depth = heap.enter()
        try:
            world.gpio.set_out(self.n, 1 if x else 0)
        finally:
            heap.leave(depth)

    def __call__(self, x=None):
        """Same as `value`."""
        return self.value(x)

    def on(self) -> None:
        """Output high."""
        self.value(1)

    def off(self) -> None:
        """Output low."""
        self.value(0)

    high = on
    low = off

    def toggle(self) -> None:
        """Invert the output."""
        self.value(1 - current.world.gpio.out[self.n])

    def irq(self, handler=None, trigger=12, hard=False):
        """Install, or with `handler` None remove, the edge interrupt of the pin."""
        world = current.world
        world.check()
        world.gpio.irq[self.n] = None if handler is None else (handler, trigger, bool(hard), self)
        return self

    def __repr__(self) -> str:
        return "Pin(GP%d)" % self.n


class ADC:
    """machine.ADC for a channel 0..4 or a pin 26..29."""

    CORE_TEMP = 4

    def __init__(self, source) -> None:
        if isinstance(source, int) and 0 <= source <= 4:
            self._channel = source
        else:
            n = _number(source)
            if not 26 <= n <= 29:
                raise ValueError("Pin doesn't have ADC capabilities")
            self._channel = n - 26
            current.world.gpio.set_function(n, FUNC_OTHER)

    def read_u16(self) -> int:
        """One conversion, 0..65535."""
        world = current.world
        world.check()
        return adc.read_u16(world, self._channel)


class PWM:
    """machine.PWM: meant for the buzzer; anywhere else it is a recorded violation, and it does what it says."""

    def __init__(self, pin, freq=0, *, duty_u16=None) -> None:
        self._n = _number(pin)
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

    def duty_u16(self, duty=None):
        """Duty 0..65535, or set it."""
        if duty is None:
            return self._duty or 0
        self.init(duty_u16=duty)

    def deinit(self) -> None:
        """Stop the slice."""
        world = current.world
        world.check()
        world.gpio.stop_pwm(self._n)


class I2C:
    """machine.I2C on I2C0; a bus on other pins has nothing on it."""

    def __init__(self, id=0, *, scl=5, sda=4, freq=400_000, timeout=50_000) -> None:
        scl = _number(scl)
        sda = _number(sda)
        if id not in (0, 1):
            raise ValueError("I2C(%d) doesn't exist" % id)
        if sda not in _SDA[id]:
            raise ValueError("bad SDA pin")
        if scl - 1 not in _SDA[id]:
            raise ValueError("bad SCL pin")
        world = current.world
        world.check()
        world.gpio.set_function(sda, FUNC_OTHER)
        world.gpio.set_function(scl, FUNC_OTHER)
        self._wired = world.i2c.wired(sda, scl)
        self._mem = bytearray(4)

    def _bus(self):
        world = current.world
        world.check()
        return world.i2c if self._wired else world.i2c.nothing()

    def scan(self) -> list:
        """Addresses that acknowledge an empty write."""
        found = []
        for addr in range(0x08, 0x78):
            try:
                self.writeto(addr, b"")
                found.append(addr)
            except OSError:
                pass
        return found

    def writeto(self, addr, buf, stop=True) -> int:
        """Write; returns the number of acknowledged bytes."""
        depth = heap.enter()
        try:
            return self._bus().write(addr, (buf,), stop)
        finally:
            heap.leave(depth)

    def writevto(self, addr, vector, stop=True) -> int:
        """Write several buffers as one transfer."""
        depth = heap.enter()
        try:
            return self._bus().write(addr, vector, stop)
        finally:
            heap.leave(depth)

    def readfrom_into(self, addr, buf, stop=True) -> None:
        """Read into a buffer."""
        depth = heap.enter()
        try:
            self._bus().read_into(addr, buf, stop)
        finally:
            heap.leave(depth)

    def readfrom(self, addr, nbytes, stop=True) -> bytes:
        """Read some bytes."""
        buf = bytearray(nbytes)
        self.readfrom_into(addr, buf, stop)
        return bytes(buf)

    def _memaddr(self, memaddr, addrsize) -> bytes:
        if addrsize & 7 or addrsize > 32:
            raise ValueError("invalid addrsize")
        return bytes((memaddr >> shift) & 0xFF for shift in range(addrsize - 8, -1, -8))

    def readfrom_mem_into(self, addr, memaddr, buf, *, addrsize=8) -> None:
        """Write a register address, then read with a repeated START."""
        depth = heap.enter()
        try:
            bus = self._bus()
            head = self._memaddr(memaddr, addrsize)
            if bus.write(addr, (head,), False) == len(head):
                bus.read_into(addr, buf, True)
            else:
                bus.write(addr, (b"",), True)  # the port returns the short count, which is no error
        finally:
            heap.leave(depth)

    def readfrom_mem(self, addr, memaddr, nbytes, *, addrsize=8) -> bytes:
        """Read registers."""
        buf = bytearray(nbytes)
        self.readfrom_mem_into(addr, memaddr, buf, addrsize=addrsize)
        return bytes(buf)

    def writeto_mem(self, addr, memaddr, buf, *, addrsize=8) -> None:
        """Write registers."""
        depth = heap.enter()
        try:
            self._bus().write(addr, (self._memaddr(memaddr, addrsize), buf), True)
        finally:
            heap.leave(depth)


class WDT:
    """machine.WDT: starts at once, cannot be stopped; the starved world resets (`Reset`)."""

    def __init__(self, id=0, timeout=5000) -> None:
        if id != 0:
            raise ValueError("WDT(%d) doesn't exist" % id)
        world = current.world
        world.check()
        world.watchdog.start(timeout)

    def feed(self) -> None:
        """Still alive."""
        world = current.world
        world.check()
        world.watchdog.feed()


class _Registers:
    """mem32, of which only the watchdog's CTRL register exists here (RP2040 data sheet 4.7.6, aliases 2.1.2)."""

    def __setitem__(self, address: int, value: int) -> None:
        world = current.world
        world.check()
        if address == 0x4005B000:  # CTRL, atomic clear; bit 30 is ENABLE
            if value & 1 << 30:
                world.watchdog.off()
        else:
            raise ValueError("register 0x%08x is not modelled" % address)


mem32 = _Registers()


def bitstream(pin, encoding, timing, data) -> None:
    """Send bits to addressable LEDs: 1.25 us each."""
    world = current.world
    world.run_us(len(data) * 10)
    if _number(pin) == 16:
        world.led.show(data)


def reset() -> None:
    """Reset the chip."""
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
    """See `disable_irq`."""
