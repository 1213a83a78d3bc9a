"""What to do and to leave around a session, with dates: aftercare, check-ins, the next allowed and the suggested day.

Reminders only: the pen decides, and its date is never shown earlier than the pen would (H26). We promise no effect.
"""

from typing import Any

from ..clock import DAY_S, iso
from .overview import next_session
from .store import PenRow

_HOUR_S = 3_600
_SUGGESTED_S = 42 * DAY_S  # the article: once every 4-6 weeks; the pen's floor is 28 days
_ACTIVES_S = 72 * _HOUR_S  # pores stay open up to 63 h
_BEFORE_S = 48 * _HOUR_S
_GENTLE_S = 7 * DAY_S
_CHECKINS_H = (1, 24, 48, 72)

RIGHT_AFTER = "session; afterwards, if you like, a plain serum without fragrance (hyaluronic acid, niacinamide)"
NO_ACTIVES = "until then no acids, retinoids, vitamin C, fragrance or heavy creams on this skin"
GENTLE = "until then bland moisturiser, and mineral sunscreen (SPF 30 or more) every day"
STOP_ACTIVES = "from then on no retinoids, acids or scrubs: none in the 48 h before a session"
EARLIEST = "the pen allows the next session, at the earliest"
SUGGESTED = "a gentler rhythm: six weeks after the last one, or later if the pen says so"


def plan(row: PenRow, session_at: "int | None") -> "list[dict[str, Any]]":
    """Dated reminders, earliest first; `session_at`: UTC of the last session's start, None: none, or not dated."""
    steps: list[tuple[int, str]] = []
    allowed_at = next_session(row)["not_before_s"]
    if session_at:
        steps.append((session_at, RIGHT_AFTER))
        steps += [(session_at + h * _HOUR_S, f"check-in: how is the skin, {h} h after?") for h in _CHECKINS_H]
        steps.append((session_at + _ACTIVES_S, NO_ACTIVES))
        steps.append((session_at + _GENTLE_S, GENTLE))
    if session_at and allowed_at:
        suggested_at = max(allowed_at, session_at + _SUGGESTED_S)
        steps.append((allowed_at - _BEFORE_S, STOP_ACTIVES))
        steps.append((allowed_at, EARLIEST))
        steps.append((suggested_at, SUGGESTED))
    return [{"at": at, "at_utc": iso(at), "words": words} for at, words in sorted(steps)]
