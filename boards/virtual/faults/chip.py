"""What can go wrong with the program's own processor: it hangs, is late, resets, or its program fails.

Each happens at the next moment in which the firmware lets time pass. MicroPython and CPython alike.
"""

from boards.virtual.resets import CAUSE_POWER_ON, Hang, Reset

_SOON_US = 1_000
_HANG_STEPS = 1_000
_STEP_US = 10_000
_LATE_EVERY_US = 200_000


class Broken(Exception):
    """What a defect of the program would raise: no driver expects it."""


def _in_pen(world, act, anywhere=False) -> None:
    """Do `act` as part of what the firmware does next; `anywhere`: also where no program can be interrupted."""

    def now():
        if world.in_pen and (anywhere or not world.in_slot):
            act()
        else:
            world.after_us(_SOON_US, now)

    world.after_us(_SOON_US, now)


def resets(world, on, value, then=None) -> None:
    """The chip resets, once; pins and state machines with it. `then`: what it leaves behind."""

    def act():
        world.reset_mcu(CAUSE_POWER_ON)
        if then is not None:
            then()
        raise Reset(CAUSE_POWER_ON)

    if on:
        _in_pen(world, act, True)


def fails(world, on, value) -> None:
    """The program raises what nobody expects, once."""

    def act():
        raise Broken("a defect in the program")

    if on:
        _in_pen(world, act)


def hangs(world, on, value) -> None:
    """The program stands still, until the watchdog has enough of it. Raises Hang after 10 s without one."""

    def act():
        for _ in range(_HANG_STEPS):
            world.advance_us(_STEP_US)
        raise Hang("a program that stands still")

    if on:
        _in_pen(world, act)


def late(world, on, value) -> None:
    """Five times a second the program loses `value` ms (60)."""
    world.chip_late_us = (60 if value is None else value) * 1000 if on else 0

    def act():
        if world.chip_late_us:
            world.after_us(world.chip_late_us + _LATE_EVERY_US, lambda: _in_pen(world, act))
            world.advance_us(world.chip_late_us)

    if on:
        _in_pen(world, act)
