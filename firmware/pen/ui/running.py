"""RUNNING: a ring that fills up to the zone's dose, the direction of the pass, the pressure, the depth and the rate.

Needles move while this is drawn. So a control step draws one piece of the picture at most, over the old one, and only
if its value has changed. The first picture of a run is drawn before, while the pen is armed, and kept in the canvas.
`draw_piece` must not allocate: a garbage collection would take longer than the needle drive's fuel lasts.
"""

from array import array
from struct import pack_into

from micropython import const

from pen.core import touch
from pen.core.zones import passing, strokes

from . import dose_ring
from .canvas import DIGIT, VALUES, WIDTH
from .pieces import digit, field, keep, restore, write_number
from .texts import labels
from .texts import treatment as words
from .units import hundredths, write_mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs

_LEFT = const(50)  # where the column beside the ring starts
_WORDS_X = const(72)  # where the words behind a symbol start
_PERCENT_X = const(11)
_PERCENT_PAGE = const(3)
_GUIDE_PAGE = const(2)
_TOUCH_PAGE = const(4)
_FIGURES_PAGE = const(5)
_RATE_X = const(98)

# The pieces of the picture, each with one number in `Canvas.values`.
_RING = const(0)  # how many segments of the ring are lit
_PERCENT = const(1)  # of the zone's dose, 0..99
_GUIDE = const(2)  # what to do: the number of a pass, or one of the three below
_TOUCH = const(3)  # level of `pen.core.touch`
_DEPTH = const(4)  # measured, in hundredths of a millimetre
_RATE = const(5)  # measured, in strokes a second
_ORDER = b"\x03\x02\x00\x01\x04\x05"  # the most urgent piece first
_NOT_DRAWN = const(32_767)

_HOLD_IN_AIR = const(-1)
_TOUCH_SKIN = const(-2)
_PRESS_LESS = const(-3)

_SEGMENTS_AT_ONCE = const(4)
_BOX = const(6)  # columns of a box, the gap included

# Arrows of 16 x 16 pixels, each as its upper and its lower half: up and down, across, diagonal.
_ARROWS = (
    (
        b"\x00\x00\x00\x10\x18\x1c\x1e\xff\xff\x1e\x1c\x18\x10\x00\x00\x00",
        b"\x00\x00\x00\x08\x18\x38\x78\xff\xff\x78\x38\x18\x08\x00\x00\x00",
    ),
    (
        b"\x80\xc0\xe0\xf0\xf8\x80\x80\x80\x80\x80\x80\xf8\xf0\xe0\xc0\x80",
        b"\x01\x03\x07\x0f\x1f\x01\x01\x01\x01\x01\x01\x1f\x0f\x07\x03\x01",
    ),
    (
        b"\x00\x7e\x3e\x1e\x3e\x76\xe2\xc0\x80\x00\x00\x00\x00\x00\x00\x00",
        b"\x00\x00\x00\x00\x00\x00\x00\x01\x03\x47\x6e\x7c\x78\x7c\x7e\x00",
    ),
)

# The words, encoded once when this module is loaded, so that drawing them allocates nothing.
_PASSES = tuple([text.encode() for text in words.PASSES])
_LEVELS = tuple([("%-9s" % words.TOUCH[level]).encode() for level in range(touch.HARD + 1)])
_ADVICE = (words.HOLD_IN_AIR.encode(), words.TOUCH_NOW.encode(), words.LESS.encode())
_depth = bytearray(("     " + labels.DEPTH_UNIT).encode())
_rate = bytearray(("   " + labels.RATE_UNIT).encode())

_wanted = array("h", (0,) * VALUES)  # what the picture should show now


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the whole picture, whatever was there before."""
    _measure(pen, inputs, pen.running_state.touch.level, pen.running_state.governor.measured_hz)
    canvas.call(_draw_wanted, tuple(_wanted))


def _draw_wanted(canvas: "Canvas", wanted: "tuple[int, ...]") -> None:
    """Draw all pieces of `_wanted`. `wanted` is a copy of it, which tells one picture from another."""
    while _draw_next(canvas):
        pass


def prepare(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    """Draw the first picture of a run before the needles move, and keep it. The canvas is clear afterwards."""
    _measure(pen, inputs, touch.CALIBRATING, 0)
    if canvas.kept is None or canvas.kept_values != _wanted:
        _begin(canvas)
        while _draw_changed(canvas):
            pass
        keep(canvas)
    canvas.clear()


def draw_piece(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> bool:
    """Draw one piece of the picture, about a millisecond of work; return False when there was nothing to draw."""
    _measure(pen, inputs, pen.running_state.touch.level, pen.running_state.governor.measured_hz)
    return _draw_next(canvas)


def _draw_next(canvas: "Canvas") -> bool:
    """Begin the picture, with the one that was kept if it fits, or draw one piece of it; False: nothing to draw."""
    if not canvas.in_pieces and canvas.kept is not None and canvas.kept_values[_RING] <= _wanted[_RING]:
        restore(canvas)
        return True
    if not canvas.in_pieces or canvas.values[_RING] > _wanted[_RING]:  # segments of the ring cannot be darkened
        _begin(canvas)
        return True
    return _draw_changed(canvas)


def _measure(pen: "Controller", inputs: "Inputs", level: int, rate_hz: int) -> None:
    """Fill `_wanted` with what the screen should show now."""
    zone = pen.menu.zone
    made = pen.session.zone_strokes(zone, pen.motion.strokes)
    enough = strokes(zone, pen.needles)
    _wanted[_RING] = dose_ring.filled(made, enough)
    _wanted[_PERCENT] = min(99, max(0, made * 100 // enough))
    _wanted[_GUIDE] = _guide(level, made, enough)
    _wanted[_TOUCH] = level
    _wanted[_DEPTH] = hundredths(inputs.measured_um)
    _wanted[_RATE] = min(999, rate_hz)


def _guide(level: int, made: int, enough: int) -> int:
    """What the person should do now: a pass, or what has to come before one."""
    if level <= touch.NO_AIR:
        return _HOLD_IN_AIR
    if level == touch.NONE:
        return _TOUCH_SKIN
    return _PRESS_LESS if level == touch.HARD else passing(made, enough)


def _begin(canvas: "Canvas") -> None:
    """Draw what stays as it is for a whole run. There is no battery: its voltage drops under the motor's load."""
    canvas.clear()
    dose_ring.outline(canvas.buffer)
    canvas.text(20, 40, words.PERCENT)
    canvas.title(words.RUNNING)
    canvas.button(56, words.ANY_BUTTON_STOPS)
    for i in range(VALUES):
        canvas.values[i] = _NOT_DRAWN
    canvas.values[_RING] = 0
    canvas.in_pieces = True


def _draw_changed(canvas: "Canvas") -> bool:
    """Draw the most urgent piece whose value has changed; return False when none has."""
    values = canvas.values
    for piece in _ORDER:
        if values[piece] != _wanted[piece]:
            _draw(canvas, piece)
            return True
    return False


def _draw(canvas: "Canvas", piece: int) -> None:
    """Draw one piece and note its value."""
    new = _wanted[piece]
    if piece == _RING:
        old = canvas.values[_RING]
        new = min(new, old + _SEGMENTS_AT_ONCE)
        dose_ring.fill(canvas.buffer, old, new)
    elif piece == _PERCENT:
        _draw_percent(canvas, new)
    elif piece == _GUIDE:
        _draw_guide(canvas, new)
    elif piece == _TOUCH:
        _draw_touch(canvas, new)
    elif piece == _DEPTH:
        write_mm(_depth, new)
        field(canvas, _LEFT, _FIGURES_PAGE, _depth)
    else:
        write_number(_rate, new)
        field(canvas, _RATE_X, _FIGURES_PAGE, _rate)
    canvas.values[piece] = new


def _draw_percent(canvas: "Canvas", percent: int) -> None:
    """Draw two digits, or a single one in the middle of their place."""
    if percent > 9:
        digit(canvas, _PERCENT_X, _PERCENT_PAGE, percent // 10)
        digit(canvas, _PERCENT_X + DIGIT, _PERCENT_PAGE, percent % 10)
    else:
        at = _PERCENT_PAGE * WIDTH + _PERCENT_X
        pack_into("24s", canvas.buffer, at, b"")
        pack_into("24s", canvas.buffer, at + WIDTH, b"")
        digit(canvas, _PERCENT_X + DIGIT // 2, _PERCENT_PAGE, percent)


def _draw_guide(canvas: "Canvas", guide: int) -> None:
    """Draw an arrow and the name of the pass, or advice."""
    at = _GUIDE_PAGE * WIDTH + _LEFT
    y = _GUIDE_PAGE * 8 + 4
    pack_into("78s", canvas.buffer, at, b"")
    pack_into("78s", canvas.buffer, at + WIDTH, b"")
    if guide < 0:
        canvas.codes(_LEFT, y, _ADVICE[-1 - guide])
        return
    arrow = _ARROWS[guide]
    pack_into("16s", canvas.buffer, at, arrow[0])
    pack_into("16s", canvas.buffer, at + WIDTH, arrow[1])
    canvas.codes(_WORDS_X, y, _PASSES[guide])


def _draw_touch(canvas: "Canvas", level: int) -> None:
    """Draw three boxes that fill with the pressure, and the name of the level."""
    at = _TOUCH_PAGE * WIDTH + _LEFT
    for i in range(touch.LIGHT, touch.HARD + 1):
        pack_into("6s", canvas.buffer, at, b"\x7f\x7f\x7f\x7f\x7f\0" if level >= i else b"\x7f\x41\x41\x41\x7f\0")
        at += _BOX
    field(canvas, _WORDS_X, _TOUCH_PAGE, _LEVELS[level])
