"""S13, H39: what the pen still holds of an epoch that was given up is taken, as far as it can be read.

Siblings: the last record damaged; one in the middle; several; the first one; another pen's flash; records that the pen
has dropped; an epoch of which this computer holds a part; several epochs; a second sync; a second computer.
"""

import pytest
from needlepen import Pen, Store
from needlepen.history.verify import verify
from pen.formats import record

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=3, samples=8)
    return store


@pytest.fixture
def db(tmp_path):
    with Store(tmp_path / "history.db") as store:
        yield store


def sync(life, db):
    with ScriptedPen(life) as pen, Pen.open(pen.url, 2.0) as open_pen:
        return open_pen.sync(db)


def held(db, epoch):
    return [raw for its_epoch, _, raw in db.raw(ID) if its_epoch == epoch]


def damage(life, *sequences):
    """These records have a wrong bit; the pen gives the epoch up and begins another."""
    for sequence in sequences:
        at = sequence - life.first
        raw = life.records[at]
        life.records[at] = raw[:20] + bytes([raw[20] ^ 1]) + raw[21:]
    life.new_epoch(record.GAP_DAMAGED)


@pytest.mark.parametrize("bad", [(-1,), (20,), (1,), (5, 6, 7), (9, -1), ()])
def test_s13_h39_every_whole_record_of_an_older_epoch_arrives(life, db, bad):
    written = list(life.records)
    bad = [len(written) if n < 0 else n for n in bad]
    damage(life, *bad)
    result = sync(life, db)
    whole = [raw for n, raw in enumerate(written, 1) if n not in bad]
    assert held(db, 1) == whole
    assert held(db, 2) == life.records
    assert result.new == len(whole) + len(life.records)
    assert life.ledger.acked_epoch == 1
    assert [report.problems for report in verify(db, ID)] == [[], []]


def test_s13_h39_only_what_is_missing_is_read_and_nothing_twice(life, db):
    sync(life, db)
    play(life, 1)
    written = list(life.records)
    damage(life, len(written))
    before = len(held(db, 1))
    assert sync(life, db).new == len(written) - 1 - before + len(life.records)
    assert held(db, 1) == written[:-1]
    rows = db.written
    assert sync(life, db).new == 0
    assert db.written == rows


def test_s13_h39_what_the_pen_dropped_of_it_is_a_hole(life, db):
    written = list(life.records)
    life.free(4)
    damage(life)
    sync(life, db)
    assert held(db, 1) == written[4:]
    assert [(hole.first, hole.next) for hole in db.holes(ID) if hole.epoch == 1] == [(1, 5)]


def test_s13_h39_several_epochs_come_in_their_order(life, db):
    damage(life, len(life.records))
    play(life, 1)
    damage(life, len(life.records))
    sync(life, db)
    assert db.epochs(ID) == [1, 2, 3]
    assert life.ledger.acked_epoch == 2


def test_s13_another_pens_epoch_is_not_taken_for_this_ones(life, db):
    other = MemoryStore(bytes(8))
    play(other, 2)
    life.new_epoch(record.GAP_DAMAGED)
    life.older[1] = (1, other.records)
    sync(life, db)
    assert held(db, 1) == [] and held(db, 2) == life.records
    assert life.ledger.acked_epoch == 0


def test_s13_lost_records_of_an_older_epoch_are_told(life, db):
    life.log(record.LOST_EPOCH, 1, 5, 7, record.GAP_FULL)
    sync(life, db)
    (note,) = [row for row in db.table("notes", ID) if row["kind"] == "lost"]
    assert '"count":7' in note["fields"] and '"old_epoch":1' in note["fields"]
