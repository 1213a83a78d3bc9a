"""What runs when the pen does not: service mode, and the end of a program that failed. Needles off, the port open.

It needs the chip and as little else as possible, so that nothing that broke the pen can break it too: its own pin
numbers, and a dark display rather than no way in (`screen.py`). It must not touch ledger or journal; before the port is
open it keeps what the clock reads (`pen/hal/service_clock.py`).
"""

import sys

import machine
import micropython
from machine import Pin
from micropython import const

from pen.hal import chip
from pen.hal.ticks import sleep_ms

# the same on every board (a test compares them): a broken board file must not matter here
SAFE = ((10, 0), (9, 1), (7, 0), (2, 1))  # needle gate low, depth driver off, STEP low, supply held: as in boot.py
SELECT_PIN = 13
UP_PIN, DOWN_PIN = 14, 15

_SDA_PIN, _SCL_PIN = 4, 5
_COAST_MS = const(600)  # needles that were running when the program failed still turn

_HELD_MS = const(20)  # the pull-up has to charge the wire first
# When the cable is recognised, TinyUSB takes GPIO 15 for 0.8 ms (erratum RP2040-E5, on chips B0 and B1), which is DOWN
_DISTURBED_MS = const(3)


def run(start, fail=None) -> None:
    """Run what `start()` makes, or with UP and DOWN held service mode; end with all off and the port at the REPL.

    `start` makes the application, whose `run` returns when service was asked for. Whatever either raises is shown here;
    `fail()` is called first: it restarts the chip if this version was on trial.
    """
    trouble = None
    try:
        if not _held():
            start().run()
    except KeyboardInterrupt:  # Ctrl-C before the pen had taken the line: somebody wants the REPL
        pass
    except Exception as error:
        if fail:
            fail()
        trouble = error
    micropython.kbd_intr(-1)  # nobody gets in before the time is marked
    following = chip.left() == chip.HOMING
    _off(chip.CRASH if trouble else chip.SERVICE)
    if trouble and following:  # once: after a fault of the ring, or a failure before, only a person has it moved
        _bring_in()
    _show(trouble)
    _mark_time()
    micropython.kbd_intr(3)


def _held() -> bool:
    """Whether UP and DOWN are held together: no finger that stops needles, and no broken wire, is that."""
    up, down = Pin(UP_PIN, Pin.IN, Pin.PULL_UP), Pin(DOWN_PIN, Pin.IN, Pin.PULL_UP)
    released = 0
    for _ in range(_HELD_MS):
        released += up.value() | down.value()
        sleep_ms(1)
    return released <= _DISTURBED_MS


def _off(why: int) -> None:
    """Everything that can move off, first; then no watchdog, and SELECT restarts the pen."""
    _pins_off()
    _quiet()
    chip.Watchdog(1000).stop()
    chip.note(why)
    Pin(SELECT_PIN, Pin.IN, Pin.PULL_DOWN).irq(handler=lambda _pin: machine.reset(), trigger=Pin.IRQ_FALLING)


def _pins_off() -> None:
    for pin, level in SAFE:
        Pin(pin, Pin.OUT, value=level)


def _bring_in() -> None:
    """The ring, if it can be done: needles must not stand out until somebody presses SELECT."""
    try:
        from . import retract

        retract.run()
    except Exception as trouble:
        print("the ring is left where it was:", trouble)
    finally:
        _pins_off()


def _quiet() -> None:
    """End a tone that was sounding."""
    try:
        import board

        from pen.hal.buzzer import Buzzer

        Buzzer(board.BUZZER_PIN)  # silent at first
    except Exception:
        print("the buzzer is left as it was")


def _mark_time() -> None:
    """What is done to the clock from here on proves nothing (H41). At rest: it writes to the flash (S11)."""
    sleep_ms(_COAST_MS)
    try:
        from pen.hal import service_clock

        service_clock.keep(chip.i2c_bus(0, _SDA_PIN, _SCL_PIN, 400_000))
    except Exception as trouble:
        print("the time is not marked:", trouble)


def _show(error) -> None:
    """On the display, if it can be done; `error` at the port, whatever comes of the display."""
    try:
        if error is not None:
            sys.print_exception(error)  # pyright: ignore[reportAttributeAccessIssue] - MicroPython's own
        from . import screen as service_screen

        service_screen.show(error)
    except Exception as trouble:
        print("no display:", trouble)
