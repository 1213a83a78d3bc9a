"""What an owner does in a treatment, step by step, with an eye on the screen.

Used by the scenes. Claims are made here only where every treatment makes them.
"""

from boards.virtual.demo.scene_player import ScenePlayer, mm

READING_MS = 700  # a question, before a person answers
MARK_AT = 0x20  # use marks in a cartridge's tag
_START_MS = 10_000  # saving and letting go take a second or less
_TOLERANCE_UM = 25  # commanded and measured depth
_AIR_MS = 1_000  # needles run free so long, then they touch the skin
_DEAD_MS = {"SELECT": 1}  # its contact stops the state machine itself
_LOOP_DEAD_MS = 40  # the others are seen by the loop, every 10 ms; if it hangs, the fuel is burnt after 30
_HELD_MS = 100  # as a person presses
_DISINFECT_MS = 330_000  # and half a minute until it can be dry
_DRY = "SELECT: it is dry"
_LIGHTLY = 20
_NO, _YES = "DOWN", "UP"
TODAY = (_NO, _NO, _NO, _YES, _YES)  # today: no trouble, no sun, no actives, a sealed pack, a bare face
_REST = (_NO,) * 3  # and no growth there, no filler or laser lately, not numb
WELL = (*TODAY, *_REST)
WITHOUT_CARTRIDGE = TODAY[:3] + TODAY[4:] + _REST  # nobody asks about the pack of a cartridge that is not in
CALM = (_NO,) * 3  # a check-in from the third day on: no blood, no long redness, nothing else
WELL_ANEW = (*TODAY, _NO, *_REST)  # asked again later: and nothing is new
WELL_AGAIN = (*WELL_ANEW, _NO)  # in a later session: and nothing came late after the last one
HEALTHY = (_NO,) * 7  # about the owner: none of it


def wake(player: ScenePlayer, *expected: str) -> None:
    """SELECT, and wait for a whole picture."""
    player.tap("SELECT", note="wakes it")
    player.wait_until_reads(*(expected or ("START", "Locked")))
    player.pen.run(400)


def to_start(player: ScenePlayer) -> None:
    """From the first line of the menu to START."""
    player.tap("SELECT", "SELECT", "SELECT", note="zone, depth, rate: on to START")


def ask(player: ScenePlayer, note: str = "START") -> None:
    """SELECT on START: whatever is due."""
    player.tap("SELECT", note=note)
    player.pen.run(300)


def answer(player: ScenePlayer, *answers: str, note: str = "") -> None:
    """Read each question and answer it, one button each, and wait for what follows."""
    player.pen.run(READING_MS)
    player.tap(*answers, note=note, pause_ms=READING_MS)


def disinfect(player: ScenePlayer) -> None:
    """The whole countdown, from wherever it is, and dry."""
    player.pass_time(_DISINFECT_MS, "five minutes: 70% alcohol works on the tip; half a minute: it dries", _DRY)
    player.wait_until_reads(_DRY)
    player.tap("SELECT", note="it is dry")
    player.wait_until_reads("START", "GO ON")
    player.pen.run(300)


def screened(player: ScenePlayer) -> None:
    """From START through today's questions and the disinfection, all well."""
    ask(player)
    player.wait_until_reads("Today")
    answer(player, *WELL_AGAIN, note="today's questions: all well, pack sealed, face washed, nothing new, nothing late")
    player.wait_until_reads("Disinfect")
    disinfect(player)


def disinfected_again(player: ScenePlayer) -> None:
    """In a session, after a start: is it the same sitting? And has the cartridge been in all the time? Nobody knows."""
    ask(player, "GO ON")
    player.wait_until_reads("The pen was off.")
    player.tap("UP", note="yes: the clock says so, and so does she")
    player.wait_until_reads("Disinfect")
    disinfect(player)


def start(player: ScenePlayer, cartridge: str = "", show: bool = False, depth_um: int = 250) -> None:
    """From START through arming to moving needles. `cartridge`: a new session begins here, on this one."""
    pen = player.pen
    before = pen.look()["strokes"]
    ask(player, "START" if cartridge else "GO ON")
    if show:
        player.show_screen("arming")
    player.wait_until_reads("▲ starts", "Safety stop")
    pen.run(READING_MS)
    now = player.look()
    if show:
        player.show_screen("armed")
        player.claim_reads("an independent sensor confirms the depth", "measured 0.2")
        player.claim("the tip truly stands there", near(now["tip_um"], depth_um), mm(now["tip_um"]))
        player.claim_no_strokes_since(before, "armed, and still not one stroke")
    player.transcript.act("▲", "starts, held in the air")
    pen.press("UP")
    if not pen.do("until_driven", at_most_ms=_START_MS):
        player.claim("the needles start", False, pen.look()["screen"])
    if cartridge:
        now = pen.look()
        player.started_s.append(now["unix_s"])
        mark = bytes.fromhex(pen.do("tag", name=cartridge)["mem"])[MARK_AT]
        # the rotor may have rested just before a stroke; nothing is written while it turns, so what is there was before
        booked = mark == 0 and now["strokes"] <= before + 1 and not now["violations"]
        player.claim("session and cartridge use were stored before the first stroke", booked, (mark, now["strokes"]))
    pen.run(_AIR_MS)


def glide(player: ScenePlayer, ms: int, where: str) -> None:
    """Nose on skin, lightly, for a while."""
    player.transcript.act(f"glide over {where}")
    player.pen.do("touch", load=_LIGHTLY)
    player.watch(ms)


def stop(player: ScenePlayer, button: str) -> None:
    """A button stops the needles."""
    pen = player.pen
    dead_ms = _DEAD_MS.get(button, _LOOP_DEAD_MS)
    player.transcript.act({"UP": "▲", "DOWN": "▼"}.get(button, button), "any button stops")
    pen.do("button", name=button, down=True)
    pen.run(dead_ms)
    driven = pen.look()["driven"]
    pen.run(_HELD_MS - dead_ms)
    pen.do("button", name=button, down=False)
    pen.do("touch", load=0)
    player.claim(f"the drive was dead within {dead_ms} ms", not driven, driven)
    paused(player)


def paused(player: ScenePlayer) -> None:
    """Needles come to rest, and it is stored."""
    player.wait_until_reads("GO ON", "Session finished")
    player.pen.run(400)
    now = player.look()
    player.claim("needles at rest, tip withdrawn", not now["turning"] and now["tip_um"] == 0, mm(now["tip_um"]))


def end(player: ScenePlayer) -> None:
    """END in the menu of the pause: the receipt."""
    player.tap("DOWN", note="END")
    player.tap("SELECT", note="ends the session")
    player.wait_until_reads("Receipt")
    player.pen.run(400)


def clean_up(player: ScenePlayer) -> None:
    """From the receipt through the three steps; the five minutes of wiping are not waited for here."""
    player.tap("SELECT", note="clean up")
    player.eject()
    player.tap("SELECT", "SELECT", "SELECT", note="cartridge out, tip wiped, stored")
    player.wait_until_reads("Locked")
    player.pen.run(400)


def near(um: int, wanted_um: int) -> bool:
    """Within what S2 tolerates."""
    return abs(um - wanted_um) <= _TOLERANCE_UM
