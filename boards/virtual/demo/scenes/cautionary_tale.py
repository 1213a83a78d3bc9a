"""The cautionary tale, tried on the pen: 1.0 mm, twice a week, no disinfection, acid afterwards, on through the scabs.

Sophia's pen is a second virtual pen with its own laptop, never on an emulated chip: it lives for months. Each of her
mistakes is refused, gated or flagged, and the record shows it. `play` is a scene of the demo; its test plays it alone.
"""

import json

from boards.virtual.demo.firmware import reasons
from boards.virtual.demo.laptop import Laptop
from boards.virtual.demo.scene_player import DAY_S, ScenePlayer, date, iso_day, mm
from boards.virtual.demo.scenes import treatment_steps
from boards.virtual.demo.scenes.refusals import HERS, wait_out
from boards.virtual.demo.scenes.treatment import EVENING_MS
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


def play(player: ScenePlayer) -> None:
    """Play all of it on a second pen. Afterwards her first cartridge is at hand for the demo's pen, named `HERS`."""
    with VirtualPen("" if player.pen.mcu else player.pen.python) as pen:
        pen.do("new", seed=_SEED)
        pen.do("provision")
        pen.do("cut")
        pen.run(EVENING_MS)
        pen.do("boot")
        if player.pen.mcu:
            host = "MicroPython's unix port" if pen.is_micropython else "CPython"
            player.narrate(
                f"(Sophia's pen, next, is a second one. It has no emulated chip: the same firmware on {host}.)"
            )
        laptop = Laptop(player.transcript.folder / "sophia.db", **player.laptop.manner)
        hers = ScenePlayer(pen, player.transcript, laptop)
        for scene in SCENES:
            scene(hers)
        player.transcript.journal("sophia", bytes.fromhex(pen.do("journal")))
        player.pen.do("remake", name=HERS, **pen.do("tag", name="S"))


def too_deep(player: ScenePlayer) -> None:
    """Sophia sets 1.0 mm, deeper than any zone of a face allows."""
    player.chapter("Sophia · 1.0 mm")
    player.wait_until_reads("START")
    player.narrate("Sophia's mistakes, one by one, on a pen of her own. She set hers to [b]1.0 mm[/].")
    player.plug()
    player.type_command("sync")
    player.unplug()
    player.wait_until_reads("START")
    player.tap("SELECT", note="the depth")
    player.tap(*["UP"] * 8, note="deeper, deeper")
    player.show_screen("depth-limit", ("UP",))
    player.claim_reads("refused, with the reason and the way out", "Depth limit", "0.25 mm")
    player.pen.run(7_500)
    player.claim_reads("the depth has stayed at 0.25 mm, and it says why", "0.25 mm", "in the first sessions")
    player.tap("SELECT", "SELECT", note="rate, START")


def not_disinfected(player: ScenePlayer) -> None:
    """No washing, no alcohol."""
    player.chapter("Sophia · Not disinfected")
    player.pen.do("cartridge", name="S", kind="MULTI_USE", serial=0x50F1A)
    player.insert("S", "a multi-use cartridge that fits")
    treatment_steps.ask(player)
    treatment_steps.answer(player, *treatment_steps.HEALTHY, note="about her: none of it")
    treatment_steps.answer(player, *treatment_steps.TODAY[:-1], _NO, note="today: all well, but the face is not washed")
    player.show_screen("not-washed")
    player.claim_reads("refused until it is washed", "Wash your face first")
    player.pen.run(7_500)
    treatment_steps.ask(player, "washed it: START")
    treatment_steps.answer(player, *treatment_steps.WELL_ANEW, note="today: all well")
    player.wait_until_reads("Disinfect")
    for _ in range(2):
        player.tap("SELECT", note="she has no time for that")
        player.wait_until_reads("START")
        player.pen.run(400)
        treatment_steps.ask(player, "START")
    player.show_screen("countdown")
    player.claim_reads("every way leads back to the countdown", "Disinfect", "70%")
    player.claim_no_strokes_since(0, "no disinfection, not one stroke")
    treatment_steps.disinfect(player)


def long_needles(player: ScenePlayer) -> None:
    """A cartridge of the kind she had."""
    pen = player.pen
    player.eject()
    player.narrate("Clean now. Then a cartridge with longer needles, as sold online: its tag says 1.00 mm.")
    pen.do("cartridge", name="long", needle_um=1_000, serial=0xBAD)
    player.insert("long", "a cartridge with 1.00 mm needles")
    treatment_steps.ask(player)
    player.show_screen("long-needles")
    player.claim_reads("refused: needles over 0.50 mm are not for this pen", "Unsuitable needles", "1.00 mm")
    player.claim_no_strokes_since(0)
    player.eject()
    pen.run(7_500)


def pressed(player: ScenePlayer) -> None:
    """A treatment within the limits, with too much pressure."""
    pen = player.pen
    player.chapter("Sophia · Harder")
    player.insert("S", "the one that fits, again")
    treatment_steps.ask(player)
    player.claim_reads("it was out: what was said of it and done to it counts no more", "Today", "sealed")
    treatment_steps.answer(player, _YES, note="its pack had been sealed")
    player.wait_until_reads("Disinfect")
    treatment_steps.disinfect(player)
    treatment_steps.start(player, "S")
    treatment_steps.glide(player, 4_000, "the forehead")
    player.transcript.act("press hard", "more must help more")
    pen.do("touch", load=_HARD)
    player.wait_until_reads("Pressed too hard", at_most_ms=3_000)
    pen.do("touch", load=0)
    player.show_screen("pressed")
    player.claim("after a second of it the needles are off", not pen.look()["driven"])
    treatment_steps.paused(player)
    treatment_steps.end(player)
    treatment_steps.clean_up(player)


def acid_afterwards(player: ScenePlayer) -> None:
    """Glycolic acid on open skin."""
    player.chapter("Sophia · Glycolic acid afterwards")
    player.show_screen("no-actives")
    player.claim_reads("the pen cannot take it from her hand; it counts the three days without", "No actives: 3 d")


def twice_a_week(player: ScenePlayer) -> None:
    """Sophia wants the next session three days after the last one."""
    player.put_away(3)
    player.chapter("Sophia · Twice a week")
    strokes = player.pen.look()["strokes"]
    treatment_steps.wake(player, "Last time")
    player.narrate("Her skin is red and tight. The pen asks before it says anything else.")
    treatment_steps.answer(player, _NO, _YES, _NO, note="no blood; red for more than 48 hours: yes")
    player.wait_until_reads("Is that right?")
    treatment_steps.answer(player, _YES, note="right")
    player.wait_until_reads("Locked")
    player.pen.run(400)
    player.tap("SELECT", note="asks for a session all the same")
    player.show_screen("too-soon")
    opens = date(player.started_s[0] + 42 * DAY_S)
    text = f"refused: 28 days, and 14 more because the skin reacted: {opens}"
    player.claim_reads(text, "Skin needs more rest", opens)
    player.claim_no_strokes_since(strokes)
    player.put_away(18)
    player.narrate("Three weeks, scabs along the jaw. She would have gone on.")
    treatment_steps.wake(player)
    player.tap("SELECT", note="asks again")
    player.claim_reads("still refused", "Skin needs more rest", opens)
    player.claim_no_strokes_since(strokes)


def through_scabs(player: ScenePlayer) -> None:
    """Six weeks on: it opens, and asks."""
    pen = player.pen
    player.chapter("Sophia · Over scabs, over acid")
    strokes = pen.look()["strokes"]
    wait_out(player)
    now_s = player.look()["unix_s"]
    days = (now_s - player.started_s[-1]) // DAY_S
    player.claim(f"it opened {days} true days after her treatment", days >= 42, days)
    treatment_steps.to_start(player)
    treatment_steps.ask(player)
    treatment_steps.answer(player, _YES, note="acne, a rash, an open wound: yes, a scab is left")
    player.show_screen("scabs")
    player.claim_reads("not today", "Let skin calm down", "Unlocks in")
    pen.run(8_000)
    player.claim_reads("locked for a day", "Locked")
    player.put_away(2)
    treatment_steps.wake(player)
    treatment_steps.to_start(player)
    treatment_steps.ask(player)
    treatment_steps.answer(player, _NO, _NO, _YES, note="the scab has gone; glycolic acid last night: yes")
    player.show_screen("acid")
    player.claim_reads("not today either", "Wait after actives")
    player.claim_no_strokes_since(strokes)
    player.put_away(3)


def it_bleeds(player: ScenePlayer) -> None:
    """A second treatment that ends with blood."""
    pen = player.pen
    player.chapter("Sophia · It bleeds")
    player.narrate("Calm skin, no acid, washed, disinfected: the pen lets her. This time it bleeds.")
    treatment_steps.wake(player)
    treatment_steps.to_start(player)
    pen.do("cartridge", name="T", serial=0x50F1B)
    player.insert("T", "a new cartridge")
    treatment_steps.screened(player)
    treatment_steps.start(player, "T")
    treatment_steps.glide(player, 3_000, "the forehead")
    pen.do("touch", load=0)
    player.hold("UP", _BLEED_MS, note="any button, two seconds: it bleeds")
    player.wait_until_reads("Bleeding was noted")
    player.show_screen("bleeding")
    player.claim("the session has ended for good", not pen.look()["turning"])
    treatment_steps.clean_up(player)
    player.put_away(60)
    treatment_steps.wake(player, "Last time", "Locked")
    treatment_steps.answer(player, _YES, _NO, _NO, _YES, note="two months later: it had bled")
    player.wait_until_reads("Locked")
    pen.run(400)
    player.tap("SELECT", note="asks for a session")
    player.show_screen("review")
    player.claim_reads("no rest alone opens it: somebody has to look at it", "See a doctor first")


def the_record(player: ScenePlayer) -> None:
    """What a dermatologist gets to see."""
    pen, folder = player.pen, player.transcript.folder
    player.chapter("Sophia · What the record shows")
    player.plug()
    player.type_command("review", "--by", "Dr. Patel", "--on", iso_day(player.look()["unix_s"]), code=9)
    player.type_and_confirm("review", "--by", "Dr. Patel", "--on", iso_day(player.look()["unix_s"]))
    player.type_command("sync")
    player.unplug()
    player.type_command("history", "--all")
    done = player.laptop.run("export", "-o", str(folder / "sophia.json"), quiet=True)
    player.claim("exported", done.returncode == 0, done.stderr)
    seen = json.loads((folder / "sophia.json").read_text(encoding="utf-8"))["pens"][0]
    refused = {row["reason"] for row in seen["refusals"]}
    player.claim("every refusal of this tale is in it", refused >= set(_REFUSED), sorted(refused))
    told = {row["kind"] for row in seen["skin"]}
    player.claim("so is what her skin said, and what was done about it", told >= set(_TOLD), sorted(told))
    player.claim("and that she pressed too hard", seen["sessions"][0]["hard"] > 0, seen["sessions"][0])
    days = (player.started_s[1] - player.started_s[0]) // DAY_S
    player.claim(f"two treatments in {days} days, not two a week", days >= 42 and len(seen["sessions"]) == 2, days)
    now = pen.look()
    player.claim(f"never deeper than {mm(now['max_tip_um'])}", now["max_tip_um"] <= 275, now["max_tip_um"])
    player.claim("nothing forbidden happened on the way", not now["violations"], now["violations"])


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
