"""A history of an older version of this tool keeps opening, and its sentences are made anew from its records."""

import sqlite3

from needlepen import Store
from needlepen.history.queries import history
from needlepen.history.schema import MIGRATIONS

from tests.host_tools import long_life
from tests.host_tools.long_life import ID


def older(path, version):
    """The file as a tool with only the first `version` migrations had left it."""
    with sqlite3.connect(path) as new:
        kept = {name: new.execute(f"SELECT * FROM {name}").fetchall() for name in ("pens", "records", "diary")}
    path.unlink()
    with sqlite3.connect(path) as old:
        for step in MIGRATIONS[:version]:
            for statement in step:
                old.execute(statement)
        for name, rows in kept.items():
            if rows:
                old.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
        old.execute("INSERT INTO derived VALUES (?, 4, ?)", (ID, len(kept["records"])))
        at = (ID, 1, 1, 0, None, 1)
        old.execute(
            "INSERT INTO notes (pen_id, epoch, sequence, proven_s, at, guess, kind, words) VALUES (?,?,?,?,?,?,?,?)",
            (*at, "memory", "a sentence of then"),
        )
        old.execute("PRAGMA application_id = 0x4E50454E")
        old.execute(f"PRAGMA user_version = {version}")


def test_stored_sentences_become_codes_and_are_said_anew(tmp_path):
    path = tmp_path / "history.db"
    long_life.remember(long_life.half_a_year(), path).close()
    with Store(path) as store:
        before = history(store, store.pens()[0])
        store.database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    older(path, 3)
    with Store(path) as store:
        after = history(store, store.pens()[0])
        info = "SELECT name FROM pragma_table_info('notes') UNION SELECT name FROM pragma_table_info('skin')"
        columns = {row[0] for row in store.database.sql.execute(info)}
        assert store.database.sql.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert "fields" in columns and "words" not in columns
    assert after["skin"] and (after["skin"], after["notes"]) == (before["skin"], before["notes"])
    assert "a sentence of then" not in [note["words"] for note in after["notes"]]
