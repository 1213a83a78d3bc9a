"""What to do and to leave around a session, with dates: aftercare, check-ins, the next allowed and the suggested day.

Reminders only: the pen decides, and its date is never shown earlier than the pen would (H26). We promise no effect.
"""

from typing import Any

from ..clock import DAY_S, iso
from .queries import next_session
from .store import PenRow

HOUR_S = 3_600
_SUGGESTED_S = 42 * DAY_S  # the article: once every 4-6 weeks; the pen's floor is 28 days
ACTIVES_S = 72 * HOUR_S  # pores stay open up to 63 h
BEFORE_S = 48 * HOUR_S
GENTLE_S = 7 * DAY_S
CHECKINS_H = (1, 24, 48, 72)

RIGHT_AFTER = "session; afterwards, if you like, a plain serum without fragrance (hyaluronic acid, niacinamide)"
NO_ACTIVES = "until then no acids, retinoids, vitamin C, fragrance or heavy creams on this skin"
GENTLE = "until then bland moisturiser, and mineral sunscreen (SPF 30 or more) every day"
STOP_ACTIVES = "from then on no retinoids, acids or scrubs: none in the 48 h before a session"
EARLIEST = "the pen allows the next session, at the earliest"
SUGGESTED = "a gentler rhythm: six weeks after the last one, or later if the pen says so"


def plan(row: PenRow, session_at: "int | None") -> "list[dict[str, Any]]":
    """Dated reminders, earliest first; `session_at`: UTC of the last session's start, None: none, or not dated.

    `kind` names the reminder for programs: it stays what it is when the words are bettered.
    """
    steps: list[tuple[int, str, str]] = []
    allowed_at = next_session(row)["not_before_s"]
    if session_at:
        steps.append((session_at, "session", RIGHT_AFTER))
        for h in CHECKINS_H:
            steps.append((session_at + h * HOUR_S, f"checkin-{h}", f"check-in: how is the skin, {h} h after?"))
        steps.append((session_at + ACTIVES_S, "no-actives", NO_ACTIVES))
        steps.append((session_at + GENTLE_S, "gentle", GENTLE))
    if session_at and allowed_at:
        suggested_at = max(allowed_at, session_at + _SUGGESTED_S)
        steps.append((allowed_at - BEFORE_S, "stop-actives", STOP_ACTIVES))
        steps.append((allowed_at, "earliest", EARLIEST))
        steps.append((suggested_at, "suggested", SUGGESTED))
    steps.sort(key=lambda step: (step[0], step[2]))
    return [{"at": at, "at_utc": iso(at), "kind": kind, "words": words} for at, kind, words in steps]
