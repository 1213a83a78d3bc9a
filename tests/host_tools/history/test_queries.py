"""From records to what a person reads: dates, sessions, refusals."""

import io
import json

import pytest
from needlepen import clock, kinds
from needlepen.history import measures
from needlepen.history.derive import derive
from needlepen.history.export import to_dict, write_csv
from needlepen.history.queries import choose, history
from needlepen.texts import dates, pen_codes, record_text
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.formats import reason_lists
from tests.host_tools.memory_store import DAY_S, PEN_ID, MemoryStore, play

ID = PEN_ID.hex()
OFFSET = 1_790_000_000


class Journal(MemoryStore):
    """Records without a pen."""

    def derived(self):
        return derive((self.epoch, kinds.decode(raw)) for raw in self.records)

    def refuse(self, day):
        self.proven_s = day * DAY_S
        self.log(record.REFUSAL, r.CARTRIDGE_NONE, 0, 0)

    def wall(self, offset_s):
        self.log(record.WALL, self.ledger.wall_offset_s, offset_s)
        self.ledger.wall_offset_s = offset_s


@pytest.fixture
def journal():
    return Journal()


# --- dates --------------------------------------------------------------------------------------------------


def test_without_any_date_the_pens_own_days_are_shown(journal):
    journal.refuse(40)
    (row,) = journal.derived()["refusals"]
    assert row["at"] is None
    assert dates.when(row["at"], row["proven_s"], row["guess"]) == "day 40"


def test_the_offset_valid_at_the_record_dates_it(journal):
    journal.wall(OFFSET)
    journal.refuse(1)
    journal.wall(OFFSET + 500)
    journal.refuse(2)
    rows = journal.derived()["refusals"]
    assert [(row["at"], row["guess"]) for row in rows] == [(OFFSET + DAY_S, 0), (OFFSET + 500 + 2 * DAY_S, 0)]


def test_records_from_before_the_first_date_are_dated_afterwards_as_a_guess(journal):
    journal.refuse(1)
    journal.wall(OFFSET)
    (row,) = journal.derived()["refusals"]
    assert (row["at"], row["guess"]) == (OFFSET + DAY_S, 1)
    assert dates.when(row["at"], row["proven_s"], 1).startswith("~")


def test_h10_dates_do_not_reach_back_over_a_lost_clock(journal):
    journal.refuse(1)
    journal.log(record.CLOCK, r.CLOCK_STOPPED, journal.proven_s)
    journal.refuse(2)
    journal.wall(OFFSET)
    rows = journal.derived()["refusals"]
    assert [row["at"] for row in rows] == [None, OFFSET + 2 * DAY_S]


def test_h10_after_a_lost_clock_old_dates_are_guesses_until_corrected(journal):
    journal.wall(OFFSET)
    journal.log(record.BOOT, 1, 0, 0, 1, 0, 15, r.CLOCK_STOPPED)
    journal.refuse(2)
    assert journal.derived()["refusals"][0]["guess"] == 1
    journal.wall(OFFSET + 9 * DAY_S)  # nine days were lost
    (row,) = journal.derived()["refusals"]
    assert (row["at"], row["guess"]) == (OFFSET + 11 * DAY_S, 1)


@pytest.mark.parametrize(("stores", "guess"), [(0b1111, 0), (0b1101, 0), (0b1100, 1), (0b0011, 1)])
def test_h26_nor_is_a_date_sure_after_a_start_at_which_a_memory_was_missing(journal, stores, guess):
    """The pen proved no time then, and forgot its date; its journal says no more of it."""
    journal.wall(OFFSET)
    journal.log(record.BOOT, 1, 0, 0, 1, 0, stores, r.CLOCK_OK)
    journal.refuse(2)
    assert journal.derived()["refusals"][0]["guess"] == guess


def test_h26_a_wait_is_never_shown_too_short():
    assert dates.wait(0) == dates.wait(-5) == "now"
    assert dates.wait(1) == dates.wait(60) == "in a minute"
    assert dates.wait(61) == "in 2 minutes"
    assert dates.wait(DAY_S) == "in 24 hours"
    assert dates.wait(DAY_S + 1) == "in 2 days"
    assert dates.wait(28 * DAY_S) == "in 28 days"


def test_absurd_dates_do_not_crash():
    for at in (1 << 40, -(1 << 40), 1 << 62):
        assert clock.iso(at) is None or clock.iso(at).endswith("Z")
        assert dates.when(at, 5 * DAY_S)
        assert dates.date(at)


# --- sessions and what else happened --------------------------------------------------------------------------


def test_a_session_from_start_to_end(journal):
    play(journal, 1, samples=3)
    (row,) = journal.derived()["sessions"]
    assert (row["number"], row["runs"], row["strokes"], row["needle_ms"]) == (1, 1, 270, 3000)
    assert (row["cartridge"], row["uses"], row["use_limit"]) == ("000102000001", 1, 3)
    assert row["reason"] == r.STOP_USER
    assert row["end_s"] and row["unlock_at_s"] > row["end_s"]


def test_an_interrupted_session_counts_what_was_recorded(journal):
    journal.log(record.SESSION_START, 7, 1, 2, 1, 1, 250, 90)
    for total in (1000, 2500):
        journal.log(record.NEEDLES_ON, 7, 250, 250, 90, 60_000, 1, 833)
        journal.log(record.NEEDLES_OFF, 7, r.STOP_BUTTON, 100, 1000, total)
    journal.log(record.RESUME, 7, 900)
    journal.log(record.NEEDLES_ON, 7, 250, 250, 90, 60_000, 1, 833)
    (row,) = journal.derived()["sessions"]
    assert (row["runs"], row["resumes"], row["strokes"], row["needle_ms"]) == (3, 1, 200, 2500)
    assert row["reason"] is None and row["end_s"] is None


@pytest.mark.parametrize("told", (1, 2))
def test_what_a_power_cut_hid_is_charged_and_never_measured(journal, told):
    """The pen charges a zone before the first stroke and cannot know how many there were: the demo's second session.

    Once: also where the power went again before the pen had stored that it had told it.
    """
    journal.log(record.SESSION_START, 1, 0, 9, 1, 1, 250, 60)
    journal.log(record.NEEDLES_ON, 1, 250, 250, 60, 41_666, 0, 1250)
    for start in range(told):
        journal.log(record.BOOT, 2 + start, 1, 0, 1, 0, 15, r.CLOCK_OK)
        journal.log(record.NEEDLES_OFF, 1, r.STOP_POWER_CUT, 0, 41_666, 41_666)
        journal.log(record.ZONE, 1, 0, 250, 250, 1250, 417)
    journal.log(record.RESUME, 1, 1500)
    journal.log(record.NEEDLES_ON, 1, 250, 250, 60, 27_766, 1, 833)
    journal.log(record.NEEDLES_OFF, 1, r.STOP_BUTTON, 638, 10_930, 52_596)
    journal.log(record.ZONE, 1, 1, 250, 250, 638, 110)
    (open_,) = journal.derived()["sessions"]
    journal.log(record.SESSION_END, 1, r.STOP_USER, 638, 52_596, 28 * DAY_S)
    (row,) = journal.derived()["sessions"]
    for one in (open_, row):
        assert (one["strokes"], one["charged_strokes"]) == (638, 1250)
        assert (one["needle_ms"], one["charged_ms"]) == (52_596 - 41_666, 41_666)
    cut, whole = journal.derived()["zones"]
    assert (cut["strokes"], cut["charged_strokes"], cut["needle_ms"], cut["charged_ms"]) == (0, 1250, 0, 41_700)
    assert (whole["strokes"], whole["charged_strokes"], whole["needle_ms"], whole["charged_ms"]) == (638, 0, 11_000, 0)


@pytest.mark.parametrize("why", [r.STOP_POWER_CUT, r.STOP_CRASH])
def test_a_zone_that_was_cut_in_its_second_run_keeps_what_was_counted_in_the_first(journal, why):
    journal.log(record.SESSION_START, 1, 0, 9, 1, 1, 250, 60)
    journal.log(record.NEEDLES_ON, 1, 250, 250, 60, 41_666, 0, 1250)
    journal.log(record.NEEDLES_OFF, 1, r.STOP_BUTTON, 500, 8_000, 8_000)
    journal.log(record.ZONE, 1, 0, 250, 250, 400, 70)  # a hundred of them were in the air
    journal.log(record.NEEDLES_ON, 1, 250, 250, 60, 33_000, 0, 850)
    never = journal.derived()  # no record tells how this run ended
    journal.log(record.NEEDLES_OFF, 1, why, 0, 33_000, 41_000)
    journal.log(record.ZONE, 1, 0, 250, 250, 1250, 400)
    for tables in (never, journal.derived()):
        (zone,), (session,) = tables["zones"], tables["sessions"]
        assert (zone["strokes"], zone["charged_strokes"], zone["needle_ms"], zone["charged_ms"]) == (
            400, 850, 7_000, 33_000,
        )  # fmt: skip
        assert (session["strokes"], session["charged_strokes"]) == (500, 850)
        assert (session["needle_ms"], session["charged_ms"]) == (8_000, 33_000)
        assert measures.done(zone) == measures.CHARGED


def test_a_cartridge_of_somebody_else_is_never_usable(journal):
    journal.log(record.CARTRIDGE, 1, 2, 2, 450, 1, 3, r.CARTRIDGE_FOREIGN)
    journal.log(record.CARTRIDGE, 1, 3, 2, 700, 0, 3, r.CARTRIDGE_NEEDLES)
    journal.log(record.CARTRIDGE, 1, 4, 2, 450, 1, 3, r.NONE)
    journal.log(record.CARTRIDGE, 1, 5, 2, 450, 3, 3, r.CARTRIDGE_SPENT)
    journal.log(record.SETTING, 3, 5, 2)  # two uses at most from now on
    rows = journal.derived()["cartridges"]
    assert [measures.left(row) for row in rows] == [0, 0, 1, 0]
    assert [measures.why_unusable(row) for row in rows] == [
        r.CARTRIDGE_FOREIGN, r.CARTRIDGE_NEEDLES, r.NONE, r.CARTRIDGE_SPENT,
    ]  # fmt: skip


def test_records_of_another_session_are_not_counted_here(journal):
    journal.log(record.SESSION_START, 7, 1, 2, 1, 1, 250, 90)
    journal.log(record.NEEDLES_OFF, 6, r.STOP_BUTTON, 100, 1000, 1000)
    journal.log(record.SESSION_END, 6, r.STOP_USER, 100, 1000, 99)
    (row,) = journal.derived()["sessions"]
    assert (row["strokes"], row["reason"]) == (0, None)


def test_faults_are_latched_until_acknowledged(journal):
    journal.log(record.FAULT, r.F_DEPTH, 31, 250)
    journal.log(record.FAULT, r.F_PART + 4, 0, 0)
    journal.log(record.FAULT_CLEARED, r.F_DEPTH)
    first, second = journal.derived()["faults"]
    assert first["cleared_s"] is not None and second["cleared_s"] is None
    assert pen_codes.fault(second["code"]) == "the depth encoder does not answer properly"


def test_losses_and_new_journals_are_noted(journal):
    journal.log(record.LOST, 5, 12, record.GAP_FULL)
    journal.new_epoch(record.GAP_WIPED)
    (note,) = journal.derived()["notes"]
    said = record_text.note(note["kind"], json.loads(note["fields"]), note["epoch"])
    assert "new journal (epoch 2)" in said and "reached record 1" in said


def test_an_unknown_kind_of_record_is_skipped_and_kept(journal, db):
    raw = bytearray(64)
    record.seal(raw, record.POWER, 1, 0, 0, (1, 3900), bytes(12))
    raw[1] = 200
    fields = kinds.decode(bytes(raw))
    assert fields["kind"] == "kind_200" and fields["raw"]
    assert all(rows == [] for rows in derive([(1, fields)]).values())


def test_every_number_has_words():
    for reason in reason_lists.REFUSALS:
        assert pen_codes.REFUSALS[reason][0] and pen_codes.REFUSALS[reason][1]
        assert pen_codes.refusal(reason, 1)
    stops = {value for name, value in vars(r).items() if name.startswith("STOP_")}
    assert set(pen_codes.STOPS) == stops
    faults = {value for name, value in vars(r).items() if name.startswith("F_")} - {r.F_PART}
    assert set(pen_codes.FAULTS) == faults
    assert pen_codes.refusal(222) == "reason 222" and pen_codes.fault(99) and pen_codes.stop(99)
    assert pen_codes.state(99) == "state 99"


def test_the_history_of_a_pen(db):
    (row,) = choose(db, None)
    data = history(db, row)
    assert [s["number"] for s in data["sessions"]] == [1, 2]
    assert data["sessions"][0]["end_words"] == "ended by the user"
    assert data["refusals"][-1]["words"] == "too soon after the last session"
    assert data["next_session"]["unlock_at_s"] == data["sessions"][-1]["unlock_at_s"]
    assert data["next_session"]["wait_s"] > 27 * DAY_S - 3700
    assert data["journals"][0]["first"] == 1


def test_derived_tables_are_rebuilt_from_the_raw_records(db):
    before = db.table("sessions", ID)
    db._sql.execute("DELETE FROM sessions")
    db._sql.execute("DELETE FROM derived")
    db.refresh(ID)
    assert db.table("sessions", ID) == before


# --- export ---------------------------------------------------------------------------------------------------


def test_export_loses_nothing(db):
    data = to_dict(db, db.pens())
    raws = [bytes.fromhex(entry["raw_hex"]) for entry in data["pens"][0]["records"]]
    assert raws == [raw for _, _, raw in db.raw(ID)]
    out = io.StringIO()
    write_csv(db, db.pens(), out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 2 + len(raws)  # the head, the pen
    assert len({line.count(",") for line in lines}) == 1
