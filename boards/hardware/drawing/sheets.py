"""Where everything stands on the sheets of the schematic. Places only: parts, values and nets are the circuit's.

A sheet that forgets a part, or joins what the circuit does not join, is found by `Sheet.differences`.
"""

from boards.hardware.circuit import circuit
from boards.hardware.drawing.sheet import Sheet
from boards.hardware.headers import HEADERS


def sheets(board: str) -> "dict[str, Sheet]":
    """Every sheet of this board's schematic, drawn."""
    made = circuit(board)
    drawn = {}
    for place in (_supply, _processor, _needle_drive, _depth_ring, _cartridge, _buttons, _sensors, _display_clock):
        name = place.__name__[1:]
        drawn[name] = Sheet(made, name)
        place(drawn[name])
    return drawn


def _column(s: Sheet, x: float, y: float, text: str, side: str = "", tag: str = "right") -> None:
    """Net, part, net, part, net … from the top down: "VBAT R52 BATTERY R53 GND". A net in brackets gets no name."""
    items = text.split()
    for number, item in enumerate(items):
        at = (x, y - number)
        if number % 2:
            first = s.circuit[item].net(next(iter(s.circuit[item].pins)))
            above, below = (x, at[1] + 1), (x, at[1] - 1)
            s.two(item, *((above, below) if first == items[number - 1].strip("()") else (below, above)), side)
        elif not item.startswith("("):
            s.net(item, at, "" if item in ("GND", "VBAT", "VSYS", "3V3", "VBUS") else tag)


def _supply(s: Sheet) -> None:
    s.title(-1, 4)
    _latch(s)
    for number, ref in enumerate(("BT1", "C1", "C2", "C3")):
        net = s.circuit[ref].net(next(iter(s.circuit[ref].pins)))
        _column(s, 3.2 * number, 2, "%s %s GND" % (net, ref))
    if "D1" in s.circuit.parts:
        _column(s, 13, 2, "VBUS R1 USB_SENSE R2 GND")
        s.net("VBAT", (0, -2.5))
        s.two("D1", (0, -2.5), (3, -2.5))
        s.net("VSYS", (3, -2.5))
        return
    s.net("VBUS", (14.5, 2))
    gate, drain = s.fet("Q5", (14.5, 2))
    s.net("USB_LIMIT", gate, "left")
    s.wire(drain, (14.5, 0))
    _column(s, 14.5, 0, "(USB_POWER) R1 USB_SENSE R2 GND")
    _column(s, 18, 2, "3V3 R4 USB_LIMIT R5 GND")
    s.block("U2", 8, -3.1, "IN, EN, GND", "OUT", named="REGULATOR_ON")
    _column(s, 2.5, -2.3, "VBAT R3 (REGULATOR_ON)")
    en = s.at("U2", "EN")
    s.wire((2.5, -4.3), (2.5, en[1] - 0.6))
    s.wire((2.5, en[1]), en)
    s.dot((2.5, en[1]))
    gate, source = s.fet("Q4", (2.5, en[1] - 0.6))
    s.net("USB_SENSE", gate, "left")
    s.net("GND", source)


def _latch(s: Sheet) -> None:
    """Below the rest: from left to right HOLD, what pulls, the gate, the switch."""
    y = -12
    s.net("HOLD", (-1, y), "left")
    s.two("D70", (-1, y), (1, y))
    s.two("C71", (1, y), (1, y - 2), "left")
    s.net("GND", (1, y - 2))
    s.two("R73", (1, y), (3, y))
    s.two("R74", (3, y), (3, y - 2), "left")
    s.net("GND", (3, y - 2))
    s.block("Q7", 5, y + 0.6, "B, E", "C", width=1.8, named="LATCH_BASE LATCH")
    s.wire((3, y), s.at("Q7", "B"))
    x = 9.5
    s.wire(s.at("Q7", "C"), (x - 1, y), (x, y))
    s.net("LATCH", (x - 1, y + 0.8), "left")
    s.wire((x - 1, y + 0.8), (x - 1, y))
    s.two("R71", (x + 2, y), (x, y))
    s.two("R72", (x + 2, y), (x + 2, y - 2), "left")
    s.net("SELECT_ON", (x + 2, y - 2), "left")
    s.net("CELL", (x + 5.5, y + 2))
    gate, drain = s.fet("Q6", (x + 5.5, y + 2))
    s.wire((x + 2, y), (x + 2, gate[1]), gate)
    s.two("R70", (x + 2, gate[1] + 2), (x + 2, gate[1]), "left")
    s.net("CELL", (x + 2, gate[1] + 2))
    s.net("VBAT", (x + 5.5, y - 1), "right")
    s.wire(drain, (x + 5.5, y - 1))
    s.two("C70", (x + 5.5, y - 1), (x + 3.5, y - 1))
    s.wire((x + 3.5, y - 1), (x + 3.5, y), (x + 2, y))
    s.dot((1, y), (3, y), (x - 1, y), (x + 2, y), (x + 2, gate[1]), (x + 5.5, y - 1))


def _processor(s: Sheet) -> None:
    header = HEADERS[s.circuit.board]
    names = list(s.circuit["U1"].pins)
    count = len(header.left)
    left, bottom = names[:count], names[count : count + len(header.bottom)]
    right = [*reversed(names[count + len(header.bottom) :])]
    s.title(-4, 1.5)
    if bottom:  # the lower edge's pins, in two halves below the sides
        half = len(bottom) // 2
        left, right = [*left, "|", *bottom[:half]], [*right, "|", *reversed(bottom[half:])]
    s.block("U1", 0, 0, ", ".join(left), ", ".join(right), 5)


def _needle_drive(s: Sheet) -> None:
    s.title(-1, 11)
    s.net("VBAT", (10, 9.4))
    s.wire((10, 9.4), (10, 9))
    s.two("R13", (10, 9), (10, 7), "left")
    s.two("M1", (10, 7), (10, 4.6), "left")
    s.wire((10, 4.6), (10, 4))
    s.wire((10, 7), (12, 7), (12, 6.8))
    s.two("C12", (12, 6.8), (12, 4.8))
    s.wire((12, 4.8), (12, 4.6), (10, 4.6))
    s.wire((12, 4.6), (14.4, 4.6), (14.4, 5.8))
    s.two("D12", (14.4, 5.8), (14.4, 7.8))
    s.wire((14.4, 7.8), (14.4, 9), (10, 9))
    s.wire((10, 7), (8.8, 7))
    s.net("MOTOR_PLUS", (8.8, 7), "left")
    gate, source = s.fet("Q1", (10, 4))
    gate2, ground = s.fet("Q2", (10, 0.4))
    s.wire(source, (10, 0.4))
    s.net("GND", ground)
    y, low = gate[1], gate2[1]
    s.two("R10", (4, y), (6, y))
    s.wire((6, y), gate)
    s.two("R11", (7.4, y), (7.4, y - 1.8), "left")
    s.net("GND", (7.4, y - 1.8))
    s.net("NEEDLE", (1.4, y), "left")
    s.wire((1.4, y), (4, y))
    s.wire((1.9, y), (1.9, low), (2.2, low))
    s.two("C10", (2.2, low), (4.2, low))
    s.two("D11", (4.2, low), (6.2, low))
    s.two("D10", (4.2, low - 2), (4.2, low), "left")
    s.wire((6.2, low), gate2)
    s.two("C11", (6.2, low), (6.2, low - 2), "left")
    s.two("R12", (8, low), (8, low - 2), "left")
    for x in (4.2, 6.2, 8):
        s.net("GND", (x, low - 2))
    s.dot((10, 9), (10, 7), (10, 4.6), (12, 4.6), (7.4, y), (1.9, y), (4.2, low), (6.2, low), (8, low))
    gate3, ground3 = s.fet("Q3", (16.5, 0.4))
    s.net("GATE_2", (16.5, 0.4), "right")
    s.wire((8.5, low), (8.5, low + 0.55))
    s.net("GATE_2", (8.5, low + 0.55), "left")
    s.dot((8.5, low))
    s.net("USB_SENSE", gate3, "left")
    s.net("GND", ground3)


def _depth_ring(s: Sheet) -> None:
    s.title(-2, 2)
    coils = "COIL_A1 COIL_A2 COIL_B1 COIL_B2"
    s.block("U4", 3, 0, "STEP, DIR, nENBL, nSLEEP, M0, M1", "VMOT, GND, A1, A2, B1, B2", named=coils + " NENABLE")
    at = s.at("U4", "nENBL")
    s.two("R20", (-1.2, at[1] + 2), (-1.2, at[1]), "left")
    s.net("3V3", (-1.2, at[1] + 2))
    s.wire((-2, at[1]), at)
    s.dot((-1.2, at[1]))
    s.net("NENABLE", (-2, at[1]), "left")
    s.block("M2", 9.5, -1.6, "A1, A2, B1, B2", width=2, named=coils)
    for pin in ("A1", "A2", "B1", "B2"):
        s.wire(s.at("U4", pin), s.at("M2", pin))
    _column(s, 14, -0.5, "VBAT C20 GND")
    s.block("U5", 3, -6.5, "SDA, SCL, DIR", "VCC, GND, OUT, PGO")


def _cartridge(s: Sheet) -> None:
    s.title(-2, 3.2)
    s.two("R30", (0, 2), (0, 0), "left")
    s.net("3V3", (0, 2))
    s.wire((-1, 0), (1, 0))
    s.net("TAG", (-1, 0), "left")
    s.two("R31", (1, 0), (3, 0))
    s.wire((3, 0), (5, 0))
    s.two("D30", (3.8, -2), (3.8, 0), "left")
    s.net("GND", (3.8, -2))
    s.dot((0, 0), (3.8, 0))
    s.block("J1", 5.5, 0.6, "1, 2", width=1.6, named="TAG_CONTACT")
    s.wire((4.4, 0), (4.4, 1.6), (8.5, 1.6), (8.5, 0), (9, 0))
    s.dot((4.4, 0))
    s.block("U6", 9.5, 0.6, "IO, GND", width=1.8, named="TAG_CONTACT")


def _buttons(s: Sheet) -> None:
    s.title(-1, 4)
    s.block("SW1", 0.4, 2.6, "NC, NO", "COM", width=2.4, named="STOP_WIRE")
    s.wire(s.at("SW1", "COM"), (5.2, 2))
    s.two("R40", (4.2, 2), (4.2, 0), "left")
    s.net("GND", (4.2, 0))
    s.two("R41", (5.2, 2), (7.2, 2))
    s.wire((7.2, 2), (8.8, 2))
    s.two("C40", (8, 2), (8, 0))
    s.net("GND", (8, 0))
    s.net("SELECT", (8.8, 2), "right")
    s.dot((4.2, 2), (8, 2))
    for y, switch, resistor, capacitor, name in ((-2.5, "SW2", "R42", "C41", "UP"), (-6, "SW3", "R43", "C42", "DOWN")):
        s.net("GND", (3, y - 1))
        s.wire((3, y - 1), (3, y))
        s.two(switch, (5, y), (3, y))
        s.two(resistor, (7.2, y), (5, y))
        s.wire((7.2, y), (8.8, y))
        s.two(capacitor, (8, y), (8, y - 2))
        s.net("GND", (8, y - 2))
        s.net(name, (8.8, y), "right")
        s.dot((8, y))


def _sensors(s: Sheet) -> None:
    s.title(-3, 4)
    s.block("U3", 0, 2.4, "IN+, IN-, V+, GND", "OUT", named="CURRENT_WIRE")
    y = s.at("U3", "OUT")[1]
    s.wire(s.at("U3", "OUT"), (6.5, y))
    s.two("R50", (5, y), (5, y - 2))
    s.two("R51", (6.5, y), (8.5, y))
    s.wire((8.5, y), (10.3, y))
    s.two("C50", (9.2, y), (9.2, y - 2))
    s.net("GND", (5, y - 2))
    s.net("GND", (9.2, y - 2))
    s.net("CURRENT", (10.3, y), "right")
    s.dot((5, y), (9.2, y))
    _column(s, 14, 2.4, "3V3 C51 GND")
    _column(s, 16.8, 2.4, "3V3 C56 GND")
    low = -3.5
    for x, text, capacitor, net, ground in (
        (-1, "VBAT R52 (BATTERY) R53 GND", "C52", "BATTERY", "GND"),
        (5.5, "3V3 R54 (NTC) RT1 ", "C53", "NTC", s.circuit["RT1"].net("2")),
    ):  # fmt: skip
        _column(s, x, low, text + ("" if text.endswith("GND") else ground), tag="right")
        s.wire((x, low - 2), (x + 3.4, low - 2))
        s.two(capacitor, (x + 2.8, low - 2), (x + 2.8, low - 4))
        s.net(ground, (x + 2.8, low - 4), "" if ground == "GND" else "right")
        s.net(net, (x + 3.4, low - 2), "right")
        s.dot((x, low - 2), (x + 2.8, low - 2))
    s.block("U7", 12.4, -4.9, "VCC, GND", "OUT", width=2.2, named="HALL")
    x, y = s.at("U7", "OUT")
    s.wire((x, y), (x + 1.9, y))
    s.two("R55", (x + 1.7, y + 2), (x + 1.7, y), "left")
    s.net("3V3", (x + 1.7, y + 2))
    s.two("R56", (x + 1.9, y), (x + 3.9, y))
    s.wire((x + 3.9, y), (x + 5.2, y))
    s.two("C54", (x + 4.4, y), (x + 4.4, y - 2))
    s.net("GND", (x + 4.4, y - 2))
    s.net("TACHO", (x + 5.2, y), "right")
    s.dot((x + 1.7, y), (x + 4.4, y))
    if "D50" in s.circuit.parts:
        _reference(s)
    if "C55" in s.circuit.parts:
        _column(s, 19.6, 2.4, "3V3 C55 GND")


def _reference(s: Sheet) -> None:
    """Draw the voltage reference, below the dividers."""
    x, y = -1, -9.5
    _column(s, x, y, "3V3 R57 (REFERENCE) D50 GND")
    s.wire((x, y - 2), (x + 7.2, y - 2))
    for ref, at in (("C57", x + 4.2), ("R58", x + 6.4)):
        s.two(ref, (at, y - 2), (at, y - 4))
        s.net("GND", (at, y - 4))
        s.dot((at, y - 2))
    s.net("REFERENCE", (x + 7.2, y - 2), "right")
    s.dot((x, y - 2))


def _display_clock(s: Sheet) -> None:
    s.title(-2, 3.5)
    s.block("U8", 0, 2, "VCC, GND, SDA, SCL", width=3.4)
    s.block("U9", 7, 2, "VCC, GND, SDA, SCL", "SQW, 32K", width=3.4)
    _column(s, 14, 1.5, "3V3 R60 SDA")
    _column(s, 17, 1.5, "3V3 R61 SCL")
    y = -4
    s.net("BUZZER", (0, y), "left")
    s.two("R63", (0, y), (2, y))
    s.block("BZ1", 3, y + 0.6, "1, 2", width=1.8, named="SOUND")
    s.wire((2, y), s.at("BZ1", "1"))
    if "DS1" in s.circuit.parts:
        s.net("LED", (8.5, y), "left")
        s.two("R62", (8.5, y), (10.5, y))
        s.block("DS1", 11.5, y + 0.6, "DIN, VDD, GND", "DOUT", width=2.4, named="LED_DATA")
        s.wire((10.5, y), s.at("DS1", "DIN"))
        _column(s, 17, y + 0.5, "VBAT C60 GND")
