"""The whole history as a file: CSV (a row a record, for a spreadsheet), JSON (also derived tables), JSON lines, SQLite.

Must not lose anything: every record carries its raw bytes, a kind that this tool does not know its payload in hex.
`import_file.py` reads all four back; what it reads, this writes again byte for byte.
"""

import base64
import contextlib
import csv
import json
import os
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from ..clock import iso, utc
from ..codec import Fields, decode_record, field_names
from ..errors import StorageError
from ..language import tr
from ..sanitize import cell
from .queries import history
from .store import PenRow, Store

SCHEMA = 1  # of the JSON lines; raised when a field changes its meaning or goes
CSV_HEAD = ("pen_id", "epoch", "sequence", "kind", "time_utc", "proven_s", "up_ms")
# behind what records have: the payload of an unknown kind, what only rows of kind `pen` and `hole` carry, the raw bytes
CSV_PEN = ("board", "firmware", "wall_offset_s", "unlock_at_s", "fault", "changed_at")
CSV_HOLE = ("next", "acknowledged", "seen_at")


def write_csv(store: Store, pens: "list[PenRow]", out: TextIO) -> None:
    """All records of `pens`; before them a row of kind `pen`, and one of kind `hole` for records nobody here holds.

    A column that a kind does not have stays empty. The diary is not in it.
    """
    columns = dict.fromkeys((*CSV_HEAD, *field_names(), "payload_hex", *CSV_PEN, *CSV_HOLE, "raw_hex"))
    table = csv.DictWriter(out, list(columns), lineterminator="\n", restval="")
    table.writeheader()
    for row in pens:
        table.writerow({"kind": "pen"} | {name: cell(value) for name, value in asdict(row).items()})
        for hole, seen_at in store.holes_seen(row.pen_id):
            told = asdict(hole)
            told["sequence"] = told.pop("first")
            table.writerow({"kind": "hole", "pen_id": row.pen_id, **told, "seen_at": seen_at})
        for raw, fields in _records(store, row):
            table.writerow({name: cell(value) for name, value in fields.items()} | {"raw_hex": raw.hex()})


def write_jsonl(store: Store, pens: "list[PenRow]", out: TextIO) -> None:
    """An object a line, what it `is` first: needlepen (the version), pen, hole, record, diary."""
    _line(out, {"is": "needlepen", "version": SCHEMA})
    for row in pens:
        _line(out, {"is": "pen", **asdict(row)})
        for hole, seen_at in store.holes_seen(row.pen_id):
            _line(out, {"is": "hole", "pen_id": row.pen_id, **asdict(hole), "seen_at": seen_at})
        for raw, fields in _records(store, row):
            _line(out, {"is": "record", **fields, "raw_hex": raw.hex()})
    for entry in diary(store, pens):
        _line(out, {"is": "diary", **entry})


def to_dict(store: Store, pens: "list[PenRow]") -> "dict[str, Any]":
    """Everything about `pens`, ready for JSON; `raw_hex` of each record verifies by itself."""
    return {
        "pens": [
            {
                **history(store, row),
                "as_synced": asdict(row),
                "holes": [{**asdict(hole), "seen_at": seen_at} for hole, seen_at in store.holes_seen(row.pen_id)],
                "records": [{**fields, "raw_hex": raw.hex()} for raw, fields in _records(store, row)],
            }
            for row in pens
        ],
        "diary": list(diary(store, pens)),
    }


def diary(store: Store, pens: "list[PenRow]") -> "Iterator[dict[str, Any]]":
    """The diary's entries about `pens` and about none, oldest first; pictures in base64."""
    chosen = {None, *(row.pen_id for row in pens)}
    for entry in store.diary():
        if entry["pen_id"] in chosen:
            photo: bytes | None = entry.pop("photo")
            yield {**entry, "photo_base64": base64.b64encode(photo).decode() if photo else None}


@contextlib.contextmanager
def replacing(path: Path) -> "Generator[TextIO, None, None]":
    """A file that takes its name only when it is complete. Raises StorageError."""
    with replaced_by(path) as name, name.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextlib.contextmanager
def replaced_by(path: Path) -> "Generator[Path, None, None]":
    """The name of an empty file beside `path` that takes its place when the block ends well. Raises StorageError."""
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        yield Path(name)
        Path(name).replace(path)
    except OSError as e:
        raise StorageError(
            tr("{path} cannot be written.", path=path), str(e.strerror or e), tr("Choose another file")
        ) from e
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


def _line(out: TextIO, data: "dict[str, Any]") -> None:
    out.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def _records(store: Store, row: PenRow) -> "Iterator[tuple[bytes, Fields]]":
    offset_s = 0
    for epoch, _, raw in store.raw(row.pen_id):
        fields = decode_record(raw)
        if fields["kind"] == "wall":
            offset_s = fields["offset_s"]
        out: Fields = {
            "pen_id": row.pen_id,
            "epoch": epoch,
            "time_utc": iso(utc(fields["proven_s"], offset_s)),
        }
        payload: bytes | None = fields.pop("raw", None)
        if payload is not None:
            out["payload_hex"] = payload.hex()
        out.update(fields)
        yield raw, out
