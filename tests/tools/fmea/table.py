"""The table of `make fmea`: a line a scene, and the totals under it."""

from collections import Counter, defaultdict

HEAD = (
    "fault", "phase", "what the pen did", "off ms", "late ms", "tip um", "with", "out um", "strokes", "air",
    "what it said", "broken",
)  # fmt: skip
_WIDTHS = (30, 8, 44, 6, 7, 6, 4, 6, 7, 3, 44)


def line(row: dict) -> str:
    """The row of one scene."""
    cells = (
        row["fault"], row["phase"], row["crash"] or row["did"], _number(row["off_ms"]), row["late_ms"], row["tip_um"],
        row["with_um"], row["out_um"], row["strokes"], row["air"], row["said"],
    )  # fmt: skip
    return _cut(cells) + "  " + _promises(row)


def _promises(row: dict) -> str:
    return ", ".join(row["broken"]) + (f" ({row['sign']})" if "driven on" in row["broken"] else "")


def head() -> str:
    """The names of the columns."""
    return _cut(HEAD) + "  " + HEAD[-1]


def _cut(cells: tuple) -> str:
    return " ".join(str(cell)[:width].ljust(width) for cell, width in zip(cells, _WIDTHS))


def _number(value: "int | None") -> str:
    return "-" if value is None else str(value)


def _worst(rows: "list[dict]", key: str, unit: str) -> str:
    row = max(rows, key=lambda each: each[key] or 0)
    return f"{row[key] or 0} {unit} ({row['fault'] or 'no fault'}, {row['phase']})"


def totals(rows: "list[dict]") -> "list[tuple[str, str]]":
    """What is printed last."""
    broken = Counter(promise for row in rows for promise in row["broken"])
    return [
        ("scenes", f"{len(rows):,}"),
        ("… with a broken promise", f"{sum(bool(row['broken']) for row in rows):,}"),
        *((f"… {promise}", f"{count:,}") for promise, count in broken.most_common()),
        ("deepest tip without the end-stop", _worst(rows, "tip_um", "um")),
        ("deepest tip with it", _worst(rows, "with_um", "um")),
        ("worst retraction: deeper after the stop", _worst(rows, "deeper_um", "um")),
        ("worst time to needles-off, from the first step that can see it", _worst(rows, "off_ms", "ms")),
        ("worst strokes in air", _worst(rows, "air", "strokes")),
        ("worst time in air after the skin was left", _worst(rows, "air_ms", "ms")),
    ]


def kinds(rows: "list[dict]") -> "list[str]":
    """The broken promises, each with the sign that was overlooked, its faults, and a command that shows one."""
    groups = defaultdict(list)
    for row in rows:
        for promise in row["broken"]:
            groups[promise, row["sign"] if promise == "driven on" else ""].append(row)
    text = []
    for (promise, sign), found in sorted(groups.items(), key=lambda item: -len(item[1])):
        faults = Counter(row["fault"] for row in found)
        names = ", ".join(f"{name} ({count})" for name, count in faults.most_common(12))
        more = f" and {len(faults) - 12} more" if len(faults) > 12 else ""
        shown = found[0]
        text.append(
            f"{promise}{f' while: {sign}' if sign else ''}: {len(found)} scenes: {names}{more}\n"
            f"    python -m tests.tools.fmea --fault '{shown['fault']}' --phase {shown['phase']}"
        )
    return text
