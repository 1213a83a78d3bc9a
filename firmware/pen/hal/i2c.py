"""The I2C bus that display, clock, EEPROM and encoder share: opened, freed after an error, and read without doubt.

A chip that was interrupted in the middle of a byte, by a reset of this one or by noise, holds SDA low and waits for
clocks. It gets them before the bus is used and after every error, so that only a broken part stays broken. It must not
know what the bytes mean. Sources: UM10204 (I2C-bus specification) section 3.1.16; AT24C32E data sheet DS20006109,
"Software Reset"; MicroPython, extmod/machine_i2c.c (a register byte that is refused is no error there).
"""

import machine
from machine import Pin
from micropython import const

from .ticks import sleep_us

_EIO = const(5)  # errno
_HALF_US = const(5)  # half a clock at 100 kHz, which every part can follow
_CLOCKS = const(9)  # the rest of a byte and its acknowledge, at most

_opened = []  # number, SDA, SCL and Hz of the pen's one bus


def i2c_bus(number: int, sda: int, scl: int, hz: int):
    """The bus, free and ready: a `machine.I2C`."""
    _opened[:] = (number, Pin(sda), Pin(scl), hz)
    return _open()


def read(i2c, address: int, register: "bytes | bytearray", buf, may_write: bool = False) -> None:
    """Fill `buf` with what the chip at `address` gives from `register` on. Nothing is allocated.

    `may_write`: a chip that writes refuses its address, which is no error: whoever gives up waiting frees the bus.
    Raises OSError when a byte was not acknowledged or the bus is stuck; `buf` holds nothing old then, but 0xFF.
    """
    for i in range(len(buf)):
        buf[i] = 0xFF
    try:
        if i2c.writeto(address, register, False) != len(register):
            raise OSError(_EIO)
        i2c.readfrom_into(address, buf)
    except OSError:
        if not may_write:
            free()
        raise


def write(i2c, address: int, data, may_write: bool = False) -> None:
    """Write `data`. Raises OSError unless every byte was acknowledged. `may_write` as above. Nothing is allocated."""
    try:
        if i2c.writeto(address, data) != len(data):
            raise OSError(_EIO)
    except OSError:
        if not may_write:
            free()
        raise


def free() -> None:
    """Free the bus: clocks until SDA is high, then START and STOP, which end whatever a chip takes itself to be in.

    No clock while SDA is high: a chip that is being written would take it for a bit. 0.2 ms.
    """
    if _opened:
        _open()


def _open():
    number, sda, scl, hz = _opened
    sda.init(Pin.OPEN_DRAIN, Pin.PULL_UP)  # both let go of the line
    scl.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
    for _ in range(_CLOCKS):
        if sda.value():
            break
        scl.value(0)
        sleep_us(_HALF_US)
        scl.value(1)
        sleep_us(_HALF_US)
    sda.value(0)  # START …
    sleep_us(_HALF_US)
    sda.value(1)  # … and STOP: SDA rises while SCL is high
    sleep_us(_HALF_US)
    return machine.I2C(number, sda=sda, scl=scl, freq=hz)  # the port has one object a bus: it is set up again
