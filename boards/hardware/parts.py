"""What a part of the circuit is, and what a circuit is: parts whose pins stand on nets. It names none.

`circuit.py` fills this in; drawing, netlist, parts list, rule check, SPICE decks and the READMEs' tables read it.
"""

from typing import NamedTuple

from boards.hardware.purchase import CATALOGUE, Item, capacitor, resistor

# What a pin does to its net (`rules.py` judges the combinations).
PASSIVE, INPUT, OUTPUT, OPEN_DRAIN, BIDIRECTIONAL, POWER_IN, POWER_OUT, UNUSED = (
    "passive", "input", "output", "open_collector", "bidirectional", "power_in", "power_out", "no_connect",
)  # fmt: skip


class Part(NamedTuple):
    """One part: `pins` maps a pin's name to (net, what the pin does); the order of pins is the order of terminals.

    `value` in ohm, farad or None; `tolerance_percent` of it. `kind` names the symbol; `item` what is bought.
    """

    ref: str
    kind: str
    sheet: str
    pins: "dict[str, tuple[str, str]]"
    purpose: str
    item: Item
    value: "float | None" = None
    tolerance_percent: float = 0

    def net(self, pin: str) -> str:
        """The net on which this pin stands."""
        return self.pins[pin][0]

    @property
    def text(self) -> str:
        """The value as it is written on a drawing: "10 kΩ", "100 nF", or what the part is called."""
        return written(self.value, self.kind) if self.value is not None else self.item.short


class Circuit:
    """All parts of one board's pen, by their references."""

    def __init__(self, board: str):
        self.board = board
        self.parts: dict[str, Part] = {}

    def add(self, part: Part) -> None:
        """Raises ValueError when the reference is taken."""
        if part.ref in self.parts:
            raise ValueError("%s stands twice" % part.ref)
        self.parts[part.ref] = part

    def resistor(
        self, sheet: str, ref: str, ohm: float, one: str, other: str, purpose: str, percent: float = 1
    ) -> None:
        """A resistor between two nets."""
        item = CATALOGUE["shunt"] if ohm < 1 else resistor(written(ohm, "R"), ohm)
        self.add(Part(ref, "R", sheet, _two(one, other), purpose, item, ohm, percent))

    def capacitor(self, sheet: str, ref: str, farad: float, one: str, other: str, purpose: str) -> None:
        """A capacitor; the positive terminal first."""
        item, percent = capacitor(farad)
        self.add(Part(ref, "C", sheet, _two(one, other), purpose, item, farad, percent))

    def diode(self, sheet: str, ref: str, anode: str, cathode: str, buy: str, purpose: str) -> None:
        """A diode, by its entry in the catalogue."""
        pins = {"A": (anode, PASSIVE), "K": (cathode, PASSIVE)}
        self.add(Part(ref, "D", sheet, pins, purpose, CATALOGUE[buy]))

    def mosfet(self, sheet: str, ref: str, gate: str, drain: str, source: str, purpose: str) -> None:
        """An N-channel MOSFET; all of them are the same part."""
        self._mosfet(sheet, ref, "Q", (gate, drain, source), purpose, "mosfet")

    def p_mosfet(self, sheet: str, ref: str, gate: str, drain: str, source: str, purpose: str) -> None:
        """Put a P-channel MOSFET on the list."""
        self._mosfet(sheet, ref, "QP", (gate, drain, source), purpose, "p mosfet")

    def _mosfet(self, sheet: str, ref: str, kind: str, nets: "tuple[str, str, str]", purpose: str, buy: str) -> None:
        gate, drain, source = nets
        pins = {"G": (gate, INPUT), "D": (drain, PASSIVE), "S": (source, PASSIVE)}
        self.add(Part(ref, kind, sheet, pins, purpose, CATALOGUE[buy]))

    def block(
        self, sheet: str, ref: str, buy: str, purpose: str, pins: "dict[str, tuple[str, str]]", kind: str = "U"
    ) -> None:
        """Anything with named pins."""
        self.add(Part(ref, kind, sheet, pins, purpose, CATALOGUE[buy]))

    def nets(self) -> "dict[str, list[tuple[str, str]]]":
        """Every net with the pins on it, as (reference, pin)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for part in self.parts.values():
            for pin, (net, what) in part.pins.items():
                if what != UNUSED:
                    found.setdefault(net, []).append((part.ref, pin))
        return found

    def on_sheet(self, sheet: str) -> "list[Part]":
        """The parts of one sheet."""
        return [part for part in self.parts.values() if part.sheet == sheet]

    def __getitem__(self, ref: str) -> Part:
        return self.parts[ref]


def written(value: float, kind: str) -> str:
    """A value in its usual unit: 0.1 -> "100 mΩ", 2.2e-9 farad -> "2.2 nF"."""
    unit = {"R": "Ω", "C": "F"}[kind]
    for prefix, factor in (("M", 1e6), ("k", 1e3), ("", 1), ("m", 1e-3), ("µ", 1e-6), ("n", 1e-9), ("p", 1e-12)):
        if value >= factor * 0.9999 and not (kind == "C" and prefix == "m"):
            return "%g %s%s" % (round(value / factor, 3), prefix, unit)
    raise ValueError("no prefix for %g" % value)


def _two(one: str, other: str) -> "dict[str, tuple[str, str]]":
    return {"1": (one, PASSIVE), "2": (other, PASSIVE)}
