"""Which screen belongs to which state. Only this file knows.

`draw` fills a Canvas. `state_of_picture` changes whenever the picture would, so that the caller redraws only then.
Neither changes the controller. Drawing allocates a little and so belongs outside the control step (S16); only
`draw_piece`, for needles that move, must not allocate at all.

A screen is a module with a table SCREENS: state → (draw, content), for RUNNING (draw, content, draw_piece).
`draw(canvas, pen, inputs, now_ms)` draws the whole picture on a clear canvas. `content(pen, inputs, now_ms)` gives
everything that the picture shows.
"""

from micropython import const

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
from .layout import dots, title, waiting
from .texts import labels
from .units import level

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from pen.core.controller import Controller
    from pen.core.io import Inputs
    from pen.core.practice import Practice

    from .canvas import Canvas

_BANNER_MS = 2_000  # of eight seconds of practising, two show each banner; between them the titles are the real ones
_BANNERS = (labels.PRACTICE, "", labels.PRACTICE_ENDS, "")


def _draw_self_test(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    title(canvas, labels.NAME, inputs)
    waiting(canvas, labels.CHECKING, labels.SAVING if pen.phase == COMMITTING else labels.RING_TO_ZERO, "", now_ms)


def _self_test_content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    return (dots(now_ms),)


# --- the modules with the screens ------------------------------------------------------------------------
#
# All of them would take some 20 KB of heap and 0.2 s at power-on. So a screen is loaded when its state begins.

# Loaded at ARMING: everything that may be shown until the needles are at rest again. Loading reads the flash and takes
# tens of milliseconds, so nothing may be loaded while they move.
_NEEDLES = ("pen.ui.treatment", "pen.ui.stopping", "pen.ui.fault")
_STOPPING = ("pen.ui.stopping", "pen.ui.fault")
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
_NONE: "tuple[str, ...]" = ()
_UPDATE = ("pen.ui.updating",)
_SELF_TEST = (_draw_self_test, _self_test_content)


class _Loaded:
    """The modules that are loaded now: their names, and the SCREENS of each by its name."""

    def __init__(self):
        self.names = _NONE
        self.screens: dict[str, dict[int, tuple[Any, ...]]] = {}


_loaded = _Loaded()


def load_screens(pen: "Controller") -> None:
    """Have the screens of the present state loaded, and no others. Allocates nothing if they are loaded already."""
    if pen.state == PRACTISING and pen.practising.practice is not None:
        pen = pen.practising.practice.pen
    if _offered(pen):
        names = _UPDATE
    elif pen.state == PAUSED and pen.phase == SETTLING:
        names = _STOPPING
    else:
        names = _MODULES.get(pen.state, _NONE)
    if names is not _loaded.names:
        _load(names)


def _load(names: "tuple[str, ...]") -> None:
    """Let go of all modules but these, then load those of them that are missing."""
    old = _loaded.screens
    _loaded.names = _NONE
    _loaded.screens = {name: old[name] for name in names if name in old}
    del old  # what is let go makes room before anything is loaded
    for name in names:
        if name not in _loaded.screens:
            _loaded.screens[name] = load(name).SCREENS
    _loaded.names = names


def _screen(pen: "Controller") -> "tuple[Any, ...]":
    """The functions of the present state's screen. Allocates nothing if it is loaded."""
    if pen.state == SELF_TEST:
        return _SELF_TEST
    load_screens(pen)
    for name in _loaded.names:
        screens = _loaded.screens[name]
        if pen.state in screens:
            return screens[pen.state]
    raise KeyError(pen.state)


# --- the picture ----------------------------------------------------------------------------------------

_WITH_OFFER = (LOCKED, READY, FAULT)  # new firmware is shown here: the person at the laptop has to find the button
_WITH_NOTICE = (LOCKED, READY, PAUSED)  # a refusal never hides moving needles, a receipt or a fault


def _offered(pen: "Controller") -> bool:
    return pen.offer is not None and pen.state in _WITH_OFFER


def _noticed(pen: "Controller", now_ms: int) -> bool:
    return pen.state in _WITH_NOTICE and pen.notice.visible(now_ms) and not _offered(pen)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the whole picture of `pen` with `inputs` at `now_ms` (wrapping ticks)."""
    if pen.state != RUNNING:  # the screen of RUNNING draws over its last picture
        canvas.clear()
    if pen.state == OFF:
        return
    if pen.state == PRACTISING and pen.practising.practice is not None:
        _draw_practice(canvas, pen.practising.practice, now_ms)
    elif _noticed(pen, now_ms):
        refusal.draw(canvas, pen, inputs)
    else:
        _screen(pen)[0](canvas, pen, inputs, now_ms)


def _draw_practice(canvas: "Canvas", practice: "Practice", now_ms: int) -> None:
    """Draw the practice pen's own picture, every other two seconds with a banner that says that it is practice."""
    draw(canvas, practice.pen, practice.inputs, now_ms)
    if _banner(now_ms):
        canvas.wipe(1)
        canvas.title(_banner(now_ms))
    canvas.in_pieces = False  # a run on real needles must not continue this picture


def draw_piece(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> bool:
    """While needles move: draw one piece, about a millisecond of work; return False when the picture is complete."""
    return _screen(pen)[2](canvas, pen, inputs)


def _banner(now_ms: int) -> str:
    return _BANNERS[now_ms // _BANNER_MS % len(_BANNERS)]


def state_of_picture(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """Everything that the picture depends on: where it is equal, the picture is the same."""
    if pen.state == OFF:
        return (OFF,)
    if _noticed(pen, now_ms):
        return (-1,) + refusal.content(pen, inputs)
    if pen.state == PRACTISING and pen.practising.practice is not None:
        inner = state_of_picture(pen.practising.practice.pen, pen.practising.practice.inputs, now_ms)
        return (PRACTISING, _banner(now_ms)) + inner
    page = pen.locked.page if pen.state == LOCKED else pen.ended.page
    head = (pen.state, pen.phase, pen.menu.item, page, inputs.vbus, level(inputs.battery_mv), pen.offer is None)
    return head + _screen(pen)[1](pen, inputs, now_ms)
