"""READY: depth and rate, START, and beneath them what START would answer now."""

from pen.core import reasons
from pen.core.cartridge import limit, uses
from pen.core.gate import Gate
from pen.core.states import DEPTH_ITEM, RATE_ITEM, READY, START_ITEM

from . import words
from .amounts import mm
from .parts import title
from .refusal import title as refusal_title

_HALF = 64
_gate = Gate()  # our own: the controller's must keep what the controller asked


def _answer(inputs, ledger) -> str:
    """What START would say: the cartridge's use this would be, or the first thing in the way."""
    if _gate.start(inputs, ledger) != reasons.NONE:
        return refusal_title(_gate.reason)
    cartridge = inputs.cartridge
    return words.CARTRIDGE_USE % (uses(cartridge, ledger) + 1, limit(cartridge.type, ledger.uses_max))


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """Two figures side by side, a button, two lines of help."""
    item = pen.item
    title(canvas, words.READY, inputs)
    _figure(canvas, 0, words.DEPTH, "%s %s" % (mm(pen.depth_um), words.DEPTH_UNIT), item == DEPTH_ITEM)
    _figure(canvas, _HALF, words.RATE, "%d %s" % (pen.rate_hz, words.RATE_UNIT), item == RATE_ITEM)
    if item == START_ITEM:
        canvas.button(38, words.START)
        canvas.centre(56, words.GET_READY)
    else:
        canvas.centre(38, words.START)
        canvas.centre(56, _most(pen))
    canvas.centre(47, _answer(inputs, pen.ledger))


def watch(pen, inputs, now_ms: int) -> tuple:
    """What the menu shows."""
    return (pen.depth_um, pen.rate_hz, _answer(inputs, pen.ledger), _most(pen))


def _most(pen) -> str:
    if pen.item == RATE_ITEM:
        return words.MOST % (words.RATE, "%d" % pen.ledger.rate_max_hz, words.RATE_UNIT)
    return words.MOST % (words.DEPTH, mm(pen.ceiling_um()), words.DEPTH_UNIT)


def _figure(canvas, left: int, label: str, value: str, chosen: bool) -> None:
    if chosen:
        canvas.button(11, words.CHOOSE % label, left, left + _HALF)
    else:
        canvas.centre(11, label, left, left + _HALF)
    canvas.hero(20, value, left, left + _HALF)


SCREENS = {READY: (draw, watch)}
