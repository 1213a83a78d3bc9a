"""What a pen has done over time: sessions a month, strokes, how true the depth was, cartridges, refusals by reason.

Sums only; nothing here says that more would be better. Plain data, ready for JSON.
"""

from collections import Counter
from datetime import datetime, timezone
from typing import Any

from ..texts import pen_codes
from . import measures

PenHistory = dict[str, Any]


def stats(pen: PenHistory) -> "dict[str, Any]":
    """The sums of one pen's history, as `queries.history` returns it."""
    sessions, zones = pen["sessions"], pen["zones"]
    off = measures.depth_off(zones)
    deepest_um, deepest_is = measures.deepest(zones, max((row["depth_um"] for row in sessions), default=None))
    return {
        "pen_id": pen["pen_id"],
        "sessions": len(sessions),
        **measures.sums(sessions),
        "deepest_um": deepest_um,
        "deepest_is": deepest_is,
        "too_hard": sum(row["hard"] for row in sessions),
        "months": months([row["at"] for row in sessions if row["at"]]),
        "undated": sum(1 for row in sessions if not row["at"]),
        "zones": _zones(zones),
        "depth_off_um": {"mean": round(sum(off) / len(off), 1), "least": min(off), "most": max(off)} if off else None,
        "cartridges": sum(1 for row in pen["cartridges"] if row["sessions"]),
        "refusals": [
            {"reason": reason, "words": pen_codes.reason(reason), "count": count}
            for reason, count in sorted(
                Counter(row["reason"] for row in pen["refusals"]).items(), key=lambda item: (-item[1], item[0])
            )
        ],
    }


def months(times: "list[int]") -> "list[dict[str, Any]]":
    """How many of these UTC seconds fall into each month, here, from the first to the last: empty months too."""
    seen = Counter(_month(at) for at in times)
    if not seen:
        return []
    year, month = min(seen)
    out: list[dict[str, Any]] = []
    while (year, month) <= max(seen):
        out.append({"month": f"{year:04d}-{month:02d}", "count": seen[year, month]})
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return out


def _month(at: int) -> "tuple[int, int]":
    moment = datetime.fromtimestamp(at, timezone.utc).astimezone()
    return moment.year, moment.month


def _zones(zones: "list[dict[str, Any]]") -> "list[dict[str, Any]]":
    names: dict[int, str] = {row["zone"]: row["words"] for row in zones}
    return [
        {"zone": zone, "words": names[zone], **measures.sums([row for row in zones if row["zone"] == zone])}
        for zone in sorted(names)
    ]
