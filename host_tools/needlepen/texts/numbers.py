"""Counts, depths and lengths of time as people read them. Must not know where a number comes from."""

from ..clock import DAY_S


def count(number: int, one: str) -> str:
    """1 session, 2 sessions, no sessions, 12,345 sessions."""
    return f"{number:,} {one}{'' if number == 1 else 's'}" if number else f"no {one}s"


BASIS = "measured by the pen, unless a figure says set, charged (a power cut kept it from counting) or told"


def _with(measured: str, charged: str) -> str:
    """What was counted, and apart from it what was charged since nobody could count: at most that."""
    more = f"≤ {charged} charged" if charged else ""
    return f"{measured} + {more}" if more and measured.strip("0:.") else more or measured


def strokes(row: "dict[str, int]") -> str:
    """The strokes of a session, a zone or several (`history.measures.sums`)."""
    return _with(f"{row['strokes']:,}", f"{row['charged_strokes']:,}" if row["charged_strokes"] else "")


def seconds(row: "dict[str, int]") -> str:
    """The needle time of a zone, s."""
    return _with(*(f"{ms / 1000:.1f}" if ms or i == 0 else "" for i, ms in enumerate(_times(row))))


def minutes(row: "dict[str, int]") -> str:
    """The needle time of a session or several, minutes and seconds, to the nearest."""
    shown = [f"{(ms + 500) // 60_000}:{(ms + 500) // 1000 % 60:02d}" for ms in _times(row)]
    return _with(shown[0], shown[1] if row["charged_ms"] else "")


def _times(row: "dict[str, int]") -> "tuple[int, int]":
    return row["needle_ms"], row["charged_ms"]


def greatest(um: "int | None", basis: str) -> str:
    """The greatest depth (`history.measures.deepest`): measured, or set when no needle was out."""
    return "–" if um is None else depth(um) if basis == "measured" else f"{depth(um)} set"


def off(um: "int | float") -> str:
    """By how much a measured depth was off the set one."""
    return f"{um:+} µm".replace("-", "−")


def depth(um: int) -> str:
    """A depth, as on the pen."""
    return f"{um / 1000:.2f} mm"


def span(seconds: int) -> str:
    """A length of time, in the largest unit that fits."""
    for unit, name in ((DAY_S, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return count(seconds // unit, name)
    return count(seconds, "second")


def pressure(load: "dict[str, int]") -> str:
    """How hard the pen was pressed in a session, from `history.session_summary.load`."""
    if not load["hard"] and not load["firm_ms"]:
        return "light throughout"
    said: list[str] = []
    if load["firm_ms"]:
        said.append(f"firm for {_seconds(load['firm_ms'])}")
    if load["hard"]:
        for_s = f", {_seconds(load['hard_ms'])} in all" if load["hard_ms"] else ""
        said.append(f"too hard {count(load['hard'], 'time')}{for_s}")
    return "; ".join(said)


def _seconds(ms: int) -> str:
    """A touch of 20 ms is no 0.0 s."""
    return f"{ms / 1000:.1f} s" if ms >= 100 else "less than 0.1 s"
