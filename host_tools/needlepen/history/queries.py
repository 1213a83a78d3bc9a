"""What a person wants to know of a pen, from the history on this computer: plain dicts, ready for JSON.

Must not print (`terminal/` does) and needs no pen.
"""

import json
from typing import Any

from ..clock import iso, minute_up, now
from ..errors import StorageError, UsageError
from ..language import tr
from ..texts import pen_codes, record_text, skin_codes
from . import measures, recalls
from .derive import TABLES
from .store import PenRow, Store


def choose(store: Store, wanted: "str | None") -> "list[PenRow]":
    """The pens whose id begins with `wanted`; all of them if None. Raises UsageError, StorageError if empty."""
    pens = store.pens()
    if not pens:
        raise StorageError(
            tr("There is no pen in {path} yet.", path=store.path), tr("No sync has got so far."), "needlepen sync"
        )
    chosen = [row for row in pens if row.pen_id.startswith((wanted or "").lower())]
    if wanted and not chosen:
        known = ", ".join(row.pen_id for row in pens)
        raise UsageError(
            tr("No pen '{wanted}' in this history.", wanted=wanted),
            tr("It knows: {known}.", known=known),
            "needlepen history",
        )
    return chosen


def history(store: Store, row: PenRow) -> "dict[str, Any]":
    """Everything about one pen: next session, sessions with their zones, refusals, skin, faults and so on."""
    store.refresh(row.pen_id)
    tables = {name: store.table(name, row.pen_id) for name in TABLES}
    for rows in tables.values():
        for entry in rows:
            _readable(entry)
            if "session" in entry:
                entry["session_epoch"] = measures.session_epoch(entry, tables["sessions"])
    _recalled(store, tables["cartridges"])
    for entry in tables["sessions"]:
        of_it = measures.of_session(tables["zones"], entry)
        entry["deepest_um"], entry["deepest_is"] = measures.deepest(of_it, entry["depth_um"])
    for name in ("notes", "skin"):
        tables[name] = [_with_sentence(name, entry) for entry in tables[name]]
    return {
        "pen_id": row.pen_id,
        "board": row.board,
        "firmware": row.firmware,
        "fault": row.fault,
        "fault_words": pen_codes.fault(row.fault) if row.fault else None,
        "changed_at": row.changed_at,
        "changed_at_utc": iso(row.changed_at),
        "next_session": next_session(row),
        **tables,
        "journals": store.journals(row.pen_id),
    }


def last_session_at(store: Store, row: PenRow) -> "int | None":
    """UTC of the start of the last session; None: there was none, or it has no date."""
    store.refresh(row.pen_id)
    sessions = store.table("sessions", row.pen_id)
    return sessions[-1]["at"] if sessions else None


def cartridges(store: Store, row: PenRow) -> "list[dict[str, Any]]":
    """Every cartridge the pen has seen, with what is left of it and its last session."""
    store.refresh(row.pen_id)
    last = {session["cartridge"]: session for session in store.table("sessions", row.pen_id)}
    rows = seen_cartridges(store, row)
    for entry in rows:
        session = last.get(entry["serial"], {})
        entry.update({"last_" + name: session.get(name) for name in ("at", "proven_s", "guess")})
        entry["last_at_utc"] = iso(session.get("at"))
    return rows


def seen_cartridges(store: Store, row: PenRow) -> "list[dict[str, Any]]":
    """Every cartridge the pen has seen, with what is left of it, its lot, and what is known of a recall."""
    rows = store.table("cartridges", row.pen_id)
    for entry in rows:
        _readable(entry)
    _recalled(store, rows)
    return rows


def updates(store: Store, row: PenRow) -> "list[dict[str, Any]]":
    """What the pen was offered, refused, installed, tried, confirmed and went back from, oldest first."""
    store.refresh(row.pen_id)
    rows = [note for note in store.table("notes", row.pen_id) if note["kind"] == "update"]
    for note in rows:
        _readable(note)
    return [_with_sentence("notes", note) for note in rows]


def next_session(row: PenRow) -> "dict[str, Any]":
    """When the pen will allow the next session; a loss of its clock can only make that later (H26)."""
    at = measures.not_before_s(row.unlock_at_s, row.wall_offset_s)
    return {
        "unlock_at_s": row.unlock_at_s,
        "not_before_utc": iso(at),
        "not_before_s": at,
        "wait_s": None if at is None else max(0, at - now()),
    }


def _recalled(store: Store, rows: "list[dict[str, Any]]") -> None:
    """Why the lot of each of these cartridges is recalled; None: it is not, as far as the list here says."""
    known = recalls.known(store)
    for entry in rows:
        entry["recalled"] = known.get(entry["lot"])


def _with_sentence(table: str, row: "dict[str, Any]") -> "dict[str, Any]":
    """The row with `words`, the sentence that its stored fields say, in their place."""
    fields = json.loads(row["fields"])
    said = (
        record_text.skin(row["kind"], fields)
        if table == "skin"
        else record_text.note(row["kind"], fields, row["epoch"])
    )
    return {("words" if name == "fields" else name): said if name == "fields" else value for name, value in row.items()}


def _readable(row: "dict[str, Any]") -> None:
    """Add words and ISO dates to a derived row, drop what only the database needs."""
    row.pop("pen_id", None)
    if row.get("until_at"):
        row["until_at"] = minute_up(row["until_at"])
    for key in ("at", "until_at", "opened_at"):
        if key in row:
            row[key + "_utc"] = iso(row[key])
    if "number" in row:
        row["end_words"] = pen_codes.stop(row["reason"]) if row["reason"] is not None else None
    elif "until_s" in row:
        row["words"] = pen_codes.refusal(row["reason"], row["detail"])
        row["remedy"] = pen_codes.remedy(row["reason"])
    elif "zone" in row:
        row["words"] = skin_codes.zone(row["zone"])
        if "stop" in row:
            row["done"] = measures.done(row)
    elif "serial" in row:
        row["left"] = measures.left(row)
        row["refused"] = measures.why_unusable(row)
        row["refused_words"] = (
            pen_codes.reason(row["refused"]).removeprefix(tr("cartridge ")) if row["refused"] else None
        )
    elif "code" in row:
        row["words"] = pen_codes.fault(row["code"])
