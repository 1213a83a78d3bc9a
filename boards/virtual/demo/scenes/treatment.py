"""Scenes of the demo in which needles move: waking, learning, the first treatment, a power cut in the middle of one."""

from boards.virtual.demo.scene_player import DAY_S, ScenePlayer, date, mm
from boards.virtual.demo.scenes import diary_and_report, treatment_steps

EVENING_MS = (9 * DAY_S + 19 * 3600 + 1800) * 1000  # the world begins on 1 Jan 2026 at 00:00; treatments are at 19:30
_MINUTE_MS = 64_000  # a minute, and up to three seconds until a pen that got power has started
_LIP_STROKES = 125  # 6 cm² x 250 punctures, 12 needles
_COASTING = 30  # strokes after the drive is cut, at most
_FELT = 20  # strokes before the skin that count as the zone's, as a touch is felt late
_HARD = 100
_CONTACT_LOST_MS = 1_000
_LOOK_MS = 50


def wake(player: ScenePlayer) -> None:
    """Out of the box."""
    pen = player.pen
    pen.do("provision")
    pen.do("cut")
    pen.run(EVENING_MS)
    player.chapter("Out of the box")
    player.narrate(
        "The article behind this pen tells of Sophia: needles at [b]1.0 mm[/], [b]twice a week[/], not "
        "disinfected, acid afterwards. Within three weeks: scabs, dark patches, early scarring. "
        "It took six months to treat."
    )
    player.narrate("Her mistake was not microneedling. It was too deep, too soon, unclean: nothing said no.")
    player.narrate("[b]This pen says no.[/] First a careful owner; then everything that Sophia did.")
    pen.do("boot")
    pen.run(_MINUTE_MS)
    player.claim("left alone for a minute, the pen is dark", not pen.look()["screen"])
    treatment_steps.wake(player)
    player.show_screen("ready")
    player.claim_reads("it offers a zone, 0.25 mm, and says what comes first: questions", "0.25 mm", "Next: questions")
    player.claim("the needle tip is withdrawn", pen.look()["tip_um"] == 0, pen.look()["tip_um"])


def rehearsal(player: ScenePlayer) -> None:
    """Learning the pen, with nothing that could hurt."""
    pen = player.pen
    player.chapter("Learning it first")
    player.narrate("Practice needs no cartridge: every step is real, but nothing moves and nothing is kept.")
    before = player.look()
    player.hold("UP", 1_300, note="practice")
    player.wait_until_reads("Practice")
    pen.run(1_500)
    treatment_steps.to_start(player)
    treatment_steps.ask(player)
    treatment_steps.answer(player, *treatment_steps.HEALTHY, *treatment_steps.WELL, note="the questions")
    player.wait_until_reads("Disinfect")
    pen.run(11_500)
    player.tap("SELECT", note="it is dry (eleven seconds in practice)")
    treatment_steps.ask(player)
    player.wait_until_reads("▲ starts")
    pen.run(treatment_steps.READING_MS)
    player.tap("UP", note="starts")
    player.wait_until_reads("Needles moving")
    pen.run(3_000)
    player.show_screen("practice")
    now = player.look()
    nothing = (now["strokes"], now["tip_um"], now["turning"]) == (before["strokes"], 0, False)
    player.claim("the screen counts strokes; in truth nothing has moved", nothing, (now["strokes"], now["tip_um"]))
    player.tap("DOWN", note="any button stops")
    player.hold("SELECT", 3_300, note="leaves the practice")
    player.wait_until_reads("START")
    pen.run(400)
    player.claim_reads("back on the real pen, which still asks first", "Next: questions")


def about_you(player: ScenePlayer) -> None:
    """The questions that are asked once, and those of every evening."""
    player.chapter("Questions first")
    treatment_steps.to_start(player)
    treatment_steps.ask(player)
    player.show_screen("question")
    player.claim_reads("before the first session the pen asks who it treats", "About you", "keloids")
    treatment_steps.answer(player, *treatment_steps.HEALTHY, note="seven honest answers: none of it")
    player.show_screen("today")
    player.claim_reads("then how the skin is today", "Today", "rash")
    treatment_steps.answer(player, *treatment_steps.WITHOUT_CARTRIDGE, note="all well, face washed")
    player.claim_reads("nothing is cleaned that is not in: now a cartridge", "No cartridge")
    player.pen.run(400)


def disinfection(player: ScenePlayer) -> None:
    """Five minutes that can be left and not skipped."""
    pen = player.pen
    player.chapter("Five minutes of alcohol")
    pen.do("cartridge", name="A", serial=0xA11CE)
    player.insert("A", "a new single-use cartridge, needles 0.50 mm")
    treatment_steps.ask(player)
    player.claim_reads("asked about this very pack", "Today", "sealed")
    treatment_steps.answer(player, "UP", note="it was sealed")
    player.wait_until_reads("Disinfect")
    pen.run(400)
    player.show_screen("disinfect")
    player.claim_reads("70% alcohol, and a countdown", "70%", "alcohol")
    pen.run(60_000)
    player.tap("SELECT", note="later")
    player.wait_until_reads("START")
    pen.run(400)
    player.claim_reads("left: START leads back to it, and to nothing else", "Next: disinfect")
    player.claim_no_strokes_since(0)
    treatment_steps.ask(player, "START: it goes on where it was")
    player.wait_until_reads("Disinfect")
    treatment_steps.disinfect(player)
    player.claim_reads("clean, as long as the cartridge stays in", "START")


def first_treatment(player: ScenePlayer) -> None:
    """By the buttons, to the receipt."""
    pen = player.pen
    player.chapter("The first treatment")
    strokes = pen.look()["strokes"]
    player.hold("SELECT", 1_300, note="back to the zone")
    player.tap("DOWN", note="the upper lip")
    player.tap("SELECT", "SELECT", note="its depth, then the rate")
    player.tap("UP", "UP", "UP", "SELECT", note="90 strokes/s; to START")
    player.show_screen("menu")
    player.claim_reads("the pen knows the cartridge: use 1 of 1", "Upper lip", "use 1 of 1")
    treatment_steps.start(player, "A", show=True)
    player.transcript.act("glide over the upper lip")
    in_the_air = pen.look()["strokes"]
    pen.do("touch", load=20)
    pen.run(200)
    player.show_screen("running")
    now = player.look()
    truth = f"{mm(now['tip_um'])} true, set 0.25"
    player.claim(f"the needles move at {now['speed_hz']} strokes/s", 80 <= now["speed_hz"] <= 100, truth)
    player.wait_until_reads("This zone has enough")
    pen.do("touch", load=0)
    treatment_steps.paused(player)
    made = pen.look()["strokes"] - in_the_air
    enough = _LIP_STROKES - _FELT <= made <= _LIP_STROKES + _COASTING
    player.claim(f"enough is enough: the needles stopped by themselves, {made} strokes on 6 cm²", enough, made)
    _forehead(player)
    treatment_steps.end(player)
    player.show_screen("receipt")
    made = pen.look()["strokes"] - strokes
    said = int(player.figure("Strokes").replace(",", ""))
    player.claim(f"the receipt says {said:,} strokes; the motor made {made:,}", said <= made <= said * 1.05, made)
    player.tap("DOWN", note="the zones, one a page")
    player.show_screen("receipt-zone")
    player.claim_reads("depth set and measured, strokes, seconds", "Forehead", "Set", "Measured", "Seconds")
    treatment_steps.clean_up(player)
    player.show_screen("locked")
    opens = date(player.started_s[0] + 28 * DAY_S)
    player.claim_reads(
        f"locked until {opens}, 28 days on, and no actives for three days", "28 d", opens, "No actives: 3 d"
    )


def _forehead(player: ScenePlayer) -> None:
    """The next zone, pressed too hard, then left."""
    pen = player.pen
    player.claim_reads("the next zone is offered", "Forehead")
    player.tap("SELECT", "SELECT", note="the forehead, its depth: on to GO ON")
    treatment_steps.start(player)
    treatment_steps.glide(player, 3_000, "the forehead")
    fast = pen.look()["speed_hz"]
    player.transcript.act("press hard")
    pen.do("touch", load=_HARD)
    player.wait_until_reads("Press less", at_most_ms=900)
    pen.run(300)
    player.show_screen("too-hard")
    slow = pen.look()["speed_hz"]
    player.claim(
        f"too hard: the pen says so, and slows from {fast} to {slow} strokes/s", slow < fast - 10, (fast, slow)
    )
    player.wait_until_reads("Pressed too hard", at_most_ms=1_500)
    player.show_screen("pressed")
    player.claim("still too hard after a second: the needles are off", not pen.look()["driven"])
    pen.do("touch", load=0)
    treatment_steps.paused(player)
    treatment_steps.start(player)
    treatment_steps.glide(player, 3_000, "the forehead again")
    player.transcript.act("lift it off the skin", "towards the eye, or a finger")
    pen.do("touch", load=0)
    off_ms = 0
    while pen.look()["driven"] and off_ms <= _CONTACT_LOST_MS:
        pen.run(_LOOK_MS)
        off_ms += _LOOK_MS
    player.claim("off the skin: within a second the needles are off", off_ms <= _CONTACT_LOST_MS, off_ms)
    player.wait_until_reads("Off the skin")
    player.show_screen("off-the-skin")
    treatment_steps.paused(player)


def check_ins(player: ScenePlayer) -> None:
    """How the skin took it."""
    player.put_away(1)
    player.chapter("How did the skin take it?")
    treatment_steps.wake(player, "Last time")
    player.show_screen("check-in")
    player.claim_reads("a day later it asks before anything else", "Last time")
    treatment_steps.answer(player, *treatment_steps.HEALTHY[:2], note="all calm")
    player.wait_until_reads("Locked")
    player.put_away(2)
    player.narrate("Three days later, from the laptop. The pen shows it, and waits for a press.")
    player.plug()
    player.type_command("checkin", "--fine", code=9)
    player.type_and_confirm("checkin", "--fine")
    player.type_command("sync")
    diary_and_report.outlook(player)
    player.unplug()
    player.type_command("plan")
    diary_and_report.diary(player)
    player.pen.run(500)


def power_cut(player: ScenePlayer) -> None:
    """The battery goes in the middle of it."""
    pen = player.pen
    player.chapter("The power goes in the middle of a treatment")
    pen.do("cartridge", name="C", serial=0xC0FFEE)
    player.insert("C", "a new cartridge")
    treatment_steps.screened(player)
    treatment_steps.start(player, "C")
    treatment_steps.glide(player, 6_000, "the forehead")
    player.show_screen("running")
    player.transcript.act("the battery falls out", "needles on the skin")
    pen.do("cut")
    pen.run(1_000)
    dark = player.look()
    player.show_screen("no-power")
    player.claim("without power nothing moves", not dark["turning"] and not any(dark["frame"]), dark["turning"])
    pen.run(4 * 60_000)
    player.transcript.act("four minutes later: the battery goes back in")
    pen.do("touch", load=0)
    pen.do("boot")
    player.wait_until_reads("Power was cut")
    pen.run(500)
    player.show_screen("power was cut")
    player.claim_reads("the first screen says what happened", "Needles may have been", "out. They are in now.")
    player.tap("SELECT", note="read; the press does nothing else")
    player.wait_until_reads("GO ON")
    pen.run(500)
    player.show_screen("resumable")
    player.claim("the ring was driven home first", player.look()["tip_um"] == 0, player.look()["tip_um"])
    player.narrate("What was charged before the cut stays charged: the forehead counts as done, the cheek is next.")
    treatment_steps.ask(player, "GO ON, on the forehead")
    player.claim_reads(
        "refused: nobody knows what that zone had, so it counts as enough, and says so", "Power was cut here"
    )
    pen.run(7_500)
    player.tap("UP", note="another zone")
    player.tap("UP", "SELECT", "SELECT", note="the left cheek, its depth: on to GO ON")
    player.narrate("Nobody knows whether the cartridge was out meanwhile: it is cleaned again.")
    treatment_steps.disinfected_again(player)
    treatment_steps.start(player)
    treatment_steps.glide(player, 5_000, "the left cheek")
    treatment_steps.stop(player, "UP")


def power_cut_ends(player: ScenePlayer) -> None:
    """The session that was cut comes to a good end."""
    player.chapter("And to a good end")
    treatment_steps.disinfected_again(player)
    treatment_steps.start(player)
    treatment_steps.glide(player, 3_000, "the left cheek")
    treatment_steps.stop(player, "SELECT")
    treatment_steps.end(player)
    player.show_screen("receipt-cut")
    player.claim_reads("the receipt names both zones", "Zones")
    treatment_steps.clean_up(player)
