"""Runs on the chip: the pen's own application, with a measuring hand beside it (`probe_drivers.py`: its drivers alone).

It is put beside the application's files as `probe.mpy` and called from the service REPL. Nothing of the pen is changed
but by wrapping methods of one App object. GP18 tells the measuring side what happens and when, to the nanosecond;
GP20 and GP21 ask for garbage collections and flash erases (all three are free on the board).
"""

import gc
from array import array

import board
import machine
import rp2
import vfs
from machine import Pin
from micropython import const
from pen.hal.ticks import ticks_diff, ticks_ms, ticks_us
from pen.service import mode as service

_STATES = const(16)
_WELL = const(0b1_1110_0101_1111_0000_0000)  # today's questions, all with a good answer (core/questions.py)
_DISINFECT_MS = const(2_000)  # instead of five minutes
_RUNNING = const(5)  # the controller's state while needles move (core/states/__init__.py)

mark = Pin(18, Pin.OUT, value=0)
collect = Pin(20, Pin.IN, Pin.PULL_DOWN)
erase = Pin(21, Pin.IN, Pin.PULL_DOWN)
_flash = rp2.Flash()

step_us = array("i", [0] * _STATES)  # worst controller.step, by state after it
step_phase = array("i", [0] * _STATES)  # the phase it was in afterwards
react_us = array("i", [0] * _STATES)  # worst time from the first sensor of a step to the last driver, by state before
turn_us = array("i", [0] * _STATES)  # worst time between waking and waiting, by state before
turns = array("i", [0] * _STATES)
free_bytes = array("i", [0] * _STATES)  # least heap free after a collection, on battery
cable_bytes = array("i", [0] * _STATES)  # with the cable in: the link is there, too
allocated = [0]  # most bytes by one controller.step


def disturb(block: int) -> None:
    """What GP20 and GP21 ask for, under the mark; `block`: of the flash, one that may be erased."""
    if collect.value():
        mark.value(1)
        gc.collect()
        mark.value(0)
    elif erase.value():
        mark.value(1)
        _flash.ioctl(6, block)
        mark.value(0)


def _run(prepare, screened: bool = True) -> None:
    """The application as main.py starts it, but for Ctrl-C, which stays: `prepare(app)` first.

    `screened`: the questions are taken as answered well, and the five minutes of alcohol as done.
    """

    def start():
        from pen.app import App
        from pen.hal import chip
        from pen.hal.flash_files import root
        from pen.hal.usb_serial import UsbSerial
        from slots import Slots

        gc.collect()
        gc.threshold(-1)
        app = App(board, UsbSerial(), chip.unique_id(), chip.why_started(), Slots(root()))
        if screened:
            from pen.core import reported

            reported.tell(app.store.ledger, 0)
            app.cartridge_reader.read_tag()
            app.controller.screening.watch(ticks_ms(), app.inputs, 0)  # what is known from here on is known of this one
            app.controller.screening.answered(ticks_ms(), app.inputs, _WELL)
            app.controller.screening.dry(ticks_ms(), app.inputs)
        for fs, path in vfs.mount():
            if path == "/app":
                fs.close_file()
        prepare(app)
        return app

    service.run(start)


def stops(block: int) -> None:
    """The application, disturbed in every second turn as the pins ask."""

    def prepare(app) -> None:
        poll = app.clock_reader.poll

        def disturbed(now_ms):
            disturb(block)
            return poll(now_ms)

        app.clock_reader.poll = disturbed

    _run(prepare)


def hang(kind: str, where: str, turn: int) -> None:
    """The application, which hangs (`kind`) in the `turn`-th turn with needles, before `where` is called."""

    def prepare(app) -> None:
        left = [turn]

        def reached() -> None:
            if app.controller.state == _RUNNING:
                left[0] -= 1
                if left[0] == 0:
                    mark.value(1)
                    _hang(kind)

        # under the locked heap: no `*arguments`, which allocates
        if where == "sense":
            read = app.sensors.read

            def hooked_read(asleep, resting):
                reached()
                read(asleep, resting)

            app.sensors.read = hooked_read
        elif where == "clock":
            poll = app.clock_reader.poll

            def hooked_poll(now_ms):
                reached()
                return poll(now_ms)

            app.clock_reader.poll = hooked_poll
        else:
            feed = app.parts.watchdog.feed

            def hooked_feed():
                reached()
                feed()

            app.parts.watchdog.feed = hooked_feed

    _run(prepare)


def _hang(kind: str) -> None:
    if kind == "interrupts off":
        machine.disable_irq()
    if kind == "exception":
        raise RuntimeError("planted")
    if kind == "soft reset":
        machine.soft_reset()
    while True:
        pass


def control(count_bytes: bool) -> None:
    """The application, its turns timed; or (`count_bytes`) what its control step allocates and leaves of the heap."""
    _run(_count if count_bytes else _time, False)


def _time(app) -> None:
    from pen import app as module

    controller = app.controller
    controller.screening.disinfect_ms = _DISINFECT_MS
    step, read, drive, wait = controller.step, app.sensors.read, app._drive, module.sleep_ms
    began = array("i", [0, ticks_us(), 0])  # of sensing; of the turn, and in which state

    def worst(figures, took, state):
        figures[state] = max(took, figures[state])

    def stepped(took):
        if took > step_us[controller.state]:
            step_us[controller.state] = took
            step_phase[controller.state] = controller.phase

    def timed_read(asleep, resting):
        began[0] = ticks_us()
        began[2] = controller.state
        read(asleep, resting)

    def timed_step(now_ms, inputs, outputs):  # under the locked heap: three arguments and two outer names at most
        since = ticks_us()
        step(now_ms, inputs, outputs)
        stepped(ticks_diff(ticks_us(), since))

    def timed_drive():
        drive()
        worst(react_us, ticks_diff(ticks_us(), began[0]), began[2])

    def timed_wait(ms):
        worst(turn_us, ticks_diff(ticks_us(), began[1]), began[2])
        turns[controller.state] += 1
        wait(ms)
        began[1] = ticks_us()

    controller.step, app.sensors.read, app._drive, module.sleep_ms = timed_step, timed_read, timed_drive, timed_wait


def _used(state) -> int:
    """Bytes of heap in use, in every fourth turn of a state only, as each count takes 10 ms; else 0."""
    turns[state] += 1
    return 0 if turns[state] % 4 else gc.mem_alloc()


def _allocate(before) -> None:
    """A step has ended that `_used` counted `before`."""
    if before:
        allocated[0] = max(allocated[0], gc.mem_alloc() - before)


def _look(state, vbus) -> None:
    """How much of the heap is free after a collection. With needles none may be made: the minute's run says it."""
    if state == _RUNNING or turns[state] % 32 != 1:
        return
    gc.collect()  # takes 25 ms
    free, least = gc.mem_free(), cable_bytes if vbus else free_bytes
    if not least[state] or free < least[state]:
        least[state] = free


def _count(app) -> None:
    controller = app.controller
    controller.screening.disinfect_ms = _DISINFECT_MS
    step, show = controller.step, app.panel.show

    def counted(now_ms, inputs, outputs):  # under the locked heap: three arguments and two outer names at most
        before = _used(controller.state)
        step(now_ms, inputs, outputs)
        _allocate(before)

    def looked(pen, inputs, on, now_ms):
        show(pen, inputs, on, now_ms)
        _look(pen.state, inputs.vbus)

    controller.step, app.panel.show = counted, looked


def report() -> None:
    """All figures of the last `control`, as a Python dictionary."""
    names = ("step_us", "step_phase", "react_us", "turn_us", "turns", "free_bytes", "cable_bytes", "allocated")
    print({name: list(globals()[name]) for name in names})
