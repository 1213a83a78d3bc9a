"""The picture of the pen's present state: one place that knows which screen belongs to which state.

`draw` fills a Canvas; `signature` changes whenever the picture would, so that the app redraws only then.
Both must only look. Drawing allocates a little: it belongs outside the control step (S16).
"""

from pen.borrow import borrow
from pen.core.states import ARMING, COMMITTING, ENDED, FAULT, LOCKED, OFF, PAUSED, READY, RUNNING, SELF_TEST

from . import refusal, words
from .amounts import level
from .parts import dots, title, waiting


def _draw_self_test(canvas, pen, inputs, now_ms: int) -> None:
    title(canvas, words.NAME, inputs)
    if pen.phase == COMMITTING:
        waiting(canvas, words.CHECKING, words.SAVING, "", now_ms)
    else:
        waiting(canvas, words.CHECKING, words.RING_TO_ZERO, "", now_ms)


def _watch_self_test(pen, inputs, now_ms: int) -> tuple:
    return (dots(now_ms),)


_SELF_TEST = (_draw_self_test, _watch_self_test)

# state: the module that has it in its SCREENS; each is borrowed while its state lasts (7 KB of heap, 60 ms of starting)
_MODULES = {
    LOCKED: "pen.ui.locked",
    READY: "pen.ui.menu",
    ARMING: "pen.ui.treatment",
    RUNNING: "pen.ui.treatment",  # there since ARMING: nothing is read while needles move
    PAUSED: "pen.ui.session",
    ENDED: "pen.ui.session",
    FAULT: "pen.ui.fault",
}


class _Present:
    """The screens that are here now, by state: how to draw, what is shown."""

    def __init__(self):
        self.module = ""
        self.screens = {}


_present = _Present()


def _screen(state: int) -> tuple:
    if state == SELF_TEST:
        return _SELF_TEST
    if _present.module != _MODULES[state]:
        _present.screens = {}  # first let go of the old ones
        _present.screens = borrow(_MODULES[state]).SCREENS
        _present.module = _MODULES[state]
    return _present.screens[state]


_WITH_NOTICE = (LOCKED, READY, PAUSED)  # moving needles, a receipt and a fault are never hidden


def _noticed(pen, now_ms: int) -> bool:
    return pen.state in _WITH_NOTICE and pen.noticing(now_ms)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """Draw the whole picture of `pen` (a Controller) with `inputs` at `now_ms` (wrapping ticks)."""
    canvas.clear()
    if pen.state == OFF:
        return
    if _noticed(pen, now_ms):
        refusal.draw(canvas, pen, inputs)
    else:
        _screen(pen.state)[0](canvas, pen, inputs, now_ms)


def signature(pen, inputs, now_ms: int) -> tuple:
    """Equal tuples: the picture would be the same."""
    if pen.state == OFF:
        return (OFF,)
    if _noticed(pen, now_ms):
        return (-1,) + refusal.watch(pen, inputs)
    head = (pen.state, pen.phase, pen.item, pen.page, inputs.vbus, level(inputs.battery_mv))
    return head + _screen(pen.state)[1](pen, inputs, now_ms)
