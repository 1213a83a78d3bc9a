"""The RP2040 itself: its identity, why it started, its I2C bus, and its heap.

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

_LARGE = const(250)  # words of a gap in the heap, so large that it lies above nearly all that is in use
_MOST = const(4_000)  # gaps, 60 ms: a full heap must not hold the pen up


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


def close_gaps() -> None:
    """Fill the small gaps of the heap with nothing. Cheap, when they are filled already.

    MicroPython looks for free heap from a mark on that a collection puts at the bottom and that only blocks of 16 bytes
    move up. Until they have filled every gap below, each call of a function with a large frame walks over all that is
    in use, 0.4 ms: two thirds of a resting pen's time. The next collection gives back what is filled here.
    """
    above = id((None,) * _LARGE)
    for _ in range(_MOST):
        if id(object()) > above:
            break
