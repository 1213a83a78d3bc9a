"""What to do and to leave around a session, with dates: aftercare, check-ins, the next allowed and the suggested day.

Reminders only: the pen decides, and its date is never shown earlier than the pen would (H26). We promise no effect.
"""

from typing import Any

from ..clock import DAY_S, iso, minute_up
from ..language import Later, tr
from ..texts import plan_text
from .queries import next_session
from .store import PenRow

HOUR_S = 3_600
_SUGGESTED_S = 42 * DAY_S  # the article: once every 4-6 weeks; the pen's floor is 28 days
ACTIVES_S = 72 * HOUR_S  # pores stay open up to 63 h
BEFORE_S = 48 * HOUR_S
OPEN_S = DAY_S  # nothing but a plain serum on open skin (H45)
GENTLE_S = 7 * DAY_S
CHECKINS_H = (1, 24, 48, 72)


def plan(row: PenRow, session_at: "int | None") -> "list[dict[str, Any]]":
    """Dated reminders, earliest first; `session_at`: UTC of the last session's start, None: none, or not dated.

    All but the session itself lie ahead: they are rounded up to the minute, here, for table, JSON and calendar alike.
    `kind` names the reminder for programs: it stays what it is when the words are bettered.
    """
    steps: list[tuple[int, str, Later]] = []
    allowed_at = next_session(row)["not_before_s"]
    if session_at:
        steps.append((session_at, "session", plan_text.RIGHT_AFTER))
        for h in CHECKINS_H:
            steps.append((session_at + h * HOUR_S, f"checkin-{h}", plan_text.checkin(h)))
        steps.append((session_at + OPEN_S, "plain-serum", plan_text.PLAIN_SERUM))
        steps.append((session_at + ACTIVES_S, "no-actives", plan_text.NO_ACTIVES))
        steps.append((session_at + GENTLE_S, "gentle", plan_text.GENTLE))
    if session_at and allowed_at:
        suggested_at = max(allowed_at, session_at + _SUGGESTED_S)
        steps.append((allowed_at - BEFORE_S, "stop-actives", plan_text.STOP_ACTIVES))
        steps.append((allowed_at, "earliest", plan_text.EARLIEST))
        steps.append((suggested_at, "suggested", plan_text.SUGGESTED))
    steps = [(at if kind == "session" else minute_up(at), kind, words) for at, kind, words in steps]
    steps.sort(key=lambda step: (step[0], step[2]))  # by their English words: the same order in every language
    return [
        {"at": at, "at_utc": iso(at), "kind": kind, "words": tr(words), "source": plan_text.SOURCES.get(kind, "")}
        for at, kind, words in steps
    ]
