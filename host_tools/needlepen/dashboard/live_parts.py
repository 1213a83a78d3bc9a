"""The living parts of the page: the answer, the pen, the check-in, its firmware. Plain data in, pieces of HTML out."""

from typing import Any

from starlette.requests import Request

from ..clock import utc
from ..errors import NeedlepenError, NoPen, UsageError
from ..history.store import PenRow
from ..language import fill, tr
from ..report import page
from ..texts import pen_codes
from ..texts.dates import date
from ..texts.numbers import count, depth
from . import forms
from .jobs import KINDS, Job, Present
from .pen_monitor import PenMonitor
from .update_offer import Offer

PARTS = ("answer", "device", "checkin", "update")  # of the page, which is kept up to date by their names
_COMMAND = ": needlepen "
_FOLDERS = ("needlepen.dashboard", "needlepen.report")


def asked_pen(pens: "list[PenRow]", request: Request, present: "Present | None") -> PenRow:
    """The pen that the address names; else the one that is plugged in; else the latest. Raises UsageError."""
    wanted = request.query_params.get("pen", "")
    if wanted:
        found = [row for row in pens if row.pen_id == wanted]
        if not found:
            raise UsageError(tr("There is no such pen in this history."), "", tr("Go back to the page without ?pen="))
        return found[0]
    here = present.hello.pen_id if present else ""
    return next((row for row in pens if row.pen_id == here), pens[0])


def live(monitor: PenMonitor, pen: "dict[str, Any] | None", secret: str) -> "dict[str, str]":
    """The parts, each as HTML; `said` is for who listens instead of looking."""
    present, next_session, job = monitor.present, monitor.next_session, monitor.job
    same = present is not None and (pen is None or pen["pen_id"] == present.hello.pen_id)
    answer = next_session.answer() if next_session and same else pen["answer"] if pen else None
    if answer:
        answer = {**answer, "also": [_here(text) for text in answer["also"]]}
    return {
        "answer": _html("answer.html", pen={"answer": answer} if answer else None, live=same, synced=_synced(pen)),
        "device": _html(
            "device.html",
            device=_device(present) if present else None,
            warnings=[_here(text) for text in next_session.odd] if next_session else [],  # records have a button here
            trouble=_trouble(monitor.trouble),
            nobody=isinstance(monitor.trouble, NoPen),
            looked=present is not None or monitor.trouble is not None,
            job=_here_is(job, "device"),
            jobs=_buttons(present) if present and not monitor.busy else [],
            secret=secret,
        ),
        "update": _html(
            "firmware.html",
            runs=present.hello.firmware if present else "",
            offer=_offer(monitor.offer, present),
            job=_here_is(job, "update"),
            max=forms.BUNDLE_CAP - forms.CAP,
            secret=secret,
        ),
        "checkin": _html(
            "checkin.html",
            present=present,
            skin=present.skin if present else None,
            job=_here_is(job, "checkin"),
            secret=secret,
        ),
        "said": job.said if job else "",
    }


def _here_is(job: "Job | None", card: str) -> "Job | None":
    """A job is shown where its form is."""
    return job if job and (job.kind.name if job.kind.name in ("checkin", "update") else "device") == card else None


def _offer(offer: "Offer | None", present: "Present | None") -> "Offer | None":
    """What is asked about the pen that is here."""
    return offer if offer and present and present.hello.pen_id == offer.change.pen_id else None


def _synced(pen: "dict[str, Any] | None") -> str:
    return pen["synced"] if pen else ""


def _buttons(present: Present) -> "list[tuple[str, str, bool]]":
    """(job, words, not pressing) of every button that this pen has a use for."""
    offers = [(kind.name, kind.offer(present), not kind.pressing(present)) for kind in KINDS.values()]
    return [offer for offer in offers if offer[1]]


def _here(text: str) -> str:
    """Without the command to type: what it does is on this page."""
    return f"{text[: text.index(_COMMAND)].rstrip()}." if _COMMAND in text else text


def _device(present: Present) -> "list[tuple[str, str]]":
    hello, status = present.hello, present.status
    lines = [
        (tr("pen"), hello.pen_id),
        (tr("firmware"), f"{hello.firmware}, {hello.board}"),
        (tr("state"), pen_codes.state(status.state)),
        (tr("battery"), fill("{volts:.2f} V", volts=status.battery_mv / 1000)),
        (tr("depth"), tr("at most {depth} may be set", depth=depth(status.depth_limit_um))),
        (
            tr("history"),
            tr("{records} to copy", records=count(present.unsynced, "new record"))
            if present.unsynced
            else tr("all of it is here"),
        ),
    ]
    if at := utc(hello.proven_s, hello.wall_offset_s):
        lines.insert(3, (tr("date"), date(at)))
    return lines


def _trouble(e: "NeedlepenError | None") -> "NeedlepenError | None":
    """Without what to type instead: one remedy is enough on a page."""
    return type(e)(e.what, e.why, e.next.split("; ")[0]) if isinstance(e, NoPen) else e


def _html(template: str, **values: Any) -> str:
    return page.html(template, _FOLDERS, **values)
