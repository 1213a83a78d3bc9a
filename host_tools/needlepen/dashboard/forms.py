"""What a form of the dashboard sent, as checked values. The gate has measured the body before it gets here.

Must not store anything.
"""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..errors import UsageError
from ..firmware import bundle as bundles
from ..firmware import keys
from ..history import diary, photo
from ..language import tr
from ..texts.skin_codes import LATE, ZONES
from .access_control import same
from .update_offer import Offer

FIELDS = 8
CAP = 16_000  # bytes of a form without a file
PHOTO_CAP = photo.FILE_MAX + CAP
BUNDLE_CAP = bundles.LONGEST + CAP
FINDINGS = {"bled": 1, "red": 2, "other": 4, "late": LATE}  # the bits of a check-in


class TooMuch(UsageError):
    """More was sent than is taken; all of it was thrown away."""


class NotOurs(UsageError):
    """The form does not carry the secret of this run."""


@dataclass(frozen=True)
class Written:
    """A diary entry as it was filled in."""

    words: str
    rating: "int | None"
    photo: "photo.Photo | None"
    at: int  # UTC
    zone: "int | None"


async def read(request: Request, secret: str) -> FormData:
    """The fields; raises NotOurs, TooMuch. Starlette refuses what is no form or has too many parts."""
    try:
        form = await request.form(max_files=1, max_fields=FIELDS, max_part_size=CAP)
    except HTTPException as e:
        if e.status_code != 413:
            raise
        raise TooMuch(tr("That is too much, and nothing of it was kept."), e.detail, tr("Choose a smaller file")) from e
    if not same(text(form, "secret"), secret):
        raise NotOurs(
            tr("This form is of an earlier run."), tr("The dashboard was started anew since."), tr("Reload the page")
        )
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
        raise UsageError(
            tr("'{rating}' is no rating.", rating=rating), tr("It is 1 (bad) to 5 (well)."), tr("Choose one, or none")
        )
    shows = zone(text(form, "zone"))
    upload = form.get("photo")
    picture = None
    if isinstance(upload, UploadFile) and upload.filename:
        # beside the loop: a large picture takes a second
        picture = await run_in_threadpool(photo.take_photo, await upload.read(), _name(upload.filename))
    words = text(form, "words").replace("\r\n", "\n").strip()
    if not words and not rating and not picture:
        raise UsageError(
            tr("There is nothing to write down."), "", tr("Write a few words, choose a rating, or add a photo")
        )
    return Written(words, int(rating) if rating else None, picture, at, shows)


def zone(given: str) -> "int | None":
    """What a photo shows, by its number; None: the whole face. Raises UsageError."""
    if given and given not in [str(number) for number in range(len(ZONES))]:
        raise UsageError(tr("'{given}' is no zone of the face.", given=given[:20]), "", tr("Choose one of the list"))
    return int(given) if given else None


async def bundle(form: FormData) -> bundles.Bundle:
    """A file of firmware, checked as `needlepen fw update` checks it; raises UsageError, VerificationFailed."""
    upload = form.get("bundle")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise UsageError(tr("No file was chosen."), "", tr("Choose a file that ends in .np"))
    data, name = await upload.read(), _name(upload.filename)
    return await run_in_threadpool(lambda: bundles.parse(data, name, keys.known(())))


def agreed(form: FormData, asked: "Offer | None") -> Offer:
    """What was said yes to is what was asked about; raises UsageError."""
    if asked is None or text(form, "offer") != asked.id:
        raise UsageError(
            tr("Nothing was asked, or something else."), "", tr("Choose the file again, and read what it brings")
        )
    return asked


def findings(form: FormData) -> int:
    """What a check-in says, as bits; raises UsageError when it says nothing, or fine and not fine."""
    found = sum(bit for name, bit in FINDINGS.items() if text(form, name))
    fine = bool(text(form, "fine"))
    if fine == bool(found):
        why = tr("All calm and something else do not go together.") if found else tr("Nothing was chosen.")
        raise UsageError(tr("The check-in does not say how the skin is."), why, tr("Choose what it is like"))
    if found & LATE and found != LATE:
        why = tr("It is one question on the pen.")
        raise UsageError(tr("What came late is told alone."), why, tr("Tell the rest afterwards"))
    return found


def _name(given: str) -> str:
    """For words only: the end of a path, printable and short."""
    return "".join(c for c in given.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())[:80] or tr("The file")
