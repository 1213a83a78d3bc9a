"""Words of the receipt and of the clean-up, loaded with their screens."""

from pen.ui.font import DOWN, TICK, UP

ENDED = "Session finished"
RECEIPT = "Receipt %d/%d"
NEXT = "Next in"
SET = "Set"
MEASURED = "Measured"
SECONDS = "Seconds"
TURN_PAGES = UP + " " + DOWN + " pages"
TO_CLEAN_UP = "SELECT: clean up"
CLEAN_UP = "Clean up %d/%d"
# Steps of the clean-up, three lines each. The first step has one set of lines for each case.
TAKE_OUT_USED = ("Take the cartridge", "out and discard it", "where nobody is hurt.")
TAKE_OUT = ("Take the cartridge", "out, cap it, and keep", "it dry.")
IS_OUT = ("The cartridge is out.", "Cap it. A used-up one", "is discarded safely.")
WIPE = ("Wipe the tip with 70%", "alcohol, keep it wet:")
WIPED = TICK + " done"
STORE = ("Let it dry, cap it.", "Skin: no retinol, no", "acids for 3 days.")
DRIES_FOR = "It is wet for %d s."
STEP_DONE = "SELECT: done"
STEP_LAST = "SELECT: finish"
