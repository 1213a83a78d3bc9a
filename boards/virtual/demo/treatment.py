"""Scenes of the demo in which needles move: waking, the first treatment, a power cut in the middle of one."""

from boards.virtual.demo.stage import DAY_S, Stage, date, mm

EVENING_MS = (9 * DAY_S + 19 * 3600 + 1800) * 1000  # the world begins on 1 Jan 2026 at 00:00; treatments are at 19:30
_MINUTE_MS = 64_000  # a minute, and up to three seconds until a pen that got power has started
_MARK_AT = 0x20  # use marks in a cartridge's tag
_START_MS = 10_000  # saving and letting go take a second or less
_DEAD_MS = {"SELECT": 1}  # its contact stops the state machine itself
_LOOP_DEAD_MS = 40  # the others are seen by the loop, every 10 ms; if it hangs, the fuel is burnt after 30
_TOLERANCE_UM = 25  # commanded and measured depth


def wake(stage: Stage) -> None:
    """Out of the box."""
    pen = stage.pen
    pen.do("provision")
    pen.do("cut")
    pen.run(EVENING_MS)
    stage.chapter("Out of the box")
    stage.say(
        "The article behind this pen tells of Sophia: needles at [b]1.0 mm[/], [b]twice a week[/], not "
        "disinfected, acid afterwards. Within three weeks: scabs, dark patches, early scarring. "
        "It took six months to treat."
    )
    stage.say("Her mistake was not microneedling. It was too deep, too soon, worn needles: nothing said no.")
    stage.say("[b]This pen says no.[/] Watch it, and try everything Sophia did.")
    pen.do("boot")
    pen.run(_MINUTE_MS)
    stage.claim("left alone for a minute, the pen is dark", not pen.look()["screen"])
    stage.tap("SELECT", note="wakes it")
    stage.until_reads("Ready")
    pen.run(400)
    stage.show("ready")
    stage.reads("it is ready, and offers 0.45 mm at most", "Ready", "up to 0.45 mm")
    stage.claim("the needle tip is withdrawn", pen.look()["tip_um"] == 0, pen.look()["tip_um"])


def first_treatment(stage: Stage) -> None:
    """By the buttons, from cartridge to receipt."""
    pen = stage.pen
    stage.chapter("The first treatment")
    strokes = pen.look()["strokes"]
    pen.do("cartridge", name="A", serial=0xA11CE)
    stage.insert("A", "a new single-use cartridge, needles 0.50 mm")
    stage.show("menu")
    stage.reads("the pen knows it: use 1 of 1", "use 1 of 1")
    start(stage, "A", show=True)
    touch_and_run(stage, 9_000, "the cheek, lightly")
    now = stage.look()
    stage.show("running")
    truth = f"{mm(now['tip_um'])} true, set 0.25"
    stage.claim(f"the needles move at {now['speed_hz']} strokes/s, 0.25 mm deep", near(now["tip_um"], 250), truth)
    stop(stage, "SELECT", "any button stops")
    stage.show("paused")
    stage.reads("the pen says why it stopped, and waits", "Paused", "A button stopped it")
    stage.say("A look at the skin. All calm; on with the other cheek.")
    start(stage, "A", first="SELECT", book=False)
    touch_and_run(stage, 14_000, "the other cheek")
    stop(stage, "DOWN", "any button stops")
    finish(stage)
    stage.show("receipt")
    made = pen.look()["strokes"] - strokes
    said = int(stage.figure("Strokes"))
    stage.claim(f"the receipt says {said:,} strokes; the motor made {made:,}", said <= made <= said * 1.05, made)
    stage.eject()
    stage.tap("SELECT", note="closes the receipt")
    stage.show("locked")
    opens = date(stage.started_s[0] + 28 * DAY_S)
    stage.reads(f"locked, and it says until when: 28 days on, {opens}", "Locked", "28 d", opens)


def power_cut(stage: Stage) -> None:
    """The battery goes in the middle of it."""
    pen = stage.pen
    stage.chapter("The power goes in the middle of a treatment")
    stage.tap("UP", "UP", "UP", note="0.25 mm, as last time")
    start(stage, "C")
    touch_and_run(stage, 8_000, "the forehead")
    stage.show("running")
    stage.story.act("the battery falls out", "needles on the skin")
    pen.do("cut")
    pen.run(1_000)
    dark = stage.look()
    stage.show("no-power")
    stage.claim("without power nothing moves", not dark["turning"] and not any(dark["frame"]), dark["turning"])
    pen.run(4 * 60_000)
    stage.story.act("four minutes later: the battery goes back in")
    pen.do("touch", load=0)
    pen.do("boot")
    stage.until_reads("Hold SELECT: end")
    pen.run(500)
    stage.show("resumable")
    stage.claim("the ring was driven home first", stage.look()["tip_um"] == 0, stage.look()["tip_um"])
    stage.reads("the session can be resumed; the minute charged before the cut stays charged", "1:00 of 10:00")
    start(stage, "C", first="SELECT", book=False)
    touch_and_run(stage, 10_000, "the rest of the forehead")
    stop(stage, "UP", "any button stops")
    finish(stage)
    stage.show("receipt")
    stage.reads("its receipt counts that minute too", "Needle time  1:1")
    stage.eject()
    stage.tap("SELECT")


def start(stage: Stage, cartridge: str, first: str = "", show: bool = False, book: bool = True) -> None:
    """Through arming to moving needles, claiming what must be true on the way. `book`: a new session begins here."""
    pen = stage.pen
    before = pen.look()["strokes"]
    if first:
        stage.tap(first, note="go on")
    else:
        stage.tap("SELECT", "SELECT", "SELECT", note="depth, rate, START")
    if show:
        stage.show("arming")
    stage.until_reads("SELECT starts", "Safety stop")
    pen.run(300)
    now = stage.look()
    if show:
        stage.show("armed")
        stage.reads("an independent sensor confirms the depth", "0.25 mm", "measured 0.25 mm")
        stage.claim("the tip truly stands there", near(now["tip_um"], 250), mm(now["tip_um"]))
        stage.still(before, "armed, and still not one stroke")
    stage.story.act("SELECT", "starts")
    pen.do("button", name="SELECT", down=True)
    pen.run(90)
    pen.do("button", name="SELECT", down=False)
    if not pen.do("until_driven", at_most_ms=_START_MS):
        stage.claim("the needles start", False, pen.look()["screen"])
    now = pen.look()
    if book:
        stage.started_s.append(now["unix_s"])
        mark = bytes.fromhex(pen.do("tag", name=cartridge)["mem"])[_MARK_AT]
        booked = mark == 0 and now["strokes"] == before
        stage.claim("session and cartridge use were stored before the first stroke", booked, (mark, now["strokes"]))


def touch_and_run(stage: Stage, ms: int, where: str) -> None:
    """Nose on skin for a while."""
    stage.story.act(f"glide over {where}")
    stage.pen.do("touch", load=20)
    stage.film(ms)


def stop(stage: Stage, button: str, note: str) -> None:
    """A button stops the needles."""
    pen = stage.pen
    stage.story.act({"UP": "▲", "DOWN": "▼"}.get(button, button), note)
    pen.do("button", name=button, down=True)
    dead_ms = _DEAD_MS.get(button, _LOOP_DEAD_MS)
    pen.run(dead_ms)
    driven = pen.look()["driven"]
    pen.run(100 - dead_ms)
    pen.do("button", name=button, down=False)
    pen.do("touch", load=0)
    stage.until_reads("Hold SELECT: end")
    stage.claim(f"the drive was dead within {dead_ms} ms", not driven, driven)
    pen.run(400)
    now = pen.look()
    stage.claim("needles at rest, tip withdrawn", not now["turning"] and now["tip_um"] == 0, mm(now["tip_um"]))


def finish(stage: Stage) -> None:
    """Hold SELECT: the session ends."""
    stage.hold("SELECT", 1_500, note="ends the session")
    stage.until_reads("Disinfect the pen tip", "Locked")
    stage.pen.run(400)


def near(um: int, wanted_um: int) -> bool:
    """Within what S2 tolerates."""
    return abs(um - wanted_um) <= _TOLERANCE_UM
