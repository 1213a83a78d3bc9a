"""The cautionary tale, tried on the pen: 1.0 mm, twice a week, no disinfection, acid afterwards, on through the scabs.

Sophia's pen is a second virtual pen with its own laptop, never on an emulated chip: it lives for months. Each of her
mistakes is refused, gated or flagged, and the record shows it. `play` is a scene of the demo; its test plays it alone.
"""

import json

from boards.virtual.demo import steps
from boards.virtual.demo.firmware import reasons
from boards.virtual.demo.laptop import Laptop
from boards.virtual.demo.refusals import HERS, wait_out
from boards.virtual.demo.stage import DAY_S, Stage, date, iso_day, mm
from boards.virtual.demo.treatment import EVENING_MS
from boards.virtual.handle import VirtualPen

_SEED = 3
_HARD = 100
_BLEED_MS = 2_300
_NO, _YES = "DOWN", "UP"

# what the record must hold in the end: her mistakes, by the reasons of the refusals …
_REFUSED = (
    reasons.TOO_DEEP,
    reasons.CARTRIDGE_NEEDLES,
    reasons.NOT_CLEANSED,
    reasons.REACTION,
    reasons.SKIN_TODAY,
    reasons.ACTIVES_TODAY,
    reasons.REVIEW_NEEDED,
)
# … and what was told of her skin
_TOLD = ("profile", "answers", "disinfected", "checkin", "hold", "bleeding", "cleanup", "clearance")


def play(stage: Stage) -> None:
    """All of it, on a pen of its own. Her first cartridge is left behind as `HERS`."""
    with VirtualPen("" if stage.pen.mcu else stage.pen.python) as pen:
        pen.do("new", seed=_SEED)
        pen.do("provision")
        pen.do("cut")
        pen.run(EVENING_MS)
        pen.do("boot")
        if stage.pen.mcu:
            host = "MicroPython's unix port" if pen.is_micropython else "CPython"
            stage.say(f"(Sophia's pen, next, is a second one. It has no emulated chip: the same firmware on {host}.)")
        laptop = Laptop(stage.story.folder / "tale.db", **stage.laptop.manner)
        hers = Stage(pen, stage.story, laptop)
        for scene in SCENES:
            scene(hers)
        stage.story.journal("tale", bytes.fromhex(pen.do("journal")))
        stage.pen.do("remake", name=HERS, **pen.do("tag", name="S"))


def too_deep(stage: Stage) -> None:
    """1.0 mm."""
    stage.chapter("Sophia · 1.0 mm")
    stage.until_reads("START")
    stage.say("Sophia's mistakes, one by one, on a pen of her own. She set hers to [b]1.0 mm[/].")
    stage.plug()
    stage.typed("sync")
    stage.unplug()
    stage.until_reads("START")
    stage.tap("SELECT", note="the depth")
    stage.tap(*["UP"] * 8, note="deeper, deeper")
    stage.show("depth-limit", ("UP",))
    stage.reads("refused, with the reason and the way out", "Depth limit", "0.25 mm")
    stage.pen.run(7_500)
    stage.reads("the depth has stayed at 0.25 mm, and it says why", "0.25 mm", "in the first sessions")
    stage.tap("SELECT", "SELECT", note="rate, START")


def not_disinfected(stage: Stage) -> None:
    """No washing, no alcohol."""
    stage.chapter("Sophia · Not disinfected")
    steps.ask(stage)
    steps.answer(stage, *steps.HEALTHY, note="about her: none of it")
    steps.answer(stage, *steps.WELL[:-1], _NO, note="today: all well, but the face is not washed")
    stage.show("not-washed")
    stage.reads("refused until it is washed", "Wash your face first")
    stage.pen.run(7_500)
    steps.ask(stage, "washed it: START")
    steps.answer(stage, *steps.WELL, note="today: all well")
    stage.until_reads("Disinfect")
    for _ in range(2):
        stage.tap("SELECT", note="she has no time for that")
        stage.until_reads("START")
        stage.pen.run(400)
        steps.ask(stage, "START")
    stage.show("countdown")
    stage.reads("every way leads back to the countdown", "Disinfect", "70%")
    stage.still(0, "no disinfection, not one stroke")
    steps.disinfect(stage)


def long_needles(stage: Stage) -> None:
    """A cartridge of the kind she had."""
    pen = stage.pen
    stage.say("Clean now. Then a cartridge with longer needles, as sold online: its tag says 1.00 mm.")
    pen.do("cartridge", name="long", needle_um=1_000, serial=0xBAD)
    stage.insert("long", "a cartridge with 1.00 mm needles")
    steps.ask(stage)
    stage.show("long-needles")
    stage.reads("refused: needles over 0.50 mm are not for this pen", "Unsuitable needles", "1.00 mm")
    stage.still(0)
    stage.eject()
    pen.run(7_500)


def pressed(stage: Stage) -> None:
    """A treatment within the limits, with too much pressure."""
    pen = stage.pen
    stage.chapter("Sophia · Harder")
    pen.do("cartridge", name="S", kind="MULTI_USE", serial=0x50F1A)
    stage.insert("S", "a multi-use cartridge that fits")
    steps.start(stage, "S")
    steps.glide(stage, 4_000, "the forehead")
    stage.story.act("press hard", "more must help more")
    pen.do("touch", load=_HARD)
    stage.until_reads("Pressed too hard", at_most_ms=3_000)
    pen.do("touch", load=0)
    stage.show("pressed")
    stage.claim("after a second of it the needles are off", not pen.look()["driven"])
    steps.paused(stage)
    steps.end(stage)
    steps.clean_up(stage)


def acid_afterwards(stage: Stage) -> None:
    """Glycolic acid on open skin."""
    stage.chapter("Sophia · Glycolic acid afterwards")
    stage.show("no-actives")
    stage.reads("the pen cannot take it from her hand; it counts the three days without", "No actives: 3 d")


def twice_a_week(stage: Stage) -> None:
    """Three days later."""
    stage.drawer(3)
    stage.chapter("Sophia · Twice a week")
    strokes = stage.pen.look()["strokes"]
    steps.wake(stage, "Last time")
    stage.say("Her skin is red and tight. The pen asks before it says anything else.")
    steps.answer(stage, _NO, _YES, _NO, note="no blood; red for more than 48 hours: yes")
    stage.until_reads("Is that right?")
    steps.answer(stage, _YES, note="right")
    stage.until_reads("Locked")
    stage.pen.run(400)
    stage.tap("SELECT", note="asks for a session all the same")
    stage.show("too-soon")
    opens = date(stage.started_s[0] + 42 * DAY_S)
    stage.reads(f"refused: 28 days, and 14 more because the skin reacted: {opens}", "Skin needs more rest", opens)
    stage.still(strokes)
    stage.drawer(18)
    stage.say("Three weeks, scabs along the jaw. She would have gone on.")
    steps.wake(stage)
    stage.tap("SELECT", note="asks again")
    stage.reads("still refused", "Skin needs more rest", opens)
    stage.still(strokes)


def through_scabs(stage: Stage) -> None:
    """Six weeks on: it opens, and asks."""
    pen = stage.pen
    stage.chapter("Sophia · Over scabs, over acid")
    strokes = pen.look()["strokes"]
    wait_out(stage)
    now_s = stage.look()["unix_s"]
    days = (now_s - stage.started_s[-1]) // DAY_S
    stage.claim(f"it opened {days} true days after her treatment", days >= 42, days)
    steps.to_start(stage)
    steps.ask(stage)
    steps.answer(stage, _YES, note="acne, a rash, an open wound: yes, a scab is left")
    stage.show("scabs")
    stage.reads("not today", "Let skin calm down", "Unlocks in")
    pen.run(8_000)
    stage.reads("locked for a day", "Locked")
    stage.drawer(2)
    steps.wake(stage)
    steps.to_start(stage)
    steps.ask(stage)
    steps.answer(stage, _NO, _NO, _YES, note="the scab has gone; glycolic acid last night: yes")
    stage.show("acid")
    stage.reads("not today either", "Wait after actives")
    stage.still(strokes)
    stage.drawer(3)


def it_bleeds(stage: Stage) -> None:
    """A second treatment that ends with blood."""
    pen = stage.pen
    stage.chapter("Sophia · It bleeds")
    stage.say("Calm skin, no acid, washed, disinfected: the pen lets her. This time it bleeds.")
    steps.wake(stage)
    steps.to_start(stage)
    steps.screened(stage)
    pen.do("cartridge", name="T", serial=0x50F1B)
    stage.insert("T", "a new cartridge")
    steps.start(stage, "T")
    steps.glide(stage, 3_000, "the forehead")
    pen.do("touch", load=0)
    stage.hold("UP", _BLEED_MS, note="any button, two seconds: it bleeds")
    stage.until_reads("Bleeding was noted")
    stage.show("bleeding")
    stage.claim("the session has ended for good", not pen.look()["turning"])
    steps.clean_up(stage)
    stage.drawer(60)
    steps.wake(stage, "Last time", "Locked")
    steps.answer(stage, _YES, _NO, _NO, _YES, note="two months later: it had bled")
    stage.until_reads("Locked")
    pen.run(400)
    stage.tap("SELECT", note="asks for a session")
    stage.show("review")
    stage.reads("no rest alone opens it: somebody has to look at it", "See a doctor first")


def the_record(stage: Stage) -> None:
    """What a dermatologist gets to see."""
    pen, folder = stage.pen, stage.story.folder
    stage.chapter("Sophia · What the record shows")
    stage.plug()
    stage.typed("review", "--by", "Dr. Patel", "--on", iso_day(stage.look()["unix_s"]), code=9)
    stage.agreed("review", "--by", "Dr. Patel", "--on", iso_day(stage.look()["unix_s"]))
    stage.typed("sync")
    stage.unplug()
    stage.typed("history", "--all")
    done = stage.laptop.run("export", "-o", str(folder / "tale.json"), quiet=True)
    stage.claim("exported", done.returncode == 0, done.stderr)
    seen = json.loads((folder / "tale.json").read_text(encoding="utf-8"))["pens"][0]
    refused = {row["reason"] for row in seen["refusals"]}
    stage.claim("every refusal of this tale is in it", refused >= set(_REFUSED), sorted(refused))
    told = {row["kind"] for row in seen["skin"]}
    stage.claim("so is what her skin said, and what was done about it", told >= set(_TOLD), sorted(told))
    stage.claim("and that she pressed too hard", seen["sessions"][0]["hard"] > 0, seen["sessions"][0])
    days = (stage.started_s[1] - stage.started_s[0]) // DAY_S
    stage.claim(f"two treatments in {days} days, not two a week", days >= 42 and len(seen["sessions"]) == 2, days)
    now = pen.look()
    stage.claim(f"never deeper than {mm(now['max_tip_um'])}", now["max_tip_um"] <= 275, now["max_tip_um"])
    stage.claim("nothing forbidden happened on the way", not now["violations"], now["violations"])


SCENES = (
    too_deep,
    not_disinfected,
    long_needles,
    pressed,
    acid_afterwards,
    twice_a_week,
    through_scabs,
    it_bleeds,
    the_record,
)
