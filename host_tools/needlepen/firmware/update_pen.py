"""Brings a pen another version: offers it, has it accepted by a hand on the pen, sends what is missing, sees it start.

Interrupted anywhere, the pen keeps its old version, and the next attempt goes on where this one was: by the hash of
what the pen holds, not by its length alone. Must not print; `tell` gets the steps, `progress` the bytes.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..codec import decode_record
from ..codec import messages as m
from ..codec import record as r
from ..errors import LinkLost, LinkSilent, NeedlepenError, Refused
from ..language import tr
from ..link import firmware_requests as fw
from ..link.answers import Hello
from ..link.connection import Connection
from ..link.consent import agreed
from ..link.firmware_requests import Firmware
from ..texts import update_codes as words
from . import restart
from .bundle import Bundle

START_S = 90.0  # restart, self-test and some healthy seconds, or the way back
_TRIES = 4  # of one message without an answer
_RECORDS = 64  # the newest records of the journal, where a return is told

# what `tell` gets
CHECKING, MAY_RESTART, AFRESH, HOLD, HOLD_BOTH, SENDING, VERIFYING, RESTARTING, TRIAL = (
    "checking",
    "may_restart",
    "afresh",
    "hold",
    "hold_both",
    "sending",
    "verifying",
    "restarting",
    "trial",
)

T = TypeVar("T")
Progress = Callable[[int, int], None]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Updated:
    """What was done; the pen has confirmed the new version itself."""

    pen_id: str
    from_version: str
    to_version: str
    slot: str
    key: str  # that verified it, by the pen's own account
    bytes: int  # of the bundle
    resumed_at: int  # so much the pen held already …
    resumed: bool  # … of an attempt before
    seconds: float


class Returned(NeedlepenError):
    """The new version did not prove itself: the pen runs the old one again. Nothing else has changed."""

    code, name = 9, "returned"


def update(pen: Connection, bundle: Bundle, progress: "Progress | None" = None, tell: "Tell | None" = None) -> Updated:
    """Make `pen` run `bundle`; `pen` is talked to over a fresh link afterwards.

    Raises VerificationFailed (not for this pen), Refused (the pen or the person says no), Returned, LinkLost.
    """
    began = time.monotonic()
    say = tell or _nobody
    hello, before, boots = pen.hello(), fw.info(pen.link), pen.status().boots
    bundle.fits(hello.board, before.boot_version)
    say(CHECKING)
    boots = _afresh(pen, hello, boots, lambda: _offer(pen, bundle, before.head_max), say)
    resumed_at = _transfer(pen, bundle, before, progress, say)
    say(RESTARTING)
    after = _started(pen, hello, before, boots, bundle.version, say)
    return Updated(
        pen_id=hello.pen_id,
        from_version=hello.firmware,
        to_version=bundle.version,
        slot=after.slot,
        key=after.verified,
        bytes=len(bundle.data),
        resumed_at=resumed_at,
        resumed=resumed_at > 0,
        seconds=round(time.monotonic() - began, 2),
    )


def _nobody(step: str) -> None:
    """The default of `tell`: the caller does not want to know the steps."""


def _transfer(pen: Connection, bundle: Bundle, before: Firmware, progress: "Progress | None", say: Tell) -> int:
    """All of what was offered onto the pen, verified there; how much was there already."""
    for last in (False, True):
        if last:
            _offer(pen, bundle, before.head_max)
        held = _agreed(pen, lambda: fw.begin(pen.link), say)
        at = 0
        if 0 < held.size <= len(bundle.data) and hashlib.sha256(bundle.data[: held.size]).digest() == held.digest:
            at = held.size
        say(SENDING)
        try:
            _send(pen, bundle, at, before.data_max, progress)
            say(VERIFYING)
            fw.finish(pen.link)
        except Refused as e:
            if e.error not in (m.E_ORDER, m.E_STORE) or last:  # the pen has forgotten the offer
                raise
        except LinkSilent:
            return at  # its answer was lost, or it was not: what starts now will tell
        else:
            return at
    raise AssertionError  # the second attempt returns or raises


def _offer(pen: Connection, bundle: Bundle, piece: int) -> None:
    """The head, whole, for the pen to sum; a lost answer begins it anew. It comes again with the rest.

    The first piece is short, as the pen makes room for longer ones when it comes; after a failure all are.
    """
    head, at = bundle.head, 0
    tries = 0
    while at < len(head):
        try:
            at = fw.head(pen.link, at, head[at : at + (piece if at else fw.HEAD_PIECE)])
        except (LinkSilent, Refused) as e:
            tries += 1
            if tries >= _TRIES or (isinstance(e, Refused) and e.error not in (m.E_RANGE, m.E_ORDER)):
                raise
            pen.link.forget()
            at, piece = 0, fw.HEAD_PIECE


def _send(pen: Connection, bundle: Bundle, at: int, piece: int, progress: "Progress | None") -> None:
    """The file from `at` on; after a lost answer the pen says where it is."""
    tries = 0
    while at < len(bundle.data):
        if progress:
            progress(at, len(bundle.data))
        try:
            at, tries = fw.data(pen.link, at, bundle.data[at : at + piece]), 0
        except LinkSilent as e:
            tries += 1
            if tries >= _TRIES:
                raise LinkLost(
                    tr("The pen on {name} stopped taking the bundle.", name=pen.name),
                    tr("{at:,} of {data:,} bytes are there; it runs its old version.", at=at, data=len(bundle.data)),
                    tr("Check the cable and run the same command: it goes on where it was"),
                ) from e
            pen.link.forget()
        except Refused as e:
            tries = 0 if e.detail > at else tries + 1  # an answer was lost, not the piece
            if e.error != m.E_RANGE or tries >= _TRIES or not 0 <= e.detail <= len(bundle.data):
                raise
            at = e.detail
    if progress:
        progress(at, len(bundle.data))


def rollback(pen: Connection, tell: "Tell | None" = None) -> Firmware:
    """Back to the version beside the one that runs; it is tried like a new one. Raises Refused, Returned, LinkLost."""
    say = tell or _nobody
    hello, before, boots = pen.hello(), fw.info(pen.link), pen.status().boots
    boots = _afresh(pen, hello, boots, lambda: fw.rollback(pen.link), say)
    say(RESTARTING)
    return _started(pen, hello, before, boots, before.other, say)


def _afresh(pen: Connection, hello: Hello, boots: int, request: "Callable[[], None]", say: Tell) -> int:
    """Carry out a first request; a pen that was used since its start restarts, if it may, and is asked again.

    `boots`: how often it had started before; returns how often it had when it took the request. Raises LinkLost.
    """
    try:
        _agreed(pen, request, say)
        return boots
    except Refused as e:
        if e.error != m.E_RESTART:
            raise
    say(AFRESH)
    pen.close()
    name, trace = pen.name, pen.link.trace
    came = restart.wait_until(name, hello.pen_id, START_S, lambda seen, _: seen.status().boots > boots or None, trace)
    if came is None:
        raise LinkLost(
            tr("The pen did not come back within {start_s:.0f} s.", start_s=START_S),
            tr("It restarts before an update; nothing on it has changed."),
            tr("Let go of its buttons, switch it off and on, then run the same command again"),
        )
    pen.link, pen.name = came[0].link, came[0].name
    _agreed(pen, request, say)
    return boots + 1


def _agreed(pen: Connection, request: "Callable[[], T]", say: Tell) -> T:
    """Carry out a request, once the person at the pen has agreed to what it asks there."""
    asked = 0

    def ask() -> T:
        nonlocal asked
        try:
            return request()
        except Refused as e:
            asked = e.detail
            raise

    def tell(both: bool) -> None:
        say(HOLD_BOTH if both else MAY_RESTART if asked == m.E_RESTART else HOLD)

    return agreed(pen.link, ask, tell)


def _started(pen: Connection, hello: Hello, before: Firmware, boots: int, version: str, say: Tell) -> Firmware:
    """The pen after its restart, on its other version and confirmed. Raises Returned, LinkLost."""
    told: list[str] = []

    def look(seen: Connection, now: Hello) -> "Firmware | None":
        has_restarted = seen.status().boots > boots  # asked first: it may restart between the two answers
        found = fw.info(seen.link)
        if found.slot != before.slot:
            if found.trial and not told:
                told.append(TRIAL)
                say(TRIAL)
            return None if found.trial else found
        return found if has_restarted else None

    pen.close()
    came = restart.wait_until(pen.name, hello.pen_id, START_S, look, pen.link.trace)
    if came is None:
        raise LinkLost(
            tr("The pen did not confirm {version} within {start_s:.0f} s.", version=version, start_s=START_S),
            tr("It is whole and verified on the pen; if it does not prove itself, the pen returns by itself."),
            tr("Switch the pen off and on, then: needlepen fw status"),
        )
    fresh, found = came
    pen.link, pen.name = fresh.link, fresh.name
    if found.slot == before.slot:
        raise Returned(
            tr(
                "The pen went back to {firmware}: {version} did not prove itself.",
                firmware=hello.firmware,
                version=version,
            ),
            why_returned(pen),
            tr("Nothing else has changed. Report it with: needlepen fw history"),
        )
    return found


def why_returned(pen: Connection) -> str:
    """What the pen's journal says of its last return. Only words: it must not hide that it returned."""
    try:
        hello = pen.hello()
        start = max(hello.first, hello.next - _RECORDS)
        for raws in reversed(list(pen.records(hello.epoch, start, hello.next))):
            for raw in reversed(raws):
                fields = decode_record(raw)
                if fields["kind"] == "update" and fields["what"] == r.RETURNED:
                    return words.returned(fields["code"])
    except NeedlepenError:
        pass
    return tr("Its journal does not say why.")
