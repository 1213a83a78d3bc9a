"""Words of the questions' screen, loaded with it."""

from pen.core import questions as q
from pen.ui.font import DOWN, UP

# Group: title.
GROUPS = {q.PROFILE: "Über Sie", q.CHECKIN: "Letztes Mal", q.TODAY: "Heute"}
PLACE = "%d/%d"
YES = UP + " ja"
NO = DOWN + " nein"
ASK_AGAIN = DOWN + " nochmal"
LEAVE = "SELECT halten: Ende"
ONE_BACK = "SELECT: zurück"
