"""What the owner writes about the skin: words, a rating, a photo. Kept on this computer only; no pen can know it.

A photo of a face says where and when it was taken: what is kept is the picture alone, scaled down, as JPEG, without any
of the data a camera adds. Must not interpret what was written, and must not send it anywhere.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# (Pillow's types have holes)

import io
import uuid
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..clock import iso
from ..errors import StorageError, UsageError
from .store import Store

TEXT_MAX = 4_000  # letters, as in the table
FILE_MAX = 32_000_000  # bytes of a photo to be read; the largest phones write some 15 MB
SIDE_MAX = 1_600  # pixels: skin is seen well, and a year of photos stays smaller than the history
_PIXELS_MAX = 120_000_000  # a picture that claims more is not believed
_QUALITY = 85

_KINDS = ((b"\xff\xd8\xff", 0, "JPEG"), (b"\x89PNG\r\n\x1a\n", 0, "PNG"), (b"WEBP", 8, "WEBP"))


@dataclass(frozen=True)
class Photo:
    """A picture ready to be stored, without anything a camera adds."""

    data: bytes
    kind: str  # its media type


@dataclass(frozen=True)
class Entry:
    """One entry; the fields are the columns of `diary`."""

    id: str
    pen_id: "str | None"
    at: int  # UTC
    rating: "int | None"  # 1 bad … 5 well
    words: str
    photo: "bytes | None" = None
    photo_type: "str | None" = None

    def as_dict(self) -> "dict[str, Any]":
        """For --json: everything but the picture."""
        return {
            "id": self.id,
            "pen_id": self.pen_id,
            "at": self.at,
            "at_utc": iso(self.at),
            "rating": self.rating,
            "words": self.words,
            "photo_bytes": len(self.photo) if self.photo else 0,
        }


def new(words: str, at: int, pen_id: "str | None", rating: "int | None" = None, photo: "Photo | None" = None) -> Entry:
    """A fresh entry; raises UsageError when there is nothing in it, or too much."""
    words = words.strip()
    if not words and rating is None and photo is None:
        raise UsageError("There is nothing to write down.", "", 'needlepen diary add "all calm" --rating 5')
    if len(words) > TEXT_MAX:
        raise UsageError(f"That is longer than {TEXT_MAX:,} letters.", "", "Make two entries of it")
    if rating is not None and not 1 <= rating <= 5:
        raise UsageError("A rating is 1 (bad) to 5 (well).", "", "needlepen diary add --rating 4")
    return Entry(uuid.uuid4().hex, pen_id, at, rating, words, *astuple(photo) if photo else (None, None))


def day(text: str, now_s: int) -> int:
    """The UTC of an entry about a day: its noon here, `now_s` at the latest; raises UsageError."""
    try:
        noon = datetime.strptime(text, "%Y-%m-%d").replace(hour=12).astimezone()
        at = int(noon.timestamp())
    except (ValueError, OverflowError, OSError):  # the last two: what no clock of this computer can say
        raise UsageError(f"'{text}' is no date.", "", "needlepen diary add --on 2026-05-01") from None
    if noon.date() > datetime.fromtimestamp(now_s).astimezone().date():
        raise UsageError(f"{text} is still to come.", "", "Write it down when it was")
    return min(at, now_s)


def add(store: Store, entry: Entry) -> bool:
    """Keep an entry; False: it is there already. Raises StorageError."""
    with store.database.transaction():
        done = store.database.sql.execute("INSERT OR IGNORE INTO diary VALUES (?,?,?,?,?,?,?)", astuple(entry))
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
        why = f"{len(found)} entries begin with '{beginning}'." if found else f"No entry begins with '{beginning}'."
        raise UsageError("That is not one entry.", why, "needlepen diary list")
    sql = store.database.sql
    sql.execute("PRAGMA secure_delete = ON")  # a removed photo does not stay in the file …
    with store.database.transaction():
        sql.execute("DELETE FROM diary WHERE id = ?", (found[0].id,))
    with store.database.guard():
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # … nor beside it
    return found[0]


def read_photo(path: Path) -> Photo:
    """The picture in a file, ready to be kept; raises UsageError when it is none, StorageError when unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX + 1)
    except OSError as e:
        raise StorageError(f"{path} cannot be read.", str(e.strerror or e), "Choose another file: --photo FILE") from e
    return take_photo(data, path.name)


def take_photo(data: bytes, name: str) -> Photo:
    """The picture in these bytes, ready to be kept; `name` is for the words of a UsageError."""
    if len(data) > FILE_MAX:
        raise UsageError(f"{name} is larger than {FILE_MAX // 1_000_000} MB.", "", "Save it smaller")
    kind = next((kind for magic, at, kind in _KINDS if data[at : at + len(magic)] == magic), None)
    if kind is None:
        raise UsageError(f"{name} is no JPEG, PNG or WebP picture.", "", "Save it as JPEG first")
    try:
        return Photo(_bare(data, kind), "image/jpeg")
    except Exception as e:  # a damaged picture makes Pillow raise almost anything
        raise UsageError(f"{name} is damaged.", str(e), "Save it as JPEG again") from e


def _bare(data: bytes, kind: str) -> bytes:
    """Upright, at most SIDE_MAX, in the colours of the web, and nothing but pixels."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=[kind]) as opened:
        if opened.width * opened.height > _PIXELS_MAX:
            raise ValueError(f"{opened.width} × {opened.height} pixels")
        opened.draft("RGB", (SIDE_MAX, SIDE_MAX))  # a large JPEG is decoded small
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((SIDE_MAX, SIDE_MAX))
        picture = _on_white(_standard(picture))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _standard(picture: Any) -> Any:
    """Colours as every screen shows them: how red it was is what a photo of skin is for."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
        except (ImageCms.PyCMSError, OSError):
            return picture  # a broken profile: the pixels as they are
    return picture


def _on_white(picture: Any) -> Any:
    """Without transparency, and without anything that was not pixels."""
    from PIL import Image

    bare = Image.new("RGB", picture.size, (255, 255, 255))
    seen = picture.convert("RGBA")
    bare.paste(seen, mask=seen.getchannel("A"))
    return bare
