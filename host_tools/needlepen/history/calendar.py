"""The plan as an iCalendar file (RFC 5545): importing it again updates its events and never doubles them.

An event is known by pen, session and kind of reminder, whatever its date and words. DTSTAMP is the last sync and
SEQUENCE the number of records held, so a later file always wins over an earlier one, and the same history always gives
the same bytes. Must not decide a date: `plan.py` has them from the pen (H26).
"""

# pyright: reportUnknownMemberType=false
# (icalendar's property values have holes in their types)

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from ..language import current, fill, tr
from ..texts import plan_text
from ..texts.dates import day_of
from ..texts.numbers import capital
from .plan import ACTIVES_S, BEFORE_S, GENTLE_S, OPEN_S, plan
from .queries import history
from .store import PenRow, Store

_SHORT_S = 15 * 60

# kind of reminder: (lasts for so many seconds before its moment, reminds at its beginning)
_KINDS: "dict[str, tuple[int, bool]]" = {
    "session": (0, False),
    "plain-serum": (OPEN_S, False),
    "no-actives": (ACTIVES_S, False),
    "gentle": (GENTLE_S - OPEN_S, False),
    "stop-actives": (-BEFORE_S, True),
    "earliest": (0, True),
    "suggested": (0, True),
    "checkin-1": (0, True),
    "checkin-24": (0, True),
    "checkin-48": (0, True),
    "checkin-72": (0, True),
}
_STALE = ("stop-actives", "earliest", "suggested")  # of the session before: the new one has taken their place


def calendar(store: Store, pens: "list[PenRow]") -> bytes:
    """The plan of every one of `pens` as one iCalendar object."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//needlepen//laptop tool//{current().upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "needlepen")
    for row in pens:
        for event in _events(store, row):
            made.add_component(event)
    return made.to_ical()


def _events(store: Store, row: PenRow) -> "list[Any]":
    sessions = history(store, row)["sessions"]
    sequence = store.count(row.pen_id)
    made: list[Any] = []
    if len(sessions) > 1 and sessions[-2]["at"]:
        before = sessions[-2]
        held = replace(row, unlock_at_s=before["unlock_at_s"] or row.unlock_at_s)
        for step in plan(held, before["at"]):
            if step["kind"] in _STALE:
                made.append(_event(row, before, step, sequence, cancelled=True))
    if sessions:
        for step in plan(row, sessions[-1]["at"]):
            made.append(_event(row, sessions[-1], step, sequence))
    return made


def _event(
    row: PenRow, session: "dict[str, Any]", step: "dict[str, Any]", sequence: int, cancelled: bool = False
) -> Any:
    from icalendar import Alarm, Event

    issued = datetime.fromtimestamp(row.changed_at, timezone.utc)
    title = fill(plan_text.TITLES[step["kind"]], issued=day_of(issued))
    span_s, reminds = _KINDS[step["kind"]]
    at = step["at"]
    begin, end = (at - span_s, at) if span_s > 0 else (at, at + (-span_s or _SHORT_S))
    event = Event()
    event.add("uid", f"{row.pen_id}-{session['epoch']}-{session['number']}-{step['kind']}@needlepen")
    event.add("dtstamp", _utc(row.changed_at))
    event.add("last-modified", _utc(row.changed_at))
    event.add("sequence", sequence)
    event.add("dtstart", _utc(begin))
    event.add("dtend", _utc(end))
    event.add("summary", title)
    event.add("description", _description(step, issued))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # it keeps nobody from an appointment
    event.add("class", "PRIVATE")  # it is about somebody's skin
    if reminds and not cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(0))
        event.add_component(alarm)
    return event


def _description(step: "dict[str, Any]", issued: datetime) -> str:
    """What to do, where that is from, and of when this is: apps that skip a known event keep an older date (H49)."""
    source = [tr("Source: {source}", source=step["source"])] if step["source"] else []
    note = tr(plan_text.CALENDAR_NOTE, issued=f"{day_of(issued)}, {issued:%H:%M} UTC")
    return "\n".join([capital(step["words"]), *source, note])


def _utc(at: int) -> datetime:
    """The minute, as calendars show no seconds: `plan.py` has rounded up what must not be shown too early."""
    return datetime.fromtimestamp(at // 60 * 60, timezone.utc)
