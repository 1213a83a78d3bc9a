"""The picture of the pen's present state: one place that knows which screen belongs to which state.

`draw` fills a Canvas; `signature` changes whenever the picture would, so that the app redraws only then.
Both must only look. Drawing allocates a little: it belongs outside the control step (S16).
"""

from pen.core.states import (
    ARMING,
    ASKING,
    CLEANING,
    COMMITTING,
    ENDED,
    FAULT,
    LOCKED,
    OFF,
    PAUSED,
    READY,
    REHEARSING,
    RUNNING,
    SELF_TEST,
)

from . import asking, cleaning, fault, locked, menu, refusal, running, session, treatment, words
from .amounts import level
from .parts import dots, title, waiting

_BANNER_MS = 2_000  # a rehearsal says so every other two seconds; between them its pictures are as they will be
_BANNERS = (words.PRACTICE, "", words.PRACTICE_ENDS, "")


def _draw_self_test(canvas, pen, inputs, now_ms: int) -> None:
    title(canvas, words.NAME, inputs)
    if pen.phase == COMMITTING:
        waiting(canvas, words.CHECKING, words.SAVING, "", now_ms)
    else:
        waiting(canvas, words.CHECKING, words.RING_TO_ZERO, "", now_ms)


def _watch_self_test(pen, inputs, now_ms: int) -> tuple:
    return (dots(now_ms),)


# state: how to draw it, what it shows
_SCREENS = {
    SELF_TEST: (_draw_self_test, _watch_self_test),
    LOCKED: (locked.draw, locked.watch),
    READY: (menu.draw, menu.watch),
    ARMING: (treatment.draw_arming, treatment.watch_arming),
    RUNNING: (running.draw, running.watch),
    PAUSED: (menu.draw_paused, menu.watch_paused),
    ENDED: (session.draw, session.watch),
    FAULT: (fault.draw, fault.watch),
    ASKING: (asking.draw, asking.watch),
    CLEANING: (cleaning.draw, cleaning.watch),
}
_WITH_NOTICE = (LOCKED, READY, PAUSED)  # moving needles, a receipt and a fault are never hidden


def _noticed(pen, now_ms: int) -> bool:
    return pen.state in _WITH_NOTICE and pen.noticing(now_ms)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """Draw the whole picture of `pen` (a Controller) with `inputs` at `now_ms` (wrapping ticks)."""
    if pen.state != RUNNING:  # that one draws over the picture before
        canvas.clear()
    if pen.state == OFF:
        return
    if pen.state == REHEARSING:
        _draw_practice(canvas, pen.rehearsal, now_ms)
        return
    if _noticed(pen, now_ms):
        refusal.draw(canvas, pen, inputs)
    else:
        _SCREENS[pen.state][0](canvas, pen, inputs, now_ms)


def _draw_practice(canvas, rehearsal, now_ms: int) -> None:
    """The practice pen's own picture, and by turns what it is."""
    draw(canvas, rehearsal.pen, rehearsal.inputs, now_ms)
    if _banner(now_ms):
        canvas.wipe(1)
        canvas.title(_banner(now_ms))
    canvas.shown = []  # not the picture of a pen that moves its needles


def step(canvas, pen, inputs) -> bool:
    """While needles move: draw one piece of the picture, about a millisecond of work; False when it is up to date."""
    return running.step(canvas, pen, inputs)


def _banner(now_ms: int) -> str:
    return _BANNERS[now_ms // _BANNER_MS % len(_BANNERS)]


def signature(pen, inputs, now_ms: int) -> tuple:
    """Equal tuples: the picture would be the same."""
    if pen.state == OFF:
        return (OFF,)
    if _noticed(pen, now_ms):
        return (-1,) + refusal.watch(pen, inputs)
    if pen.state == REHEARSING:
        inner = signature(pen.rehearsal.pen, pen.rehearsal.inputs, now_ms)
        return (REHEARSING, _banner(now_ms)) + inner
    head = (pen.state, pen.phase, pen.item, pen.page, inputs.vbus, level(inputs.battery_mv))
    return head + _SCREENS[pen.state][1](pen, inputs, now_ms)
