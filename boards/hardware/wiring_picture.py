"""The wiring picture of a board: its outline with every pin, and beside each pin what is joined to it. SVG, generated.

A rung shows only some parts: what works on a breadboard without needles.
"""

from html import escape

from boards.hardware.circuit import circuit
from boards.hardware.headers import HEADERS
from boards.hardware.parts import UNUSED, Circuit

# What can be built before there is a needle. README.md says what the pen shows on each of them.
_FIRST = (
    "U1",
    "U8",
    "U9",
    "R60",
    "R61",
    "SW1",
    "R40",
    "R41",
    "C40",
    "SW2",
    "R42",
    "C41",
    "SW3",
    "R43",
    "C42",
    "R1",
    "Q5",
    "R4",
    "R5",
    "R2",
)
_SECOND = (*_FIRST, "U5", "R52", "R53", "C52", "R54", "RT1", "C53", "R57", "D50", "R58", "C57")
RUNGS = {"first": _FIRST, "second": _SECOND}
_ROW, _TOP, _WIRE, _BOARD, _SIDE = 27, 96, 60, 190, 560  # pixels
_LINE = 78  # letters beside a pin
_COLOURS = {"GND": "#222222", "AGND": "#222222", "3V3": "#c62828", "VBUS": "#c62828", "VSYS": "#c62828"}
_RAILS = ("GND", "AGND", "3V3")
_SIGNALS = ("#1565c0", "#2e7d32", "#ef6c00", "#6a1b9a", "#00838f", "#ad1457", "#827717")


def joined(made: Circuit, net: str, only: "tuple[str, ...] | None" = None) -> "list[str]":
    """What hangs on a net, without the processor: "R30 2.2 kΩ to 3V3", "U8 SSD1306 board: SDA"."""
    texts = []
    for ref, pin in made.nets().get(net, ()):
        part = made[ref]
        if ref == "U1" or (only is not None and ref not in only):
            continue
        others = [other for other, what in part.pins.values() if other != net and what != UNUSED]
        if len(part.pins) == 2 and len(others) == 1:
            texts.append("%s %s to %s" % (ref, part.text, others[0]))
        elif part.kind in ("Q", "QP"):
            texts.append("%s: %s" % (ref, {"G": "gate", "D": "drain", "S": "source"}[pin]))
        else:
            texts.append("%s %s: %s" % (ref, part.text, pin))
    return texts


def beyond(made: Circuit, net: str, only: "tuple[str, ...] | None" = None) -> "list[str]":
    """Nets that are reached from `net` through one part, with what hangs on them there: the second half of a wire."""
    texts = []
    for ref, _ in made.nets().get(net, ()):
        part = made[ref]
        if len(part.pins) != 2 or (only is not None and ref not in only):
            continue
        for other, _ in part.pins.values():
            private = (
                other != net and other not in _COLOURS and other not in ("VBAT",) and "U1" not in _refs(made, other)
            )
            if private:
                rest = [text for text in joined(made, other, only) if not text.startswith(ref + " ")]
                texts.append("%s = %s" % (other, ", ".join(rest)))
    return texts


def _refs(made: Circuit, net: str) -> "set[str]":
    return {ref for ref, _ in made.nets().get(net, ())}


def picture(board: str, rung: str = "") -> str:
    """The SVG of a board: of the whole pen, or of the parts of a rung."""
    made = circuit(board)
    only = RUNGS[rung] if rung else None
    header = HEADERS[board]
    pins = list(made["U1"].pins.items())
    left, bottom = pins[: len(header.left)], pins[len(header.left) : len(header.left) + len(header.bottom)]
    right = [*reversed(pins[len(header.left) + len(header.bottom) :])]
    body = max(len(left), len(right)) * _ROW + (40 if bottom else 20)
    below = (len(bottom) + 1) // 2 * _ROW + 20
    title = made["U1"].text + (": %s rung, without needles" % rung if rung else ": the whole pen")
    drawn = [
        _text(24, 40, title, 22, weight="bold"),
        _text(
            24,
            66,
            "USB socket up. Red: supply, black: ground. What follows a “=” stands at the far end of the part before.",
            13,
        ),
        '<rect x="%d" y="%d" width="%d" height="%d" rx="12" fill="#e8f5e9" stroke="#33691e" stroke-width="2"/>'
        % (_SIDE, _TOP - 6, _BOARD, body),
        '<rect x="%d" y="%d" width="60" height="22" rx="4" fill="#b0bec5" stroke="#455a64"/>'
        % (_SIDE + _BOARD // 2 - 30, _TOP - 18),
    ]
    for at_left, column in ((True, left), (False, right)):
        for number, (pin, (net, what)) in enumerate(column):
            y = _TOP + 22 + number * _ROW
            edge = _SIDE if at_left else _SIDE + _BOARD
            drawn.append(_text(edge + (14 if at_left else -14), y + 4, pin, 12, "start" if at_left else "end"))
            drawn += _wire(
                made,
                net if what != UNUSED else "",
                only,
                [(edge, y), (edge + (-_WIRE if at_left else _WIRE), y)],
                number,
            )
    for number, (pin, (net, what)) in enumerate(bottom):
        x, y = _SIDE + (number + 0.5) * _BOARD / len(bottom), _TOP - 6 + body
        at_left = number < len(bottom) // 2
        deep = y + _ROW * (1 + (number if at_left else len(bottom) - 1 - number))
        end = _SIDE - _WIRE if at_left else _SIDE + _BOARD + _WIRE
        drawn.append(_text(x, y - 12, pin, 10, "middle"))
        drawn += _wire(made, net if what != UNUSED else "", only, [(x, y), (x, deep), (end, deep)], number + 2)
    size = (2 * _SIDE + _BOARD, _TOP + body + (below if bottom else 0) + 24)
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif">' % size
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *drawn, "</svg>"]) + "\n"


def _wire(
    made: Circuit, net: str, only: "tuple[str, ...] | None", points: "list[tuple[float, float]]", number: int
) -> "list[str]":
    """A pin, and the wire from it with its text, when something of `only` is joined to it."""
    (x, y), (end, last) = points[0], points[-1]
    hole = '<circle cx="%g" cy="%g" r="6" fill="#ffd54f" stroke="#6d4c41"/>' % (x, y)
    texts = joined(made, net, only) if net else []
    if not texts:
        return [hole]
    if net not in _RAILS:
        texts[0] = "%s: %s" % (net, texts[0])
        texts += beyond(made, net, only)
    else:
        texts = ["%s (rail)" % net]
    colour = _COLOURS.get(net) or _SIGNALS[number % len(_SIGNALS)]
    path = " ".join("%g,%g" % point for point in points)
    lines = ['<polyline points="%s" fill="none" stroke="%s" stroke-width="3"/>' % (path, colour), hole]
    said = _in_two(texts)
    left = end < x
    for index, line in enumerate(said):
        at = last + 4 + (0 if len(said) == 1 else index * 12 - 6)
        lines.append(_text(end + (-8 if left else 8), at, line, 10.5, "end" if left else "start", colour))
    return lines


def _in_two(texts: "list[str]") -> "list[str]":
    """One line, or two of about the same length: cut between texts."""
    whole = "; ".join(texts)
    if len(whole) <= _LINE:
        return [whole]
    cuts = [("; ".join(texts[:cut]) + ";", "; ".join(texts[cut:])) for cut in range(1, len(texts))]
    return list(min(cuts, key=lambda two: max(len(two[0]), len(two[1])))) if cuts else [whole]


def _text(
    x: float, y: float, text: str, size: float, anchor: str = "start", colour: str = "#000", weight: str = "normal"
) -> str:
    return '<text x="%g" y="%g" font-size="%g" text-anchor="%s" fill="%s" font-weight="%s">%s</text>' % (
        x, y, size, anchor, colour, weight, escape(text),
    )  # fmt: skip
