"""What can be drawn of a history: when sessions were, how true the depth was, strokes of the zones, how hard it was
pressed. Data in, SVG out, and beside each figure its data as a table for whoever cannot see it.

Must not read the database. Only the latest sessions are drawn; the report's tables have all.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (matplotlib's types have holes)

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from ..clock import DAY_S
from ..history import measures, session_summary
from ..language import fill, tr, trn
from ..texts import skin_codes
from ..texts.dates import date, from_minute, months_of, short_day_of
from ..texts.numbers import count, greatest, off
from ..texts.numbers import strokes as strokes_
from .drawing import FAINT, INK, LINE, ONE, TWO, WARN, canvas, legend, svg

LATEST = 24  # sessions: two years at the closest rhythm
_SPOTS = 9  # names of sessions below an axis, before they touch each other

PenHistory = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """One figure: the drawing, its title, a sentence that says what it shows, and the numbers in it."""

    name: str
    title: str
    words: str
    svg: str
    head: "tuple[str, ...]"
    rows: "list[tuple[str, ...]]" = field(default_factory=lambda: list[tuple[str, ...]]())


def all_of(pen: PenHistory, now_s: int) -> "list[Drawn]":
    """Every figure that this history has data for."""
    if not pen["sessions"]:
        return []
    drawn = [timeline(pen, now_s), depth(pen), strokes(pen), load(pen)]
    return [one for one in drawn if one]


def timeline(pen: PenHistory, now_s: int) -> "Drawn | None":
    """Sessions, check-ins with a finding, refusals and today on a line of time; None when nothing has a date."""
    sessions = [row for row in _latest(pen) if row["at"]]
    if not sessions:
        return None
    since = sessions[0]["at"] - 5 * DAY_S
    refused = [row["at"] for row in pen["refusals"] if row["at"] and row["at"] >= since]
    found = [row["at"] for row in pen["skin"] if row["at"] and row["at"] >= since and _is_reaction(row)]
    allowed = pen["next_session"]["not_before_s"]
    ends = [now_s, allowed or now_s]
    figure, axes = canvas(2.1)
    axes.grid(visible=False)
    begun = [row["at"] for row in sessions]
    for place, times, colour, mark in ((2, begun, ONE, "o"), (1, refused, FAINT, "|"), (0, found, WARN, "D")):
        axes.axhline(place, color=LINE, linewidth=0.7)
        moments = [_day(at) for at in times]
        axes.plot(moments, [place] * len(moments), mark, color=colour, markersize=7 if mark == "D" else 9, mew=1.6)
    axes.axvline(_day(now_s), color=FAINT, linewidth=1, linestyle=(0, (2, 2)))
    axes.text(_day(now_s), 2.75, tr("today"), ha="right", color=FAINT, fontsize=9)
    if allowed:
        axes.plot([_day(allowed)], [2], "o", color=ONE, markersize=9, fillstyle="none", mew=1.6)
        axes.text(_day(allowed), 2.32, tr("next"), ha="center", color=ONE, fontsize=9)
    axes.set_yticks([2, 1, 0], [tr("sessions"), tr("refusals"), tr("reactions")])
    axes.set_ylim(-0.6, 3.1)
    axes.set_xlim(_day(since), _day(max(ends)) + timedelta(days=6))
    _months(axes)
    said = tr(
        "{sessions} from {first} to {last}; ",
        sessions=count(len(sessions), "session"),
        first=date(sessions[0]["at"]),
        last=date(sessions[-1]["at"]),
    )
    said += tr(
        "{refusals} and {findings} told since then.",
        refusals=count(len(refused), "refusal"),
        findings=count(len(found), "finding"),
    )
    rows = [(tr("session"), date(row["at"])) for row in sessions] + [(tr("refusal"), date(at)) for at in refused]
    rows += [(tr("reaction"), date(at)) for at in found]
    if allowed:
        rows.append((tr("next session at the earliest"), from_minute(allowed)))
    return _drawn(figure, "timeline", tr("When"), said, (tr("what"), tr("when")), rows)


def depth(pen: PenHistory) -> "Drawn | None":
    """The depth that was set and the one that the encoder measured, for every zone of every session."""
    sessions = _latest(pen)
    zones = [(i, row) for i, session in enumerate(sessions) for row in measures.needled(_zones(pen, session))]
    if not zones:
        return None
    figure, axes = canvas()
    set_at = [i + (row["zone"] - 2) * 0.15 for i, row in zones]
    asked = [row["depth_um"] / 1000 for _, row in zones]
    measured = [row["measured_um"] / 1000 for _, row in zones]
    axes.plot(set_at, asked, "_", color=ONE, markersize=8, mew=2, label=tr("set"))
    axes.plot(set_at, measured, "o", color=INK, markersize=2.8, label=tr("measured"))
    axes.axhline(0.5, color=WARN, linewidth=1.2, label=tr("0.50 mm: end-stop"))
    axes.set_ylim(0, 0.55)
    axes.set_yticks([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    axes.set_ylabel("mm")
    axes.yaxis.set_major_formatter(_written)
    _named(axes, sessions)
    legend(figure, axes)
    was_off = measures.depth_off([row for _, row in zones])
    deepest = greatest(*measures.deepest(pen["zones"]))
    said = tr(
        "Measured depth was {least} to {most} from what was set, {deepest} at most.",
        least=off(min(was_off)),
        most=off(max(was_off)),
        deepest=deepest,
    )
    rows = [(_name(sessions[i]), row["words"], _mm(row["depth_um"]), _mm(row["measured_um"])) for i, row in zones]
    return _drawn(
        figure, "depth", tr("Depth"), said, (tr("session"), tr("zone"), tr("set, mm"), tr("measured, mm")), rows
    )


def strokes(pen: PenHistory) -> "Drawn | None":
    """Strokes a zone, in all and in the last session."""
    last = _zones(pen, pen["sessions"][-1])
    numbers = range(len(skin_codes.ZONES))
    all_ = [measures.sums([row for row in pen["zones"] if row["zone"] == n]) for n in numbers]
    last_ = [measures.sums([row for row in last if row["zone"] == n]) for n in numbers]
    of_all, of_last = ([one["strokes"] for one in sums] for sums in (all_, last_))
    if not max(of_all):
        return None
    figure, axes = canvas()
    places = [-float(zone) for zone in numbers]
    axes.barh(places, of_all, 0.62, color=TWO, label=tr("all sessions"))
    axes.barh(places, of_last, 0.26, color=ONE, label=tr("last session"))
    for place, number in zip(places, of_all, strict=True):
        axes.annotate(
            fill("{n:,}", n=number), (number, place), (4, 0), textcoords="offset points", va="center", color=INK
        )
    axes.set_yticks(places, list(skin_codes.ZONES))
    axes.set_xlim(0, max(of_all) * 1.16)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    legend(figure, axes)
    in_all, in_last = (strokes_(measures.sums(rows)) for rows in (pen["zones"], last))
    said = tr("On the skin {in_all} in all, {in_last} in the last session.", in_all=in_all, in_last=in_last)
    rows = [(skin_codes.ZONES[n], strokes_(all_[n]), strokes_(last_[n])) for n in numbers]
    head = (tr("zone"), tr("strokes, all sessions"), tr("last session"))
    return _drawn(figure, "strokes", tr("Strokes of the zones, measured"), said, head, rows)


def load(pen: PenHistory) -> "Drawn | None":
    """Seconds of needle time pressed firmly and too hard, a bar a session."""
    sessions = _latest(pen)
    loads = [
        session_summary.load(measures.of_session(pen["touches"], session), session["hard"]) for session in sessions
    ]
    figure, axes = canvas()
    firm = [one["firm_ms"] / 1000 for one in loads]
    hard = [one["hard_ms"] / 1000 for one in loads]
    places = list(range(len(sessions)))
    axes.bar(places, firm, 0.5, color=TWO, label=tr("firm"))
    axes.bar(places, hard, 0.5, bottom=firm, color=WARN, label=tr("too hard: slowed, then stopped"))
    top = max((a + b for a, b in zip(firm, hard, strict=True)), default=0)
    axes.set_ylim(0, max(1.0, top * 1.2))
    axes.set_ylabel(tr("seconds"))
    axes.yaxis.set_major_formatter(_written)
    _named(axes, sessions)
    legend(figure, axes)
    times = sum(one["hard"] for one in loads)
    said = (
        trn(
            "Pressed too hard once in {sessions} sessions.",
            "Pressed too hard {n} times in {sessions} sessions.",
            times,
            sessions=len(sessions),
        )
        if times
        else tr("Never pressed too hard.")
    )
    rows = [
        (_name(session), _seconds(one["firm_ms"]), _seconds(one["hard_ms"]), str(one["hard"]))
        for session, one in zip(sessions, loads, strict=True)
    ]
    head = (tr("session"), tr("firm, seconds"), tr("too hard, seconds"), tr("too hard, times"))
    return _drawn(figure, "load", tr("How hard it was pressed"), said, head, rows)


def _drawn(
    figure: Any, name: str, title: str, said: str, head: "tuple[str, ...]", rows: "list[tuple[str, ...]]"
) -> Drawn:
    return Drawn(name, title, said, svg(figure, name, title, said), head, rows)


def _latest(pen: PenHistory) -> "list[Row]":
    return pen["sessions"][-LATEST:]


def _zones(pen: PenHistory, session: Row) -> "list[Row]":
    return measures.of_session(pen["zones"], session)


def _is_reaction(row: Row) -> bool:
    return row["kind"] == "bleeding" or bool(row["findings"])


def _day(at: int) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc).astimezone()


def _name(session: Row) -> str:
    at = f", {date(session['at'])}" if session["at"] else ""
    return f"{session['number']}{at}"


def _named(axes: Any, sessions: "list[Row]") -> None:
    """Number and day of the sessions below the axis, as many as there is room for."""
    every = -(-len(sessions) // _SPOTS)
    places = list(range(len(sessions) - 1, -1, -every))
    names = [f"#{sessions[i]['number']}" for i in places]
    if len(places) <= 6:
        names = [f"{name}\n{_short(sessions[i])}" for name, i in zip(names, places, strict=True)]
    axes.set_xticks(places, names)
    axes.set_xlim(-0.6, len(sessions) - 0.4)


def _written(number: float, _: object) -> str:
    """A number at an axis, as the language writes it."""
    return fill("{number:g}", number=round(number, 6))


def _seconds(ms: int) -> str:
    return fill("{s:.1f}", s=ms / 1000)


def _mm(um: int) -> str:
    return fill("{mm:.3f}", mm=um / 1000)


def _short(session: Row) -> str:
    if not session["at"]:
        return ""
    moment = _day(session["at"])
    return short_day_of(moment)


def _months(axes: Any) -> None:
    """Names of months, as many as there is room for, with the year where it begins."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    class Formatter(ConciseDateFormatter):
        def format_ticks(self, values: Any) -> "list[str]":
            return [months_of(label) for label in super().format_ticks(values)]

    locator = AutoDateLocator(minticks=3, maxticks=7)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(Formatter(locator, show_offset=False))
