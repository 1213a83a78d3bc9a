"""The history on this computer: the raw records of every pen, exactly as received, exactly once.

Must not interpret records (`derive.py` does) nor check the chain (`sync.py` and `verify.py` do). What `add`
returned from is on the disk. Every method raises StorageError.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, get_type_hints

from ..clock import now
from ..codec import RECORD_SIZE, SAMPLE_KIND, WALL_KIND, Fields, decode_record, is_whole
from ..errors import VerificationFailed
from ..language import tr
from ..sanitize import Code, Count, LockS, Name, OffsetS, PenId, Utc, told
from .database import Database
from .derive import DERIVED_VERSION, TABLES, derive
from .location import usual

_RUN = """WITH RECURSIVE run (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM run WHERE n + 1 < ?4)
    INSERT INTO records SELECT ?1, ?2, ?3 + n, substr(?6, 1 + n * ?5, ?5) FROM run"""  # consecutive records as one blob


def default_path() -> Path:
    """Where the history lives unless `--db` says otherwise. Raises StorageError where this user has no folder."""
    return usual()


@dataclass(frozen=True)
class PenRow:
    """What was last known of a pen; the fields are the columns of `pens`."""

    pen_id: PenId
    board: Name
    firmware: Name
    epoch: Count
    wall_offset_s: OffsetS
    unlock_at_s: LockS
    fault: Code
    changed_at: Utc


@dataclass(frozen=True)
class Hole:
    """Records `first` … `next`-1 that the pen did not hold any more when this computer asked."""

    epoch: Count
    first: Count
    next: Count
    acknowledged: Count


def _told(row: "tuple[Any, ...]") -> "PenRow | None":
    """A stored row, every value as it can be shown; None: not even whose it is, which is for `soundness.py` to say."""
    hints = get_type_hints(PenRow, include_extras=True)
    values: dict[str, Any] = {field: told(hint, value) for (field, hint), value in zip(hints.items(), row, strict=True)}
    values.update({field: "?" for field in ("board", "firmware") if values[field] is None})
    return PenRow(**values) if values["pen_id"] else None


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
        """Close the file of the history."""
        self._sql.close()

    @property
    def database(self) -> Database:
        """The file itself, for tables that no pen fills (the diary)."""
        return self._db

    @property
    def written(self) -> int:
        """Rows written through this object so far."""
        return self._sql.total_changes

    # --- pens ---------------------------------------------------------------------------------------
    def pens(self) -> "list[PenRow]":
        """Every pen ever synced here, the latest first; what an older version stored unchecked is checked now."""
        rows = self._all("SELECT * FROM pens ORDER BY changed_at DESC, pen_id")
        return [row for row in map(_told, rows) if row]

    def note_pen(self, row: PenRow) -> None:
        """Remember a pen; writes nothing when nothing but `changed_at` differs."""
        old = self._all("SELECT * FROM pens WHERE pen_id = ?", row.pen_id)
        if not old or old[0][:-1] != astuple(row)[:-1]:
            with self._db.transaction():
                self.put_pen(row)

    def put_pen(self, row: PenRow) -> None:
        """All that is known of a pen, into the transaction that runs."""
        names = ", ".join(f"{name} = excluded.{name}" for name in vars(row) if name != "pen_id")
        query = f"INSERT INTO pens VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (pen_id) DO UPDATE SET {names}"
        with self._db.guard():
            self._sql.execute(query, astuple(row))

    # --- raw records ----------------------------------------------------------------------------------
    def last(self, pen_id: str, epoch: int) -> "tuple[int, bytes] | None":
        """Sequence and raw bytes of the newest record held of this journal."""
        rows = self._all(
            "SELECT sequence, raw FROM records WHERE pen_id = ? AND epoch = ? ORDER BY sequence DESC LIMIT 1",
            pen_id,
            epoch,
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def raw_at(self, pen_id: str, epoch: int, sequence: int) -> "bytes | None":
        """The raw bytes of one record, or None."""
        query = "SELECT raw FROM records WHERE pen_id = ? AND epoch = ? AND sequence = ?"
        rows = self._all(query, pen_id, epoch, sequence)
        return rows[0][0] if rows else None

    def add(
        self,
        pen_id: str,
        epoch: int,
        first: int,
        raws: "Sequence[bytes]",
        hole: "Hole | None" = None,
        pen: "PenRow | None" = None,
    ) -> None:
        """Store consecutive records, the hole before them, and what is known of their pen, durably: all or none.

        One that is held and damaged is replaced. Raises VerificationFailed when one is held, whole, and differs.
        """
        with self._db.transaction():
            if pen:
                self.put_pen(pen)
            self.insert(pen_id, epoch, first, raws)
            if hole:
                self._sql.execute(  # it may have grown since it was noticed
                    "INSERT INTO holes VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET next = excluded.next,"
                    " acknowledged = excluded.acknowledged WHERE next < excluded.next",
                    (pen_id, *astuple(hole), now()),
                )

    def insert(self, pen_id: str, epoch: int, first: int, raws: "Sequence[bytes]") -> int:
        """Consecutive records into the transaction that runs; how many were new. Raises as `add` does."""
        key = (pen_id, epoch, first, first + len(raws) - 1)
        span = "pen_id = ? AND epoch = ? AND sequence BETWEEN ? AND ?"
        held = dict(self._all(f"SELECT sequence, raw FROM records WHERE {span}", *key))
        damaged: list[tuple[bytes, str, int, int]] = []
        for sequence, raw in enumerate(raws, first) if held else ():
            if (old := held.get(sequence, raw)) != raw:
                if is_whole(raw) and not is_whole(old):
                    damaged.append((raw, pen_id, epoch, sequence))
                    continue
                raise VerificationFailed(
                    tr(
                        "Record {sequence} of pen {pen_id} differs from the one held here.",
                        sequence=sequence,
                        pen_id=pen_id,
                    ),
                    tr("The pen's journal was rewritten, or the history here was changed."),
                    "needlepen verify",
                )
        with self._db.guard():
            if raws and not held and all(len(raw) == RECORD_SIZE for raw in raws):  # one statement: twice as fast
                self._sql.execute(_RUN, (pen_id, epoch, first, len(raws), RECORD_SIZE, b"".join(raws)))
                return len(raws)
            new = [(pen_id, epoch, n, raw) for n, raw in enumerate(raws, first) if n not in held]
            self._sql.executemany("INSERT INTO records VALUES (?,?,?,?)", new)
            if damaged:  # what was derived may lack them
                same = "WHERE pen_id = ? AND epoch = ? AND sequence = ?"
                self._sql.executemany(f"UPDATE records SET raw = ? {same}", damaged)
                self._sql.execute("UPDATE derived SET version = 0 WHERE pen_id = ?", (pen_id,))
        return len(new)

    def count(self, pen_id: str) -> int:
        """How many records are held of a pen."""
        return int(self._all("SELECT count(*) FROM records WHERE pen_id = ?", pen_id)[0][0])

    def epochs(self, pen_id: str) -> "list[int]":
        """The journals held of a pen, oldest first."""
        found: list[int] = []
        query = "SELECT min(epoch) FROM records WHERE pen_id = ? AND epoch > ?"
        while (epoch := self._all(query, pen_id, found[-1] if found else -1)[0][0]) is not None:
            found.append(epoch)
        return found

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

    def wall_set_at(self, pen_id: str, epoch: int, offset_s: int) -> "int | None":
        """The pen's proven seconds when it was told the date that it has now; None: not known here."""
        query = (
            "SELECT raw FROM records WHERE pen_id = ? AND epoch = ? AND substr(raw, 2, 1) = ?"
            " ORDER BY sequence DESC LIMIT 1"
        )
        for (raw,) in self._all(query, pen_id, epoch, WALL_KIND):
            fields = decode_record(raw)
            if fields.get("offset_s") == offset_s:
                return int(fields["proven_s"])
        return None

    def holes(self, pen_id: str) -> "list[Hole]":
        """What this computer never got of a pen."""
        return [hole for hole, _ in self.holes_seen(pen_id)]

    def holes_seen(self, pen_id: str) -> "list[tuple[Hole, int]]":
        """The holes, each with the UTC at which this computer noticed it."""
        query = "SELECT epoch, first, next, acknowledged, seen_at FROM holes WHERE pen_id = ? ORDER BY epoch, first"
        return [(Hole(*row[:4]), row[4]) for row in self._all(query, pen_id)]

    def diary(self) -> "Iterator[dict[str, Any]]":
        """The rows of the diary, oldest first, a picture at a time."""
        with self._db.guard():
            cursor = self._sql.execute("SELECT * FROM diary ORDER BY at, id")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    # --- derived --------------------------------------------------------------------------------------
    def refresh(self, pen_id: str) -> None:
        """Rebuild the derived tables of a pen if records came or the rules changed since they were built."""
        if self.is_fresh(pen_id):
            return
        with self._db.rebuildable():  # nobody adds records meanwhile
            if self.is_fresh(pen_id):
                return
            tables = derive(self.decoded(pen_id))
            for name in TABLES:
                self._sql.execute(f"DELETE FROM {name} WHERE pen_id = ?", (pen_id,))
                for row in tables[name]:
                    columns = ", ".join(["pen_id", *row])
                    marks = ", ".join("?" * (len(row) + 1))
                    self._sql.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", (pen_id, *row.values()))
            most = max(self.extent(pen_id), self.derived_from(pen_id))  # fewer than before is damage, and not forgotten
            state = (pen_id, DERIVED_VERSION, most)
            self._sql.execute("INSERT OR REPLACE INTO derived VALUES (?,?,?)", state)

    def is_fresh(self, pen_id: str) -> bool:
        """Are the derived tables of a pen made by the present rules from all its records?"""
        state = (DERIVED_VERSION, self.extent(pen_id))
        return state in self._all("SELECT version, records FROM derived WHERE pen_id = ?", pen_id)

    def table(self, name: str, pen_id: str, latest: "int | None" = None) -> "list[dict[str, Any]]":
        """The rows of a derived table as dicts, oldest first; only the `latest` so many, if given."""
        if name not in TABLES:
            raise ValueError(name)
        order = "ORDER BY 1, 2, 3" if latest is None else f"ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT {latest:d}"
        with self._db.guard():
            cursor = self._sql.execute(f"SELECT * FROM {name} WHERE pen_id = ? {order}", (pen_id,))
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return rows if latest is None else rows[::-1]

    def derived_from(self, pen_id: str) -> int:
        """How many records there were when the derived tables of a pen were made; 0: they never were."""
        return sum(row[0] for row in self._all("SELECT records FROM derived WHERE pen_id = ?", pen_id))

    def extent(self, pen_id: str) -> int:
        """How many records there are unless somebody took some away, which is for `verify`: counting takes long."""
        last = "SELECT max(sequence) FROM records WHERE pen_id = ? AND epoch = ?"
        reached = {epoch: self._all(last, pen_id, epoch)[0][0] for epoch in self.epochs(pen_id)}
        between = (hole for hole in self.holes(pen_id) if hole.first < reached.get(hole.epoch, 0))
        return sum(reached.values()) - sum(hole.next - hole.first for hole in between)

    def decoded(self, pen_id: str) -> "Iterator[tuple[int, Fields]]":
        """Every whole record but samples, which are nine of ten and tell nothing that is derived; kind: second byte.

        A damaged one is for `verify`: nothing is derived from it.
        """
        query = "SELECT epoch, raw FROM records WHERE pen_id = ? AND substr(raw, 2, 1) <> ? ORDER BY epoch, sequence"
        for epoch, raw in self._sql.execute(query, (pen_id, SAMPLE_KIND)):
            if is_whole(raw):
                yield epoch, decode_record(raw)

    def _all(self, query: str, *values: "str | int | bytes") -> "list[tuple[Any, ...]]":
        with self._db.guard():
            return self._sql.execute(query, values).fetchall()
