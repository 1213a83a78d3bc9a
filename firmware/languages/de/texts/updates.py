"""What the screen says of new firmware, and the buttons that answer the laptop: rarely needed."""

from pen.ui.font import DOWN, UP

AGREE = DOWN + " ja   sonst: nein"
BOTH_AGREE = UP + DOWN + " ja  SELECT: nein"
NEW = "Neue Software"
BACK = "Frühere Software"
OLDER = "Ältere Software!"
ARRIVES = "Kabel stecken lassen"
RESTARTS = "Es startet jetzt neu"
COMES_BACK = "Startet sie nicht,", "kommt die alte zurück"
