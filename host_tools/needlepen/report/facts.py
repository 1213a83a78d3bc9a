"""What a report says of one pen, in words and short tables: rows of strings, ready for a template.

Must not format HTML, and must not read the database. Every word that came from outside stays as it is: the templates
escape it.
"""

from typing import Any

from ..history import measures, session_summary, stats
from ..history.verify import EpochReport
from ..language import tr
from ..texts import cartridge_text, pen_codes, skin_codes
from ..texts.dates import date, when
from ..texts.numbers import count, depth, greatest, minutes, off, pressure, strokes

PenHistory = dict[str, Any]
Row = dict[str, Any]


def overview(pen: PenHistory) -> "list[tuple[str, str, str]]":
    """The figures a person looks for first: (number, what it counts, more)."""
    sums = stats.stats(pen)
    was_off = sums["depth_off_um"]
    reacted = sum(_reacted(session_summary.of_session(pen, row)) for row in pen["sessions"])
    shown = [
        (f"{sums['sessions']}", tr("session") if sums["sessions"] == 1 else tr("sessions"), _since(pen)),
        (
            strokes(sums),
            tr("strokes"),
            tr("in {minutes} min of needles, those in the air included", minutes=minutes(sums)),
        ),
        (
            f"{reacted}",
            tr("session with a reaction") if reacted == 1 else tr("sessions with a reaction"),
            tr("as told"),
        ),
        (
            f"{len(pen['refusals'])}",
            tr("refusal") if len(pen["refusals"]) == 1 else tr("refusals"),
            tr("the pen said no"),
        ),
    ]
    if sums["deepest_um"] is not None:
        more = tr("{off} off what was set, on average", off=off(was_off["mean"])) if was_off else ""
        measured = tr("deepest, measured") if sums["deepest_is"] == "measured" else tr("deepest, set")
        what = measured if was_off else tr("deepest")
        shown.insert(2, (greatest(sums["deepest_um"], sums["deepest_is"]), what, more))
    return shown


def sessions(pen: PenHistory) -> "list[Row]":
    """Every session, the latest first."""
    shown: list[Row] = []
    for row in reversed(pen["sessions"]):
        one = session_summary.of_session(pen, row)
        zones = one["zones"]
        was_off = measures.depth_off(zones)
        shown.append(
            {
                "number": row["number"],
                "when": when(row["at"], row["proven_s"], row["guess"]),
                "depth": greatest(row["deepest_um"], row["deepest_is"]),
                "off": off(max(was_off, key=abs)) if was_off else "–",
                "zones": _zones([zone["words"] for zone in measures.needled(zones)]),
                "strokes": strokes(row),
                "load": pressure(one["load"]),
                "brief": tr("{hard} × too hard", hard=row["hard"]) if row["hard"] else "–",
                "cartridge": tr(
                    "{cartridge}, use {uses} of {use_limit}",
                    cartridge=row["cartridge"],
                    uses=row["uses"],
                    use_limit=row["use_limit"],
                ),
                "end": row["end_words"] or tr("no end recorded"),
                "after": _after(one),
                "bad": _reacted(one),
            }
        )
    return shown


def reactions(pen: PenHistory) -> "list[Row]":
    """Check-ins and bleeding, the latest first."""
    return [
        {
            "when": when(row["at"], row["proven_s"], row["guess"]),
            "session": row["session"],
            "hours": f"{row['hours']} h" if row["hours"] is not None else tr("during it"),
            "words": tr("bleeding") if row["kind"] == "bleeding" else skin_codes.findings(row["findings"]),
            "bad": row["kind"] == "bleeding" or bool(row["findings"]),
        }
        for row in reversed(pen["skin"])
        if row["kind"] in ("checkin", "bleeding")
    ]


def profile(pen: PenHistory) -> "list[Row]":
    """What was told of the owner, clearances and reviews, oldest first."""
    rows = [row for row in pen["skin"] if row["kind"] in ("profile", "clearance")]
    return [{"when": when(row["at"], row["proven_s"], row["guess"]), "words": row["words"]} for row in rows]


def refusals(pen: PenHistory) -> "list[Row]":
    """Why the pen said no, by reason, the most frequent first."""
    shown: list[Row] = []
    for entry in stats.stats(pen)["refusals"]:
        last = [row for row in pen["refusals"] if row["reason"] == entry["reason"]][-1]
        shown.append(
            {
                "words": last["words"],
                "remedy": last["remedy"],
                "count": entry["count"],
                "last": when(last["at"], last["proven_s"], last["guess"]),
            }
        )
    return shown


def cartridges(pen: PenHistory) -> "list[Row]":
    """Every cartridge that the pen has seen."""
    return [
        {
            "serial": row["serial"],
            "type": pen_codes.CARTRIDGES.get(row["type"] or 0) or tr("unknown"),
            "needles": depth(row["needle_um"]) if row["needle_um"] else "–",
            "uses": tr("{n} of {limit}", n=row["uses"], limit=row["use_limit"]),
            "left": cartridge_text.recalled(row) or row["refused_words"] or tr("{left} left", left=row["left"]),
            "lot": "–" if row["lot"] is None else str(row["lot"]),
            "opened": cartridge_text.opened_on(row) or "–",
            "about": cartridge_text.about(row),
            "bad": row["recalled"] is not None,
            "strokes": strokes(row),
        }
        for row in pen["cartridges"]
    ]


def others(pen: PenHistory) -> "list[Row]":
    """Faults, and what else a reader should know of the pen."""
    faults: list[Row] = [
        {
            **row,
            "words": tr("fault: {words}", words=row["words"])
            + ("" if row["cleared_s"] is not None else tr(" (latched)")),
        }
        for row in pen["faults"]
    ]
    rows = sorted([*faults, *pen["notes"]], key=lambda row: (row["epoch"], row["sequence"]))
    return [{"when": when(row["at"], row["proven_s"], row["guess"]), "words": row["words"]} for row in rows]


def integrity(reports: "list[EpochReport]", damage: "list[str]") -> Row:
    """What `verify` found, and what is wrong with the file, as a statement: `words`, `ok`, what is missing or wrong."""
    records = count(sum(report.records for report in reports), "record")
    problems = [*damage, *(text for report in reports for text in report.problems)]
    failed = len(damage) + sum(report.failed for report in reports)
    missing = [text for report in reports for text in report.missing]
    if failed:
        said = tr(
            "{records} held, and {problems} found: this history was changed or damaged.",
            records=records,
            problems=count(failed, "problem"),
        )
    elif missing:
        said = tr("All {records} held here verify, but not all that the pen wrote are here.", records=records)
    else:
        said = tr(
            "All {records} verify: checksum, sequence, and the hash chain from the first record on.", records=records
        )
    return {"ok": not failed, "words": said, "details": [*problems, *missing]}


def _zones(names: "list[str]") -> str:
    if len(names) == len(skin_codes.ZONES):
        return tr("all five")
    both = f"{skin_codes.ZONES[1]}, {skin_codes.ZONES[2]}"
    return (", ".join(names) or tr("none")).replace(both, tr("cheeks"))


def _after(one: Row) -> str:
    found = one["findings"] or tr("not told")
    if not one["bled"]:
        return found
    bled = tr("bleeding")
    return found if bled in found else f"{bled}, {found}" if one["reacted"] else bled


def _since(pen: PenHistory) -> str:
    dated = [row["at"] for row in pen["sessions"] if row["at"]]
    return tr("since {date}", date=date(dated[0])) if dated else ""


def _reacted(one: Row) -> bool:
    return bool(one["reacted"] or one["bled"])
