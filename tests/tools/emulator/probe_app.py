"""Runs on the chip inside the pen's real start: `main.py` of the measured pen calls `measure` before `slots.run`.

Nothing of the pen is changed but by wrapping methods. What is measured stands in one array, which the measuring side
finds in the chip's memory by its first two values (`Pen.figures`), so no cable has to be in.
"""

import gc
import time
from array import array

import slots
from machine import Pin
from micropython import const
from pen_names import FIGURES, MAGIC

_RUNNING = const(5)  # the controller's state while needles move (core/states/__init__.py)
_WELL = const(0b1_1110_0101_1111_0000_0000)  # today's questions, all with a good answer (core/questions.py)
_STEP_US = const(10_000)
_ASK = const(20)  # GPIO numbers that are free on the board
_UNLOCK = const(21)
_ALL_CHECKINS = const(0b1111)  # of the last session (core/skin.py)
_WIDE_CM2 = const(400)  # of a zone, so that a run lasts for its whole minute
_COARSE = const(64)

figures = array("i", [0] * (len(MAGIC) + len(FIGURES)))
_at = {name: len(MAGIC) + i for i, name in enumerate(FIGURES)}
_unlock = Pin(_UNLOCK, Pin.IN, Pin.PULL_DOWN)
_ask = Pin(_ASK, Pin.IN, Pin.PULL_DOWN)


def measure(what: str, own_bytes: int) -> None:
    """Have the application measured as `what`, "room", "run" or "soak". `own_bytes`: what it takes of the heap."""
    figures[0], figures[1] = MAGIC  # only now: this file is imported twice, and its marks are to stand once
    figures[_at["own_bytes"]] = own_bytes
    prepare = {"room": _room, "run": _run, "soak": _soak}[what]
    program = slots._program

    def measured():
        service, boot, trouble = program()
        from pen.app import App

        run = App.run

        def prepared(app) -> None:
            prepare(app)
            run(app)

        App.run = prepared
        return service, boot, trouble

    slots._program = measured


def longest_free() -> int:
    """How many bytes of the heap are free in a row."""
    least, most = 0, gc.mem_free()
    while most - least > _COARSE:
        middle = (least + most) // 2
        try:
            bytearray(middle)
            least = middle
        except MemoryError:
            most = middle
    return least


def _room(app) -> None:
    """Whenever GP20 is high: what is free after a collection, and how much of it in a row."""
    from pen import app as module
    from pen.hal.ticks import ticks_diff, ticks_us

    read, wait = app.sensors.read, module.sleep_ms
    began = array("i", [0])
    turns, total = _at["turns"], _at["total_us"]

    def timed_read(asleep, resting) -> None:
        began[0] = ticks_us()
        read(asleep, resting)

    def asked(ms) -> None:
        figures[turns] += 1
        figures[total] += ticks_diff(ticks_us(), began[0])
        if _ask.value():
            gc.collect()
            figures[_at["free"]] = gc.mem_free()
            figures[_at["longest"]] = longest_free()
            gc.collect()
            figures[_at["asked"]] += 1
            figures[turns] = figures[total] = 0
        wait(ms)

    app.sensors.read, module.sleep_ms = timed_read, asked


def _soak(app) -> None:
    """As `_room`; and whenever GP21 is high the lock-out is over and the day's questions are answered well.

    With GP20 high, too, the pen has not been used for so long that it goes to sleep.
    """
    from pen import app as module
    from pen.core import reported
    from pen.core.limits import AUTO_OFF_MS
    from pen.hal.ticks import ticks_ms

    _room(app)
    wait = module.sleep_ms

    def unlocked(ms) -> None:
        if _unlock.value():
            ledger = app.store.ledger
            ledger.locked = 0
            reported.tell(ledger, 0)
            ledger.checkin_done = _ALL_CHECKINS
            app.controller.screening.answered(ticks_ms(), app.inputs, _WELL)
            app.controller.screening.dry(ticks_ms(), app.inputs)
            if _ask.value():
                app.controller._active_ms = ticks_ms() - AUTO_OFF_MS
        wait(ms)

    module.sleep_ms = unlocked


def _run(app) -> None:
    """Turns with needles: the longest, what they allocate, whether the heap was collected meanwhile."""
    from pen import app as module
    from pen.core import reported, zones
    from pen.hal import heap
    from pen.hal.ticks import ticks_diff, ticks_ms, ticks_us

    zones._AREAS_CM2 = (_WIDE_CM2,) * zones.COUNT
    controller = app.controller
    reported.tell(app.store.ledger, 0)
    app.cartridge_reader.read_tag()
    controller.screening.watch(ticks_ms(), app.inputs, 0)  # what is known from here on is known of this one
    controller.screening.answered(ticks_ms(), app.inputs, _WELL)
    controller.screening.dry(ticks_ms(), app.inputs)
    read, wait, before, after = app.sensors.read, module.sleep_ms, heap.before_needles, heap.after_needles
    step, drive = controller.step, app._drive
    began = array("i", [0, 0, 0, 0])  # turn (us), run (ms), the state in which the turn began, fuelling (us)
    turn, turns, late, collections, collect = [
        _at[name] for name in ("turn_us", "turns", "late", "collections", "collect_us")
    ]
    step_us = _at["step_us"]

    def longest(figure, took) -> None:
        if began[2] == _RUNNING and took > figures[figure]:
            figures[figure] = took

    def stepped(took) -> None:
        longest(step_us, took)

    def timed_step(now_ms, inputs, outputs) -> None:  # heap locked: five names, outer two included
        since = time.ticks_us()  # pyright: ignore[reportAttributeAccessIssue] - MicroPython's own, and no outer name
        step(now_ms, inputs, outputs)
        stepped(time.ticks_diff(time.ticks_us(), since))  # pyright: ignore[reportAttributeAccessIssue] - as above

    def timed_drive() -> None:  # heap locked: as above
        drive()
        now_us = time.ticks_us()  # pyright: ignore[reportAttributeAccessIssue] - as above
        longest(_at["react_us"], time.ticks_diff(now_us, began[0]))  # pyright: ignore[reportAttributeAccessIssue]
        if began[3]:
            longest(_at["gap_us"], time.ticks_diff(now_us, began[3]))  # pyright: ignore[reportAttributeAccessIssue]
        # without what was just written down, which takes no pen's time
        began[3] = time.ticks_us() if controller.state == _RUNNING else 0  # pyright: ignore[reportAttributeAccessIssue]

    def timed_read(asleep, resting) -> None:
        began[0] = time.ticks_us()  # pyright: ignore[reportAttributeAccessIssue] - as above
        began[2] = controller.state
        read(asleep, resting)

    def timed_wait(ms) -> None:
        if began[2] == _RUNNING:  # needles moved when it began
            took = ticks_diff(ticks_us(), began[0])
            figures[turns] += 1
            if took > figures[turn]:
                figures[turn] = took
            if took > _STEP_US:
                figures[late] += 1
            if took > figures[collect]:
                figures[collections] += 1
        wait(ms)

    def timed_before() -> None:
        since = ticks_us()
        gc.collect()
        figures[collect] = ticks_diff(ticks_us(), since)
        for one in (turns, turn, late, collections, step_us, _at["react_us"], _at["gap_us"]):
            figures[one] = 0
        before()
        figures[_at["free"]] = gc.mem_free()
        began[1] = ticks_ms()

    def timed_after() -> None:
        figures[_at["total_ms"]] = ticks_diff(ticks_ms(), began[1])
        figures[_at["lowest"]] = gc.mem_free()
        figures[_at["reason"]] = controller.stop_reason
        after()

    app.sensors.read, module.sleep_ms = timed_read, timed_wait
    controller.step, app._drive = timed_step, timed_drive
    heap.before_needles, heap.after_needles = timed_before, timed_after
