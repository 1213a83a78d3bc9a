"""A history that was tampered with: `verify` finds it by CRC, sequence and chain (S13)."""

import pytest
from needlepen.history.verify import verify
from pen.formats import record

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play

ID = PEN_ID.hex()


def test_s13_an_untouched_history_verifies(db):
    (report,) = verify(db, ID)
    assert report.from_genesis and report.failed == 0 and report.missing == []


@pytest.mark.parametrize("place", range(0, 64, 7))
def test_s13_a_changed_byte_is_found(db, place):
    raw = bytearray(db.last(ID, 1)[1])
    raw[place] ^= 0x40
    db._sql.execute("UPDATE records SET raw = ? WHERE sequence = ?", (bytes(raw), db.last(ID, 1)[0]))
    assert verify(db, ID)[0].failed == 1


def test_s13_a_record_changed_with_care_is_found(db):
    """Right CRC, right chain value for itself: the next record still gives it away."""
    rows = [raw for _, _, raw in db.raw(ID)]
    at = 8
    buf = bytearray(rows[at])
    chain = rows[at - 1][record.BODY : record.BODY + record.CHAIN]
    record.seal(buf, record.POWER, at + 1, 0, 0, (1, 3_900), chain)
    db._sql.execute("UPDATE records SET raw = ? WHERE sequence = ?", (bytes(buf), at + 1))
    (report,) = verify(db, ID)
    assert report.problems == [f"record {at + 2}: record {at + 2} does not continue the chain"]


def test_s13_a_missing_record_is_found(db):
    db._sql.execute("DELETE FROM records WHERE sequence BETWEEN 5 AND 7")
    assert verify(db, ID)[0].problems == ["records 5–7 missing from the history on this computer"]


def test_s13_records_that_changed_places_are_found(db):
    rows = [raw for _, _, raw in db.raw(ID)]
    for sequence, raw in ((5, rows[5]), (6, rows[4])):
        db._sql.execute("UPDATE records SET raw = ? WHERE sequence = ?", (raw, sequence))
    assert verify(db, ID)[0].failed >= 2


def test_s13_records_of_another_pen_are_found(db):
    other = MemoryStore(pen_id=bytes(range(8)))
    play(other, 2)
    for sequence, raw in enumerate(other.records, 1):
        db._sql.execute("UPDATE records SET raw = ? WHERE sequence = ?", (raw, sequence))
    assert "does not continue the chain" in verify(db, ID)[0].problems[0]
