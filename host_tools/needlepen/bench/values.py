"""What the bench gives: a value with its limits, how it came about, and the constant that it replaces.

The words for a person are in `texts/bench_text.py`. Must not talk to a pen.
"""

from dataclasses import asdict, dataclass
from typing import Any

from ..language import later

SCHEMA = 1  # of the JSON; raised when a field changes its meaning or goes
MEASURED = later("measured")  # by the pen
TOLD = later("told")  # by the builder, who has a meter, a gauge and eyes
NOT_MEASURED = later("not measured")
CELL_MAH, STANDBY_DAYS = 300, 90  # H43: a cell of the list of parts lasts so long

_MECHANICS = "boards/common/mechanics.py"
_PARTS = "boards/mechanics/parameters.py"


@dataclass(frozen=True)
class Value:
    """`value`: None when not measured. `least`, `most`: its limits, None for none. `place`: file and constant."""

    name: str
    value: "float | int | str | None"
    unit: str
    least: "float | int | str | None"
    most: "float | int | str | None"
    kind: str
    place: str

    @property
    def within(self) -> "bool | None":
        """Is it within its limits? None: nobody knows."""
        if self.value is None:
            return None
        if isinstance(self.value, str):
            return self.value == self.least
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)  # type: ignore[operator]

    def as_dict(self) -> "dict[str, Any]":
        """As in the JSON."""
        return {**asdict(self), "within": self.within}


# what the pen cannot measure itself: name, unit, limits, place
ASKED: "tuple[tuple[str, str, float | str | None, float | str | None, str], ...]" = (
    ("tag_write_mv", "mV", 2_800, None, "boards/hardware/circuit.py R31"),
    ("led_color", "", "red", "red", "firmware/pen/hal/led.py Led"),
    ("endstop_um", "um", 450, 500, f"{_PARTS} END_STOP_UM"),
    ("zero_spread_um", "um", None, 3, f"{_PARTS} ZERO_SPREAD_UM"),
    ("encoder_error_um", "um", None, 6, f"{_PARTS} ENCODER_DEGREES"),
    ("thread_um", "um", None, 2, f"{_PARTS} THREAD_UM"),
    ("zero_plate_um", "um", None, 0.5, f"{_PARTS} ZERO_PLATE_UM"),
    ("zero_pin_um", "um", None, 2, f"{_PARTS} ZERO_PIN_UM"),
    ("seat_um", "um", None, 1.5, f"{_PARTS} SEAT_UM"),
    ("tip_height_um", "um", None, 5, f"{_PARTS} TIP_HEIGHT_UM"),
    ("clocking_um", "um", None, 5, f"{_PARTS} CLOCKING_UM"),
    ("spring_n", "N", 2.25, 3.75, f"{_PARTS} SPRING_N"),
    ("warmer_k", "K", None, 8, f"{_PARTS} WARMER_K"),
    ("motor_ohm", "ohm", 3, 6, "boards/hardware/claims/drive.py"),
    ("standby_ua", "uA", None, CELL_MAH * 1_000 // (STANDBY_DAYS * 24), "boards/hardware/circuit.py"),
)
NAMES = tuple(name for name, *_ in ASKED)


def told(name: str, text: str) -> Value:
    """What the builder says; "" for nothing. Raises ValueError: that is no number."""
    _, unit, least, most, place = next(row for row in ASKED if row[0] == name)
    text = text.strip()
    if not text:
        return Value(name, None, unit, least, most, NOT_MEASURED, place)
    value: float | int | str = text.lower() if isinstance(least, str) else float(text)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Value(name, value, unit, least, most, TOLD, place)


def measured(
    name: str, value: "float | int | None", unit: str, least: "float | None", most: "float | None", place: str
) -> Value:
    """What the pen has measured; None: it could not."""
    return Value(name, value, unit, least, most, NOT_MEASURED if value is None else MEASURED, place)


def of_motor(about: "dict[str, Any]", rate_hz: int, found: "dict[str, int | None]") -> "list[Value]":
    """Ripple, free current and evenness at one rate."""
    free = about["free_ua_per_hz"]
    air = about["air_percent"]
    return [
        measured(
            f"free_ua_per_hz_{rate_hz}",
            found.get("free"),
            "uA/Hz",
            free * (100 - air) // 100,
            free * (100 + air) // 100,
            f"{_MECHANICS} FREE_CURRENT_UA_PER_HZ",
        ),
        measured(
            f"ripple_permille_{rate_hz}",
            found.get("ripple"),
            "permille",
            None,
            400,  # H33: proven up to there
            "boards/virtual/physics/current_sense.py RIPPLE_PERMILLE",
        ),
        measured(
            f"stroke_spread_permille_{rate_hz}",
            found.get("spread"),
            "permille",
            None,
            200,  # 1.2 after 0.8 is half as long again: then the pen takes an edge for lost
            "boards/virtual/physics/motor.py JITTER_PERMILLE",
        ),
    ]


def of_parts(about: "dict[str, Any]", found: "dict[str, int | None]") -> "list[Value]":
    """Display, bus, encoder, what the amplifier shows without current, and how fast the motor is."""
    full = about["full_rate_hz"]
    board = f"boards/{about['board']}/board.py"
    column = about["display_column"]
    limits = "firmware/pen/core"
    return [
        measured("display_column", found.get("column"), "", column, column, f"{board} DISPLAY_COLUMN"),
        measured("i2c_errors", found.get("i2c"), later("of 10000"), None, 0, "boards/hardware/circuit.py R60, R61"),
        measured(
            "encoder_noise_um", found.get("encoder"), "um", None, about["back_um"], f"{limits}/limits.py RING_BACK_UM"
        ),
        measured(
            "current_offset_ma",
            found.get("offset"),
            "mA",
            None,
            about["contact_ma"] // 2,
            f"{limits}/touch_limits.py CONTACT_MA",
        ),
        measured("full_rate_hz", found.get("full"), "Hz", full * 9 // 10, full * 11 // 10, f"{board} FULL_RATE_HZ"),
    ]
