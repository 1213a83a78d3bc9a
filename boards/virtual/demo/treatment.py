"""Scenes of the demo in which needles move: waking, learning, the first treatment, a power cut in the middle of one."""

from boards.virtual.demo import keeping, steps
from boards.virtual.demo.stage import DAY_S, Stage, date, mm

EVENING_MS = (9 * DAY_S + 19 * 3600 + 1800) * 1000  # the world begins on 1 Jan 2026 at 00:00; treatments are at 19:30
_MINUTE_MS = 64_000  # a minute, and up to three seconds until a pen that got power has started
_LIP_STROKES = 125  # 6 cm² x 250 punctures, 12 needles
_COASTING = 30  # strokes after the drive is cut, at most
_HARD = 100
_CONTACT_LOST_MS = 1_000
_LOOK_MS = 50


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
    stage.say("Her mistake was not microneedling. It was too deep, too soon, unclean: nothing said no.")
    stage.say("[b]This pen says no.[/] First a careful owner; then everything that Sophia did.")
    pen.do("boot")
    pen.run(_MINUTE_MS)
    stage.claim("left alone for a minute, the pen is dark", not pen.look()["screen"])
    steps.wake(stage)
    stage.show("ready")
    stage.reads("it offers a zone, 0.25 mm, and says what comes first: questions", "0.25 mm", "Next: questions")
    stage.claim("the needle tip is withdrawn", pen.look()["tip_um"] == 0, pen.look()["tip_um"])


def rehearsal(stage: Stage) -> None:
    """Learning the pen, with nothing that could hurt."""
    pen = stage.pen
    stage.chapter("Learning it first")
    stage.say(
        "Without a cartridge the pen can be rehearsed: every step is real, but nothing moves and nothing is kept."
    )
    before = stage.look()
    stage.hold("UP", 1_300, note="practice")
    stage.until_reads("Practice")
    pen.run(1_500)
    steps.to_start(stage)
    steps.ask(stage)
    steps.answer(stage, *steps.HEALTHY, *steps.WELL, note="the questions")
    stage.until_reads("Disinfect")
    pen.run(10_500)
    stage.tap("SELECT", note="it is dry (ten seconds in practice)")
    steps.ask(stage)
    stage.until_reads("SELECT starts")
    stage.tap("SELECT", note="starts")
    stage.until_reads("Needles moving")
    pen.run(3_000)
    stage.show("practice")
    now = stage.look()
    nothing = (now["strokes"], now["tip_um"], now["turning"]) == (before["strokes"], 0, False)
    stage.claim("the screen counts strokes; in truth nothing has moved", nothing, (now["strokes"], now["tip_um"]))
    stage.tap("DOWN", note="any button stops")
    stage.hold("SELECT", 3_300, note="leaves the practice")
    stage.until_reads("START")
    pen.run(400)
    stage.reads("back on the real pen, which still asks first", "Next: questions")


def about_you(stage: Stage) -> None:
    """The questions that are asked once, and those of every evening."""
    stage.chapter("Questions first")
    steps.to_start(stage)
    steps.ask(stage)
    stage.show("question")
    stage.reads("before the first session the pen asks who it treats", "About you", "thinners")
    steps.answer(stage, *steps.HEALTHY, note="five honest answers: none of it")
    stage.show("today")
    stage.reads("then how the skin is today", "Today", "rash")
    steps.answer(stage, *steps.WELL, note="all well, pack sealed, face washed")
    stage.until_reads("Disinfect")
    stage.pen.run(400)


def disinfection(stage: Stage) -> None:
    """Five minutes that can be left and not skipped."""
    pen = stage.pen
    stage.chapter("Five minutes of alcohol")
    stage.show("disinfect")
    stage.reads("70% alcohol, and a countdown", "70%", "alcohol")
    pen.run(60_000)
    stage.tap("SELECT", note="later")
    stage.until_reads("START")
    pen.run(400)
    stage.reads("left: START leads back to it, and to nothing else", "Next: disinfect")
    stage.still(0)
    steps.ask(stage, "START: it goes on where it was")
    stage.until_reads("Disinfect")
    steps.disinfect(stage)
    stage.reads("done; now a cartridge", "No cartridge")


def first_treatment(stage: Stage) -> None:
    """By the buttons, from cartridge to receipt."""
    pen = stage.pen
    stage.chapter("The first treatment")
    strokes = pen.look()["strokes"]
    pen.do("cartridge", name="A", serial=0xA11CE)
    stage.insert("A", "a new single-use cartridge, needles 0.50 mm")
    stage.hold("SELECT", 1_300, note="back to the zone")
    stage.tap("DOWN", note="the upper lip")
    stage.tap("SELECT", "SELECT", note="its depth, then the rate")
    stage.tap("UP", "UP", "UP", "SELECT", note="90 strokes/s; to START")
    stage.show("menu")
    stage.reads("the pen knows the cartridge: use 1 of 1", "Upper lip", "use 1 of 1")
    steps.start(stage, "A", show=True)
    stage.story.act("glide over the upper lip")
    pen.do("touch", load=20)
    pen.run(200)
    stage.show("running")
    now = stage.look()
    truth = f"{mm(now['tip_um'])} true, set 0.25"
    stage.claim(f"the needles move at {now['speed_hz']} strokes/s", 80 <= now["speed_hz"] <= 100, truth)
    stage.until_reads("This zone has enough")
    pen.do("touch", load=0)
    steps.paused(stage)
    made = pen.look()["strokes"] - strokes
    enough = _LIP_STROKES <= made <= _LIP_STROKES + _COASTING
    stage.claim(f"enough is enough: the needles stopped by themselves, {made} strokes for 6 cm²", enough, made)
    _forehead(stage)
    steps.end(stage)
    stage.show("receipt")
    made = pen.look()["strokes"] - strokes
    said = int(stage.figure("Strokes").replace(",", ""))
    stage.claim(f"the receipt says {said:,} strokes; the motor made {made:,}", said <= made <= said * 1.05, made)
    stage.tap("DOWN", note="the zones, one a page")
    stage.show("receipt-zone")
    stage.reads("depth set and measured, strokes, seconds", "Forehead", "Set", "Measured", "Seconds")
    steps.clean_up(stage)
    stage.show("locked")
    opens = date(stage.started_s[0] + 28 * DAY_S)
    stage.reads(f"locked until {opens}, 28 days on, and no actives for three days", "28 d", opens, "No actives: 3 d")


def _forehead(stage: Stage) -> None:
    """The next zone, pressed too hard, then left."""
    pen = stage.pen
    stage.reads("the next zone is offered", "Forehead")
    stage.tap("SELECT", "SELECT", note="the forehead, its depth: on to GO ON")
    steps.start(stage)
    steps.glide(stage, 3_000, "the forehead")
    fast = pen.look()["speed_hz"]
    stage.story.act("press hard")
    pen.do("touch", load=_HARD)
    stage.until_reads("Press less", at_most_ms=900)
    pen.run(300)
    stage.show("too-hard")
    slow = pen.look()["speed_hz"]
    stage.claim(f"too hard: the pen says so, and slows from {fast} to {slow} strokes/s", slow < fast - 10, (fast, slow))
    stage.until_reads("Pressed too hard", at_most_ms=1_500)
    stage.show("pressed")
    stage.claim("still too hard after a second: the needles are off", not pen.look()["driven"])
    pen.do("touch", load=0)
    steps.paused(stage)
    steps.start(stage)
    steps.glide(stage, 3_000, "the forehead again")
    stage.story.act("lift it off the skin", "towards the eye, or a finger")
    pen.do("touch", load=0)
    off_ms = 0
    while pen.look()["driven"] and off_ms <= _CONTACT_LOST_MS:
        pen.run(_LOOK_MS)
        off_ms += _LOOK_MS
    stage.claim("off the skin: within a second the needles are off", off_ms <= _CONTACT_LOST_MS, off_ms)
    stage.until_reads("Off the skin")
    stage.show("off-the-skin")
    steps.paused(stage)


def check_ins(stage: Stage) -> None:
    """How the skin took it."""
    stage.drawer(1)
    stage.chapter("How did the skin take it?")
    steps.wake(stage, "Last time")
    stage.show("check-in")
    stage.reads("a day later it asks before anything else", "Last time")
    steps.answer(stage, *steps.HEALTHY[:2], note="all calm")
    stage.until_reads("Locked")
    stage.drawer(2)
    stage.say("Three days later, from the laptop. That all is well counts only with a thumb on the pen.")
    stage.plug()
    stage.typed("checkin", "--fine", code=9)
    stage.agreed("checkin", "--fine")
    stage.typed("sync")
    keeping.outlook(stage)
    stage.unplug()
    stage.typed("plan")
    keeping.diary(stage)
    stage.pen.run(500)


def power_cut(stage: Stage) -> None:
    """The battery goes in the middle of it."""
    pen = stage.pen
    stage.chapter("The power goes in the middle of a treatment")
    pen.do("cartridge", name="C", serial=0xC0FFEE)
    stage.insert("C", "a new cartridge")
    steps.start(stage, "C")
    steps.glide(stage, 6_000, "the forehead")
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
    stage.until_reads("GO ON")
    pen.run(500)
    stage.show("resumable")
    stage.claim("the ring was driven home first", stage.look()["tip_um"] == 0, stage.look()["tip_um"])
    stage.say("What was charged before the cut stays charged: the forehead counts as done, the cheek is next.")
    steps.ask(stage, "GO ON, on the forehead")
    stage.reads("refused: that zone has had what was charged to it", "This zone has enough")
    pen.run(7_500)
    stage.tap("UP", note="another zone")
    stage.tap("UP", "SELECT", "SELECT", note="the left cheek, its depth: on to GO ON")
    steps.start(stage)
    steps.glide(stage, 5_000, "the left cheek")
    steps.stop(stage, "UP")


def power_cut_ends(stage: Stage) -> None:
    """The session that was cut comes to a good end."""
    stage.chapter("And to a good end")
    steps.start(stage)
    steps.glide(stage, 3_000, "the left cheek")
    steps.stop(stage, "SELECT")
    steps.end(stage)
    stage.show("receipt-cut")
    stage.reads("the receipt names both zones", "Zones")
    steps.clean_up(stage)
