"""Files that `needlepen export` wrote, read back as a stream of items: CSV, JSON, JSON lines, SQLite.

Every item has passed `sanitize.py`. Must not judge what is in it beyond that (`import_file.py` does): what is no export
raises NotAnExport, in a time and a memory that the file's size bounds.
"""

import base64
import csv
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import msgspec

from .. import sanitize
from ..errors import StorageError, UsageError
from ..language import tr
from .diary import Entry
from .export import SCHEMA
from .foreign import taken
from .photo import take_photo
from .soundness import not_ours
from .store import Hole, PenRow

PEN, HOLE, RECORDS, DIARY = "pen", "hole", "records", "diary"

_BLOCK = 1_000_000  # bytes of lines that are parsed at once
_LINE_MAX = 16_000_000  # bytes of a line: a photo is the longest
_JSON_MAX = 512_000_000  # bytes of a file that is read whole: a million records
_ROWS = 4_096
_BOM = b"\xef\xbb\xbf"

# (PEN, PenRow) · (HOLE, (pen_id, Hole, seen_at)) · (RECORDS, (pen_id, epoch, first sequence, consecutive records)) ·
# (DIARY, Entry)
Item = tuple[str, Any]
Row = Mapping[str, Any]


class NotAnExport(Exception):
    """The file is not what an export looks like; the text says where."""


@dataclass(frozen=True)
class _Key:
    """Whose the first of some records is, and which."""

    pen_id: sanitize.Name  # that it is the number of a pen in the file is for `import_file.py`
    epoch: sanitize.Count
    sequence: sanitize.Count


@dataclass(frozen=True)
class _Seen:
    pen_id: sanitize.PenId
    seen_at: sanitize.Utc


class _Line(msgspec.Struct, gc=False):
    """What of a record's line cannot be derived; the rest is skipped unread, which is most of the speed."""

    pen_id: str
    epoch: int
    sequence: int
    raw_hex: str


class _Pen(msgspec.Struct):
    as_synced: "dict[str, Any]"
    holes: "list[dict[str, Any]]" = []
    records: "list[_Line]" = []


class _Whole(msgspec.Struct):
    pens: "list[_Pen]" = []
    diary: "list[dict[str, Any]]" = []
    needlepen: int = SCHEMA


_LINES = msgspec.json.Decoder(_Line)
_OBJECT = msgspec.json.Decoder(dict[str, Any])


def read(path: Path, form: str) -> "Iterator[Item]":
    """The items of a file of `form`; raises NotAnExport, StorageError when it cannot be read."""
    try:
        yield from _READERS[form](path)
    except (OSError, sqlite3.Error) as e:
        raise StorageError(
            tr("{path} cannot be read.", path=path), str(getattr(e, "strerror", None) or e), "needlepen import FILE"
        ) from e
    except UnicodeDecodeError as e:
        raise NotAnExport(tr("byte {start} is no text", start=e.start)) from e


def _csv(path: Path) -> "Iterator[Item]":
    with sanitize.opened(path) as binary:
        file = TextIOWrapper(binary, encoding="utf-8-sig", newline="")
        table = csv.DictReader(_lines(file), restkey="")
        try:
            for row in table:
                told = {name: sanitize.uncell(value) for name, value in row.items() if value and isinstance(value, str)}
                yield _item(("line", table.line_num), told, told.get("kind"))
        except csv.Error as e:
            raise NotAnExport(tr("line {line_num}: {e}", line_num=table.line_num, e=e)) from e


def _lines(file: "TextIOWrapper") -> "Iterator[str]":
    """The lines of a file; of one that never ends only the beginning is read."""
    while line := file.readline(_LINE_MAX):
        if len(line) == _LINE_MAX:
            raise NotAnExport(tr("a line is longer than {line_max:,} letters", line_max=_LINE_MAX))
        yield line


def _jsonl(path: Path) -> "Iterator[Item]":
    first = 1
    with sanitize.opened(path) as file:
        file.seek(len(_BOM) if file.read(len(_BOM)) == _BOM else 0)
        while block := file.read(_BLOCK):
            block += file.readline(_LINE_MAX)
            if len(block) >= _LINE_MAX and not block.endswith(b"\n"):
                raise NotAnExport(
                    tr(
                        "line {first} or behind it: a line is longer than {line_max:,} bytes",
                        first=first,
                        line_max=_LINE_MAX,
                    )
                )
            lines = block.split(b"\n")
            if not lines[-1]:
                lines.pop()
            if run := _run(block, len(lines)):
                yield _records(tr("line {n}", n=first), *run)
            else:
                for number, line in enumerate(lines, first):
                    row = cast("dict[str, Any]", _parsed(tr("line {n}", n=number), _OBJECT, line))
                    if row.get("is") == "needlepen":
                        _known_version(row.get("version"))
                    else:
                        yield _item(("line", number), row, row.get("is"))
            first += len(lines)


def _run(block: bytes, lines: int) -> "tuple[str, int, int, list[bytes]] | None":
    """Lines that are one run of records, as those of a file nearly always are; None: they are not, or not well."""
    block.decode()  # also what is skipped has to be text
    try:
        rows = _LINES.decode_lines(block)
        raws = [bytes.fromhex(row.raw_hex) for row in rows]
    except (ValueError, RecursionError):  # msgspec's are ValueErrors, too
        return None
    if len(rows) != lines:  # an empty one is none
        return None
    pen_id, epoch, first = rows[0].pen_id, rows[0].epoch, rows[0].sequence
    keys = [(row.pen_id, row.epoch, row.sequence) for row in rows]
    same = keys == [(pen_id, epoch, number) for number in range(first, first + lines)]
    return (pen_id, epoch, first, raws) if same else None


def _json(path: Path) -> "Iterator[Item]":
    data = sanitize.read(path, _JSON_MAX)
    if len(data) > _JSON_MAX:
        raise NotAnExport(tr("it is longer than {json_max:,} bytes; JSON lines may be", json_max=_JSON_MAX))
    whole = cast(_Whole, _parsed(tr("the file"), msgspec.json.Decoder(_Whole), data.removeprefix(_BOM)))
    del data
    _known_version(whole.needlepen)
    for number, pen in enumerate(whole.pens, 1):
        place = tr("pen {n}", n=number)
        yield _item(place, pen.as_synced, PEN)
        for hole in pen.holes:
            yield _item(place, {"pen_id": pen.as_synced.get("pen_id"), **hole}, HOLE)
        for at, record in enumerate(pen.records, 1):
            yield _item(tr("{place}, record {at}", place=place, at=at), msgspec.structs.asdict(record), RECORDS)
    for number, entry in enumerate(whole.diary, 1):
        yield _item(tr("diary entry {number}", number=number), entry, DIARY)


def _sqlite(path: Path) -> "Iterator[Item]":
    with sanitize.opened(path) as file:
        if file.read(16) != b"SQLite format 3\0":
            raise NotAnExport(tr("it is no SQLite file"))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as sql:
        if wrong := not_ours(sql):
            raise NotAnExport(wrong[0])
        for table, kind, order in ((PEN, "pens", "pen_id"), (HOLE, "holes", "pen_id, epoch, first")):
            for row in _rows(sql, f"SELECT * FROM {kind} ORDER BY {order}"):
                yield _item(tr("table {name}", name=kind), row, table)
        records = sql.execute("SELECT * FROM records ORDER BY pen_id, epoch, sequence")
        while rows := records.fetchmany(_ROWS):
            pen_id, epoch, first, _ = rows[0]
            if [row[:3] for row in rows] == [(pen_id, epoch, n) for n in range(first, first + len(rows))]:
                yield _records(tr("table {name}", name="records"), pen_id, epoch, first, [row[3] for row in rows])
            else:
                yield from (
                    _records(tr("table {name}", name="records"), pen, epoch, n, [raw]) for pen, epoch, n, raw in rows
                )
        if sql.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'diary'").fetchone()[0]:
            for row in _rows(sql, "SELECT * FROM diary ORDER BY at, id"):
                yield _item(tr("table {name}", name="diary"), row, DIARY)


def _rows(sql: sqlite3.Connection, query: str) -> "Iterator[dict[str, Any]]":
    found = sql.execute(query)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


_READERS: "dict[str, Callable[[Path], Iterator[Item]]]" = {
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "sqlite": _sqlite,
}
FORMS = tuple(_READERS)


def _parsed(place: str, decoder: "msgspec.json.Decoder[Any]", text: bytes) -> Any:
    try:
        return decoder.decode(text)
    except UnicodeDecodeError:
        raise
    except (ValueError, RecursionError) as e:
        raise NotAnExport(f"{place}: {sanitize.short(str(e))}") from e


def _known_version(version: object) -> None:
    if version != SCHEMA:
        raise NotAnExport(
            tr(
                "it has version {version}, this needlepen reads version {schema}",
                version=sanitize.short(str(version)),
                schema=SCHEMA,
            )
        )


def _item(place: "str | tuple[str, int]", row: Row, kind: Any) -> Item:
    try:
        if row.get("raw_hex"):
            raw = bytes.fromhex(row["raw_hex"])
            return _records(_said(place), row["pen_id"], row["epoch"], row["sequence"], [raw])
        if kind == PEN:
            pen = taken(PenRow, row)
            return PEN, replace(pen, board=sanitize.name(pen.board), firmware=sanitize.name(pen.firmware))
        if kind == HOLE:
            hole = taken(Hole, {**row, "first": row["first"] if row.get("first") else row["sequence"]})
            seen = taken(_Seen, row)
            if not 0 < hole.first < hole.next:
                raise ValueError(tr("it ends before it begins"))
            return HOLE, (seen.pen_id, hole, seen.seen_at)
        if kind == DIARY:
            return DIARY, _entry(row)
    except (KeyError, TypeError, ValueError, OverflowError) as e:
        raise NotAnExport(f"{_said(place)}: {type(e).__name__}: {sanitize.short(str(e))}") from e
    raise NotAnExport(tr("{said} is neither a pen nor a record", said=_said(place)))


def _records(place: str, pen_id: Any, epoch: Any, first: Any, raws: "list[bytes]") -> Item:
    """Consecutive records under a key that can be one; that they are sound is for `import_file.py`."""
    try:
        key = taken(_Key, {"pen_id": pen_id, "epoch": epoch, "sequence": first})
    except ValueError as e:
        raise NotAnExport(f"{place}: ValueError: {e}") from e
    if set(map(type, raws)) != {bytes}:
        raise NotAnExport(tr("{place}: a record is bytes", place=place))
    return RECORDS, (key.pen_id, key.epoch, key.sequence, raws)


def _entry(row: Row) -> Entry:
    """A diary entry: its words cannot steer anything, its picture is pixels."""
    told = {name: value for name, value in row.items() if name not in ("is", "photo_base64")}
    photo = row.get("photo_base64")
    if photo is not None:
        told["photo"] = base64.b64decode(photo, validate=True)
    names = [one.name for one in fields(Entry)]
    if unknown := set(told) - set(names):
        raise ValueError(
            tr("it has the fields {names}, which this needlepen does not know", names=", ".join(sorted(unknown)))
        )
    entry = taken(Entry, {name: told.get(name) for name in names})
    kept: dict[str, Any] = {"words": sanitize.neutral(entry.words)}
    if entry.photo:
        try:
            picture = take_photo(entry.photo, tr("its photo"))
        except UsageError as e:
            raise ValueError(f"{e.what} {e.why}") from e
        kept.update(photo=picture.data, photo_type=picture.kind)
    return Entry(**{**asdict(entry), **kept})


def _said(place: "str | tuple[str, int]") -> str:
    """A place in words; only what is wrong is worth making them."""
    return place if isinstance(place, str) else tr("line {n}", n=place[1])
