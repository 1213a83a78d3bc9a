"""When is the next session allowed, and why not sooner: asked of the pen, or remembered from the last sync.

The pen alone decides: no date here is earlier than its own (H26). Plain data, ready for JSON.
"""

from dataclasses import dataclass, field
from typing import Any

from ..clock import is_impossible, iso, now
from ..errors import Refused
from ..link.answers import Hello, Settings, Skin, Status
from ..link.connection import Connection
from ..texts import next_session_text, pen_codes
from .clock_difference import skewed, went_back
from .measures import not_before_s, wait_s
from .queries import next_session, seen_cartridges
from .skin_status import skin_status
from .store import PenRow, Store

PEN = "pen"
HISTORY = "history"


@dataclass
class NextSession:
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
    odd: "list[str]" = field(default_factory=lambda: list[str]())  # what looks wrong, in sentences
    unsynced: int = 0  # records that only the pen holds

    @property
    def warnings(self) -> "list[str]":
        """What looks wrong, and that there are records to copy."""
        return [*self.odd, *([next_session_text.not_synced(self.unsynced)] if self.unsynced else [])]

    def as_dict(self) -> "dict[str, Any]":
        """As a dict, for --json."""
        dates = {"as_of_utc": iso(self.as_of), "not_before_utc": iso(self.not_before_s)}
        fields = {name: value for name, value in vars(self).items() if name != "odd"}
        return {**fields, "warnings": self.warnings, **dates}

    def answer(self) -> "dict[str, Any]":
        """The answer as title and sentences, in the form that `answer` below returns for a history."""
        return next_session_text.from_pen(
            why=self.why,
            fault=self.fault,
            blocked=self.blocked,
            wait_s=self.wait_s,
            unlock_at_s=self.unlock_at_s,
            not_before_s=self.not_before_s,
        )


def answer(pen: "dict[str, Any]") -> "dict[str, Any]":
    """When a pen's history (`queries.history`) allows the next session: `title`, `because`, `also`, `state`, `at`."""
    return next_session_text.from_history(pen, skin_status(pen))


def of_pen(pen: Connection, hello: Hello) -> NextSession:
    """Ask the pen. During a session it only says how it is."""
    status = pen.status()
    try:
        settings, skin = pen.settings(), pen.skin()
    except Refused:
        settings = skin = None
    seen = NextSession(
        pen_id=hello.pen_id,
        source=PEN,
        as_of=now(),
        unlock_at_s=status.unlock_at_s,
        not_before_s=not_before_s(status.unlock_at_s, hello.wall_offset_s),
        wait_s=wait_s(status.unlock_at_s, hello.wall_offset_s, hello.proven_s),
        fault=pen_codes.fault(status.fault) if status.fault else None,
        blocked=_blocks(status),
        why=_reasons(hello, status, settings, skin),
        unsynced=hello.unsynced(),
    )
    if is_impossible():
        seen.odd.append(next_session_text.clock_impossible())
    elif skewed(hello):
        seen.odd.append(next_session_text.clocks_disagree())
    return seen


def _blocks(status: Status) -> bool:
    """Would it refuse for another reason than time, and than the cable that asks?"""
    return status.reason not in (0, pen_codes.USB_POWER, *pen_codes.WAITS)


def _reasons(hello: Hello, status: Status, settings: "Settings | None", skin: "Skin | None") -> "list[str]":
    why: list[str] = []
    if status.unlock_at_s > hello.proven_s:
        if skin and skin.hold_until_s and skin.hold_until_s == status.unlock_at_s:
            why.append(next_session_text.held(skin.hold_why))
        elif settings:
            why.append(next_session_text.rests(settings.interval_s))
            if skin and skin.reaction_s:
                why.append(next_session_text.rests_longer(skin.reaction_s))
    if _blocks(status) and not status.fault:
        why.append(next_session_text.refused(status.reason, status.detail))
    if skin and skin.due_h:
        why.append(next_session_text.checkin_due(skin.due_h))
    return why


def of_history(store: Store, row: PenRow) -> NextSession:
    """What the pen said at the last sync, dated by what it counted then."""
    following = next_session(row)
    store.refresh(row.pen_id)
    fault = pen_codes.fault(row.fault) if row.fault else None
    said = answer(
        {
            "fault": row.fault,
            "fault_words": fault,
            "next_session": following,
            "sessions": store.table("sessions", row.pen_id, latest=1),
            "skin": store.table("skin", row.pen_id),
            "cartridges": seen_cartridges(store, row),
        }
    )
    seen = NextSession(
        pen_id=row.pen_id,
        source=HISTORY,
        as_of=row.changed_at,
        unlock_at_s=row.unlock_at_s,
        not_before_s=following["not_before_s"],
        wait_s=following["wait_s"],
        fault=fault,
        blocked=said["state"] == "no",
        why=[said["because"], *said["also"]],
    )
    journals = len(store.epochs(row.pen_id))
    if journals > 1:
        seen.odd.append(next_session_text.journal_replaced(journals))
    if is_impossible():
        seen.odd.append(next_session_text.clock_impossible())
    elif went_back(row.changed_at):
        seen.odd.append(next_session_text.clock_before_sync(row.changed_at))
    return seen
