"""Which lots of cartridges are recalled: a list from a file, CSV or JSON, that its owner imports (H50).

No pen learns of it. Must not judge a cartridge: `queries.py` says beside each what the list says of its lot.
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..clock import iso, now
from ..errors import StorageError, UsageError, VerificationFailed
from ..language import later, tr
from ..sanitize import Count, Reason, neutral, read, short
from .store import Store

LONGEST = 1_000_000  # bytes of a list
MOST = 10_000  # lots in one
_FORM = later("It takes a CSV with the columns lot and reason, or JSON with a list of such rows")


@dataclass(frozen=True)
class Recall:
    """A recalled lot, as a list names it; a row that gives no reason has none."""

    lot: Count
    reason: Reason


def known(store: Store) -> "dict[int, str]":
    """The reason of each recalled lot."""
    return {lot: words for lot, words, _ in _rows(store)}


def listed(store: Store) -> "list[dict[str, Any]]":
    """The whole list, ready for JSON, by lot."""
    return [{"lot": lot, "reason": words, "at": at, "at_utc": iso(at)} for lot, words, at in _rows(store)]


def take(store: Store, path: Path) -> "tuple[int, int]":
    """Add a file's lots: how many it has, and how many were not known. Raises UsageError, VerificationFailed."""
    rows = _read(path)
    before = known(store)
    at = now()
    with store.database.transaction():
        for row in rows:
            store.database.sql.execute(
                "INSERT INTO recalls VALUES (?,?,?) ON CONFLICT (lot) DO UPDATE SET words = excluded.words,"
                " at = excluded.at WHERE words <> excluded.words",
                (row.lot, neutral(row.reason), at),
            )
    return len(rows), len({row.lot for row in rows} - set(before))


def forget(store: Store, lot: int) -> None:
    """Take a lot off the list; raises UsageError when it is not on it."""
    if lot not in known(store):
        raise UsageError(tr("Lot {lot} is not on the list.", lot=lot), "", "needlepen recalls")
    with store.database.transaction():
        store.database.sql.execute("DELETE FROM recalls WHERE lot = ?", (lot,))


def _rows(store: Store) -> "list[tuple[int, str, int]]":
    with store.database.guard():
        return store.database.sql.execute("SELECT lot, words, at FROM recalls ORDER BY lot").fetchall()


def _read(path: Path) -> "list[Recall]":
    from .foreign import taken

    try:
        data = read(path, LONGEST)
        if len(data) > LONGEST:
            raise _no_list(path, tr("At most {longest:,} bytes are taken.", longest=LONGEST))
        text = data.decode("utf-8-sig")
    except OSError as e:
        what = tr("{path} cannot be read.", path=path)
        raise StorageError(what, str(e.strerror or e), tr("Choose another file")) from e
    except UnicodeDecodeError as e:
        raise _no_list(path, tr("It is no text in UTF-8.")) from e
    rows = _of_json(path, text) if text.lstrip()[:1] in ("[", "{") else _of_csv(path, text)
    if not 0 < len(rows) <= MOST:
        raise _no_list(path, tr("It has {rows:,} rows, not 1 to {most:,}.", rows=len(rows), most=MOST))
    found: list[Recall] = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(taken(Recall, {"lot": row.get("lot"), "reason": row.get("reason") or ""}))
        except ValueError as e:
            why = tr("Row {number}: {error}", number=number, error=short(str(e)))
            raise VerificationFailed(tr("{path} was not imported.", path=path), why, tr(_FORM)) from e
    return found


def _no_list(path: Path, why: str) -> UsageError:
    return UsageError(tr("{path} is no list of recalled lots.", path=path), why, tr(_FORM))


def _of_json(path: Path, text: str) -> "list[dict[str, Any]]":
    try:
        rows: Any = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise _no_list(path, tr("Its JSON is damaged: {error}", error=short(str(e)))) from e
    if isinstance(rows, dict):
        rows = rows.get("recalls")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):  # pyright: ignore[reportUnknownVariableType]
        raise _no_list(path, tr("It has no rows with lot and reason."))
    return rows  # pyright: ignore[reportUnknownVariableType]


def _of_csv(path: Path, text: str) -> "list[dict[str, Any]]":
    try:
        table = csv.DictReader(text.splitlines(), strict=True)
        names = [(name or "").strip().lower() for name in table.fieldnames or ()]
        table.fieldnames = names
        rows = list(table)
    except csv.Error as e:
        raise _no_list(path, tr("Its CSV is damaged: {error}", error=short(str(e)))) from e
    if "lot" not in names:
        raise _no_list(path, tr("It has no column named lot."))
    return [{"lot": row.get("lot"), "reason": row.get("reason")} for row in rows]
