"""The report: one HTML file with everything in it, which needs no network and runs no script.

`context` gathers what the templates show; `html` renders one of them. Must not judge; the facts are in `facts.py`,
`figures.py` and the history. The same history, seen at the same moment, gives the same bytes.
"""

import base64
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .. import __version__
from ..clock import now
from ..history import diary, next_session, queries, soundness
from ..history.plan import plan
from ..history.skin_status import skin_status
from ..history.store import PenRow, Store
from ..history.verify import verify
from ..language import current, tr
from ..sanitize import neutral
from ..texts.dates import date, when
from ..texts.numbers import BASIS, capital
from ..texts.skin_codes import conditions
from . import facts, figures

_FOLDERS = ("needlepen.report",)  # packages with templates
_DERMATOLOGIST_SESSIONS = 7  # of the latest; what one page has room for
_DERMATOLOGIST_ROWS = 5


def report(store: Store, pens: "list[PenRow]") -> str:
    """The whole report about these pens."""
    return html("report.html", _FOLDERS, pens=[context(store, row) for row in pens])


def for_dermatologist(store: Store, row: PenRow, photos: bool = False) -> str:
    """One A4 page about one pen; with `photos` a second one with the diary's latest pictures."""
    pen = context(store, row)
    return html("dermatologist.html", _FOLDERS, pens=[pen], pen=pen, photos=photos, rows=_DERMATOLOGIST_ROWS)


def context(store: Store, row: PenRow, address: "Callable[[str], str] | None" = None) -> "dict[str, Any]":
    """Everything the blocks of the templates show about one pen; plain data.

    Photos are in it, unless `address` says where the one of an entry is to be had.
    """
    pen = queries.history(store, row)
    skin = skin_status(pen)
    now_s = now()
    steps = plan(row, pen["sessions"][-1]["at"] if pen["sessions"] else None)
    return {
        "pen_id": row.pen_id,
        "board": row.board,
        "firmware": row.firmware,
        "synced": date(row.changed_at),
        "answer": next_session.answer(pen),
        "profile": conditions(skin["profile"]) if skin["asked"] else tr("not asked yet"),
        "cleared": conditions(skin["cleared"]) if skin["cleared"] else "",
        "told": facts.profile(pen),
        "overview": facts.overview(pen),
        "basis": capital(tr(BASIS)),
        "figures": figures.all_of(pen, now_s),
        "ahead": [{"when": when(step["at"], 0), "words": step["words"]} for step in steps if step["at"] > now_s],
        "sessions": facts.sessions(pen),
        "recent": facts.sessions(pen)[:_DERMATOLOGIST_SESSIONS],
        "reactions": facts.reactions(pen),
        "refusals": facts.refusals(pen),
        "cartridges": facts.cartridges(pen),
        "others": facts.others(pen),
        "diary": [_entry(entry, address) for entry in reversed(diary.entries(store, row.pen_id))],
        "integrity": facts.integrity(verify(store, row.pen_id), soundness.in_file(store)),
    }


def html(template: str, folders: "tuple[str, ...]", **values: Any) -> str:
    """A template of these packages with these values; whatever is not known to be safe is escaped."""
    return _environment(folders).get_template(template).render(made=date(now()), version=__version__, **values) + "\n"


@lru_cache
def _environment(folders: "tuple[str, ...]") -> Any:
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    made: Any = Environment(
        loader=ChoiceLoader([PackageLoader(folder) for folder in folders]),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(tr=tr, language=current)
    return made


def _harmless(value: object) -> object:
    """What stands between the braces of a template; what is HTML already is a subclass of str."""
    return neutral(value) if type(value) is str else value


def _entry(entry: diary.Entry, address: "Callable[[str], str] | None") -> "dict[str, Any]":
    photo = ""
    if entry.photo:
        inside = f"data:{entry.photo_type};base64,{base64.b64encode(entry.photo).decode()}"
        photo = address(entry.id) if address else inside
    return {"when": date(entry.at), "rating": entry.rating, "words": entry.words, "photo": photo}
