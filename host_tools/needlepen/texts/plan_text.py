"""What to do and to leave around a session, in words: for the plan, the report and the calendar.

Reminders only. Must not hold a date or a length of time that decides something; `history/plan.py` has those.
"""

RIGHT_AFTER = "session; afterwards, if you like, a plain serum without fragrance (hyaluronic acid, niacinamide)"
NO_ACTIVES = "until then no acids, retinoids, vitamin C, fragrance or heavy creams on this skin"
GENTLE = "until then bland moisturiser, and mineral sunscreen (SPF 30 or more) every day"
STOP_ACTIVES = "from then on no retinoids, acids or scrubs: none in the 48 h before a session"
EARLIEST = "the pen allows the next session, at the earliest"
SUGGESTED = "a gentler rhythm: six weeks after the last one, or later if the pen says so"

CALENDAR_NOTE = "A reminder of needlepen. The pen decides, and it may decide for later."

TITLES = {  # of an event in a calendar, by kind of reminder
    "session": "Microneedling session",
    "no-actives": "No acids, retinoids, vitamin C or fragrance",
    "gentle": "Bland moisturiser and SPF 30+ every day",
    "stop-actives": "From now on no retinoids, acids or scrubs",
    "earliest": "Next session allowed, at the earliest",
    "suggested": "Suggested day for the next session",
    "checkin-1": "Skin check-in, 1 h after",
    "checkin-24": "Skin check-in, 24 h after",
    "checkin-48": "Skin check-in, 48 h after",
    "checkin-72": "Skin check-in, 72 h after",
}


def checkin(hours: int) -> str:
    """The reminder of a check-in so many hours after the session began."""
    return f"check-in: how is the skin, {hours} h after?"
