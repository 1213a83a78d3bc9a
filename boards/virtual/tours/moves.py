"""What is done again and again in the tours."""

DAY_MS = 86_400_000
NO, YES = "DOWN", "UP"
HEALTHY = (NO,) * 7  # about the owner: none of it
WELL = (NO, NO, NO, YES, YES, NO, NO, NO)  # today: all well, a sealed pack, a bare face
WELL_ANEW = (NO, NO, NO, YES, YES, NO, NO, NO, NO)  # asked again later: and nothing is new
WELL_AGAIN = (*WELL_ANEW, NO)  # in a later session: and nothing came late after the last one

TO_START = ("tap", "SELECT", "SELECT", "SELECT")  # zone, depth, rate: on to START
START = ("tap", "SELECT")
READ = ("wait", 1_500)
NOTED = ("wait", 8_000)  # a refusal goes by itself
ALCOHOL = ("wait", 334_000)  # five minutes, and half a minute until it is dry
ARM = (START, ("wait", 3_500))
GO = (("tap", "UP"), ("wait", 1_400))  # the needles run, in the air
NIGHT = ("wait", DAY_MS)
WAKE = (("tap", "SELECT"), ("wait", 2_500))


def taps(*names: str) -> tuple:
    """Buttons, one after the other."""
    return ("tap", *names)


def on_skin(load: int, ms: int) -> "tuple[tuple, ...]":
    """Pressed so hard, for so long."""
    return ("touch", load), ("wait", ms)


def put(name: str) -> "tuple[tuple, ...]":
    """This cartridge in the place of what is in, so slowly that the pen sees it."""
    return ("out",), ("wait", 1_200), ("put", name), ("wait", 1_200)
