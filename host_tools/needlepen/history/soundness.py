"""Is the file that holds the history as it was written? Its pages, tables, and each row that no pen's CRC protects.

Records carry CRC and chain (`verify.py`); rows of pens, holes and diary have a seal each (`schema.py`); derived tables
are compared with what the records say. Must not repair anything.
"""

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from ..errors import NeedlepenError, VerificationFailed
from ..language import later, tr
from .derive import derive
from .schema import APPLICATION, MIGRATIONS, SEALED, seal, unsealed
from .store import Store
from .verify import verify

LISTED = 20  # problems of one kind
ANEW = later("Restore a copy (needlepen db backup makes them), or sync into a fresh file: --db FILE")


class Damaged(VerificationFailed):
    """The history on this computer is damaged; `problems` lists how."""

    def __init__(self, path: object, problems: "list[str]") -> None:
        more = tr(" · and {problems} more", problems=len(problems) - LISTED) if len(problems) > LISTED else ""
        super().__init__(
            tr("The history {path} is damaged.", path=path), " · ".join(problems[:LISTED]) + more, tr(ANEW)
        )
        self.problems = problems

    def as_dict(self) -> "dict[str, object]":
        return {**super().as_dict(), "problems": self.problems}


def not_ours(sql: sqlite3.Connection) -> "list[str]":
    """Why this database is no sound history of this or an older version; empty: it is one."""
    if sql.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        return [tr("it is another program's database")]
    version = sql.execute("PRAGMA user_version").fetchone()[0]
    if not 0 < version <= len(MIGRATIONS):
        return [
            tr(
                "its tables have version {version}, this needlepen knows 1 to {migrations}",
                version=version,
                migrations=len(MIGRATIONS),
            )
        ]
    tables = sql.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    if {row for row in tables if row[0] != "index"} != _tables(version):
        return [tr("its tables are not those of a history")]
    return _pages(sql, "integrity_check")


def problems(store: Store) -> "list[str]":
    """What is wrong with the file, its records and what was derived of them; [] if nothing."""
    return (
        in_file(store)
        or _tried(
            lambda: [
                tr("pen {pen_id}: {text}", pen_id=pen.pen_id, text=text)
                for pen in store.pens()
                for text in _records(store, pen.pen_id)
            ]
        )
        or in_tables(store)
    )


def damage_of(path: Path) -> "NeedlepenError | None":
    """What is wrong with the history at `path`, for whoever fell over it; None: there is none, or it is sound."""
    try:
        with Store(path, create=False) as store:
            found = problems(store)
        return Damaged(path, found) if found else None
    except NeedlepenError as e:
        return e if path.exists() else None


def in_file(store: Store) -> "list[str]":
    """What is wrong with its pages, its tables, and the rows that no pen wrote."""
    sql = store.database.sql
    return _tried(lambda: not_ours(sql)) or _tried(lambda: _orphans(sql) + _unsealed(sql, tuple(SEALED)))


def in_tables(store: Store) -> "list[str]":
    """What the derived tables say and sound records do not."""
    return _tried(lambda: _derived(store))


def before_sync(store: Store, pen_id: str) -> None:
    """Nothing is added to a history that cannot be read, and nothing acknowledged for it: raises Damaged.

    A single record whose content is damaged is for `verify`: what comes behind it can be kept.
    """
    sql = store.database.sql
    found = _tried(lambda: _pages(sql, "quick_check"))
    found = found or _tried(lambda: _unsealed(sql, ("pens", "holes")) + _gone(store, pen_id))
    if found:
        raise Damaged(store.path, found)


def _tried(check: "Callable[[], list[str]]") -> "list[str]":
    """What it finds; that the file cannot even be read so far is a finding. Anything can be in a damaged file."""
    try:
        return check()
    except sqlite3.OperationalError as e:
        if "locked" in str(e):  # by another needlepen, which is no damage
            raise
        return [str(e)]
    except (sqlite3.Error, ValueError, TypeError, OverflowError, NeedlepenError) as e:
        return [str(e)]


def _records(store: Store, pen_id: str) -> "list[str]":
    return [text for report in verify(store, pen_id) for text in report.problems]


def _pages(sql: sqlite3.Connection, check: str) -> "list[str]":
    return [str(row[0]) for row in sql.execute(f"PRAGMA {check}({LISTED})") if row[0] != "ok"]


def _orphans(sql: sqlite3.Connection) -> "list[str]":
    return [
        tr("table {row}: a row without its {row2}", row=row[0], row2=row[2])
        for row in sql.execute("PRAGMA foreign_key_check")
    ]


def _unsealed(sql: sqlite3.Connection, tables: "tuple[str, ...]") -> "list[str]":
    rows = [row for table in tables for row in sql.execute(unsealed(table)).fetchmany(LISTED)]
    return [
        tr("table {table}: the row {key!r} is not as it was written", table=table, key=key) for table, key, _ in rows
    ]


def _gone(store: Store, pen_id: str) -> "list[str]":
    """Not the records that their last sequences and the holes say, or fewer than the tables were derived from.

    Every row is looked at (`+` keeps SQLite from trusting the order of the keys); number and sum give a change away.
    """
    query = "SELECT +epoch, count(*), sum(sequence) FROM records WHERE +pen_id = ? GROUP BY 1"
    held = {epoch: (count, total) for epoch, count, total in store.database.sql.execute(query, (pen_id,))}
    right: dict[int, tuple[int, int]] = {}
    for epoch in store.epochs(pen_id):
        newest = store.last(pen_id, epoch)
        last = newest[0] if newest else 0
        holes = [hole for hole in store.holes(pen_id) if hole.epoch == epoch and hole.first < last]
        spans = [(1, last + 1), *((hole.first, hole.next) for hole in holes)]
        counts = [after - first for first, after in spans]
        totals = [count * (first + after - 1) // 2 for count, (first, after) in zip(counts, spans, strict=True)]
        right[epoch] = 2 * counts[0] - sum(counts), 2 * totals[0] - sum(totals)  # the whole less the holes
    if held != right:
        return [tr("pen {pen_id}: not all records that were here are there", pen_id=pen_id)]
    gone = store.derived_from(pen_id) - sum(count for count, _ in held.values())
    return [tr("pen {pen_id}: {gone} records that were here are gone", pen_id=pen_id, gone=gone)] if gone > 0 else []


def _derived(store: Store) -> "list[str]":
    """Tables that do not say what the records say, if they were derived from these by these rules."""
    found: list[str] = []
    for row in store.pens():
        found += _gone(store, row.pen_id)
        if not store.is_fresh(row.pen_id):
            continue
        for name, made in derive(store.decoded(row.pen_id)).items():
            columns = list(made[0]) if made else []
            held, right = (
                sorted(repr([one[key] for key in columns]) for one in rows)
                for rows in (store.table(name, row.pen_id), made)
            )
            if held != right:
                found.append(
                    tr("pen {pen_id}: table {name} does not say what the records say", pen_id=row.pen_id, name=name)
                )
    return found


@lru_cache
def _tables(version: int) -> "set[tuple[str, str, str]]":
    """What `sqlite_schema` holds of a history of this version, but for indices."""
    with sqlite3.connect(":memory:") as new:
        new.create_function("seal", -1, seal, deterministic=True)
        for step in MIGRATIONS[:version]:
            for statement in step:
                new.execute(statement)
        return set(new.execute("SELECT type, name, sql FROM sqlite_schema WHERE type <> 'index'"))
