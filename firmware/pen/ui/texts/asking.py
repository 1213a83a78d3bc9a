"""Words of the questions' screen, loaded with it."""

from pen.core import questions as q
from pen.ui.font import DOWN, UP

# Group: title.
GROUPS = {q.PROFILE: "About you", q.CHECKIN: "Last time", q.TODAY: "Today"}
PLACE = "%d/%d"
YES = UP + " yes"
NO = DOWN + " no"
ASK_AGAIN = DOWN + " again"
LEAVE = "Hold SELECT: leave"
ONE_BACK = "SELECT: go back"
