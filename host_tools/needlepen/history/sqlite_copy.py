"""The history as a SQLite file: a chosen part of it to take elsewhere (`export`), or an exact copy (`db backup`).

Must not change the history. An export holds only what cannot be derived, in the order of its keys, so that the same
history gives the same bytes (with the same version of SQLite).
"""

import contextlib
import sqlite3
from collections.abc import Generator
from pathlib import Path

from ..errors import StorageError
from ..language import tr
from .database import connected
from .export import replaced_by
from .schema import APPLICATION, MIGRATIONS
from .store import PenRow, Store


def write_sqlite(store: Store, pens: "list[PenRow]", path: Path) -> None:
    """Pens, records, holes and diary of `pens` as a history file of its own; raises StorageError."""
    source = store.database.sql
    ids = sorted(row.pen_id for row in pens)
    chosen = f"pen_id IN ({', '.join('?' * len(ids))})"
    with replaced_by(path) as name, _failing(path), contextlib.closing(connected(name)) as copy:
        copy.execute("PRAGMA journal_mode = MEMORY")
        copy.execute("BEGIN")
        for step in MIGRATIONS:
            for statement in step:
                copy.execute(statement)
        for table, which, order in (
            ("pens", chosen, "pen_id"),
            ("records", chosen, "pen_id, epoch, sequence"),
            ("holes", chosen, "pen_id, epoch, first"),
            ("diary", f"(pen_id IS NULL OR {chosen})", "at, id"),
        ):
            rows = source.execute(f"SELECT * FROM {table} WHERE {which} ORDER BY {order}", ids)
            marks = ", ".join("?" * len(rows.description))
            copy.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        copy.execute(f"PRAGMA application_id = {APPLICATION}")
        copy.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        copy.execute("COMMIT")


def backup(store: Store, path: Path) -> None:
    """An exact copy, consistent even while another needlepen writes, checked before it takes its name."""
    with replaced_by(path) as name, _failing(path), contextlib.closing(sqlite3.connect(name)) as copy:
        store.database.sql.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal beside it
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StorageError(tr("The copy in {path} would be damaged.", path=path), found, "needlepen db check")


@contextlib.contextmanager
def _failing(path: Path) -> "Generator[None, None, None]":
    try:
        yield
    except sqlite3.Error as e:
        raise StorageError(tr("{path} cannot be written.", path=path), str(e), tr("Choose another file")) from e
