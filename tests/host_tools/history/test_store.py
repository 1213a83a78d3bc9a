"""The history file: exactly once, all or none, and no other program's database."""

import sqlite3

import pytest
from needlepen.errors import StorageError, VerificationFailed
from needlepen.history.schema import MIGRATIONS
from needlepen.history.store import Hole, PenRow, Store

ID = "00112233445566aa"
ROW = PenRow(ID, "RPI_PICO", "0.1.0", 1, 0, 0, 0, 1_790_000_000)


@pytest.fixture
def db(tmp_path):
    with Store(tmp_path / "deep" / "down" / "history.db") as store:
        store.note_pen(ROW)
        yield store


def raws(*numbers):
    return [bytes([n]) * 64 for n in numbers]


def test_added_twice_is_there_once(db):
    db.add(ID, 1, 1, raws(1, 2, 3))
    rows = db.written
    db.add(ID, 1, 2, raws(2, 3))
    assert db.written == rows
    assert [sequence for _, sequence, _ in db.raw(ID)] == [1, 2, 3]


def test_a_different_record_under_the_same_key_is_refused_whole(db):
    db.add(ID, 1, 1, raws(1, 2))
    with pytest.raises(VerificationFailed):
        db.add(ID, 1, 2, raws(9, 3), Hole(1, 5, 6, 0))
    assert db.count(ID) == 2
    assert db.holes(ID) == []


def test_a_batch_is_stored_whole_or_not(db):
    with pytest.raises(StorageError):
        db.add(ID, 1, 1, [*raws(1, 2), b"short"])
    assert db.count(ID) == 0


def test_epochs_and_pens_are_apart(db):
    other = "ff112233445566aa"
    db.note_pen(PenRow(other, "RPI_PICO", "0.1.0", 1, 0, 0, 0, 1))
    db.add(ID, 1, 1, raws(1))
    db.add(ID, 2, 1, raws(2))
    db.add(other, 1, 1, raws(3))
    assert db.last(ID, 1) == (1, raws(1)[0])
    assert db.last(ID, 2) == (1, raws(2)[0])
    assert db.last(other, 2) is None
    assert [row.pen_id for row in db.pens()] == [ID, other]


def test_noting_the_same_pen_again_writes_nothing(db):
    rows = db.written
    db.note_pen(PenRow(**{**vars(ROW), "changed_at": 1_800_000_000}))
    assert db.written == rows
    db.note_pen(PenRow(**{**vars(ROW), "fault": 3, "changed_at": 1_800_000_000}))
    assert db.pens()[0].fault == 3
    assert db.pens()[0].changed_at == 1_800_000_000


def test_every_table_is_strict(db):
    tables = db._sql.execute("SELECT name, strict FROM pragma_table_list WHERE schema='main'").fetchall()
    assert {name for name, strict in tables if not strict} <= {"sqlite_schema", "sqlite_stat1"}


def test_reading_does_not_create(tmp_path):
    with pytest.raises(StorageError) as caught:
        Store(tmp_path / "none.db", create=False)
    assert "needlepen sync" in caught.value.next
    assert not (tmp_path / "none.db").exists()


def test_a_newer_file_is_left_alone(db):
    db._sql.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StorageError) as caught:
        Store(db.path)
    assert "newer" in caught.value.what


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photos (x)")
    with pytest.raises(StorageError) as caught:
        Store(path)
    assert "not a needlepen history" in caught.value.what


def test_what_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Anna, " * 500)
    with pytest.raises(StorageError):
        Store(path)
    assert path.read_text().startswith("Dear Anna")


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        Store(tmp_path / "file" / "history.db")
