"""The history on this computer: the raw records of every pen, exactly as received, exactly once.

Must not interpret records (`derive.py` does) nor check the chain (`sync.py` and `verify.py` do). What `add`
returned from is on the disk. Every method raises StorageError.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from ..clock import now
from ..codec import Fields, decode_record
from ..errors import VerificationFailed
from .database import Database
from .derive import DERIVED_VERSION, TABLES, derive


def default_path() -> Path:
    """Where the history lives unless `--db` says otherwise."""
    return user_data_path("needlepen", appauthor=False) / "needlepen.db"


@dataclass(frozen=True)
class PenRow:
    """What was last known of a pen; the fields are the columns of `pens`."""

    pen_id: str
    board: str
    firmware: str
    epoch: int
    wall_offset_s: int
    unlock_at_s: int
    fault: int
    changed_at: int


@dataclass(frozen=True)
class Hole:
    """Records `first` … `next`-1 that the pen did not hold any more when this computer asked."""

    epoch: int
    first: int
    next: int
    acknowledged: int


class Store:
    """An open history. Use as a context manager, or `close()` it."""

    def __init__(self, path: "Path | str", create: bool = True) -> None:
        self._db = Database(Path(path), create)
        self._sql = self._db.sql
        self.path = self._db.path

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    @property
    def written(self) -> int:
        """Rows written through this object so far."""
        return self._sql.total_changes

    # --- pens ---------------------------------------------------------------------------------------
    def pens(self) -> "list[PenRow]":
        """Every pen ever synced here, the latest first."""
        rows = self._all("SELECT * FROM pens ORDER BY changed_at DESC, pen_id")
        return [PenRow(*row) for row in rows]

    def note_pen(self, row: PenRow) -> None:
        """Remember a pen; writes nothing when nothing but `changed_at` differs."""
        values = astuple(row)
        with self._db.transaction():
            old = self._all("SELECT * FROM pens WHERE pen_id = ?", row.pen_id)
            if not old:
                self._sql.execute("INSERT INTO pens VALUES (?,?,?,?,?,?,?,?)", values)
            elif old[0][:-1] != values[:-1]:
                self._sql.execute(
                    "UPDATE pens SET board=?, firmware=?, epoch=?, wall_offset_s=?, unlock_at_s=?, fault=?,"
                    " changed_at=? WHERE pen_id=?",
                    (*values[1:], row.pen_id),
                )

    def touch(self, pen_id: str, at: int) -> None:
        """Something new came from this pen at `at` (UTC)."""
        with self._db.guard():
            self._sql.execute("UPDATE pens SET changed_at = ? WHERE pen_id = ?", (at, pen_id))

    # --- raw records ----------------------------------------------------------------------------------
    def last(self, pen_id: str, epoch: int) -> "tuple[int, bytes] | None":
        """Sequence and raw bytes of the newest record held of this journal."""
        rows = self._all(
            "SELECT sequence, raw FROM records WHERE pen_id = ? AND epoch = ? ORDER BY sequence DESC LIMIT 1",
            pen_id,
            epoch,
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def add(self, pen_id: str, epoch: int, first: int, raws: "Sequence[bytes]", hole: "Hole | None" = None) -> None:
        """Store consecutive records, and the hole before them, durably: all or none.

        Raises VerificationFailed when one of them is held already and differs.
        """
        with self._db.transaction():
            for sequence, raw in enumerate(raws, first):
                key = (pen_id, epoch, sequence)
                old = self._all("SELECT raw FROM records WHERE pen_id=? AND epoch=? AND sequence=?", *key)
                if not old:
                    self._sql.execute("INSERT INTO records VALUES (?,?,?,?)", (*key, raw))
                elif old[0][0] != raw:
                    raise VerificationFailed(
                        f"Record {sequence} of pen {pen_id} differs from the one held here.",
                        "The pen's journal was rewritten, or the history here was changed.",
                        "needlepen verify",
                    )
            if hole:
                self._sql.execute(
                    "INSERT OR IGNORE INTO holes VALUES (?,?,?,?,?,?)",
                    (pen_id, *astuple(hole), now()),
                )

    def count(self, pen_id: str) -> int:
        """How many records are held of a pen."""
        return int(self._all("SELECT count(*) FROM records WHERE pen_id = ?", pen_id)[0][0])

    def journals(self, pen_id: str) -> "list[dict[str, int]]":
        """The journals held of a pen, oldest first: epoch, number of records, first and last sequence."""
        rows = self._all(
            "SELECT epoch, count(*), min(sequence), max(sequence) FROM records WHERE pen_id = ? GROUP BY epoch",
            pen_id,
        )
        return [dict(zip(("epoch", "records", "first", "last"), row, strict=True)) for row in rows]

    def raw(self, pen_id: str) -> "Iterator[tuple[int, int, bytes]]":
        """(epoch, sequence, raw) of every record of a pen, oldest first."""
        with self._db.guard():
            yield from self._sql.execute(
                "SELECT epoch, sequence, raw FROM records WHERE pen_id = ? ORDER BY epoch, sequence",
                (pen_id,),
            )

    def holes(self, pen_id: str) -> "list[Hole]":
        """What this computer never got of a pen."""
        rows = self._all(
            "SELECT epoch, first, next, acknowledged FROM holes WHERE pen_id = ? ORDER BY epoch, first",
            pen_id,
        )
        return [Hole(*row) for row in rows]

    # --- derived --------------------------------------------------------------------------------------
    def refresh(self, pen_id: str) -> None:
        """Rebuild the derived tables of a pen if records came or the rules changed since they were built."""
        state = (DERIVED_VERSION, self.count(pen_id))
        if state in self._all("SELECT version, records FROM derived WHERE pen_id = ?", pen_id):
            return
        tables = derive(self._decoded(pen_id))
        with self._db.transaction():
            for name in TABLES:
                self._sql.execute(f"DELETE FROM {name} WHERE pen_id = ?", (pen_id,))
                for row in tables[name]:
                    columns = ", ".join(["pen_id", *row])
                    marks = ", ".join("?" * (len(row) + 1))
                    self._sql.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", (pen_id, *row.values()))
            self._sql.execute("INSERT OR REPLACE INTO derived VALUES (?,?,?)", (pen_id, *state))

    def table(self, name: str, pen_id: str) -> "list[dict[str, Any]]":
        """The rows of a derived table, oldest first, as dicts."""
        if name not in TABLES:
            raise ValueError(name)
        with self._db.guard():
            cursor = self._sql.execute(f"SELECT * FROM {name} WHERE pen_id = ? ORDER BY 1, 2, 3", (pen_id,))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _decoded(self, pen_id: str) -> "Iterator[tuple[int, Fields]]":
        for epoch, _, raw in self.raw(pen_id):
            yield epoch, decode_record(raw)

    def _all(self, query: str, *values: "str | int") -> "list[tuple[Any, ...]]":
        with self._db.guard():
            return self._sql.execute(query, values).fetchall()
