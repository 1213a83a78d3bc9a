"""Counts, depths and lengths of time as people read them. Must not know where a number comes from."""

from ..clock import DAY_S


def count(number: int, one: str) -> str:
    """1 session, 2 sessions, no sessions, 12,345 sessions."""
    return f"{number:,} {one}{'' if number == 1 else 's'}" if number else f"no {one}s"


def at_most(figure: str, charged: bool) -> str:
    """A figure that was charged before a power cut and not counted is at most that."""
    return f"≤ {figure}" if charged else figure


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
