"""A stored record whose bytes were damaged while the file is whole: told, healed from the pen, never acknowledged over.

The pen may free what was acknowledged, so nothing is acknowledged that the history cannot read back (S13).
"""

import json
import sqlite3

import pytest
from needlepen import Pen, Store
from needlepen.errors import VerificationFailed
from needlepen.history.verify import damaged, verify
from pen.formats import record

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=3, samples=8)
    store.set_wall(1_790_000_000)
    return store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.db"


def synced(pen, path):
    with Pen.open(pen.url) as open_pen, Store(path) as db:
        return open_pen.sync(db)


def spoil(path, *sequences, epoch=1, at=20):
    """Flip a byte of these stored records; the file around them stays whole."""
    with Store(path) as db:
        for sequence in sequences:
            raw = bytearray(db.raw_at(ID, epoch, sequence))
            raw[at] ^= 0x40
            db.database.sql.execute(
                "UPDATE records SET raw = ? WHERE epoch = ? AND sequence = ?", (bytes(raw), epoch, sequence)
            )


def held(path, epoch=1):
    with Store(path) as db:
        return [raw for its_epoch, _, raw in db.raw(ID) if its_epoch == epoch]


def failures(path):
    with Store(path) as db:
        return sum(report.failed for report in verify(db, ID))


@pytest.mark.parametrize("sequences", [(1,), (9,), (9, 10, 11), (5, 30), (-1,), (-2, -1)])
def test_s13_what_the_pen_still_holds_is_healed_from_it(life, path, sequences):
    with ScriptedPen(life) as pen:
        synced(pen, path)
        spoil(path, *(n if n > 0 else life.next + n for n in sequences))
        result = synced(pen, path)
        assert (result.healed, result.damaged, result.new) == (len(sequences), 0, 0)
        assert held(path) == life.records and failures(path) == 0
        again = synced(pen, path)
    assert (again.healed, again.damaged) == (0, 0) and again.received_bytes < 1_000


def test_s13_a_tampered_record_that_is_whole_is_not_replaced(life, path):
    """It differs and has a right CRC: somebody wrote it. That is said, and nothing is acknowledged."""
    with ScriptedPen(life) as pen:
        synced(pen, path)
        acknowledged = life.ledger.acked_seq
        with Store(path) as db:
            one, other = (db.raw_at(ID, 1, n) for n in (9, 10))
            for sequence, raw in ((9, other), (10, one)):
                db.database.sql.execute("UPDATE records SET raw = ? WHERE sequence = ?", (raw, sequence))
        play(life, 1)
        with pytest.raises(VerificationFailed, match="Record 9"):
            synced(pen, path)
    assert life.ledger.acked_seq == acknowledged


def test_s13_nothing_is_acknowledged_over_a_damaged_record(life, path, monkeypatch):
    """Damaged before its acknowledgement reached the pen: the pen must not free the only copy."""
    seen = []

    def acknowledge(sequence):
        with Store(path) as db:
            seen.append((sequence, damaged(db, ID)))

    with ScriptedPen(life) as pen:
        synced(pen, path)
        spoil(path, 9)
        life.ledger.acked_seq = 0
        play(life, 1)
        monkeypatch.setattr(life, "acknowledge", acknowledge)
        synced(pen, path)
    assert seen == [(life.next - 1, {})]


@pytest.mark.parametrize("sequence", [3, 12])
def test_s13_what_the_pen_has_freed_is_told_with_the_way_on(life, path, run, tmp_path, sequence):
    """Also when it is the last one held, behind which the pen begins."""
    with ScriptedPen(life) as pen:
        synced(pen, path)
        assert run("db", "backup", tmp_path / "copy.db", "--db", path)[0] == 0
        if sequence == 12:
            life.free(life.next - 1)
            sequence = life.next - 1
        else:
            life.free(6)
        spoil(path, sequence)
        play(life, 1)
        code, out, _ = run("sync", "-d", pen.url, "--db", path)
        assert code == 0 and "Damaged on this computer: 1 record" in out and "needlepen import" in out
        result = synced(pen, path)
        assert (result.damaged, result.healed, result.hole) == (1, 0, None) and result.acknowledged
    assert life.ledger.acked_seq == life.next - 1
    assert run("verify", "--db", path)[0] == 8
    for command in ("history", "receipt", "stats", "export"):
        code, _, err = run(command, "--db", path)
        assert code == 0 and "Damaged" in err and "needlepen import" in err, command
    assert json.loads(run("history", "--json", "--db", path)[1])["pens"]
    assert run("report", "-o", tmp_path / "a.html", "--db", path)[0] == 0
    assert "this history was changed or damaged" in (tmp_path / "a.html").read_text("utf-8")
    assert run("import", tmp_path / "copy.db", "--db", path)[0] == 0
    assert run("verify", "--db", path)[0] == 0
    assert "Damaged" not in run("history", "--db", path)[2]


def test_what_was_derived_without_it_is_derived_again(life, path):
    with ScriptedPen(life) as pen:
        synced(pen, path)
        with Store(path) as db:
            before = db.table("sessions", ID)
            start = next(n for n, raw in enumerate(life.records, 1) if raw[1] == life.records[4][1])
        spoil(path, start)
        with Store(path) as db:
            db.database.sql.execute("UPDATE derived SET version = 0")
            db.refresh(ID)
            assert db.table("sessions", ID) != before
        synced(pen, path)
    with Store(path) as db:
        db.refresh(ID)
        assert db.table("sessions", ID) == before


@pytest.mark.parametrize("freed", [0, 3, 12])
def test_s13_older_epochs_are_healed_too(life, path, freed):
    with ScriptedPen(life) as pen:
        synced(pen, path)
        old = list(life.records)
        life.new_epoch(record.GAP_DAMAGED)
        play(life, 1)
        life.older[1] = 1 + freed, old[freed:]
        spoil(path, 8, len(old))
        result = synced(pen, path)
        healed = 2 if freed < 8 else 1
        assert (result.healed, result.damaged) == (healed, 2 - healed)
        assert held(path, 2) == life.records
        wrong = [n for n, (one, other) in enumerate(zip(held(path), old, strict=True), 1) if one != other]
        assert wrong == ([] if freed < 8 else [8])
        with Store(path) as db:
            assert db.holes(ID) == []
        assert synced(pen, path).healed == 0


def test_an_older_epoch_that_is_damaged_on_the_pen_heals_what_it_can(life, path):
    """What both have lost is no hole: it stays as it is here, and is told."""
    with ScriptedPen(life) as pen:
        synced(pen, path)
        old = list(life.records)
        life.new_epoch(record.GAP_DAMAGED)
        broken = bytearray(old[9])
        broken[20] ^= 1
        life.older[1] = 1, [*old[:9], bytes(broken), *old[10:]]
        spoil(path, 8, 10)
        result = synced(pen, path)
        assert (result.healed, result.damaged) == (1, 1)
        again = synced(pen, path)
    assert (again.healed, again.damaged, again.new) == (0, 1, 0)
    with Store(path) as db:
        assert db.holes(ID) == [] and damaged(db, ID) == {1: [10]}


def test_s13_an_older_epoch_is_acknowledged_when_it_is_in_the_file_itself(life, path, monkeypatch):
    seen = []

    def acknowledge(epoch, sequence):
        with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as file:  # without the log beside it
            held = file.execute("SELECT max(sequence) FROM records WHERE epoch = ?", (epoch,)).fetchone()[0]
        seen.append((sequence, held))

    last = life.next - 1
    life.new_epoch(record.GAP_DAMAGED)
    monkeypatch.setattr(life, "acknowledge_older", acknowledge)
    with ScriptedPen(life) as pen, Store(path):  # open, so that nothing is emptied into the file by closing it
        synced(pen, path)
    assert seen == [(last, last)]
