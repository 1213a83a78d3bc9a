"""What to do and to leave around a session, in words: for the plan, the report and the calendar.

Reminders only. Must not hold a date or a length of time that decides something; `history/plan.py` has those.
"""

from ..language import Later, Words, later

RIGHT_AFTER = later("session; on open skin nothing but, if you like, a plain serum without fragrance")
PLAIN_SERUM = later("until then no sunscreen, make-up or cream on this skin: a plain serum at most, and no sun")
NO_ACTIVES = later("until then no acids, retinoids, vitamin C, fragrance or heavy creams on this skin")
GENTLE = later("until then, from the day after, bland moisturiser and mineral sunscreen (SPF 30 or more) every day")
STOP_ACTIVES = later("from then on no retinoids, acids or scrubs: none in the 48 h before a session")
EARLIEST = later("the pen allows the next session, at the earliest")
SUGGESTED = later("a gentler rhythm: six weeks after the last one, or later if the pen says so")

# Where each line comes from, by kind of reminder; the others are the pen's own dates and check-ins.
SOURCES = Words(
    {
        "session": "SkinPen, after-care: nothing but a plain serum on the day itself",
        "plain-serum": "granulomas from vitamin C and tinted sunscreen on open skin: PMC8008152; Friedmann 2024,"
        " 15 cases",
        "no-actives": "channels stay open for up to 63 h (human study); most makers say 72 h",
        "gentle": "SkinPen, after-care: from the day after",
        "stop-actives": "the article this pen grew out of: no retinoids or acids in the 48 h before",
        "suggested": "the article this pen grew out of: once every 4 to 6 weeks",
    }
)

CALENDAR_NOTE = later(
    "A reminder of needlepen, as of {issued}. The pen decides, and it may decide for later: write it anew."
)

TITLES = Words(
    {  # of an event in a calendar, by kind of reminder
        "session": "Microneedling session",
        "plain-serum": "Nothing on this skin but a plain serum",
        "no-actives": "No acids, retinoids, vitamin C or fragrance",
        "gentle": "Bland moisturiser and SPF 30+ every day",
        "stop-actives": "From now on no retinoids, acids or scrubs",
        "earliest": "Next session allowed, at the earliest (as of {issued})",
        "suggested": "Suggested day for the next session (as of {issued})",
        "checkin-1": "Skin check-in, 1 h after",
        "checkin-24": "Skin check-in, 24 h after",
        "checkin-48": "Skin check-in, 48 h after",
        "checkin-72": "Skin check-in, 72 h after",
    }
)


def checkin(hours: int) -> Later:
    """The reminder of a check-in so many hours after the session began."""
    return later("check-in: how is the skin, {hours} h after?", hours=hours)
