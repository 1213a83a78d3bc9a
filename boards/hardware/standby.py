"""How long a cell lasts in the drawer, from the parts' data sheets: part x state x current, what a month of use takes.

`make standby` prints it and ends with 1 when it is less than LIMIT_DAYS; `make hardware-test` asks it, too. Resistors
come from the circuit. (J) is judgement; `needlepen bench` and an ammeter measure the sum on a built pen.
"""

import sys
from typing import NamedTuple

from boards.hardware.circuit import circuit
from boards.hardware.headers import BOARDS
from boards.hardware.parts import Circuit

LIMIT_DAYS = 90
CELL_MAH = 300
_USABLE = 0.9  # of the cell, until it is at 3.5 V and too low for a session: BATTERY_START_MV (J)
_CELL_V, _RAIL_V = 3.7, 3.3
_DAY_H = 24
_MONTH_DAYS = 28  # from one session to the next
STATES = ("off", "rest", "awake", "needles")
_REST_MIN = 3  # OFF and still on: `_REST_MS` of `firmware/pen/start.py`; a test compares them
_AWAKE_MIN = 1.5  # of a look or a check-in: the look, and the minute until the pen goes OFF


class Draw(NamedTuple):
    """What a part takes from the cell, mA in each of STATES, and where that is written."""

    part: str
    ma: "tuple[float, float, float, float]"
    source: str


class Use(NamedTuple):
    """Something that is done `times` in 28 days, with so many minutes in each of the last three STATES."""

    what: str
    times: float
    minutes: "tuple[float, float, float]"


USES = (
    Use("a session: questions, alcohol, five minutes of needles, cleaning up", 1, (_REST_MIN, 20, 5)),
    Use("check-ins after 24, 48 and 72 h", 3, (_REST_MIN, _AWAKE_MIN, 0)),
    Use("a look at the pen, once a week", 4, (_REST_MIN, _AWAKE_MIN, 0)),
)


def draws(board: str) -> "list[Draw]":
    """Every part that takes current, the leaks of the latch first."""
    made = circuit(board)
    found = [
        _always("cell: loses by itself", CELL_MAH * 0.03 / 30 / _DAY_H, "3 % a month (J)"),
        _always("cell: its protection circuit", 0.006, "DW01A: 3 µA at 3.6 V; twice that (J)"),
        Draw("Q6 of the latch, open", (0.001, 0, 0, 0), "Si2333 data sheet, static: IDSS ≤ 1 µA at 25 °C"),
        Draw("Q7 of the latch, off", (0.00005, 0, 0, 0), "MMBT3904 data sheet, off: ICEX ≤ 50 nA"),
        Draw("U9, its INT open", (0.001, 0, 0, 0), "DS3231 data sheet 19-5170, DC characteristics: ILO ≤ 1 µA"),
        Draw("U9, coin cell", (0, 0, 0, 0), "not the cell's: the CR2032 feeds it with ≤ 3 µA, IBATT"),
        Draw("U1 processor board", (0, 1.5, 30, 30), "micropython b004e7e: 1.5 mA asleep; awake (J)"),
        Draw("U5 AS5600", (0, 6.5, 6.5, 6.5), "AS5600 DS000365, figure 6: IDD NOM ≤ 6.5 mA"),
        Draw("U8 display", (0, 0.01, 20, 20), "SSD1306, DC characteristics: ≤ 10 µA asleep; Adafruit 326: 20 mA"),
        Draw("U9 clock, EEPROM", (0, 0.2, 0.2, 0.2), "DS3231, ICCA ≤ 200 µA"),
        Draw("U4 stepper driver", (0, 4, 4, 4), "DRV8847 (its successor) IVM ≤ 3.5 mA; the ring rests (J)"),
        Draw("U7 hall switch", (0, 3.5, 3.5, 3.5), "DRV5023 data sheet, ICC ≤ 3.5 mA"),
        Draw("U3 current amplifier", (0, 0.26, 0.26, 0.26), "INA180 data sheet, IQ ≤ 260 µA"),
        Draw("light", (0, 1, 5, 5), "WS2812B, dark: 1 mA (J)"),
        Draw("M1 motor", (0, 0, 0, 200), "`FREE_CURRENT_UA_PER_HZ` at 90 strokes/s, and 80 mA of touch (J)"),
    ]
    if "U2" in made.parts:
        ma = (_RAIL_V - 2.048) / (made["R57"].value or 1) * 1e3
        found.append(Draw("R57 with the reference D50", (0, ma, ma, ma), "ohms of the circuit"))
        found.append(Draw("U2 regulator", (0, 0.4, 0.4, 0.4), "TPS736 data sheet, IGND ≤ 400 µA"))
    return found + [Draw(text, (0, ma, ma, ma), "ohms of the circuit") for text, ma in _resistors(made)]


def _always(part: str, ma: float, source: str) -> Draw:
    return Draw(part, (ma, ma, ma, ma), source)


def _resistors(made: Circuit) -> "list[tuple[str, float]]":
    """Resistors that carry current as soon as the latch is closed."""

    def ma(volt: float, *refs: str) -> float:
        return volt / sum(made[ref].value or 0 for ref in refs) * 1e3

    return [
        ("R52, R53 battery divider", ma(_CELL_V, "R52", "R53")),
        ("R54 with the NTC", _RAIL_V / (made["R54"].value + 10e3) * 1e3),
        ("R40 at the closed stop contact", ma(_RAIL_V, "R40")),
        ("R70, R71, R73, R74 of the closed latch", ma(_CELL_V, "R70", "R71") + ma(_RAIL_V, "R73", "R74")),
    ]


def sums_ma(board: str) -> "tuple[float, ...]":
    """What the pen takes in each of STATES, mA."""
    return tuple(sum(draw.ma[i] for draw in draws(board)) for i in range(len(STATES)))


def month_mah(board: str, uses: "tuple[Use, ...]" = USES) -> float:
    """What 28 days take with these uses, mAh."""
    off, *on = sums_ma(board)
    return off * _MONTH_DAYS * _DAY_H + sum(
        use.times * sum(ma * minutes / 60 for ma, minutes in zip(on, use.minutes, strict=True)) for use in uses
    )


def days(board: str, uses: "tuple[Use, ...]" = USES) -> float:
    """How long a full cell lasts with these uses."""
    return CELL_MAH * _USABLE / month_mah(board, uses) * _MONTH_DAYS


def rows(board: str) -> "list[tuple[str, str, str]]":
    """(what, figure, from): the results, as README and target show them."""
    ma = sums_ma(board)
    month = "%.0f mAh in %d days" % (month_mah(board), _MONTH_DAYS)
    without = CELL_MAH * _USABLE / ma[1] / _DAY_H
    return [
        ("Off: the latch is open", "%.3g µA" % (ma[0] * 1e3), "all leaks"),
        ("Resting, %d min, then off" % _REST_MIN, "%.3g mA" % ma[1], "light sleep, parts on"),
        ("Awake; needles", "%.3g mA; %.3g mA" % ma[2:], ""),
        ("In the drawer alone", "%.0f days" % days(board, ()), "%d mAh, %d %% of it" % (CELL_MAH, _USABLE * 100)),
        ("… with check-ins and a look a week", "%.0f days" % days(board, USES[1:]), ""),
        ("… and a session every 28 days", "**%.0f days**" % days(board), "at least %d; %s" % (LIMIT_DAYS, month)),
        ("Without the latch, resting for ever", "%.1f days" % without, "`HOLD_PIN = None`"),
    ]


def table(board: str) -> str:
    """The results as a Markdown table, for the board's README."""
    lines = ["| Supply | | From |", "|---|---|---|"]
    return "\n".join([*lines, *("| %s | %s | %s |" % row for row in rows(board))])


def holds(board: str) -> bool:
    """Whether the cell lasts as long as it must."""
    return days(board) >= LIMIT_DAYS


def main() -> int:
    """See the module's first lines."""
    for board in BOARDS:
        print("\n%s, mA from the cell" % board)
        print("%-40s %9s %9s %9s %9s  %s" % ("part", *STATES, "from"))
        for draw in draws(board):
            print("%-40s %9.4g %9.4g %9.4g %9.4g  %s" % (draw.part, *draw.ma, draw.source))
        print("%-40s %9.4g %9.4g %9.4g %9.4g\n" % ("sum", *sums_ma(board)))
        for use in USES:
            print("  %g x in %d days: %s;" % (use.times, _MONTH_DAYS, use.what), end=" ")
            print("minutes at rest, awake, with needles: %g, %g, %g" % use.minutes)
        for what, figure, source in rows(board):
            print("  %-40s %-20s %s" % (what, figure.replace("*", ""), source))
        print("  limit: %d days: %s" % (LIMIT_DAYS, "ok" if holds(board) else "FAILED"))
    return 0 if all(holds(board) for board in BOARDS) else 1


if __name__ == "__main__":
    sys.exit(main())
