"""Counts, depths and lengths of time as people read them. Must not know where a number comes from."""

from ..clock import DAY_S
from ..language import fill, later, tr, trn

_THINGS = {  # one, several, none
    "session": ("{n:,} session", "{n:,} sessions", "no sessions"),
    "refusal": ("{n:,} refusal", "{n:,} refusals", "no refusals"),
    "fault": ("{n:,} fault", "{n:,} faults", "no faults"),
    "finding": ("{n:,} finding", "{n:,} findings", "no findings"),
    "record": ("{n:,} record", "{n:,} records", "no records"),
    "new record": ("{n:,} new record", "{n:,} new records", "no new records"),
    "earlier record": ("{n:,} earlier record", "{n:,} earlier records", "no earlier records"),
    "new diary entry": ("{n:,} new diary entry", "{n:,} new diary entries", "no new diary entries"),
    "entry": ("{n:,} entry", "{n:,} entries", "no entries"),
    "photo": ("{n:,} photo", "{n:,} photos", "no photos"),
    "cartridge": ("{n:,} cartridge", "{n:,} cartridges", "no cartridges"),
    "lot": ("{n:,} lot", "{n:,} lots", "no lots"),
    "recalled lot": ("{n:,} recalled lot", "{n:,} recalled lots", "no recalled lots"),
    "pen": ("{n:,} pen", "{n:,} pens", "no pens"),
    "start": ("{n:,} start", "{n:,} starts", "no starts"),
    "use": ("{n:,} use", "{n:,} uses", "no uses"),
    "time": ("{n:,} time", "{n:,} times", "no times"),
    "event": ("{n:,} event", "{n:,} events", "no events"),
    "file": ("{n:,} file", "{n:,} files", "no files"),
    "value": ("{n:,} value", "{n:,} values", "no values"),
    "thing": ("{n:,} thing", "{n:,} things", "no things"),
    "problem": ("{n:,} problem", "{n:,} problems", "no problems"),
    "day": ("{n:,} day", "{n:,} days", "no days"),
    "hour": ("{n:,} hour", "{n:,} hours", "no hours"),
    "minute": ("{n:,} minute", "{n:,} minutes", "no minutes"),
    "second": ("{n:,} second", "{n:,} seconds", "no seconds"),
}


def count(number: int, thing: str) -> str:
    """1 session, 2 sessions, no sessions, 12,345 sessions."""
    one, several, none = _THINGS[thing]
    return trn(one, several, number) if number else tr(none)


def capital(text: str) -> str:
    """As at the beginning of a sentence; the rest stays."""
    return text[:1].upper() + text[1:]


BASIS = later("measured by the pen, unless a figure says set, charged (a power cut kept it from counting) or told")


def _with(measured: str, charged: str) -> str:
    """What was counted, and apart from it what was charged since nobody could count: at most that."""
    more = tr("≤ {charged} charged", charged=charged) if charged else ""
    return f"{measured} + {more}" if more and measured.strip("0:.,") else more or measured


def strokes(row: "dict[str, int]") -> str:
    """The strokes of a session, a zone or several (`history.measures.sums`)."""
    return _with(
        fill("{n:,}", n=row["strokes"]), fill("{n:,}", n=row["charged_strokes"]) if row["charged_strokes"] else ""
    )


def seconds(row: "dict[str, int]") -> str:
    """The needle time of a zone, s."""
    return _with(*(fill("{s:.1f}", s=ms / 1000) if ms or i == 0 else "" for i, ms in enumerate(_times(row))))


def minutes(row: "dict[str, int]") -> str:
    """The needle time of a session or several, minutes and seconds, to the nearest."""
    shown = [f"{(ms + 500) // 60_000}:{(ms + 500) // 1000 % 60:02d}" for ms in _times(row)]
    return _with(shown[0], shown[1] if row["charged_ms"] else "")


def _times(row: "dict[str, int]") -> "tuple[int, int]":
    return row["needle_ms"], row["charged_ms"]


def greatest(um: "int | None", basis: str) -> str:
    """The greatest depth (`history.measures.deepest`): measured, or set when no needle was out."""
    return "–" if um is None else depth(um) if basis == "measured" else tr("{depth} set", depth=depth(um))


def off(um: "int | float") -> str:
    """By how much a measured depth was off the set one."""
    return fill("{um:+} µm", um=um).replace("-", "−")


def depth(um: int) -> str:
    """A depth, as on the pen."""
    return fill("{mm:.2f} mm", mm=um / 1000)


def span(seconds: int) -> str:
    """A length of time, in the largest unit that fits."""
    for unit, name in ((DAY_S, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return count(seconds // unit, name)
    return count(seconds, "second")


def pressure(load: "dict[str, int]") -> str:
    """How hard the pen was pressed in a session, from `history.session_summary.load`."""
    if not load["hard"] and not load["firm_ms"]:
        return tr("light throughout")
    said: list[str] = []
    if load["firm_ms"]:
        said.append(tr("firm for {seconds}", seconds=_seconds(load["firm_ms"])))
    if load["hard"]:
        for_s = tr(", {seconds} in all", seconds=_seconds(load["hard_ms"])) if load["hard_ms"] else ""
        said.append(tr("too hard {times}{for_s}", times=count(load["hard"], "time"), for_s=for_s))
    return "; ".join(said)


def _seconds(ms: int) -> str:
    """A touch of 20 ms is no 0.0 s."""
    return fill("{s:.1f} s", s=ms / 1000) if ms >= 100 else tr("less than 0.1 s")
