"""A damaged byte in the history's file is told or harmless, and nothing is added to it or acknowledged for it."""

import json
import random
import re

import pytest
from needlepen import Pen, Store
from needlepen.errors import VerificationFailed
from needlepen.history import soundness
from needlepen.history.database import Database
from needlepen.history.schema import MIGRATIONS

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen
from tests.tools import damage, damaged_log

ID = PEN_ID.hex()


def test_s13_one_damaged_byte_anywhere_is_told_or_harmless(monkeypatch):
    monkeypatch.setenv("NEEDLEPEN_NOW", str(damage.NOW_S + 86_400))
    seen = damage.run(24, 300)
    assert set(seen) == {"told", "harmless"}, seen


def test_s13_records_that_are_acknowledged_while_they_lie_in_the_log_are_found(monkeypatch, tmp_path):
    monkeypatch.setattr(Database, "settled", lambda db: True)
    logs = damaged_log.Sync(tmp_path / "right.db"), damaged_log.Sync(tmp_path / "other.db", bytes(range(8)))
    dice = random.Random(1)
    found = {damaged_log.one(tmp_path / "log.db", dice, *logs) for _ in range(40)}
    assert any("are gone without a word" in verdict for verdict in found)


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=4, samples=60)
    store.set_wall(1_790_000_000)
    return store


def synced(pen, path):
    with Pen.open(pen.url) as open_pen, Store(path) as db:
        return open_pen.sync(db)


def spoil(path, what, by=b"\xff"):
    """Change bytes of the file where `what` stands in it."""
    data = bytearray(path.read_bytes())
    at = data.index(what)
    data[at : at + len(by)] = by
    path.write_bytes(data)


def a_page_of_records(path, table="records"):
    """The first page of a table: its number of cells."""
    with Store(path) as db:
        root = db.database.sql.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        size = db.database.sql.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * size + 4] ^= 1
    path.write_bytes(data)


def a_page_of_the_diary(path):
    a_page_of_records(path, "diary")


def the_key_of_a_record(path):
    spoil(path, ID.encode() + bytes((40,)), b"a")


def who_the_pen_is(path):
    spoil(path, b"RPI_PICO", b"S")


@pytest.mark.parametrize("how", [a_page_of_records, a_page_of_the_diary, the_key_of_a_record, who_the_pen_is])
def test_s13_a_damaged_file_is_neither_added_to_nor_acknowledged(life, tmp_path, run, how):
    path = tmp_path / "history.db"
    with ScriptedPen(life) as pen:
        synced(pen, path)
        acknowledged = life.ledger.acked_seq
        how(path)
        before = path.read_bytes()
        play(life, 1)
        with pytest.raises(VerificationFailed) as caught:
            synced(pen, path)
    assert "is damaged" in caught.value.what and "--db FILE" in caught.value.next
    assert life.ledger.acked_seq == acknowledged and path.read_bytes() == before
    code, out, _ = run("verify", "--json", "--db", path)
    assert code == 8 and json.loads(out)["error"]["problems"]


def test_s13_that_the_newest_record_is_gone_is_not_forgotten(life, tmp_path, run):
    path = tmp_path / "history.db"
    with ScriptedPen(life) as pen:
        synced(pen, path)
        with Store(path) as db:
            db.database.sql.execute("DELETE FROM records WHERE sequence = (SELECT max(sequence) FROM records)")
        assert run("history", "--db", path)[0] == 0  # its tables are made anew
        assert run("verify", "--db", path)[0] == 8
        with pytest.raises(VerificationFailed, match="damaged"):
            synced(pen, path)


def test_what_no_pen_wrote_carries_a_seal(both_pens, run):
    sql = both_pens.database.sql
    assert soundness.problems(both_pens) == []
    sql.execute("UPDATE diary SET words = 'otherwise' WHERE rating = 4")
    sql.execute("DELETE FROM holes")
    assert soundness.problems(both_pens) != []  # the gap it explained; the seals follow whoever writes through the tool
    sql.execute("UPDATE seals SET sum = sum + 1 WHERE of = 'diary' AND key LIKE 'b%'")
    assert any("table diary" in text for text in soundness.problems(both_pens))
    assert run("verify", "--db", both_pens.path)[0] == 8


def test_derived_tables_say_what_the_records_say(both_pens, run):
    both_pens.refresh(ID)
    assert run("verify", "--db", both_pens.path)[0] == 0
    both_pens.database.sql.execute("UPDATE sessions SET strokes = strokes + 1")
    code, _, err = run("verify", "--db", both_pens.path)
    assert code == 8 and "table sessions does not say what the records say" in err


def test_a_history_from_before_the_seals_gets_them(both_pens):
    sql = both_pens.database.sql
    for name, kind in sql.execute("SELECT name, type FROM sqlite_schema WHERE name LIKE 'seal%'").fetchall():
        sql.execute(f"DROP {kind} {name}")
    before = next(
        i for i, step in enumerate(MIGRATIONS) if any("CREATE TABLE seals" in statement for statement in step)
    )
    for statement in (statement for step in MIGRATIONS[before + 1 :] for statement in step):
        if made := re.match(r"CREATE TABLE (\w+)", statement):
            sql.execute(f"DROP TABLE {made[1]}")
        if "ADD COLUMN" in statement:
            sql.execute(re.sub(r"ADD COLUMN (\w+).*", r"DROP COLUMN \1", statement))
    sql.execute(f"PRAGMA user_version = {before}")
    with Store(both_pens.path) as again:
        assert soundness.problems(again) == []
        assert again.database.sql.execute("SELECT count(*) FROM seals").fetchone()[0] == 5


def test_a_command_that_falls_over_damage_says_so(both_pens, run):
    both_pens.refresh(ID)
    both_pens.database.sql.execute("UPDATE notes SET fields = '{}' WHERE kind <> 'memory'")
    code, _, err = run("history", "--db", both_pens.path)
    assert code in (0, 8) and "Internal" not in err


def test_a_report_of_a_damaged_history_says_so(both_pens, run, tmp_path):
    both_pens.database.sql.execute("UPDATE seals SET sum = sum + 1 WHERE of = 'pens'")
    assert run("report", "-o", tmp_path / "a.html", "--db", both_pens.path)[0] == 0
    assert "this history was changed or damaged" in (tmp_path / "a.html").read_text("utf-8")
