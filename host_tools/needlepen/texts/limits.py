"""The pen's limits as people say them: days, millimetres, minutes. They tighten at once and go back slowly (S8).

Must not check ranges: the pen does, and its answer is shown. The numbers are those of `pen/core/settings.py`, which
this computer cannot import; a test compares them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import UsageError
from ..language import fill, later, tr
from . import numbers


@dataclass(frozen=True)
class Setting:
    """One limit: `number` on the link, `field` of Settings, how a person writes it and how it reads."""

    number: int
    field: str
    unit: str
    scale: float  # what is typed times this is what the pen counts
    about: str  # `unit` and this are translated when they are shown
    said: "Callable[[int], str]"
    larger_is_stricter: bool = False

    def loosens(self, old: int, new: int) -> bool:
        """Would the pen call that looser?"""
        return new != old and (new > old) != self.larger_is_stricter

    def of(self, settings: object) -> int:
        """Its present value in `settings`, the pen's answer, as the pen counts."""
        return int(getattr(settings, self.field))

    def parse(self, name: str, text: str) -> int:
        """What was typed, as the pen counts. Raises UsageError."""
        try:
            number = text.lower().removesuffix(self.unit).removesuffix(tr(self.unit).lower()).strip()
            value = float(number.replace(",", ".")) * self.scale
        except ValueError:
            value = -1.0
        if not 0 < value < 1 << 32 or abs(value - round(value)) > 1e-6:
            raise UsageError(
                tr("'{text}' is no value for {name}.", text=text, name=name),
                tr("It is {about}, in {unit}.", about=tr(self.about), unit=tr(self.unit)),
                f"needlepen settings set {name} …",
            )
        return round(value)


def _days(s: int) -> str:
    return numbers.count(s // 86_400, "day") if s % 86_400 == 0 else tr("{s:.2f} days", s=s / 86_400)


def _rate(hz: int) -> str:
    return tr("{hz} strokes/s", hz=hz)


def _minutes(ms: int) -> str:
    return fill("{ms:g} min", ms=ms / 60_000)


SETTINGS: "dict[str, Setting]" = {
    "interval": Setting(
        1, "interval_s", later("days"), 86_400, later("the least time between two sessions"), _days, True
    ),
    "depth": Setting(2, "depth_max_um", later("mm"), 1_000, later("the greatest depth"), numbers.depth),
    "uses": Setting(3, "uses_max", later("sessions"), 1, later("the most sessions of one cartridge"), str),
    "rate": Setting(4, "rate_max_hz", later("strokes/s"), 1, later("the most strokes in a second"), _rate),
    "needle-time": Setting(
        5, "needle_max_ms", later("min"), 60_000, later("the most needle time of one session"), _minutes
    ),
}


def by_number(number: int, old: int, new: int) -> str:
    """A change of the setting with this number on the link."""
    for name, setting in SETTINGS.items():
        if setting.number == number:
            return f"{name} {setting.said(old)} → {setting.said(new)}"
    return tr("setting {number} {old} → {new}", number=number, old=old, new=new)
