"""Receipt, stats and how it stands, as they are typed and as they look. The golden files: `golden/keep_*.txt`."""

import json
import os
from pathlib import Path

import pytest
from needlepen import kinds
from needlepen.history import measures, next_session, session_summary, skin_status, stats
from needlepen.history.derive import derive
from needlepen.history.queries import history
from needlepen.terminal import session_view
from pen.core import reported
from pen.formats import reasons as r
from pen.formats import record
from rich.console import Console

from tests.host_tools import long_life

GOLDEN = Path(__file__).parents[1] / "golden"


def seen(store):
    return history(store, store.pens()[0])


# --- receipt and stats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["receipt", "receipt 3", "stats"])
def test_what_is_shown_stays_as_it_is(call, words):
    """After an intended change: NEEDLEPEN_GOLDEN=write pytest tests/host_tools/history/test_receipt_and_stats.py"""
    code, out, _ = call(*words.split())
    assert code == 0
    shown = "".join(line.rstrip() + "\n" for line in out.splitlines())
    path = GOLDEN / f"keep_{words.replace(' ', '_')}.txt"
    if os.environ.get("NEEDLEPEN_GOLDEN") == "write":
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_a_receipt_says_what_each_zone_had(store):
    data = session_summary.session_summary(seen(store), 3)
    assert [(zone["words"], zone["strokes"], zone["done"]) for zone in data["zones"]][:2] == [
        ("forehead", 1250, measures.MEASURED),
        ("left cheek", 833, measures.MEASURED),
    ]
    assert data["load"] == {"firm_ms": 2800, "hard_ms": 1400, "hard": 2, "index_ma": 151}
    assert data["next"] is None  # only the last session says what comes next
    assert not session_summary.session_summary(seen(store), 5)["zones"][-1]["done"]
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
    life.log(record.BOOT, 1, 0, 0, 1, 0, 15, r.CLOCK_OK)
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
    life.log(record.PROFILE, reported.ROSACEA | reported.ECZEMA, 0, record.BY_PEN)
    assert stands(life)["blocking"] == reported.ROSACEA | reported.ECZEMA
    life.log(record.CLEARANCE, record.CLEARED_PROFILE, reported.ROSACEA, 20_000, 0, 0, 0)
    assert stands(life)["blocking"] == reported.ECZEMA
    life.log(record.PROFILE, reported.ROSACEA | reported.ECZEMA, 0, record.BY_PEN)  # told anew: uncleared
    assert stands(life)["blocking"] == reported.ROSACEA | reported.ECZEMA


def test_two_reactions_in_a_row_or_blood_need_a_review():
    life = long_life.Life()
    for day, findings in ((1, reported.RED_48H), (40, 0), (80, reported.OTHER)):
        life.checkin(
            life.session(f"2026-0{1 + day // 31}-{1 + day % 31:02d} 12:00", 250, long_life.FIRST, 1, {0: 100}), 48
        )
        if findings:
            life.checkin(life.proven_s - 24 * 3600, 72, findings)
    assert not stands(life)["review"]  # a calm session lay between
    began = life.session("2026-05-20 12:00", 250, long_life.FIRST, 1, {0: 100})
    life.checkin(began, 24, reported.RED_48H)
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


def test_s17_a_receipt_says_what_was_charged_and_not_counted(capsys):
    """After a power cut nobody knows how many strokes there were: at most what was charged."""
    zone = {"zone": 0, "words": "forehead", "depth_um": 250, "measured_um": 250, "stop": r.STOP_POWER_CUT}
    cut = {**zone, "strokes": 0, "charged_strokes": 1250, "needle_ms": 0, "charged_ms": 41_700}
    whole = {**zone, "strokes": 638, "charged_strokes": 0, "needle_ms": 9_000, "charged_ms": 0, "stop": r.STOP_BUTTON}
    rows = [{**row, "done": measures.done(row)} for row in (cut, whole)]
    Console(width=120).print(session_view._zones(rows, measures.sums(rows)))
    shown = capsys.readouterr().out
    lines = [line.split() for line in shown.splitlines()]
    assert lines[1:4] == [
        ["forehead", "0.25", "mm", "0.25", "mm", "≤", "1,250", "≤", "41.7"],
        ["charged"] * 2,
        *lines[3:4],
    ]
    assert lines[3][5:] == ["638", "9.0"] and lines[-3:] == [
        ["together", "0.25", "mm", "638", "9.0"], ["≤", "1,250", "≤", "41.7"], ["charged"] * 2,
    ]  # fmt: skip
    assert session_view._cut(rows) == ["forehead"]
