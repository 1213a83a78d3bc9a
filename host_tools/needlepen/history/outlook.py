"""When is the next session allowed, and why not sooner: asked of the pen, or remembered from the last sync.

Must not decide: the pen alone counts, and no date here is earlier than its own (H26). Plain data, ready for JSON.
"""

from dataclasses import dataclass, field
from typing import Any

from .. import words, words_skin
from ..clock import DAY_S, date, iso, now
from ..errors import Refused
from ..link.pen import Hello, Pen, Settings, Skin, Status
from . import standing
from .overview import next_session
from .skew import SKEW_S, off_s, went_back
from .store import PenRow, Store

PEN = "pen"
HISTORY = "history"


@dataclass
class Outlook:
    """What is known of the next session of one pen."""

    pen_id: str
    source: str  # PEN: it was asked just now; HISTORY: it said so at the last sync
    as_of: int  # UTC of that
    unlock_at_s: int  # proven seconds; 0 = no session yet
    not_before_s: "int | None"  # the same in UTC; None: no session yet, or the pen knows no date
    wait_s: "int | None"
    fault: "str | None" = None
    blocked: bool = False  # a date alone does not help
    why: "list[str]" = field(default_factory=lambda: list[str]())  # what else, or why so long
    warnings: "list[str]" = field(default_factory=lambda: list[str]())

    def as_dict(self) -> "dict[str, Any]":
        """For --json."""
        dates = {"as_of_utc": iso(self.as_of), "not_before_utc": iso(self.not_before_s)}
        return {**vars(self), **dates}

    def answer(self) -> "dict[str, Any]":
        """The same in the words of `standing.answer`, for what shows both."""
        at = (
            standing.from_(self.not_before_s)
            if self.not_before_s
            else f"day {-(-self.unlock_at_s // DAY_S)} of the pen"
        )
        why = list(self.why)
        if self.fault:
            state, title = "no", "No session for now"
            why.insert(0, f"The pen has a fault: {self.fault}. {words.remedy(words.FAULT_LATCHED)}")
        elif self.blocked:
            state, title = "no", "No session for now"
        elif self.wait_s or (self.wait_s is None and self.unlock_at_s):
            state, title = "wait", f"Next safe day: {at}"
        elif not self.unlock_at_s:
            state, title = "new", "No session yet"
            why = why or ["Before the first session the pen asks about the skin and starts gently."]
        else:
            state, title = "open", "A session is allowed: the pen decides"
            why = why or ["Unplug the pen to begin."]
        if state == "no" and self.wait_s:
            why.append(f"Not before {at} either.")
        return {"state": state, "title": title, "because": why[0] if why else "", "also": why[1:]}


def of_pen(pen: Pen, hello: Hello) -> Outlook:
    """Ask the pen. During a session it only says how it is."""
    status = pen.status()
    try:
        settings, skin = pen.settings(), pen.skin()
    except Refused:
        settings = skin = None
    dated = bool(hello.wall_offset_s)
    outlook = Outlook(
        pen_id=hello.pen_id,
        source=PEN,
        as_of=now(),
        unlock_at_s=status.unlock_at_s,
        not_before_s=status.unlock_at_s + hello.wall_offset_s if status.unlock_at_s and dated else None,
        wait_s=max(0, status.unlock_at_s - hello.proven_s),
        fault=words.fault(status.fault) if status.fault else None,
        blocked=_blocks(status),
        why=_reasons(hello, status, settings, skin),
    )
    if dated and abs(off_s(hello)) > SKEW_S:
        outlook.warnings.append("This computer's clock and the pen's do not agree: needlepen clock")
    unsynced = hello.next - 1 - max(hello.acknowledged, hello.first - 1)
    if unsynced > 0:
        outlook.warnings.append(f"{unsynced:,} records are not synced yet: needlepen sync")
    return outlook


def _blocks(status: Status) -> bool:
    """Would it refuse for another reason than time, and than the cable that asks?"""
    return status.reason not in (0, words.USB_POWER, *words.WAITS)


def _reasons(hello: Hello, status: Status, settings: "Settings | None", skin: "Skin | None") -> "list[str]":
    why: list[str] = []
    if status.unlock_at_s > hello.proven_s:
        if skin and skin.hold_until_s and skin.hold_until_s == status.unlock_at_s:
            why.append(f"{words.refusal(words_skin.HOLD, skin.hold_why).capitalize()}.")
        elif settings:
            why.append(f"Skin rests at least {-(-settings.interval_s // DAY_S)} days between two sessions.")
            if skin and skin.reaction_s:
                why.append(f"It reacted: {skin.reaction_s // DAY_S} days more.")
    if _blocks(status) and not status.fault:
        said = words.refusal(status.reason, status.detail)
        why.append(f"{said[:1].upper()}{said[1:]}. {words.remedy(status.reason)}")
    if skin and skin.due_h:
        why.append(f"The check-in {skin.due_h} h after the last session is due: needlepen checkin")
    return why


def of_history(store: Store, row: PenRow) -> Outlook:
    """What the pen said at the last sync, dated by what it counted then."""
    following = next_session(row)
    store.refresh(row.pen_id)
    fault = words.fault(row.fault) if row.fault else None
    answer = standing.answer(
        {
            "fault": row.fault,
            "fault_words": fault,
            "next_session": following,
            "sessions": store.table("sessions", row.pen_id, latest=1),
            "skin": store.table("skin", row.pen_id),
        }
    )
    outlook = Outlook(
        pen_id=row.pen_id,
        source=HISTORY,
        as_of=row.changed_at,
        unlock_at_s=row.unlock_at_s,
        not_before_s=following["not_before_s"],
        wait_s=following["wait_s"],
        fault=fault,
        blocked=answer["state"] == "no",
        why=[answer["because"], *answer["also"]],
    )
    journals = len(store.epochs(row.pen_id))
    if journals > 1:
        outlook.warnings.append(f"The pen's journal was replaced; {journals} are kept apart: needlepen history")
    if went_back(row.changed_at):
        last = date(row.changed_at)
        outlook.warnings.append(f"This computer's clock is before the last sync ({last}): one of the two is wrong")
    return outlook
