"""Receipt, stats, diary and calendar, as they are typed and as they look. The golden files: `golden/keep_*.txt`."""

import io
import json
import os
import time
from pathlib import Path

import pytest
from icalendar import Calendar
from needlepen import Store
from needlepen.cli import main as cli
from needlepen.errors import UsageError
from needlepen.history import diary, next_session, session_summary, skin_status, stats
from needlepen.history.calendar import calendar
from needlepen.history.derive import derive
from needlepen.history.queries import history
from pen.core import skin
from pen.formats import kinds, record
from pen.formats import reasons as r
from PIL import Image, ImageCms

from tests.host_tools import long_life
from tests.host_tools.long_life import ID, NOW
from tests.host_tools.scripted_pen import DAY_S

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A directory with the history of half a year in it; its calendar stands still."""
    for name, value in (("NEEDLEPEN_NOW", str(NOW)), ("TZ", "UTC0"), ("COLUMNS", "100"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    monkeypatch.chdir(tmp_path)
    time.tzset()
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    return tmp_path


@pytest.fixture
def store(here):
    with Store(here / "history.db") as opened:
        yield opened


@pytest.fixture
def call(here, capsys):
    """Run a command line: (exit code, stdout, stderr)."""

    def run(*args):
        code = cli.run([*args, "--db", str(here / "history.db")])
        return (code, *capsys.readouterr())

    return run


def seen(store):
    return history(store, store.pens()[0])


# --- receipt and stats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["receipt", "receipt 3", "stats"])
def test_what_is_shown_stays_as_it_is(call, words):
    """After an intended change: NEEDLEPEN_GOLDEN=write pytest tests/host_tools/history/test_sessions_and_diary.py"""
    code, out, _ = call(*words.split())
    assert code == 0
    shown = "".join(line.rstrip() + "\n" for line in out.splitlines())
    path = GOLDEN / f"keep_{words.replace(' ', '_')}.txt"
    if os.environ.get("NEEDLEPEN_GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_a_receipt_says_what_each_zone_had(store):
    data = session_summary.session_summary(seen(store), 3)
    assert [(zone["words"], zone["strokes"], zone["whole"]) for zone in data["zones"]][:2] == [
        ("forehead", 1250, True),
        ("left cheek", 833, True),
    ]
    assert data["load"] == {"firm_ms": 2800, "hard_ms": 1400, "hard": 2, "index_ma": 151}
    assert data["next"] is None  # only the last session says what comes next
    assert not session_summary.session_summary(seen(store), 5)["zones"][-1]["whole"]
    assert session_summary.session_summary(seen(store), 4)["reacted"]


def test_h26_the_receipt_of_the_last_session_shows_no_earlier_day_than_the_pen(store):
    row = store.pens()[0]
    assert session_summary.session_summary(seen(store), None)["next"]["at"] == row.unlock_at_s + row.wall_offset_s


def test_a_session_that_never_was(call):
    code, out, err = call("receipt", "9")
    assert (code, out) == (2, "") and "No session 9" in err and "It knows 5" in err
    code, out, _ = call("receipt", "9", "--json")
    assert code == 2 and json.loads(out)["error"]["name"] == "usage"


def test_stats_add_up(store):
    pen = seen(store)
    sums = stats.stats(pen)
    assert sums["strokes"] == sum(zone["strokes"] for zone in sums["zones"])
    assert [month["count"] for month in sums["months"]] == [1, 1, 1, 0, 1, 0, 1]
    assert sums["cartridges"] == 2
    assert sum(entry["count"] for entry in sums["refusals"]) == len(pen["refusals"])
    assert sums["depth_off_um"]["least"] <= sums["depth_off_um"]["mean"] <= sums["depth_off_um"]["most"]


def test_nothing_yet_can_be_shown(here, call):
    life = long_life.Life()
    life.log(record.BOOT, 1, 0, 0, 1, 0, 3, r.CLOCK_OK)
    (here / "history.db").unlink()
    with long_life.remember(life, here / "history.db"):
        pass
    assert call("receipt")[0] == 2
    assert call("stats")[0] == call("calendar")[0] == call("report")[0] == 0
    assert call("report", "--for-dermatologist")[0] == 0


# --- how it stands ------------------------------------------------------------------------------------------------


def stands(life):
    """What is in the way after these records."""
    tables = derive((1, kinds.decode(raw)) for raw in life.records)
    return skin_status.skin_status({**tables, "fault": 0})


def test_what_was_told_blocks_until_it_is_cleared():
    life = long_life.Life()
    life.log(record.PROFILE, skin.ROSACEA | skin.ECZEMA, 0, record.BY_PEN)
    assert stands(life)["blocking"] == skin.ROSACEA | skin.ECZEMA
    life.log(record.CLEARANCE, record.CLEARED_PROFILE, skin.ROSACEA, 20_000, 0, 0, 0)
    assert stands(life)["blocking"] == skin.ECZEMA
    life.log(record.PROFILE, skin.ROSACEA | skin.ECZEMA, 0, record.BY_PEN)  # told anew: uncleared
    assert stands(life)["blocking"] == skin.ROSACEA | skin.ECZEMA


def test_two_reactions_in_a_row_or_blood_need_a_review():
    life = long_life.Life()
    for day, findings in ((1, skin.RED_48H), (40, 0), (80, skin.OTHER)):
        life.checkin(
            life.session(f"2026-0{1 + day // 31}-{1 + day % 31:02d} 12:00", 250, long_life.FIRST, 1, {0: 100}), 48
        )
        if findings:
            life.checkin(life.proven_s - 24 * 3600, 72, findings)
    assert not stands(life)["review"]  # a calm session lay between
    began = life.session("2026-05-20 12:00", 250, long_life.FIRST, 1, {0: 100})
    life.checkin(began, 24, skin.RED_48H)
    assert stands(life)["review"]
    life.log(record.CLEARANCE, record.CLEARED_REVIEW, 0, 20_000, 0, 0, 0)
    assert not stands(life)["review"]
    life.session("2026-07-20 12:00", 250, long_life.FIRST, 1, {0: 100}, end=r.STOP_BLEEDING)
    assert stands(life)["review"] and stands(life)["checkin_open"]


def test_h26_an_answer_never_shows_less_than_its_reason(store):
    pen = seen(store)
    said = next_session.answer(pen)
    assert said["title"] == "Next safe day: 30 May 2026, from 19:39" and "28 days" in said["because"]
    pen["next_session"]["not_before_s"] += 1  # a second more is a minute later, not the same minute
    assert next_session.answer(pen)["title"].endswith("19:40")
    pen["fault"], pen["fault_words"] = 1, "a fault"
    said = next_session.answer(pen)
    assert said["title"] == "No session for now" and said["because"].startswith("Not before 30 May 2026")


# --- diary ----------------------------------------------------------------------------------------------------------


def test_writing_into_the_diary(call, here):
    (here / "a.png").write_bytes(long_life.photo(kind="PNG"))
    code, out, _ = call("diary", "add", "a little red", "--rating", "4", "--photo", "a.png", "--on", "2026-05-03")
    assert code == 0 and out.startswith("✓ Written down for 3 May 2026, with a photo of")
    assert call("diary", "add", "calm")[0] == 0
    code, out, _ = call("diary", "list")
    assert out.startswith("● 2 entries, 1 photo\n") and "●●●●○" in out and out.index("a little red") < out.index("calm")
    code, out, _ = call("diary", "list", "--json")
    entries = json.loads(out)["entries"]
    assert [entry["rating"] for entry in entries] == [4, None] and entries[0]["pen_id"] == ID
    assert call("diary", "remove", entries[0]["id"][:6])[0] == 0
    assert call("diary", "list")[1].startswith("● 1 entry, no photos")
    assert call("diary", "remove", "zz")[0] == 2


def test_the_diary_needs_no_pen(here, call):
    (here / "history.db").unlink()
    assert call("diary", "add", "before the first session")[0] == 0
    assert "before the first session" in call("diary")[1]


@pytest.mark.parametrize(
    "args", [(), ("--rating", "6", "x"), ("--on", "2026-13-01", "x"), ("--on", "2026-05-21", "x"), ("x" * 4001,)]
)
def test_what_does_not_go_into_a_diary(call, args):
    assert call("diary", "add", *args)[0] == 2


def test_a_photo_that_is_none(call, here):
    (here / "a.jpg").write_text("<svg onload=alert(1)>")
    (here / "b.jpg").write_bytes(long_life.photo()[:600])
    (here / "c.gif").write_bytes(b"GIF89a" + bytes(99))
    for name in ("a.jpg", "b.jpg", "c.gif"):
        code, _, err = call("diary", "add", "x", "--photo", name)
        assert code == 2 and name in err
    assert call("diary", "add", "x", "--photo", "missing.jpg")[0] == 10
    assert "Nothing is written" in call("diary", "list")[1]


def test_of_a_photo_only_the_picture_is_kept(store):
    """Where and when it was taken stays behind; it stands upright and is not larger than it needs to be."""
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    taken = diary.take_photo(long_life.photo(size=(4000, 2000), exif=exif), "a.jpg")
    kept = Image.open(io.BytesIO(taken.data))
    assert taken.kind == "image/jpeg" and kept.format == "JPEG"
    assert kept.size == (800, 1600)
    assert not kept.getexif() and b"Secret" not in taken.data and b"Exif" not in taken.data


def test_the_colours_of_a_photo_are_those_of_every_screen():
    """Redness is what a photo of skin is for: a camera's own colour space is translated, not dropped."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (200, 120, 110)).save(out, "JPEG", icc_profile=profile)
    kept = Image.open(io.BytesIO(diary.take_photo(out.getvalue(), "a.jpg").data))
    assert "icc_profile" not in kept.info  # a profile that does not fit its picture does no harm either


def test_transparency_becomes_paper():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(io.BytesIO(diary.take_photo(out.getvalue(), "a.png").data))
    assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_a_photo_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(diary, "FILE_MAX", 1000)
    with pytest.raises(UsageError, match="larger than"):
        diary.take_photo(long_life.photo(), "a.jpg")


def test_an_entry_is_kept_once(store):
    entry = diary.new("calm", NOW, ID)
    assert diary.add(store, entry) and not diary.add(store, entry)
    assert len(diary.entries(store)) == 1


def test_a_removed_photo_is_in_no_file(store, here):
    entry = diary.new("x", NOW, ID, photo=diary.take_photo(long_life.photo(), "a.jpg"))
    diary.add(store, entry)
    piece = entry.photo[5000:5040]
    diary.remove(store, entry.id)
    assert not any(piece in path.read_bytes() for path in here.glob("history.db*"))


# --- calendar -------------------------------------------------------------------------------------------------------


def events(data):
    return {str(event["UID"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_the_calendar_has_the_plan(store):
    found = events(calendar(store, store.pens()))
    kinds = {uid.split("@")[0].split("-5-", 1)[1]: event for uid, event in found.items() if "-5-" in uid}
    assert set(kinds) == {
        "session", "checkin-1", "checkin-24", "checkin-48", "checkin-72",
        "no-actives", "gentle", "stop-actives", "earliest", "suggested",
    }  # fmt: skip
    start = {name: int(event["DTSTART"].dt.timestamp()) for name, event in kinds.items()}
    end = {name: int(event["DTEND"].dt.timestamp()) for name, event in kinds.items()}
    assert end["no-actives"] - start["no-actives"] == 72 * 3600 and start["no-actives"] == start["session"]
    assert start["earliest"] - start["stop-actives"] == 48 * 3600 and end["stop-actives"] == start["earliest"]
    assert start["suggested"] - start["session"] == 42 * DAY_S
    for name in ("checkin-24", "stop-actives", "earliest"):
        assert kinds[name].walk("VALARM")
    assert {str(event["CLASS"]) for event in found.values()} == {"PRIVATE"}


def test_h26_no_event_says_earlier_than_the_pen(store):
    row = store.pens()[0]
    (event,) = [e for uid, e in events(calendar(store, [row])).items() if uid.endswith("-5-earliest@needlepen")]
    assert event["DTSTART"].dt.timestamp() >= row.unlock_at_s + row.wall_offset_s


def test_the_same_history_gives_the_same_bytes(store):
    assert calendar(store, store.pens()) == calendar(store, store.pens())


def test_importing_again_updates_and_never_doubles(here):
    """A calendar keeps, for each UID, the event with the highest SEQUENCE."""
    life = long_life.half_a_year()
    last = {}
    for path, story in (("a.db", None), ("b.db", "reaction"), ("c.db", "session")):
        if story == "reaction":
            life.checkin(life.proven_s - 48 * 3600 - 600, 72, skin.RED_48H)
        if story == "session":
            life.session("2026-06-20 18:00", 250, long_life.SECOND, 3, {0: 100})
        with long_life.remember(life, here / path) as store:
            data = events(calendar(store, store.pens()))
        for uid, event in data.items():
            if uid in last:
                assert int(event["SEQUENCE"]) >= int(last[uid]["SEQUENCE"])
            last[uid] = event
    of_five = [uid for uid in last if "-5-" in uid]
    assert len(of_five) == 10  # the reaction moved dates, and made no second event
    status = {uid.split("-5-")[1]: str(last[uid]["STATUS"]) for uid in of_five}
    assert status["suggested@needlepen"] == status["earliest@needlepen"] == "CANCELLED"  # a new session took its place
    assert str(last[f"{ID}-1-6-earliest@needlepen"]["STATUS"]) == "CONFIRMED"


def test_the_calendar_as_it_is_typed(call, here):
    code, out, _ = call("calendar", "-o", "x.ics")
    assert code == 0 and out.startswith("✓ 13 events written to x.ics")
    assert (here / "x.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert call("calendar", "-o", "-", "--json")[0] == 2
    assert call("export", "-o", "y.ics")[0] == 0
    assert (here / "y.ics").read_bytes() == (here / "x.ics").read_bytes()
