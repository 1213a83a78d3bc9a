"""The picture of the pen's present state: one place that knows which screen belongs to which state.

`draw` fills a Canvas; `signature` changes whenever the picture would, so that the app redraws only then.
Both must only look. Drawing allocates a little: it belongs outside the control step (S16).
"""

from pen.core.states import (
    ARMING,
    ASKING,
    CLEANING,
    ENDED,
    FAULT,
    LOCKED,
    OFF,
    PAUSED,
    PRACTISING,
    READY,
    RUNNING,
    SELF_TEST,
)
from pen.core.states.paused import SETTLING
from pen.core.states.self_test import COMMITTING
from pen.hal.modules import load

from . import refusal
from .amounts import level
from .parts import dots, title, waiting
from .texts import short as words

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


_SELF_TEST = (_draw_self_test, _watch_self_test)

# What any state after ARMING may show until the needles are at rest again is here since then: nothing is read from
# flash while they move.
_NEEDLES = ("pen.ui.treatment", "pen.ui.stopping", "pen.ui.fault")
_COASTING = ("pen.ui.stopping", "pen.ui.fault")  # PAUSED, first phase
# state: the modules that are here while it lasts
_MODULES = {
    LOCKED: ("pen.ui.locked",),
    READY: ("pen.ui.menu",),
    ARMING: _NEEDLES,
    RUNNING: _NEEDLES,
    PAUSED: ("pen.ui.paused",),
    ENDED: ("pen.ui.session",),
    FAULT: ("pen.ui.fault",),
    ASKING: ("pen.ui.asking",),
    CLEANING: ("pen.ui.cleaning",),
}
_OFFER = ("pen.ui.updating",)
_WITH_OFFER = (LOCKED, READY, FAULT)  # new firmware: the owner is at the laptop and has to find the button


class _Here:
    """The modules that are here, by name, each by its SCREENS: of a state how to draw it, and what it shows."""

    def __init__(self):
        self.names: tuple = ()
        self.modules: dict = {}


_here = _Here()


def bring(pen) -> None:
    """Have the screens of `pen`'s state here and no others. All would be 13 KB of heap, and 0.2 s at power-on."""
    if pen.state == PRACTISING:
        pen = pen.practising.practice.pen
    if _offered(pen):
        names = _OFFER
    else:
        names = _COASTING if pen.state == PAUSED and pen.phase == SETTLING else _MODULES.get(pen.state, ())
    if names is _here.names:
        return
    _here.names = ()
    _here.modules = {name: _here.modules[name] for name in names if name in _here.modules}
    for name in names:
        if name not in _here.modules:
            _here.modules[name] = load(name).SCREENS
    _here.names = names


def _offered(pen) -> bool:
    return pen.offer is not None and pen.state in _WITH_OFFER


def _screen(pen) -> tuple:
    """Of the present state: how to draw it, what it shows."""
    if pen.state == SELF_TEST:
        return _SELF_TEST
    bring(pen)
    for screens in _here.modules.values():
        if pen.state in screens:
            return screens[pen.state]
    raise KeyError(pen.state)


_WITH_NOTICE = (LOCKED, READY, PAUSED)  # moving needles, a receipt and a fault are never hidden


def _noticed(pen, now_ms: int) -> bool:
    return pen.state in _WITH_NOTICE and pen.notice.visible(now_ms) and not _offered(pen)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """Draw the whole picture of `pen` (a Controller) with `inputs` at `now_ms` (wrapping ticks)."""
    if pen.state != RUNNING:  # that one draws over the picture before
        canvas.clear()
    if pen.state == OFF:
        return
    if pen.state == PRACTISING:
        _draw_practice(canvas, pen.practising.practice, now_ms)
        return
    if _noticed(pen, now_ms):
        refusal.draw(canvas, pen, inputs)
    else:
        _screen(pen)[0](canvas, pen, inputs, now_ms)


def _draw_practice(canvas, rehearsal, now_ms: int) -> None:
    """The practice pen's own picture, and by turns what it is."""
    draw(canvas, rehearsal.pen, rehearsal.inputs, now_ms)
    if _banner(now_ms):
        canvas.wipe(1)
        canvas.title(_banner(now_ms))
    canvas.shown = []  # not the picture of a pen that moves its needles


def step(canvas, pen, inputs) -> bool:
    """While needles move: draw one piece of the picture, about a millisecond of work; False when it is up to date."""
    return _screen(pen)[2](canvas, pen, inputs)


def _banner(now_ms: int) -> str:
    return _BANNERS[now_ms // _BANNER_MS % len(_BANNERS)]


def signature(pen, inputs, now_ms: int) -> tuple:
    """Equal tuples: the picture would be the same."""
    if pen.state == OFF:
        return (OFF,)
    if _noticed(pen, now_ms):
        return (-1,) + refusal.watch(pen, inputs)
    if pen.state == PRACTISING:
        inner = signature(pen.practising.practice.pen, pen.practising.practice.inputs, now_ms)
        return (PRACTISING, _banner(now_ms)) + inner
    page = pen.locked.page if pen.state == LOCKED else pen.ended.page
    head = (pen.state, pen.phase, pen.menu.item, page, inputs.vbus, level(inputs.battery_mv), pen.offer is None)
    return head + _screen(pen)[1](pen, inputs, now_ms)
