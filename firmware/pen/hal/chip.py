"""The RP2040 itself: its identity, why it started, and its I2C bus.

Why it started is more than the chip knows: a word in a register that survives every reset but power loss says what
was going on (watchdog SCRATCH0; the SDK's own use begins at 4, data sheet section 2.8.1.1).
"""

import machine
from machine import mem32
from micropython import const

# why the pen started: BOOT records of the journal carry these
POWER_ON = const(1)  # as machine.PWRON_RESET
SOFT_RESET = const(2)  # the interpreter alone, pins and clocks untouched
WATCHDOG = const(3)  # as machine.WDT_RESET: the program hung
CRASH = const(4)  # the program ended with an error, its screen stood until somebody restarted the pen
SERVICE = const(5)  # from service mode
RESTART = const(6)  # the application wished it

_SCRATCH0 = const(0x4005_800C)  # watchdog base 0x40058000 + 0x0c (section 4.7.6)
_MARK = const(0x4E50_5000)  # so that a register that was never written is recognised
_RUNNING = const(0)


def unique_id() -> bytes:
    """Eight bytes that no other chip has (the flash chip's own number)."""
    return machine.unique_id()


def why_started() -> int:
    """POWER_ON … RESTART. Ask once: from then on the pen counts as running."""
    left = mem32[_SCRATCH0]
    mem32[_SCRATCH0] = _MARK | _RUNNING
    if left & ~0xFF != _MARK:
        return machine.reset_cause()
    why = left & 0xFF
    if why == _RUNNING:  # it ended without a call of `leaving`
        return WATCHDOG if machine.reset_cause() == WATCHDOG else SOFT_RESET
    return why


def leaving(why: int) -> None:
    """Note CRASH, SERVICE or RESTART, for the next `why_started`."""
    mem32[_SCRATCH0] = _MARK | why


def reset(why: int = RESTART) -> None:
    """Start anew, as after power-on. Only with everything off."""
    leaving(why)
    machine.reset()


def i2c_bus(number: int, sda_pin: int, scl_pin: int, hz: int):
    """The bus that display, clock, EEPROM and encoder share."""
    return machine.I2C(number, sda=machine.Pin(sda_pin), scl=machine.Pin(scl_pin), freq=hz)
