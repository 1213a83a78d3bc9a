"""A sheet of the schematic: symbols and wires at given places, and the netlist read back from what was drawn.

Texts and values come from the circuit. Where a pin is drawn, which wires touch, and which names stand at them is kept:
`differences` compares that with the circuit, so a drawing that shows something else fails.
"""

import schemdraw
import schemdraw.elements as elm

from boards.hardware.circuit import SHEETS, Circuit
from boards.hardware.parts import UNUSED

schemdraw.use("svg")
Point = "tuple[float, float]"
_POWER = ("CELL", "VBAT", "VSYS", "3V3", "VBUS")
_STEP, _LEAD = 0.8, 0.5  # between two pins of a block; of a pin's line
_SMALL, _TINY = 11, 9


class Sheet:
    """One drawn sheet of `circuit`. Coordinates: to the right and up; a two-terminal part is 2 long."""

    def __init__(self, circuit: Circuit, name: str):
        self.circuit, self.name = circuit, name
        self._pins: dict[tuple[str, str], Point] = {}
        self._wires: list[tuple[Point, Point]] = []
        self._names: list[tuple[Point, str]] = []
        self._drawing = schemdraw.Drawing(show=False)
        self._drawing.config(fontsize=_SMALL, font="sans-serif", unit=2, lw=1.4, bgcolor="white", margin=0.4)

    def title(self, x: float, y: float) -> None:
        """Title and what one must know, with its lower left corner here."""
        title, text = SHEETS[self.name]
        longest = max(len(line) for line in text.split("\n"))
        self._drawing += (
            elm.Line(color="white").at((x + 0.185 * longest, y)).to((x + 0.185 * longest + 0.1, y))
        )  # keeps room
        lines = text.split("\n")
        self._text(x, y + 0.45 * len(lines) + 0.1, "%s · %s" % (title, self.circuit.board), 15)
        for number, line in enumerate(lines):
            self._text(x, y + 0.45 * (len(lines) - 1 - number), line, _SMALL)

    def two(self, ref: str, start: Point, end: Point, side: str = "") -> None:
        """A part with two pins, its first pin at `start`. `side` of its text, of a vertical one: "left" or right."""
        part = self.circuit[ref]
        element = _symbol(part.kind, part.item.short).at(start).to(end)
        vertical = abs(start[0] - end[0]) < 0.01
        self._drawing += element
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        gap = 0.8 if part.kind in ("M", "BT") else 0.45
        if vertical:
            left = side == "left"
            x = middle[0] - gap if left else middle[0] + gap
            self._text(x, middle[1] + 0.12, ref, _SMALL, "right" if left else "left")
            self._text(x, middle[1] - 0.3, part.text, _SMALL, "right" if left else "left")
        else:
            self._text(middle[0], middle[1] + gap, "%s  %s" % (ref, part.text), _SMALL, "center")
        for pin, point in zip(part.pins, (start, end)):
            self._pins[ref, pin] = point

    def fet(self, ref: str, top: Point) -> "tuple[Point, Point]":
        """A MOSFET, its gate to the left, its upper end (N: drain, P: source) here. Returns gate and lower end."""
        n_channel = self.circuit[ref].kind == "Q"
        symbol = elm.AnalogNFet() if n_channel else elm.AnalogPFet()
        element = symbol.at(top).anchor("drain" if n_channel else "source").theta(0).reverse()
        self._drawing += element
        points = {
            pin: _rounded(element.absanchors[name]) for pin, name in (("D", "drain"), ("G", "gate"), ("S", "source"))
        }
        for pin, point in points.items():
            self._pins[ref, pin] = point
        y = (points["G"][1] + top[1]) / 2 - 0.35
        self._text(top[0] + 0.3, y + 0.15, ref, _SMALL)
        self._text(top[0] + 0.3, y - 0.27, self.circuit[ref].text, _SMALL)
        return points["G"], points["S" if n_channel else "D"]

    def block(
        self, ref: str, x: float, y: float, left: str, right: str = "", width: float = 3.2, named: str = ""
    ) -> None:
        """A box with its upper left corner here; `left`, `right`: its pins from the top, a "|" leaves a place free.

        A pin of which the net is not in `named` gets the net's name; the others are wired by the caller.
        """
        part = self.circuit[ref]
        columns = [_split(names) for names in (left, right)]
        height = 0.45 + _STEP * max(len(column) for column in columns)
        self._drawing += elm.Rect(corner1=(0, 0), corner2=(width, -height)).at((x, y)).theta(0)
        self._text(x + width / 2, y + 0.2, "%s  %s" % (ref, part.text), _SMALL, "center")
        for column, edge, outward in ((columns[0], x, -1), (columns[1], x + width, 1)):
            for number, pin in enumerate(column):
                if pin == "|":
                    continue
                at = (round(edge + outward * _LEAD, 3), round(y - 0.6 - _STEP * number, 3))
                self._drawing += elm.Line().at((edge, at[1])).to(at)
                self._text(
                    edge + (0.12 if outward < 0 else -0.3), at[1] - 0.1, pin, _TINY, "left" if outward < 0 else "right"
                )
                self._pins[ref, pin] = at
                net, what = part.pins[pin]
                if what == UNUSED:
                    self._drawing += elm.NoConnect().at(at).theta(0)
                elif net not in named.split():
                    self.net(net, at, "left" if outward < 0 else "right")

    def at(self, ref: str, pin: str) -> Point:
        """Where this pin was drawn."""
        return self._pins[ref, pin]

    def wire(self, *points: Point) -> None:
        """A line through these points. Where a wire ends on another one, a dot joins them; a crossing does not join."""
        for start, end in zip(points, points[1:]):
            self._drawing += elm.Line().at(start).to(end)
            self._wires.append((start, end))

    def dot(self, *points: Point) -> None:
        """Dots, for the eye: three lines meet here."""
        for point in points:
            self._drawing += elm.Dot(radius=0.07).at(point)

    def net(self, name: str, at: Point, side: str = "") -> None:
        """The name of a net at a point: symbols for ground and supplies, or to the "left" or "right" a tag."""
        self._names.append((at, name))
        if name == "GND" and not side:
            self._drawing += elm.Ground().at(at).theta(0)
        elif name in _POWER and not side:
            self._drawing += elm.Vdd().at(at).theta(0).label(name, fontsize=_SMALL)
        elif name in ("GND", "AGND", *_POWER):
            self._text(
                at[0] + (0.1 if side == "right" else -0.25),
                at[1] - 0.12,
                name,
                _SMALL,
                "left" if side == "right" else "right",
            )
        else:
            tag = elm.Tag(width=0.45 + 0.19 * len(name), height=0.5).at(at)
            self._drawing += (tag.left() if side == "left" else tag.right()).label(name, fontsize=_TINY)

    def _text(self, x: float, y: float, text: str, size: float, align: str = "left") -> None:
        self._drawing += (
            elm.Label().at((x, y)).theta(0).label(text, fontsize=size, halign=align, valign="bottom", ofst=0)
        )

    def svg(self) -> bytes:
        """The whole sheet as an SVG picture."""
        return self._drawing.get_imagedata("svg")

    def differences(self) -> "list[str]":
        """Where the drawing says something else than the circuit. Empty: they agree."""
        parts = self.circuit.on_sheet(self.name)
        wanted = {(part.ref, pin) for part in parts for pin, (_, what) in part.pins.items() if what != UNUSED}
        drawn = {key for key in self._pins if self.circuit[key[0]].pins[key[1]][1] != UNUSED}
        found = ["%s.%s is not drawn" % key for key in sorted(wanted - drawn)]
        found += ["%s.%s is not of this sheet" % key for key in sorted(drawn - wanted)]
        islands: dict[str, list[bool]] = {}
        for pins, names in self._islands():
            nets = {self.circuit[ref].net(pin) for ref, pin in pins} | names
            if len(nets) > 1:
                found.append("%s are drawn as one: %s" % (" and ".join(sorted(nets)), sorted(pins)))
            for net in nets:
                islands.setdefault(net, []).append(bool(names))
        found += [
            "%s is drawn in pieces without its name" % net
            for net, named in islands.items()
            if len(named) > 1 and not all(named)
        ]
        nets = self.circuit.nets()
        for net, named in islands.items():
            elsewhere = [ref for ref, _ in nets.get(net, ()) if self.circuit[ref].sheet != self.name]
            if elsewhere and not any(named):
                found.append("%s goes on to other sheets and has no name" % net)
        return found

    def _islands(self):
        """(pins, names) of everything that touches."""
        points = [*self._pins.values(), *(at for at, _ in self._names), *(end for wire in self._wires for end in wire)]
        group = {_rounded(point): number for number, point in enumerate(points)}
        for start, end in self._wires:
            touched = {group[point] for point in group if _on(point, _rounded(start), _rounded(end))}
            for point in group:
                if group[point] in touched:
                    group[point] = min(touched)
        for number in set(group.values()):
            pins = {key for key, point in self._pins.items() if group[_rounded(point)] == number and self._joined(key)}
            names = {name for at, name in self._names if group[_rounded(at)] == number}
            if pins or names:
                yield pins, names

    def _joined(self, key: "tuple[str, str]") -> bool:
        return self.circuit[key[0]].pins[key[1]][1] != UNUSED


def _on(point: Point, start: Point, end: Point) -> bool:
    """Whether the point lies on this (horizontal or vertical, or any straight) piece."""
    (x, y), (ax, ay), (bx, by) = point, start, end
    if not (min(ax, bx) - 0.01 <= x <= max(ax, bx) + 0.01 and min(ay, by) - 0.01 <= y <= max(ay, by) + 0.01):
        return False
    return abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) < 0.02


def _rounded(point) -> Point:
    return (round(float(point[0]), 2), round(float(point[1]), 2))


def _split(names: str) -> "list[str]":
    return [name.strip() for name in names.split(",")] if names else []


def _symbol(kind: str, short: str):
    if kind == "D":
        if short.startswith("LM4040"):
            return elm.Zener()
        return elm.DiodeTVS() if short.startswith("PESD") else elm.Schottky()
    if kind == "SW":
        return elm.Button(nc=short == "SELECT")
    symbols = {"R": elm.ResistorIEC, "C": elm.Capacitor, "BT": elm.BatteryCell, "M": elm.Motor, "RT": elm.Thermistor}
    return symbols[kind]()
