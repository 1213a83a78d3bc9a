"""The whole history as CSV (a row a record, for a spreadsheet) or JSON (also derived tables and raw bytes).

Must not lose anything: a kind of record this tool does not know keeps its payload in hex.
"""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TextIO

from ..clock import iso
from ..codec import Fields, decode_record, field_names
from ..errors import StorageError
from .overview import history
from .store import PenRow, Store

_HEAD = ("pen_id", "epoch", "sequence", "kind", "time_utc", "proven_s", "up_ms")


def to_csv(store: Store, pens: "list[PenRow]") -> str:
    """All records of `pens` as CSV text; a column that a kind does not have stays empty."""
    out = io.StringIO()
    names = [name for name in field_names() if name not in _HEAD]
    table = csv.DictWriter(out, [*_HEAD, *names, "payload_hex"], lineterminator="\n", restval="")
    table.writeheader()
    for row in pens:
        for _, fields in _records(store, row):
            table.writerow(fields)
    return out.getvalue()


def to_dict(store: Store, pens: "list[PenRow]") -> "dict[str, Any]":
    """Everything about `pens`, ready for JSON; `raw_hex` of each record verifies by itself."""
    return {
        "pens": [
            {
                **history(store, row),
                "records": [{**fields, "raw_hex": raw.hex()} for raw, fields in _records(store, row)],
            }
            for row in pens
        ]
    }


@contextlib.contextmanager
def replacing(path: Path) -> "Generator[TextIO, None, None]":
    """A file that takes its name only when it is complete. Raises StorageError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as e:
        raise _unwritable(path, e) from e
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(name).replace(path)
    except OSError as e:
        raise _unwritable(path, e) from e
    finally:
        Path(name).unlink(missing_ok=True)


def _records(store: Store, row: PenRow) -> "Iterator[tuple[bytes, Fields]]":
    offset_s = 0
    for epoch, _, raw in store.raw(row.pen_id):
        fields = decode_record(raw)
        if fields["kind"] == "wall":
            offset_s = fields["offset_s"]
        out: Fields = {
            "pen_id": row.pen_id,
            "epoch": epoch,
            "time_utc": iso(fields["proven_s"] + offset_s) if offset_s else None,
        }
        payload: bytes | None = fields.pop("raw", None)
        if payload is not None:
            out["payload_hex"] = payload.hex()
        out.update(fields)
        yield raw, out


def _unwritable(path: Path, e: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written.", str(e.strerror or e), "Choose another file: -o FILE")
