"""Files that `needlepen export` wrote, read back as a stream of items: CSV, JSON, JSON lines, SQLite.

Must not judge what it reads (`import_file.py` does), beyond its form: what is no export raises NotAnExport.
"""

import base64
import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import msgspec

from ..errors import StorageError
from .database import APPLICATION
from .store import Hole, PenRow

PEN, HOLE, RECORDS, DIARY = "pen", "hole", "records", "diary"

_BLOCK = 1_000_000  # bytes of lines that are parsed at once
_ROWS = 4_096

# (PEN, PenRow) · (HOLE, (pen_id, Hole, seen_at)) · (RECORDS, (pen_id, epoch, first sequence, consecutive records)) · …
Item = tuple[str, Any]
Row = Mapping[str, Any]


class NotAnExport(Exception):
    """The file is not what an export looks like; the text says where."""


def read(path: Path, form: str) -> "Iterator[Item]":
    """The items of a file of `form`; raises NotAnExport, StorageError when it cannot be read."""
    try:
        yield from _READERS[form](path)
    except (OSError, sqlite3.Error) as e:
        raise StorageError(
            f"{path} cannot be read.", str(getattr(e, "strerror", None) or e), "needlepen import FILE"
        ) from e
    except UnicodeDecodeError as e:
        raise NotAnExport(f"byte {e.start} is no text") from e


def _csv(path: Path) -> "Iterator[Item]":
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        for row in table:
            yield _item(("line", table.line_num), row, row.get("kind"))


class _Line(msgspec.Struct, gc=False):
    """What of a record's line cannot be derived; the rest is skipped unread, which is most of the speed."""

    pen_id: str
    epoch: int
    sequence: int
    raw_hex: str


_LINES = msgspec.json.Decoder(_Line)


def _jsonl(path: Path) -> "Iterator[Item]":
    first = 1
    with path.open("rb") as file:
        while lines := file.readlines(_BLOCK):
            if run := _run(lines):
                yield RECORDS, run
            else:
                for number, line in enumerate(lines, first):
                    row = _parsed(f"line {number}", line.decode())
                    if row.get("is") != "needlepen":
                        yield _item(("line", number), row, row.get("is"))
            first += len(lines)


def _run(lines: "list[bytes]") -> "tuple[str, int, int, list[bytes]] | None":
    """Lines that are one run of records, as those of a file nearly always are; None: they are not, or not well."""
    text = b"".join(lines)
    text.decode()  # also what is skipped has to be text
    try:
        rows = _LINES.decode_lines(text)
        raws = [bytes.fromhex(row.raw_hex) for row in rows]
    except (ValueError, RecursionError):  # msgspec's are ValueErrors, too
        return None
    if len(rows) != len(lines):  # an empty one is none
        return None
    pen_id, epoch, first = rows[0].pen_id, rows[0].epoch, rows[0].sequence
    keys = [(row.pen_id, row.epoch, row.sequence) for row in rows]
    same = keys == [(pen_id, epoch, number) for number in range(first, first + len(lines))]
    return (pen_id, epoch, first, raws) if same else None


def _json(path: Path) -> "Iterator[Item]":
    whole = _parsed("the file", path.read_text(encoding="utf-8"))
    for number, pen in enumerate(_list(whole, "pens"), 1):
        place = f"pen {number}"
        if not isinstance(pen.get("as_synced"), dict):
            raise NotAnExport(f"{place} has no as_synced")
        yield _item(place, pen["as_synced"], PEN)
        for hole in _list(pen, "holes"):
            yield _item(place, {"pen_id": pen.get("pen_id"), **hole}, HOLE)
        for at, record in enumerate(_list(pen, "records"), 1):
            yield _item(f"{place}, record {at}", record, RECORDS)
    for number, entry in enumerate(_list(whole, "diary"), 1):
        yield _item(f"diary entry {number}", entry, DIARY)


def _sqlite(path: Path) -> "Iterator[Item]":
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise NotAnExport("it is no SQLite file")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as sql:
        if sql.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise NotAnExport("it is another program's database")
        for row in sql.execute("SELECT * FROM pens ORDER BY pen_id"):
            yield PEN, PenRow(*row)
        for pen_id, *hole, seen_at in sql.execute("SELECT * FROM holes ORDER BY pen_id, epoch, first"):
            yield HOLE, (pen_id, Hole(*hole), seen_at)
        records = sql.execute("SELECT * FROM records ORDER BY pen_id, epoch, sequence")
        while rows := records.fetchmany(_ROWS):
            pen_id, epoch, first, _ = rows[0]
            if [row[:3] for row in rows] == [(pen_id, epoch, n) for n in range(first, first + len(rows))]:
                yield RECORDS, (pen_id, epoch, first, [row[3] for row in rows])
            else:
                yield from ((RECORDS, (*row[:3], [row[3]])) for row in rows)
        if sql.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'diary'").fetchone()[0]:
            entries = sql.execute("SELECT * FROM diary ORDER BY at, id")
            names = [column[0] for column in entries.description]
            for row in entries:
                yield DIARY, dict(zip(names, row, strict=True))


_READERS: "dict[str, Callable[[Path], Iterator[Item]]]" = {
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "sqlite": _sqlite,
}
FORMS = tuple(_READERS)


def _parsed(place: str, text: str) -> "dict[str, Any]":
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise NotAnExport(f"{place}: {e}") from e
    if not isinstance(value, dict):
        raise NotAnExport(f"{place} is no object")
    return cast("dict[str, Any]", value)


def _list(row: Row, name: str) -> "list[dict[str, Any]]":
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in cast("list[Any]", value)):
        raise NotAnExport(f"{name} is no list of objects")
    return cast("list[dict[str, Any]]", value)


def _item(place: "str | tuple[str, int]", row: Row, kind: Any) -> Item:
    try:
        if row.get("raw_hex"):
            raw = bytes.fromhex(row["raw_hex"])
            return RECORDS, (str(row["pen_id"]), int(row["epoch"]), int(row["sequence"]), [raw])
        if kind == PEN:
            return PEN, _pen(row)
        if kind == HOLE:
            first = row["first"] if "first" in row and row["first"] != "" else row["sequence"]
            hole = Hole(int(row["epoch"]), int(first), int(row["next"]), int(row["acknowledged"]))
            return HOLE, (str(row["pen_id"]), hole, int(row["seen_at"]))
        if kind == DIARY:
            entry = {name: value for name, value in row.items() if name not in ("is", "photo_base64")}
            photo = row["photo_base64"]
            return DIARY, {**entry, "photo": base64.b64decode(photo, validate=True) if photo else None}
    except (KeyError, TypeError, ValueError) as e:
        raise NotAnExport(f"{_said(place)}: {type(e).__name__}: {e}") from e
    raise NotAnExport(f"{_said(place)} is neither a pen nor a record")


def _said(place: "str | tuple[str, int]") -> str:
    """A place in words; only what is wrong is worth making them."""
    return place if isinstance(place, str) else f"{place[0]} {place[1]}"


def _pen(row: Row) -> PenRow:
    numbers = {name: int(row[name]) for name in ("epoch", "wall_offset_s", "unlock_at_s", "fault", "changed_at")}
    return PenRow(pen_id=str(row["pen_id"]), board=str(row["board"]), firmware=str(row["firmware"]), **numbers)
