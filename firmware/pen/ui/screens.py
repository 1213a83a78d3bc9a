"""Which screen belongs to which state. Only this file knows.

A screen is a module with a table SCREENS: state → `draw(canvas, pen, inputs, now_ms)`, which draws the whole picture on
a clear canvas and changes nothing else. All it does with the canvas is to call methods that return nothing: so
`state_of_picture` can tell a new picture from the old one without drawing it. Drawing allocates a little and so belongs
outside the control step (S16); only `draw_piece`, for needles that move, must not allocate at all.
"""

from micropython import const

from pen.core import states
from pen.core.states.self_test import COMMITTING
from pen.hal.modules import load

from .layout import title, waiting
from .texts import labels

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from pen.core.controller import Controller as Controller
    from pen.core.io import Inputs as Inputs
    from pen.core.practice import Practice

    from .canvas import Canvas as Canvas

_BANNER_MS = const(
    2_000
)  # of eight seconds of practising, two show each banner; between them the titles are the real ones
_BANNERS = (labels.PRACTICE, "", labels.PRACTICE_ENDS, "")


def _draw_self_test(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    title(canvas, labels.NAME, inputs)
    what = labels.SAVING if pen.phase == COMMITTING else labels.RING_TO_ZERO
    waiting(canvas, labels.CHECKING, labels.CLOCK_LATE if inputs.clock_late else what, "", now_ms)


# --- the modules with the screens ------------------------------------------------------------------------
#
# All of them would take some 20 KB of heap and 0.2 s at power-on. So a screen is loaded when its state begins.

# Loaded at ARMING: everything that may be shown until the needles are at rest again. Loading reads the flash and takes
# tens of milliseconds, so nothing may be loaded while they move.
_NEEDLES = ("pen.ui.treatment", "pen.ui.stopped")
_STOPPED = ("pen.ui.stopped",)
_MODULES = {
    states.LOCKED: ("pen.ui.locked",),
    states.READY: ("pen.ui.menu",),
    states.ARMING: _NEEDLES,
    states.RUNNING: _NEEDLES,
    states.PAUSED: ("pen.ui.paused",),
    states.ENDED: ("pen.ui.session",),
    states.FAULT: _STOPPED,
    states.ASKING: ("pen.ui.asking",),
    states.CLEANING: ("pen.ui.cleaning",),
}
_NOTHING: "tuple[str, ...]" = ()


class _Loaded:
    """The modules that are loaded now: their names, and each by its name."""

    def __init__(self):
        self.names = _NOTHING
        self.modules: dict[str, Any] = {}
        self.refusal: Any = None  # the module for refusals, while one is shown


_loaded = _Loaded()


def needed(pen: "Controller") -> "tuple[str, ...]":
    """The modules with the screens of the present state. Allocates nothing; equal ones are the same object."""
    if pen.state == states.PRACTISING and pen.practising.practice is not None:
        pen = pen.practising.practice.pen
    if _offered(pen):
        offer: Any = pen.offer  # a question of `link/consent.py`, or what `update/receiver.py` shows of itself
        return ("pen.ui.question",) if offer.asks else ("pen.ui.updating",)
    if pen.state == states.PAUSED and pen.phase == states.SETTLING:
        return _STOPPED
    return _MODULES.get(pen.state, _NOTHING)


def are_loaded(names: "tuple[str, ...]") -> bool:
    """Is nothing to be loaded for these modules? Allocates nothing."""
    for name in names:  # noqa: SIM110 - a generator would allocate
        if name not in _loaded.modules:
            return False
    return True


def load_screens(names: "tuple[str, ...]") -> None:
    """Have these modules loaded and no others. Allocates nothing if they are loaded already."""
    if names is not _loaded.names:
        _load(names)


def _load(names: "tuple[str, ...]") -> None:
    """Let go of all modules but these, then load those of them that are missing."""
    old = _loaded.modules
    _loaded.names = _NOTHING
    _loaded.modules = {name: old[name] for name in names if name in old}
    del old  # what is let go makes room before anything is loaded
    for name in names:
        if name not in _loaded.modules:
            _loaded.modules[name] = load(name)
    _loaded.names = names


# --- the picture ----------------------------------------------------------------------------------------


def _offered(pen: "Controller") -> bool:
    return pen.offer is not None and pen.state in states.COVERED


def noticed(pen: "Controller", now_ms: int) -> bool:
    """Whether a refusal is what the screen shows now. Allocates nothing."""
    return pen.notice.on_screen(pen.state, now_ms) and not _offered(pen)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the whole picture of `pen` with `inputs` at `now_ms` (wrapping ticks)."""
    if pen.state != states.RUNNING:  # the screen of RUNNING draws over its last picture
        canvas.clear()
    if pen.state == states.OFF:
        return
    if pen.state == states.PRACTISING and pen.practising.practice is not None:
        _draw_practice(canvas, pen.practising.practice, now_ms)
    elif noticed(pen, now_ms):
        if _loaded.refusal is None:
            _loaded.refusal = load("pen.ui.refusal")
        _loaded.refusal.draw(canvas, pen, inputs)
    elif pen.state == states.SELF_TEST:
        _draw_self_test(canvas, pen, inputs, now_ms)
    else:
        _loaded.refusal = None
        load_screens(needed(pen))
        for name in _loaded.names:
            screens = _loaded.modules[name].SCREENS
            if pen.state in screens:
                screens[pen.state](canvas, pen, inputs, now_ms)


def _draw_practice(canvas: "Canvas", practice: "Practice", now_ms: int) -> None:
    """Draw the practice pen's own picture, every other two seconds with a banner that says that it is practice."""
    draw(canvas, practice.pen, practice.inputs, now_ms)
    banner = _BANNERS[now_ms // _BANNER_MS % len(_BANNERS)]
    if banner:
        canvas.wipe(1)
        canvas.title(banner)
    canvas.in_pieces = False  # a run on real needles must not continue this picture


def draw_piece(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> bool:
    """While needles move: draw one piece, about a millisecond of work; return False when the picture is complete."""
    load_screens(needed(pen))
    return _loaded.modules[_NEEDLES[0]].draw_piece(canvas, pen, inputs)


class _Calls:
    """Takes the place of a canvas, draws nothing, and notes every call of a method with its arguments."""

    def __init__(self):
        self.noted: list[object] = []
        self._method = ""
        self._noting = self._note  # bound once: it is asked for at every call

    def __getattr__(self, name: str):
        self._method = name
        return self._noting

    def _note(self, *args: object) -> None:
        self.noted.append(self._method)
        self.noted.append(args)


def state_of_picture(pen: "Controller", inputs: "Inputs", now_ms: int) -> "list[object]":
    """Everything that would be drawn: where it is equal, the picture is the same. A new phase is always drawn anew."""
    calls = _Calls()
    calls.noted.append(pen.phase)
    draw(calls, pen, inputs, now_ms)  # pyright: ignore[reportArgumentType] (it has every method, see _Calls)
    return calls.noted
