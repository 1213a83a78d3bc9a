"""What a person at the pen agrees to: the one table of what each request shows (S18). Loaded for one question.

A title of 17 characters and up to four lines of 21; every value of the request is in them. The fields are what the
methods named `asks_…` of the request give (`pen/link/table.py`).
"""

from micropython import const

from pen.core import reported, settings
from pen.formats import messages as m
from pen.formats import record
from pen.formats.version import as_parts
from pen.ui.times import civil, date_time, minutes
from pen.ui.units import mm

from . import conditions, labels, times

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    Fields = dict[str, Any]
    Text = tuple[str, ...]

_LINES = const(4)
_DAY_S = const(86_400)
_BITS = const(16)


def question(kind: int, fields: "Fields") -> "Text | None":
    """Title and lines for a request; None: the screen has no room for all of it."""
    if "restart" in fields:  # before an update, `pen/link/consent.py` `_check`
        return "Restart the pen?", "An update wants that.", "It forgets answers", "and alcohol of today."
    text: Text = TABLE[kind](fields)
    return text if len(text) <= 1 + _LINES else None


def _service(_: "Fields") -> "Text":
    return "Open the port?", "Whoever has the cable", "can then write any", "program: service mode"


def _setting(fields: "Fields") -> "Text":
    name, said = LIMITS[fields["setting"]]
    return "Change a limit?", name, said(fields["value"]), "instead of " + said(fields["old"])


def _looser(fields: "Fields") -> "Text":
    return ("Back in 28 days?",) + _setting(fields)[1:]


def _time(value: int) -> str:
    days, hours = value // _DAY_S, value % _DAY_S // 3_600
    return times.DAYS_HOURS % (days, hours) if hours else "%d days" % days


def _depth(value: int) -> str:
    return mm(value) + " " + labels.DEPTH_UNIT


def _rate(value: int) -> str:
    return str(value) + labels.RATE_UNIT


def _needle_time(value: int) -> str:
    return minutes(value) + " min"


LIMITS = {
    settings.INTERVAL: ("Rest between sessions", _time),
    settings.DEPTH_MAX: ("Deepest", _depth),
    settings.USES_MAX: ("Uses of a cartridge", str),
    settings.RATE_MAX: ("Strokes in a second", _rate),
    settings.NEEDLE_MAX: ("Needle time", _needle_time),
}


def _profile(fields: "Fields") -> "Text":
    bits: int = fields["bits"]
    return ("Your skin has:",) + (_conditions(bits) if bits else ("none of what the", "pen asks about"))


def _clearance(fields: "Fields") -> "Text":
    name = bytes(fields["name"]).rstrip(b"\0").decode()
    year, month, day, _, _ = civil(fields["day"] * _DAY_S)
    on = "on %d %s %d" % (day, times.MONTHS[month - 1], year)
    if fields["clearance"] == record.CLEARED_REVIEW:
        return "Skin looked at?", name, "has seen your skin", on
    return ("A doctor's note?", name + " clears,", on) + _conditions(fields["bits"])


def _conditions(bits: int) -> "Text":
    """The names of all conditions, each once."""
    names: list[str] = []
    for bit in range(_BITS):
        name = conditions.look_up((bit, bits))[0]
        if bits >> bit & 1 and name not in names:
            names.append(name)
    return tuple(names)


FINDINGS = (
    (reported.BLED, "It bled"),
    (reported.RED_48H, "Red for over 48 h"),
    (reported.OTHER, "Something else"),
    (reported.LATE, "It came late"),
)


def _checkin(fields: "Fields") -> "Text":
    if fields["findings"] == reported.LATE:
        return "Late on the skin", "Bumps or dark patches", "came late: a doctor", "has to see them first"
    found: Text = tuple(words for bit, words in FINDINGS if fields["findings"] & bit)
    return ("Skin after %d h" % fields["hours"],) + (found + ("It rests longer then",) if found else ("All calm",))


def _date(fields: "Fields") -> "Text":
    return "Change the date?", date_time(0, fields["unix_s"])


def _begin(fields: "Fields") -> "Text":
    title = "Older software!" if fields["older"] else "New software?"
    return title, "%d.%d.%d" % as_parts(fields["version"]), "signed by", fields["key"]


def _rollback(fields: "Fields") -> "Text":
    return "Previous version?", "%d.%d.%d" % as_parts(fields["version"])


TABLE = {
    m.SERVICE: _service,
    m.SET_SETTING: _setting,
    m.LOOSEN: _looser,
    m.SET_PROFILE: _profile,
    m.CLEARANCE: _clearance,
    m.CHECKIN: _checkin,
    m.SET_WALL: _date,
    m.FW_BEGIN: _begin,
    m.FW_ROLLBACK: _rollback,
}
