"""RUNNING: a ring that fills to "enough", the direction of the pass, how hard the nose presses, depth and rate.

Needles move, so this one is cheap: only what has changed is drawn, a piece a step, over the old one. The first picture
of a run is drawn while the pen is armed. `Canvas.shown` holds what the picture shows; clearing the canvas clears that.
"""

from pen.core import touch
from pen.core.zones import passing

from . import ring
from .amounts import mm
from .texts import short as words

_RIGHT = 50  # where the column beside the ring starts
_WORDS = 72
_GUIDE_PAGE = 2
_TOUCH_PAGE = 4
_FIGURES_PAGE = 5
_NONE = b"\x7f\x41\x41\x41\x7f\x00"
_FULL = b"\x7f\x7f\x7f\x7f\x7f\x00"
_AIR, _ON, _LESS = -1, -2, -3  # guides that are no pass
_DARK = bytes(78)

# places in what the picture shows, and in which order they are brought up to date
_RING, _PERCENT, _GUIDE, _TOUCH, _DEPTH, _RATE = 0, 1, 2, 3, 4, 5
_URGENT = (_TOUCH, _GUIDE, _RING, _PERCENT, _DEPTH, _RATE)
_AT_ONCE = 4  # pieces of the ring

# 16 x 16: up and down, across, diagonal
_ARROWS = (
    b"\x00\x00\x00\x10\x18\x1c\x1e\xff\xff\x1e\x1c\x18\x10\x00\x00\x00"
    b"\x00\x00\x00\x08\x18\x38\x78\xff\xff\x78\x38\x18\x08\x00\x00\x00",
    b"\x80\xc0\xe0\xf0\xf8\x80\x80\x80\x80\x80\x80\xf8\xf0\xe0\xc0\x80"
    b"\x01\x03\x07\x0f\x1f\x01\x01\x01\x01\x01\x01\x1f\x0f\x07\x03\x01",
    b"\x00\x7e\x3e\x1e\x3e\x76\xe2\xc0\x80\x00\x00\x00\x00\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x01\x03\x47\x6e\x7c\x78\x7c\x7e\x00",
)


def _guide(feel: int, made: int, enough: int) -> int:
    """What to do: a pass, or what comes before one."""
    if feel <= touch.NO_AIR:
        return _AIR
    if feel == touch.NONE:
        return _ON
    return _LESS if feel == touch.HARD else passing(made, enough)


def _shows(pen, inputs, feel: int, hz: int) -> list:
    made, enough = pen.zone_strokes(pen.menu.zone), pen.zone_budget(pen.menu.zone)
    return [
        ring.filled(made, enough),
        min(99, max(0, made * 100 // enough)),
        _guide(feel, made, enough),
        feel,
        mm(inputs.measured_um),
        hz,
    ]


def watch(pen, inputs, now_ms: int) -> tuple:
    """What the picture shows: pieces of the ring, percent, guide, touch, depth, rate."""
    return tuple(_shows(pen, inputs, pen.running.touch.level, pen.running.governor.measured_hz))


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """The whole picture, whatever was there before."""
    while step(canvas, pen, inputs):
        pass


def prepare(canvas, pen, inputs) -> None:
    """Before needles move: the first picture of their run, put aside. The canvas is left clear."""
    first = _shows(pen, inputs, touch.CALIBRATING, 0)
    if canvas.aside != first:
        canvas.clear()
        _begin(canvas)
        while _piece(canvas, first):
            pass
        canvas.put_aside()
    canvas.clear()


def step(canvas, pen, inputs) -> bool:
    """One piece of the picture, about a millisecond of work; False when there was nothing to draw."""
    now = _shows(pen, inputs, pen.running.touch.level, pen.running.governor.measured_hz)
    shown = canvas.shown
    if not shown and _begins(canvas.aside, now):
        canvas.take()
        return True
    if not _begins(shown, now):
        canvas.clear()
        _begin(canvas)
        return True
    return _piece(canvas, now)


def _begins(shown, now: list) -> bool:
    """Can this picture become that one, piece by piece? A ring does not empty."""
    return bool(shown) and shown[_RING] <= now[_RING]


def _begin(canvas) -> None:
    """Nothing but what stays for a run. No battery: it sags under the load, and drawing it is long."""
    ring.outline(canvas)
    canvas.text(20, 40, words.PERCENT)
    canvas.title(words.RUNNING)
    canvas.button(56, words.ANY_BUTTON_STOPS)
    canvas.shown = [0, None, None, None, None, None]


def _piece(canvas, now: list) -> bool:
    """Draw the most urgent of what is different."""
    shown = canvas.shown
    for i in _URGENT:
        if shown[i] != now[i]:
            shown[i] = _draw(canvas, i, shown[i], now[i])
            return True
    return False


def _draw(canvas, what: int, old, new):
    """One piece; returns what it shows then."""
    if what == _RING:
        new = min(new, old + _AT_ONCE)
        ring.fill(canvas, old, new)
    elif what == _PERCENT:
        canvas.large(11, 3, "  ")
        canvas.large(11 if new > 9 else 17, 3, "%d" % new)
    elif what == _GUIDE:
        _draw_guide(canvas, new)
    elif what == _TOUCH:
        _draw_touch(canvas, new)
    elif what == _DEPTH:
        canvas.field(_RIGHT, _FIGURES_PAGE, "%-5s%s" % (new, words.DEPTH_UNIT))
    else:
        canvas.field(_RIGHT + 48, _FIGURES_PAGE, "%3d%s" % (min(new, 999), words.RATE_UNIT))
    return new


def _draw_guide(canvas, guide: int) -> None:
    at = _GUIDE_PAGE * 128 + _RIGHT
    for start in (at, at + 128):
        canvas.buffer[start : start + len(_DARK)] = _DARK
    if guide >= 0:
        arrow = _ARROWS[guide]
        canvas.buffer[at : at + 16] = arrow[:16]
        canvas.buffer[at + 128 : at + 144] = arrow[16:]
        canvas.text(_WORDS, _GUIDE_PAGE * 8 + 4, words.PASSES[guide])
    else:
        text = words.HOLD_IN_AIR if guide == _AIR else words.TOUCH_NOW if guide == _ON else words.LESS
        canvas.text(_RIGHT, _GUIDE_PAGE * 8 + 4, text)


def _draw_touch(canvas, feel: int) -> None:
    """Three boxes that fill with the load, and its name."""
    at = _TOUCH_PAGE * 128 + _RIGHT
    for i in range(touch.LIGHT, touch.HARD + 1):
        canvas.buffer[at : at + 6] = _FULL if feel >= i else _NONE
        at += 6
    canvas.field(_WORDS, _TOUCH_PAGE, "%-9s" % words.TOUCH[feel])
