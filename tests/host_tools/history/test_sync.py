"""Sync against the firmware's real link: exactly once, verified, durable before acknowledged, resumable (S13)."""

import sqlite3
import time

import pytest
from needlepen import Pen, Store, kinds
from needlepen.errors import Refused, StorageError, VerificationFailed
from needlepen.history.verify import verify
from pen.formats import record

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()


@pytest.fixture
def life():
    """A pen's store with 200 records."""
    store = MemoryStore()
    play(store, sessions=8, samples=16)
    return store


@pytest.fixture
def db(tmp_path):
    with Store(tmp_path / "history.db") as store:
        yield store


def sync(pen, db, timeout_s=2.0):
    with Pen.open(pen.url, timeout_s) as open_pen:
        return open_pen.sync(db)


def held(db, epoch=1):
    return [raw for its_epoch, _, raw in db.raw(ID) if its_epoch == epoch]


def test_s13_everything_arrives_exactly_as_sent(life, db):
    with ScriptedPen(life) as pen:
        result = sync(pen, db)
    assert held(db) == life.records
    assert result.new == len(life.records) == life.ledger.acked_seq
    assert result.acknowledged
    assert verify(db, ID)[0].problems == []


def test_a_second_sync_moves_almost_nothing_and_writes_no_row(life, db):
    with ScriptedPen(life) as pen:
        sync(pen, db)
        rows, writes = db.written, life.writes
        result = sync(pen, db)
    assert result.new == 0
    assert result.received_bytes + result.sent_bytes < 1000
    assert db.written == rows
    assert life.writes == writes


def test_only_what_is_new_is_read(life, db):
    with ScriptedPen(life) as pen:
        sync(pen, db)
        play(life, 1)
        result = sync(pen, db)
        assert 0 < result.new < 20
        assert result.received_bytes < result.new * 64 + 500
    assert held(db) == life.records


def test_s13_acknowledged_only_after_it_is_durable(life, db):
    seen = []
    acknowledge = life.acknowledge

    def spy(sequence):
        with sqlite3.connect(f"file:{db.path}?immutable=1", uri=True) as other:  # the file, without the log beside it
            seen.append((sequence, other.execute("SELECT count(*), max(sequence) FROM records").fetchone()))
        acknowledge(sequence)

    life.acknowledge = spy
    with ScriptedPen(life) as pen:
        sync(pen, db)
    last = life.next - 1
    assert seen == [(last, (last, last))]
    assert db._sql.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL: a commit is on the disk
    assert db._sql.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_full_disk_is_not_acknowledged(life, db, monkeypatch):
    def full(*_):
        raise StorageError("disk full")

    monkeypatch.setattr(Store, "add", full)
    with ScriptedPen(life) as pen, pytest.raises(StorageError):
        sync(pen, db)
    assert life.ledger.acked_seq == 0


@pytest.mark.parametrize("place", [5, 20, 50])  # schema byte, payload, chain
def test_s13_a_bad_record_stops_the_sync_and_what_came_before_is_kept(life, db, place):
    spoiled = bytearray(life.records[99])
    spoiled[place] ^= 1
    life.records[99] = bytes(spoiled)
    with ScriptedPen(life) as pen, pytest.raises(VerificationFailed) as caught:
        sync(pen, db)
    assert "Record 100" in caught.value.what
    assert held(db) == life.records[:99]
    assert life.ledger.acked_seq == 0


def test_s13_a_record_that_was_left_out_breaks_the_chain(life, db):
    """Re-sealed with right CRCs and sequences, but on top of another past."""
    forged = MemoryStore()
    play(forged, sessions=8, samples=16)
    honest = life.records[:50]
    forged.log(record.POWER, 1, 3_900)
    life.records = honest + forged.records[50:60]
    life.records[50] = _resealed(life.records[50], bytes(12))
    with ScriptedPen(life) as pen, pytest.raises(VerificationFailed):
        sync(pen, db)
    assert held(db) == honest


def _resealed(raw, chain):
    buf = bytearray(raw)
    kind = buf[1]
    values = record.unpack_from(kinds.KINDS[kind][1], buf, record.PAYLOAD)
    sequence, proven_s, up_ms = record.unpack_from("<III", buf, 4)
    record.seal(buf, kind, sequence, proven_s, up_ms, values, chain)
    return bytes(buf)


def test_s13_another_journal_under_the_same_name_is_noticed(life, db):
    with ScriptedPen(life) as pen:
        sync(pen, db)
    other = MemoryStore()
    play(other, sessions=8, samples=16, day=41)
    with ScriptedPen(other) as pen, pytest.raises(VerificationFailed) as caught:
        sync(pen, db)
    assert "not the one" in caught.value.what
    assert held(db) == life.records
    assert other.ledger.acked_seq == 0


def test_s13_a_journal_that_went_back_is_noticed(life, db):
    with ScriptedPen(life) as pen:
        sync(pen, db)
        del life.records[-3:]
        with pytest.raises(VerificationFailed) as caught:
            sync(pen, db)
    assert "ends at record" in caught.value.what


def test_s13_records_freed_before_this_computer_saw_them_leave_a_hole(life, db):
    life.ledger.acked_seq = 60
    life.free(40)
    with ScriptedPen(life) as pen:
        result = sync(pen, db)
    assert (result.hole.first, result.hole.next) == (1, 41)
    assert held(db) == life.records
    report = verify(db, ID)[0]
    assert report.problems == [] and not report.from_genesis
    assert report.missing == ["records 1–40 freed by the pen after a sync with another computer or history"]


def test_s13_records_lost_on_the_pen_between_two_syncs_are_never_silent(life, db):
    with ScriptedPen(life) as pen:
        sync(pen, db)
        play(life, 3)
        life.free(len(life.records) - 5)
        first = life.first
        life.log(record.LOST, 210, first - 210, record.GAP_FULL)
        result = sync(pen, db)
    assert result.hole.next == first
    report = verify(db, ID)[0]
    assert report.problems == [] and len(report.missing) == 1
    assert "lost on the pen" in report.missing[0]


def test_a_new_journal_is_a_new_key_space(life, db):
    with ScriptedPen(life) as pen:
        sync(pen, db)
        old = list(life.records)
        life.new_epoch()
        play(life, 1)
        result = sync(pen, db)
    assert result.new_epoch
    assert held(db, 1) == old
    assert held(db, 2) == life.records
    assert [(report.epoch, report.failed) for report in verify(db, ID)] == [(1, 0), (2, 0)]


def test_a_running_session_is_left_alone(life, db):
    with ScriptedPen(life) as pen:
        pen.controller.busy = True
        with pytest.raises(Refused) as caught:
            sync(pen, db)
    assert "session" in caught.value.why.lower()


def test_s7_the_pen_is_told_the_time_once(life, db):
    with ScriptedPen(life) as pen:
        first = sync(pen, db)
        assert first.wall_first
        assert abs(life.proven_s + life.ledger.wall_offset_s - time.time()) < 5
        assert sync(pen, db).wall_set_s is None
        life.ledger.wall_offset_s -= 59
        assert sync(pen, db).wall_set_s is None
        life.ledger.wall_offset_s -= 3600
        other = sync(pen, db)
        assert not other.wall_first and other.wall_set_s is None  # that takes a hand on the pen
        assert 3600 <= other.skew_s < 3700
    held_kinds = [kinds.decode(raw)["kind"] for raw in held(db)]
    assert held_kinds.count("wall") == 1


def test_progress_is_told(life, db):
    told = []
    with ScriptedPen(life) as pen, Pen.open(pen.url) as open_pen:
        open_pen.sync(db, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(life.records), len(life.records))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
