"""What an import asks and writes beside records: holes, diary entries, joints and gaps.

Every write goes into the transaction that runs. Must not decide what is taken (`import_file.py` does).
"""

from dataclasses import astuple
from typing import Any

from .diary import Entry
from .store import Hole, Store


def gaps(store: Store, pen_id: str, epoch: int) -> "list[tuple[int, int]]":
    """What is missing of a journal before its newest record: first sequence, and the one behind the last."""
    key = "WHERE pen_id = ? AND epoch = ?"
    count, last = _all(store, f"SELECT count(*), coalesce(max(sequence), 0) FROM records {key}", pen_id, epoch)[0]
    if count == last:
        return []
    before = f"SELECT lag(sequence, 1, 0) OVER (ORDER BY sequence) + 1 AS first, sequence FROM records {key}"
    rows = _all(store, f"SELECT first, sequence FROM ({before}) WHERE first < sequence ORDER BY 1", pen_id, epoch)
    return [(row[0], row[1]) for row in rows]


def holes(store: Store, pen_id: str, epoch: int) -> "list[tuple[Hole, int]]":
    """The holes of one journal, each with the UTC at which it was noticed."""
    return [(hole, at) for hole, at in store.holes_seen(pen_id) if hole.epoch == epoch]


def put_holes(store: Store, pen_id: str, epoch: int, holes: "list[tuple[Hole, int]]") -> None:
    """All holes of one journal, in place of those known so far."""
    with store.database.guard():
        store.database.sql.execute("DELETE FROM holes WHERE pen_id = ? AND epoch = ?", (pen_id, epoch))
        rows = [(pen_id, *astuple(hole), seen_at) for hole, seen_at in holes]
        store.database.sql.executemany("INSERT INTO holes VALUES (?,?,?,?,?,?)", rows)


def put_diary(store: Store, entry: Entry) -> int:
    """A diary entry; 0: it is held already. Raises StorageError when it does not fit."""
    with store.database.guard():
        query = "INSERT INTO diary VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING"
        return store.database.sql.execute(query, astuple(entry)).rowcount


def _all(store: Store, query: str, *values: "str | int") -> "list[tuple[Any, ...]]":
    with store.database.guard():
        return store.database.sql.execute(query, values).fetchall()
