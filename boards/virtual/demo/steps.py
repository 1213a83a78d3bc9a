"""What an owner does in a treatment, step by step, with an eye on the screen.

Used by the scenes. Claims are made here only where every treatment makes them.
"""

from boards.virtual.demo.stage import Stage, mm

MARK_AT = 0x20  # use marks in a cartridge's tag
_START_MS = 10_000  # saving and letting go take a second or less
_TOLERANCE_UM = 25  # commanded and measured depth
_AIR_MS = 1_000  # needles run free so long, then they touch the skin
_DEAD_MS = {"SELECT": 1}  # its contact stops the state machine itself
_LOOP_DEAD_MS = 40  # the others are seen by the loop, every 10 ms; if it hangs, the fuel is burnt after 30
_HELD_MS = 100  # as a person presses
_DISINFECT_MS = 300_000
_DRY = "SELECT: it is dry"
_LIGHTLY = 20
_NO, _YES = "DOWN", "UP"
WELL = (_NO, _NO, _NO, _YES, _YES)  # today: no trouble, no sun, no actives, a sealed pack, a clean face
CALM = (_NO,) * 3  # a check-in from the third day on: no blood, no long redness, nothing else
HEALTHY = (_NO,) * 5  # about the owner: none of it


def wake(stage: Stage, *expected: str) -> None:
    """SELECT, and wait for a whole picture."""
    stage.tap("SELECT", note="wakes it")
    stage.until_reads(*(expected or ("START", "Locked")))
    stage.pen.run(400)


def to_start(stage: Stage) -> None:
    """From the first line of the menu to START."""
    stage.tap("SELECT", "SELECT", "SELECT", note="zone, depth, rate: on to START")


def ask(stage: Stage, note: str = "START") -> None:
    """SELECT on START: whatever is due."""
    stage.tap("SELECT", note=note)
    stage.pen.run(300)


def answer(stage: Stage, *answers: str, note: str = "") -> None:
    """Answer questions, one button each, and wait for what follows."""
    stage.tap(*answers, note=note)
    stage.pen.run(600)


def disinfect(stage: Stage) -> None:
    """The whole countdown, from wherever it is, and dry."""
    stage.skip(_DISINFECT_MS, "five minutes: 70% alcohol works on the tip", _DRY)
    stage.until_reads(_DRY)
    stage.tap("SELECT", note="it is dry")
    stage.until_reads("START")
    stage.pen.run(300)


def screened(stage: Stage) -> None:
    """From START through today's questions and the disinfection, all well."""
    ask(stage)
    stage.until_reads("Today")
    answer(stage, *WELL, note="today's questions: all well, pack sealed, face washed")
    stage.until_reads("Disinfect")
    disinfect(stage)


def start(stage: Stage, cartridge: str = "", show: bool = False, depth_um: int = 250) -> None:
    """From START through arming to moving needles. `cartridge`: a new session begins here, on this one."""
    pen = stage.pen
    before = pen.look()["strokes"]
    ask(stage, "START" if cartridge else "GO ON")
    if show:
        stage.show("arming")
    stage.until_reads("SELECT starts", "Safety stop")
    pen.run(300)
    now = stage.look()
    if show:
        stage.show("armed")
        stage.reads("an independent sensor confirms the depth", "measured 0.2")
        stage.claim("the tip truly stands there", near(now["tip_um"], depth_um), mm(now["tip_um"]))
        stage.still(before, "armed, and still not one stroke")
    stage.story.act("SELECT", "starts, held in the air")
    pen.press("SELECT")
    if not pen.do("until_driven", at_most_ms=_START_MS):
        stage.claim("the needles start", False, pen.look()["screen"])
    if cartridge:
        now = pen.look()
        stage.started_s.append(now["unix_s"])
        mark = bytes.fromhex(pen.do("tag", name=cartridge)["mem"])[MARK_AT]
        # the rotor may have rested just before a stroke; nothing is written while it turns, so what is there was before
        booked = mark == 0 and now["strokes"] <= before + 1 and not now["violations"]
        stage.claim("session and cartridge use were stored before the first stroke", booked, (mark, now["strokes"]))
    pen.run(_AIR_MS)


def glide(stage: Stage, ms: int, where: str) -> None:
    """Nose on skin, lightly, for a while."""
    stage.story.act(f"glide over {where}")
    stage.pen.do("touch", load=_LIGHTLY)
    stage.film(ms)


def stop(stage: Stage, button: str) -> None:
    """A button stops the needles."""
    pen = stage.pen
    dead_ms = _DEAD_MS.get(button, _LOOP_DEAD_MS)
    stage.story.act({"UP": "▲", "DOWN": "▼"}.get(button, button), "any button stops")
    pen.do("button", name=button, down=True)
    pen.run(dead_ms)
    driven = pen.look()["driven"]
    pen.run(_HELD_MS - dead_ms)
    pen.do("button", name=button, down=False)
    pen.do("touch", load=0)
    stage.claim(f"the drive was dead within {dead_ms} ms", not driven, driven)
    paused(stage)


def paused(stage: Stage) -> None:
    """Needles come to rest, and it is stored."""
    stage.until_reads("GO ON", "Session finished")
    stage.pen.run(400)
    now = stage.look()
    stage.claim("needles at rest, tip withdrawn", not now["turning"] and now["tip_um"] == 0, mm(now["tip_um"]))


def end(stage: Stage) -> None:
    """END in the menu of the pause: the receipt."""
    stage.tap("DOWN", note="END")
    stage.tap("SELECT", note="ends the session")
    stage.until_reads("Receipt")
    stage.pen.run(400)


def clean_up(stage: Stage) -> None:
    """From the receipt through the three steps; the five minutes of wiping are not waited for here."""
    stage.tap("SELECT", note="clean up")
    stage.eject()
    stage.tap("SELECT", "SELECT", "SELECT", note="cartridge out, tip wiped, stored")
    stage.until_reads("Locked")
    stage.pen.run(400)


def near(um: int, wanted_um: int) -> bool:
    """Within what S2 tolerates."""
    return abs(um - wanted_um) <= _TOLERANCE_UM
