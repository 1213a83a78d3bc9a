"""The two processor boards as one plugs them in: which pin of the header is what. From the makers' pinout drawings.

Raspberry Pi Pico data sheet, "Pinout"; Waveshare's RP2040-Zero wiki page, "Pinout". Signals are not named here: which
GPIO carries which signal is in the board's `boards/*/board.py`, and nowhere else.
"""

from importlib import import_module
from types import ModuleType
from typing import NamedTuple

BOARDS = ("RPI_PICO", "WAVESHARE_RP2040_ZERO")

# Name of a signal on the drawings -> its constant in the board's file. The order is that of the READMEs' wiring tables.
SIGNALS = {
    "HOLD": "HOLD_PIN", "SDA": "SDA_PIN", "SCL": "SCL_PIN", "TAG": "TAG_PIN", "STEP": "STEP_PIN", "DIR": "DIR_PIN",
    "NENABLE": "ENABLE_PIN", "NEEDLE": "NEEDLE_PIN", "TACHO": "TACHO_PIN", "SELECT": "SELECT_PIN", "UP": "UP_PIN",
    "DOWN": "DOWN_PIN", "LED": "LED_PIN", "BUZZER": "BUZZER_PIN", "CURRENT": "CURRENT_PIN", "BATTERY": "BATTERY_PIN",
    "NTC": "NTC_PIN", "REFERENCE": "REFERENCE_PIN", "USB_SENSE": "VBUS_PIN",
}  # fmt: skip


class Header(NamedTuple):
    """`left` and `right` from the top, USB socket up; `bottom` from the left. `numbered`: pins have numbers."""

    left: "tuple[str, ...]"
    right: "tuple[str, ...]"
    bottom: "tuple[str, ...]"
    numbered: bool
    inside: "tuple[str, ...]"  # GPIOs that the board itself uses: they reach no pin

    def pins(self) -> "list[tuple[str, str]]":
        """(number or "", name) of every pin: counted like a chip's, down on the left and up on the right."""
        names = [*self.left, *self.bottom, *reversed(self.right)]
        return [(str(number) if self.numbered else "", name) for number, name in enumerate(names, 1)]


HEADERS = {
    "RPI_PICO": Header(
        ("GP0", "GP1", "GND", "GP2", "GP3", "GP4", "GP5", "GND", "GP6", "GP7",
         "GP8", "GP9", "GND", "GP10", "GP11", "GP12", "GP13", "GND", "GP14", "GP15"),
        ("VBUS", "VSYS", "GND", "3V3_EN", "3V3", "ADC_VREF", "GP28", "AGND", "GP27", "GP26",
         "RUN", "GP22", "GND", "GP21", "GP20", "GP19", "GP18", "GND", "GP17", "GP16"),
        (), True, ("GP23", "GP24", "GP25", "GP29"),
    ),
    "WAVESHARE_RP2040_ZERO": Header(
        ("VBUS", "GND", "3V3", "GP29", "GP28", "GP27", "GP26", "GP15", "GP14"),
        ("GP0", "GP1", "GP2", "GP3", "GP4", "GP5", "GP6", "GP7", "GP8"),
        ("GP13", "GP12", "GP11", "GP10", "GP9"), False, ("GP16",),
    ),
}  # fmt: skip


def board_file(board: str) -> ModuleType:
    """The constants of this board, as the firmware has them."""
    return import_module("boards.%s.board" % board)


def gpio(board: str, signal: str) -> str:
    """The GPIO of a signal on a board: "GP10"; "" for one that the board does not have."""
    number = getattr(board_file(board), SIGNALS[signal])
    return "" if number is None else "GP%d" % number


def outside(board: str, signal: str) -> bool:
    """Whether the signal comes to a pin; else the board itself has what belongs to it, or there is no such signal."""
    return gpio(board, signal) not in ("", *HEADERS[board].inside)


def place(board: str, signal: str) -> str:
    """Where one finds the signal on the header: "14 (GP10)", or "GP10" where pins have no numbers."""
    name = gpio(board, signal)
    for number, pin in HEADERS[board].pins():
        if pin == name:
            return "%s (%s)" % (number, name) if number else name
    return "on the board (%s)" % name
