"""The tables of the READMEs that come from the circuit: made here, written between two marks, compared by a test.

Prose around them is the author's. `make hardware README=1` writes them; `make hardware-test README=1` the claims.
"""

import re
from pathlib import Path

from boards.hardware import standby
from boards.hardware.circuit import SHEETS, circuit
from boards.hardware.claims.drive import HERTZ, MOST_DUTY
from boards.hardware.headers import BOARDS, SIGNALS, board_file, gpio, outside, place
from boards.hardware.lists import euro, parts_table
from boards.hardware.parts import Circuit
from boards.hardware.wiring_picture import joined

ROOT = Path(__file__).resolve().parents[2]
_MARKED = r"(?s)<!-- from the circuit: %s -->\n.*?<!-- end -->"
_OFF_MS = 50  # what `make hardware-test` judges: a stuck level turns the motor no longer
_BESIDES = {  # what a wiring table has to say besides the parts
    "HOLD": "high: the pen keeps its own supply",
    "SDA": "I2C, 400 kHz: SSD1306 (0x3C), DS3231 (0x68), AT24C32 (0x57), AS5600 (0x36)",
    "TAG": "the pin may drive high while the tag programs",
    "DIR": "high = deeper",
    "STEP": "16 microsteps",
    "NEEDLE": "gate of Q1, and the pump of Q2's gate",
    "SELECT": "normally closed contact",
    "UP": "pull-up inside",
    "DOWN": "pull-up inside",
    "REFERENCE": "2,048 mV, whatever 3V3 is",
    "USB_SENSE": "high while USB power is there",
}


def tables(board: str) -> "dict[str, str]":
    """The tables of a board's README by their names."""
    made = circuit(board)
    return {
        "wiring": wiring(made),
        "barriers": barriers(made),
        "facts": facts(made),
        "standby": standby.table(board),
        "parts": parts_table(made).strip(),
    }


def wiring(made: Circuit) -> str:
    """Signal, where it is on the header, what is joined to it there."""
    rows = ["| Signal | Pin | Joined to it |", "|---|---|---|"]
    for signal in SIGNALS:
        texts = joined(made, signal)
        if not gpio(made.board, signal):
            continue
        if not outside(made.board, signal):
            texts = ["the board's own" + ("; Q3 has a divider of its own at pin 40: R1, R2" if texts else "")]
        if signal in _BESIDES:
            texts.append("*%s*" % _BESIDES[signal])
        rows.append("| %s | %s | %s |" % (signal, place(made.board, signal), "; ".join(texts)))
    return "\n".join(rows)


def barriers(made: Circuit) -> str:
    """The four barriers and how a multimeter shows them."""
    gate, stop = place(made.board, "NEEDLE"), place(made.board, "SELECT")
    pull, enable = made["R10"].value + made["R11"].value, made["R12"].value
    filtered, down = made["R41"].value, made["R40"].value
    rows = (
        (
            "**1. Mechanical end-stop at 0.50 mm** on the depth ring",
            "anything deeper than 0.5 mm: wrong firmware, lost calibration, stuck driver, a hand turning the ring",
            "Battery out. Fit the conductive dummy cartridge. Turn the ring to the end-stop. Lay the nose on two "
            "0.50 mm feeler leaves on a metal plate, the pin between the leaves. Continuity between pin and plate must "
            "**never** sound. With two 0.45 mm leaves it must sound "
            "(else the stop sits too early and the pen is only weaker)",
        ),
        (
            "**2. Dynamic drive**: a charge pump (C10, D10, D11), fed by the toggling pin, enables the motor; "
            "a level does not",
            "a pin stuck high or low: hung processor, frozen PIO, soft reset, short to 3V3",
            "Board out of its socket, battery in, motor unloaded. Touch the socket's pin %s to 3V3 through 1 kΩ. Motor "
            "voltage may kick for less than %d ms and must then read 0 V for as long as you hold it. Same to ground"
            % (gate, _OFF_MS),
        ),
        (
            "**3. Gate pull-downs** R11 and R12",
            "a floating gate: board missing, in reset, in BOOTSEL, broken joint",
            "Battery out, board out: %s from the socket's pin %s to ground, %s from the gate of Q2 to ground. Battery "
            "in: motor voltage 0 V" % (_ohms(pull), gate, _ohms(enable)),
        ),
        (
            "**4. Normally closed stop**: SELECT connects its wire to 3V3 and opens when pressed; R40 to ground",
            "a broken wire, a pulled connector, a press the program does not see (the PIO reads the pin itself)",
            "Battery out: %s between %s and 3V3 released; pressed, %s to ground. Battery in: 3.3 V released, 0 V "
            "pressed, 0 V with the connector pulled" % (_ohms(filtered), stop, _ohms(filtered + down)),
        ),
    )
    return "\n".join(
        [
            "| Barrier | Protects against | Check with a multimeter |",
            "|---|---|---|",
            *("| %s |" % " | ".join(row) for row in rows),
        ]
    )


def facts(made: Circuit) -> str:
    """Figures that used to stand in several places."""
    board = board_file(made.board)
    corner_hz = 1 / (2 * 3.14159 * made["R51"].value * made["C50"].value)
    rows = (
        (
            "Strokes a second of the free motor at 3.7 V and full drive",
            board.FULL_RATE_HZ,
            "`FULL_RATE_HZ` in `board.py`",
        ),
        (
            "Needle drive, highest duty that is asked for",
            "%g %%" % (board.MAX_DUTY_PERMILLE / 10),
            "`MAX_DUTY_PERMILLE` in `boards/common`",
        ),
        (
            "… and the driver's own clamp, at %d kHz" % (HERTZ // 1000),
            "%g %%" % (MOST_DUTY * 100),
            "`firmware/pen/hal/needle.py`",
        ),
        ("Motor current at the pin", "%d mV/mA" % board.CURRENT_MV_PER_MA, "R13 x gain of U3; `CURRENT_MV_PER_MA`"),
        ("… smoothed by R51 and C50", "%.1f Hz" % corner_hz, "slower than the strokes, faster than a hand"),
        ("Cell voltage over pin voltage", "%d" % board.BATTERY_DIVIDER, "R52, R53; `BATTERY_DIVIDER`"),
        ("Gate pull-downs of Q1 and Q2", "%s, %s" % (made["R11"].text, made["R12"].text), "R11, R12"),
        (
            "All that is bought; nose, ring, end-stop and carriage are made",
            "about %.0f euro" % euro(made),
            "`make hardware`",
        ),
    )
    return "\n".join(["| Fact | Value | From |", "|---|---|---|", *("| %s | %s | %s |" % row for row in rows)])


def _ohms(ohm: float) -> str:
    """What a multimeter may show of a 1 % part, with room for its own error: "9.6-10.6 kΩ"."""
    return "%.3g–%.3g kΩ" % (ohm * 0.95 / 1e3, ohm * 1.05 / 1e3)


def readme(board: str) -> Path:
    """The file of the board's README."""
    return ROOT / "boards" / board / "README.md"


def marked(page: str, name: str, table: str) -> str:
    """`page` with this table between its marks. A page without the marks stays as it is."""
    return re.sub(_MARKED % name, lambda _: "<!-- from the circuit: %s -->\n%s\n<!-- end -->" % (name, table), page)


def renewed(board: str) -> str:
    """The board's README as it should be."""
    page = readme(board).read_text(encoding="utf-8")
    for name, table in tables(board).items():
        page = marked(page, name, table)
    return page


def write() -> "list[str]":
    """Write the tables into the READMEs. Returns which changed."""
    changed = []
    for board in BOARDS:
        page = renewed(board)
        if page != readme(board).read_text(encoding="utf-8"):
            readme(board).write_text(page, encoding="utf-8")
            changed.append(str(readme(board).relative_to(ROOT)))
    return changed


def write_claims(table: str) -> None:
    """Write the claims' table into boards/hardware/README.md."""
    page = ROOT / "boards" / "hardware" / "README.md"
    page.write_text(marked(page.read_text(encoding="utf-8"), "claims", table), encoding="utf-8")


def sheet_list() -> str:
    """One line a sheet, for what `make hardware` prints."""
    return "\n".join("  %-14s %s" % (name, title) for name, (title, _) in SHEETS.items())
