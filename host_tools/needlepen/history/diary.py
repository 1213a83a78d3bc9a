"""What the owner writes about the skin: words, a rating, a photo. Kept on this computer only; no pen can know it.

Photos come through `photo.py`. Must not interpret what was written, and must not send it anywhere.
"""

import uuid
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from ..clock import dated, iso
from ..errors import UsageError
from ..language import tr
from ..sanitize import EntryId, PenId, Rating, Utc, Words, Zone, neutral
from .photo import Photo
from .store import Store

TEXT_MAX = 4_000  # letters, as in the table


@dataclass(frozen=True)
class Entry:
    """One entry; the fields are the columns of `diary`."""

    id: EntryId
    pen_id: "PenId | None"
    at: Utc
    rating: "Rating | None"  # 1 bad … 5 well
    words: Words
    photo: "bytes | None" = None
    photo_type: "str | None" = None
    zone: "Zone | None" = None  # of the face, that the photo shows; None: all of it

    def as_dict(self) -> "dict[str, Any]":
        """For --json: everything but the picture."""
        return {
            "id": self.id,
            "pen_id": self.pen_id,
            "at": self.at,
            "at_utc": iso(self.at),
            "rating": self.rating,
            "words": self.words,
            "zone": self.zone,
            "photo_bytes": len(self.photo) if self.photo else 0,
        }


def new(
    words: str,
    at: int,
    pen_id: "str | None",
    rating: "int | None" = None,
    photo: "Photo | None" = None,
    zone: "int | None" = None,
) -> Entry:
    """A fresh entry; raises UsageError when there is nothing in it, or too much."""
    words = neutral(words).strip()
    if not words and rating is None and photo is None:
        raise UsageError(tr("There is nothing to write down."), "", 'needlepen diary add "all calm" --rating 5')
    if len(words) > TEXT_MAX:
        raise UsageError(
            tr("That is longer than {text_max:,} letters.", text_max=TEXT_MAX), "", tr("Make two entries of it")
        )
    if rating is not None and not 1 <= rating <= 5:
        raise UsageError(tr("A rating is 1 (bad) to 5 (well)."), "", "needlepen diary add --rating 4")
    data, kind = (photo.data, photo.kind) if photo else (None, None)
    return Entry(uuid.uuid4().hex, pen_id, at, rating, words, data, kind, zone)


def day(text: str, now_s: int) -> int:
    """The UTC of an entry about a day: its noon here, `now_s` at the latest; raises UsageError."""
    try:
        noon = datetime.strptime(text, "%Y-%m-%d").replace(hour=12).astimezone()
        at = int(noon.timestamp())
    except (ValueError, OverflowError, OSError):  # the last two: what no clock of this computer can say
        raise UsageError(tr("'{text}' is no date.", text=text), "", "needlepen diary add --on 2026-05-01") from None
    if noon.date() > datetime.fromtimestamp(now_s).astimezone().date():
        raise UsageError(tr("{text} is still to come.", text=text), "", tr("Write it down when it was"))
    if not dated(at):
        raise UsageError(tr("{text} is no date of this diary.", text=text), "", "needlepen diary add --on 2026-05-01")
    return min(at, now_s)


def add(store: Store, entry: Entry) -> bool:
    """Keep an entry; False: it is there already. Raises StorageError."""
    with store.database.transaction():
        done = store.database.sql.execute("INSERT OR IGNORE INTO diary VALUES (?,?,?,?,?,?,?,?)", astuple(entry))
    return done.rowcount > 0


def entries(store: Store, pen_id: "str | None" = None) -> "list[Entry]":
    """All entries, oldest first; with `pen_id` those about this pen or about none. Raises StorageError."""
    which = "WHERE ? IS NULL OR pen_id IS NULL OR pen_id = ?"
    with store.database.guard():
        rows = store.database.sql.execute(f"SELECT * FROM diary {which} ORDER BY at, id", (pen_id, pen_id)).fetchall()
    return [Entry(*row) for row in rows]


def get(store: Store, entry_id: str) -> "Entry | None":
    """One entry by its whole id. Raises StorageError."""
    with store.database.guard():
        row = store.database.sql.execute("SELECT * FROM diary WHERE id = ?", (entry_id,)).fetchone()
    return Entry(*row) if row else None


def remove(store: Store, beginning: str) -> Entry:
    """Forget the entry whose id begins so; raises UsageError when that is none or several."""
    found = [entry for entry in entries(store) if beginning and entry.id.startswith(beginning.lower())]
    if len(found) != 1:
        why = (
            tr("{found} entries begin with '{beginning}'.", found=len(found), beginning=beginning)
            if found
            else tr("No entry begins with '{beginning}'.", beginning=beginning)
        )
        raise UsageError(tr("That is not one entry."), why, "needlepen diary list")
    sql = store.database.sql
    sql.execute("PRAGMA secure_delete = ON")  # a removed photo does not stay in the file …
    with store.database.transaction():
        sql.execute("DELETE FROM diary WHERE id = ?", (found[0].id,))
    with store.database.guard():
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # … nor beside it
    return found[0]
