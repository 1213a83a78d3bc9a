"""Which two photos of the diary stand side by side, and the face with what there is of each zone.

Must not judge what is on them.
"""

from dataclasses import dataclass

from ..history.diary import Entry
from ..language import later, tr
from ..texts.dates import date
from ..texts.numbers import count
from ..texts.skin_codes import ZONES

FACE = later("whole face")


@dataclass(frozen=True)
class Place:
    """A part of the face map; `zone` as it stands in an address, "" is the whole face."""

    zone: str
    name: str
    photos: int
    chosen: bool

    @property
    def words(self) -> str:
        """For who does not see the map."""
        return f"{self.name}, {count(self.photos, 'photo')}"


@dataclass(frozen=True)
class Shown:
    """What the page shows: `photos` as (id, words), `before` and `after` as such; None: there are no two."""

    places: "list[Place]"
    chosen: Place
    photos: "list[tuple[str, str]]"
    before: "tuple[str, str] | None"
    after: "tuple[str, str] | None"


def of(entries: "list[Entry]", zone: "int | None", before: "str | None", after: "str | None") -> Shown:
    """The photos of a zone, oldest first: those that are asked for, else the first and the last."""
    pictures = [entry for entry in entries if entry.photo]
    places = [
        Place("" if at is None else str(at), name, sum(1 for one in pictures if one.zone == at), at == zone)
        for at, name in [(None, tr(FACE)), *enumerate(ZONES)]
    ]
    photos = [(one.id, _words(one)) for one in pictures if one.zone == zone]
    enough = len(photos) > 1
    return Shown(
        places=places,
        chosen=next(place for place in places if place.chosen),
        photos=photos,
        before=_asked(photos, before, photos[0]) if enough else None,
        after=_asked(photos, after, photos[-1]) if enough else None,
    )


def _asked(photos: "list[tuple[str, str]]", wanted: "str | None", other: "tuple[str, str]") -> "tuple[str, str]":
    return next((photo for photo in photos if photo[0] == wanted), other)


def _words(entry: Entry) -> str:
    return (
        tr("{date}, skin {rating} of 5", date=date(entry.at), rating=entry.rating) if entry.rating else date(entry.at)
    )
