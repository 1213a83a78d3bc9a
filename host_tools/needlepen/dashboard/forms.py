"""What a form of the dashboard sent, as checked values. The gate has measured the body before it gets here.

Must not store anything.
"""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from ..errors import UsageError
from ..firmware import bundle as bundles
from ..firmware import keys
from ..history import diary, photo
from .access_control import same

FIELDS = 8
CAP = 16_000  # bytes of a form without a file
PHOTO_CAP = photo.FILE_MAX + CAP
BUNDLE_CAP = bundles.LONGEST + CAP
FINDINGS = {"bled": 1, "red": 2, "other": 4}  # the bits of a check-in


class NotOurs(UsageError):
    """The form does not carry the secret of this run."""


@dataclass(frozen=True)
class Written:
    """A diary entry as it was filled in."""

    words: str
    rating: "int | None"
    photo: "photo.Photo | None"
    at: int  # UTC


async def read(request: Request, secret: str) -> FormData:
    """The fields; raises NotOurs. Starlette refuses what is no form or has too many parts."""
    form = await request.form(max_files=1, max_fields=FIELDS, max_part_size=CAP)
    if not same(text(form, "secret"), secret):
        raise NotOurs("This form is of an earlier run.", "The dashboard was started anew since.", "Reload the page")
    return form


def text(form: FormData, name: str) -> str:
    """A field that is text; "" when there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def entry(form: FormData, now_s: int) -> Written:
    """A diary entry, of now where no day is chosen; raises UsageError."""
    rating, on = text(form, "rating"), text(form, "day")
    at = diary.day(on, now_s) if on else now_s
    if rating and rating not in "12345":
        raise UsageError(f"'{rating}' is no rating.", "It is 1 (bad) to 5 (well).", "Choose one, or none")
    upload = form.get("photo")
    picture = None
    if isinstance(upload, UploadFile) and upload.filename:
        # beside the loop: a large picture takes a second
        picture = await run_in_threadpool(photo.take_photo, await upload.read(), _name(upload.filename))
    words = text(form, "words").replace("\r\n", "\n").strip()
    if not words and not rating and not picture:
        raise UsageError("There is nothing to write down.", "", "Write a few words, choose a rating, or add a photo")
    return Written(words, int(rating) if rating else None, picture, at)


async def bundle(form: FormData) -> bundles.Bundle:
    """A file of firmware, checked as `needlepen fw update` checks it; raises UsageError, VerificationFailed."""
    upload = form.get("bundle")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise UsageError("No file was chosen.", "", "Choose a file that ends in .np")
    data, name = await upload.read(), _name(upload.filename)
    return await run_in_threadpool(lambda: bundles.parse(data, name, keys.known(())))


def findings(form: FormData) -> int:
    """What a check-in says, as bits; raises UsageError when it says nothing, or fine and not fine."""
    found = sum(bit for name, bit in FINDINGS.items() if text(form, name))
    fine = bool(text(form, "fine"))
    if fine == bool(found):
        why = "All calm and something else do not go together." if found else "Nothing was chosen."
        raise UsageError("The check-in does not say how the skin is.", why, "Choose what it is like")
    return found


def _name(given: str) -> str:
    """For words only: the end of a path, printable and short."""
    return "".join(c for c in given.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())[:80] or "The file"
