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
        return "Neu starten?", "Ein Update will das.", "Antworten und Alkohol", "von heute verfallen."
    text: Text = TABLE[kind](fields)
    return text if len(text) <= 1 + _LINES else None


def _service(_: "Fields") -> "Text":
    return "Anschluss öffnen?", "Wer das Kabel hat,", "kann jedes Programm", "aufspielen: Service"


def _setting(fields: "Fields") -> "Text":
    name, said = LIMITS[fields["setting"]]
    return "Grenze ändern?", name, said(fields["value"]), "statt " + said(fields["old"])


def _looser(fields: "Fields") -> "Text":
    return ("Gilt in 28 Tagen?",) + _setting(fields)[1:]


def _time(value: int) -> str:
    days, hours = value // _DAY_S, value % _DAY_S // 3_600
    return times.DAYS_HOURS % (days, hours) if hours else "%d Tage" % days


def _depth(value: int) -> str:
    return mm(value) + " " + labels.DEPTH_UNIT


def _rate(value: int) -> str:
    return str(value) + labels.RATE_UNIT


def _needle_time(value: int) -> str:
    return minutes(value) + " min"


LIMITS = {
    settings.INTERVAL: ("Ruhe nach der Sitzung", _time),
    settings.DEPTH_MAX: ("Größte Tiefe", _depth),
    settings.USES_MAX: ("Kartuschen-Einsätze", str),
    settings.RATE_MAX: ("Hübe in der Sekunde", _rate),
    settings.NEEDLE_MAX: ("Nadelzeit", _needle_time),
}


def _profile(fields: "Fields") -> "Text":
    bits: int = fields["bits"]
    return ("Für Sie gilt:",) + (_conditions(bits) if bits else ("nichts von dem, was", "der Stift erfragt"))


def _clearance(fields: "Fields") -> "Text":
    name = bytes(fields["name"]).rstrip(b"\0").decode()
    year, month, day, _, _ = civil(fields["day"] * _DAY_S)
    on = "am %d. %s %d" % (day, times.MONTHS[month - 1], year)
    if fields["clearance"] == record.CLEARED_REVIEW:
        return "Haut angesehen?", name, "hat die Haut gesehen", on
    return ("Ärztlich erlaubt?", name + " erlaubt,", on) + _conditions(fields["bits"])


def _conditions(bits: int) -> "Text":
    """The names of all conditions, each once."""
    names: list[str] = []
    for bit in range(_BITS):
        name = conditions.look_up((bit, bits))[0]
        if bits >> bit & 1 and name not in names:
            names.append(name)
    return tuple(names)


FINDINGS = (
    (reported.BLED, "Es hat geblutet"),
    (reported.RED_48H, "Über 48 h gerötet"),
    (reported.OTHER, "Etwas anderes"),
    (reported.LATE, "Es kam spät"),
)


def _checkin(fields: "Fields") -> "Text":
    if fields["findings"] == reported.LATE:
        return "Spät auf der Haut", "Knoten oder Flecken", "kamen spät: Das muss", "eine Praxis ansehen."
    found: Text = tuple(words for bit, words in FINDINGS if fields["findings"] & bit)
    return ("Haut nach %d h" % fields["hours"],) + (found + ("Dann längere Ruhe",) if found else ("Alles ruhig",))


def _date(fields: "Fields") -> "Text":
    return "Datum ändern?", date_time(0, fields["unix_s"])


def _begin(fields: "Fields") -> "Text":
    title = "Ältere Software!" if fields["older"] else "Neue Software?"
    return title, "%d.%d.%d" % as_parts(fields["version"]), "signiert von", fields["key"]


def _rollback(fields: "Fields") -> "Text":
    return "Frühere Version?", "%d.%d.%d" % as_parts(fields["version"])


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
