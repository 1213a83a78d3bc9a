"""The calendar: the plan around each session as events, and no day earlier than the pen's (H26)."""

from dataclasses import replace

from icalendar import Calendar
from needlepen.history.calendar import calendar
from pen.core import reported

from tests.host_tools import long_life
from tests.host_tools.long_life import ID
from tests.host_tools.memory_store import DAY_S


def events(data):
    return {str(event["UID"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_the_calendar_has_the_plan(store):
    found = events(calendar(store, store.pens()))
    kinds = {uid.split("@")[0].split("-5-", 1)[1]: event for uid, event in found.items() if "-5-" in uid}
    assert set(kinds) == {
        "session", "checkin-1", "checkin-24", "checkin-48", "checkin-72",
        "plain-serum", "no-actives", "gentle", "stop-actives", "earliest", "suggested",
    }  # fmt: skip
    start = {name: int(event["DTSTART"].dt.timestamp()) for name, event in kinds.items()}
    end = {name: int(event["DTEND"].dt.timestamp()) for name, event in kinds.items()}
    assert end["no-actives"] - start["no-actives"] == 72 * 3600 and start["no-actives"] == start["session"]
    assert (start["plain-serum"], end["plain-serum"]) == (start["session"], start["gentle"]), "H45"
    assert start["earliest"] - start["stop-actives"] == 48 * 3600 and end["stop-actives"] == start["earliest"]
    assert start["suggested"] - start["session"] == 42 * DAY_S
    for name in ("checkin-24", "stop-actives", "earliest"):
        assert kinds[name].walk("VALARM")
    assert {str(event["CLASS"]) for event in found.values()} == {"PRIVATE"}


def test_h26_no_event_says_earlier_than_the_pen(store):
    row = store.pens()[0]
    (event,) = [e for uid, e in events(calendar(store, [row])).items() if uid.endswith("-5-earliest@needlepen")]
    assert event["DTSTART"].dt.timestamp() >= row.unlock_at_s + row.wall_offset_s


def test_h49_an_event_says_of_when_it_is(store):
    """An app that skips what it knows keeps an earlier day; its owner can see that it is an old one."""
    row = store.pens()[0]
    old = events(calendar(store, [row]))
    store.note_pen(replace(row, unlock_at_s=row.unlock_at_s + 14 * DAY_S, changed_at=row.changed_at + 3 * DAY_S))
    new = events(calendar(store, store.pens()))
    for kind in ("-5-earliest@needlepen", "-5-suggested@needlepen"):
        (before,), (after,) = ([event for uid, event in kept.items() if uid.endswith(kind)] for kept in (old, new))
        assert "(as of " in before["SUMMARY"] and before["SUMMARY"] != after["SUMMARY"]
        assert "as of " in before["DESCRIPTION"] and before["DESCRIPTION"] != after["DESCRIPTION"]


def test_the_same_history_gives_the_same_bytes(store):
    assert calendar(store, store.pens()) == calendar(store, store.pens())


def test_importing_again_updates_and_never_doubles(here):
    """A calendar keeps, for each UID, the event with the highest SEQUENCE."""
    life = long_life.half_a_year()
    last = {}
    for path, story in (("a.db", None), ("b.db", "reaction"), ("c.db", "session")):
        if story == "reaction":
            life.checkin(life.proven_s - 48 * 3600 - 600, 72, reported.RED_48H)
        if story == "session":
            life.session("2026-06-20 18:00", 250, long_life.SECOND, 3, {0: 100})
        with long_life.remember(life, here / path) as store:
            data = events(calendar(store, store.pens()))
        for uid, event in data.items():
            if uid in last:
                assert int(event["SEQUENCE"]) >= int(last[uid]["SEQUENCE"])
            last[uid] = event
    of_five = [uid for uid in last if "-5-" in uid]
    assert len(of_five) == 11  # the reaction moved dates, and made no second event
    status = {uid.split("-5-")[1]: str(last[uid]["STATUS"]) for uid in of_five}
    assert status["suggested@needlepen"] == status["earliest@needlepen"] == "CANCELLED"  # a new session took its place
    assert str(last[f"{ID}-1-6-earliest@needlepen"]["STATUS"]) == "CONFIRMED"


def test_the_calendar_as_it_is_typed(call, here):
    code, out, _ = call("calendar", "-o", "x.ics")
    assert code == 0 and out.startswith("✓ 14 events written to x.ics")
    assert (here / "x.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert call("calendar", "-o", "-", "--json")[0] == 2
    assert call("export", "-o", "y.ics")[0] == 0
    assert (here / "y.ics").read_bytes() == (here / "x.ics").read_bytes()
