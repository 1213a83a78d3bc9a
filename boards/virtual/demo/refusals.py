"""Scenes of the demo in which the pen says no: too deep, too soon, a cheated clock, worn or shared needles."""

import re

from boards.virtual.demo.stage import DAY_S, Stage, date, mm
from boards.virtual.handle import VirtualPen

_MARK_AT = 0x20  # use marks in a cartridge's tag
_UNUSED = 0xFF
_WAIT = re.compile(r"(\d+) d (\d+) h")
_LOST_DAYS = 3
_ARMING_MS = 4_000  # more than enough: ring home, ring to its depth
_EARLY_S = 600
_YEAR_S = 365 * DAY_S


def too_deep(stage: Stage) -> None:
    """Every way a person has to ask for more depth."""
    pen = stage.pen
    stage.chapter("As deep as Sophia?")
    stage.say("Her pen was set to 1.0 mm. Let us ask for as much as the buttons give.")
    stage.tap(*["UP"] * 8, note="from 0.10 mm, 0.05 mm a press")
    stage.show("depth-limit", ("UP",))
    stage.reads("refused, with the reason and the way out", "Depth limit", "0.45 mm")
    pen.run(4_500)
    stage.reads("the depth has stayed at the limit", "0.45 mm")
    stage.tap(*["DOWN"] * 4)
    stage.reads("0.25 mm is chosen: shallow, for a first time", "0.25 mm")
    stage.say("Then a cartridge with longer needles, as sold online: its tag says 1.00 mm.")
    pen.do("cartridge", name="long", needle_um=1_000, serial=0xBAD)
    stage.insert("long", "a cartridge with 1.00 mm needles")
    stage.tap("SELECT", "SELECT", "SELECT", note="depth, rate, START")
    stage.show("long-needles")
    stage.reads("refused: needles over 0.50 mm are not for this pen", "Needle length", "1.00 mm")
    stage.still(0)
    stage.eject()
    pen.run(4_000)
    stage.hold("SELECT", 1_300, note="back to the first line")


def too_soon(stage: Stage) -> None:
    """Sophia's second session of the week."""
    stage.drawer(1)
    stage.chapter("The next evening")
    strokes = stage.pen.look()["strokes"]
    stage.say("Skin needs four to six weeks. Sophia did not wait; a new cartridge is in, and we ask as well.")
    stage.pen.do("cartridge", name="C", serial=0xC0FFEE)
    stage.insert("C", "a new cartridge")
    _ask(stage)
    stage.show("too-soon")
    opens = date(stage.started_s[0] + 28 * DAY_S)
    stage.reads(f"refused, with the wait and the date: {opens}", "Skin is resting", "Opens in 27 d", opens)
    stage.still(strokes)
    stage.eject()


def cheat_clock(stage: Stage) -> None:
    """Coin cell out, then a laptop with a false date."""
    pen = stage.pen
    stage.chapter("Cheating the clock")
    stage.until_reads("Locked")
    pen.run(4_500)
    before_h = _wait_h(stage)
    stage.say("The wait is counted by a clock chip with its own coin cell. Battery and coin cell out, three days.")
    stage.story.act("pull the battery and the coin cell", "the clock chip stands still and forgets")
    pen.do("cut")
    pen.do("fault", name="coin_cell_removed", on=True)
    stage.drawer(_LOST_DAYS)
    pen.do("fault", name="coin_cell_removed", on=False)
    stage.story.act("three days later: both back in")
    pen.do("boot")
    stage.until_reads("Locked")
    pen.run(500)
    stage.show("clock-lost")
    after_h = _wait_h(stage)
    text = f"still locked: {_days(before_h)} before, {_days(after_h)} now. Time it cannot prove does not count"
    stage.claim(text, after_h >= before_h, (before_h, after_h))
    stage.say("Then the laptop: its calendar is set a year ahead, and tells the pen so.")
    stage.plug()
    stage.typed("sync", ahead_s=_YEAR_S)
    stage.unplug()
    pen.run(500)
    stage.show("year-ahead")
    fooled_h = _wait_h(stage)
    stage.claim("the pen shows another date, and waits as long as before", fooled_h >= after_h - 1, fooled_h)
    stage.plug()
    stage.typed("sync")
    stage.unplug()
    pen.run(500)
    stage.show("date-right")
    opens = date(stage.started_s[0] + (28 + _LOST_DAYS) * DAY_S)
    stage.reads(f"with the right date again: open on {opens}, the lost days waited for once more", opens)


def unlocks(stage: Stage) -> None:
    """It opens by itself, not an hour before."""
    pen = stage.pen
    stage.chapter("Waiting it out")
    stage.plug()
    answer = stage.laptop.ask("info")
    stage.unplug()
    wait_s = answer["status"]["unlock_at_s"] - answer["pen"]["proven_s"]
    stage.story.act(f"the pen lies in its drawer for {wait_s // DAY_S} days")
    days, rest_s = divmod(wait_s - _EARLY_S, DAY_S)
    stage.drawer(days)
    pen.run(rest_s * 1000)
    pen.press("SELECT")
    stage.until_reads("Locked", "Ready")
    pen.run(400)
    stage.reads("ten minutes early it is still locked", "Locked", " min")
    pen.run(11 * 60_000)
    stage.tap("SELECT", note="eleven minutes later")
    stage.until_reads("Ready")
    pen.run(400)
    stage.show("open-again")
    now_s = stage.look()["unix_s"]
    days = (now_s - stage.started_s[-1]) // DAY_S
    stage.claim(f"open again, {days} true days after the last treatment began", days >= 28, days)


def worn_and_shared(stage: Stage) -> None:
    """Last month's cartridge, and a friend's."""
    pen = stage.pen
    stage.chapter("Old needles, a friend's needles")
    strokes = pen.look()["strokes"]
    stage.insert("A", "last month's cartridge")
    stage.tap("SELECT", "SELECT", "SELECT", note="depth, rate, START")
    stage.show("spent")
    stage.reads("refused: it has served its one session", "Cartridge used up", "served: 1")
    stage.eject()
    stage.say("A friend's cartridge, multi-use, with uses left. Her pen, a second virtual pen, really used it.")
    friend_id = _friends_cartridge(stage, "B")
    stage.insert("B", f"the cartridge of pen {friend_id}")
    stage.tap("SELECT", note="START")
    stage.show("foreign")
    stage.reads("refused: needles are never shared", "Bound to another pen")
    stage.still(strokes)
    stage.eject()
    pen.run(4_000)
    stage.hold("SELECT", 1_300, note="back to the first line")


def broken_sensor(stage: Stage) -> None:
    """A planted hardware fault: the depth sensor freezes."""
    pen = stage.pen
    stage.chapter("The depth sensor breaks")
    stage.say("Not every danger is the user. The sensor on the depth ring freezes: depth is believed, not known.")
    strokes = pen.look()["strokes"]
    stage.story.act("(fault planted: the depth sensor reports the same angle for ever)")
    pen.do("fault", name="encoder_frozen", on=True)
    stage.insert("C", "a new cartridge")
    stage.tap("SELECT", "SELECT", "SELECT", note="depth, rate, START")
    stage.until_reads("Hold SELECT 3 s", "Needles moving")
    pen.run(2_000)
    stage.show("fault")
    stage.reads("it will not needle at a depth it cannot measure", "Depth not confirmed")
    stage.still(strokes)
    stage.claim("the needle tip was withdrawn", pen.look()["tip_um"] == 0, mm(pen.look()["tip_um"]))
    mark = bytes.fromhex(pen.do("tag", name="C")["mem"])[_MARK_AT]
    stage.claim("the cartridge was not charged for it", mark == _UNUSED, mark)
    stage.story.act("switch it off and on again")
    pen.do("cut")
    pen.run(5_000)
    pen.do("boot")
    stage.until_reads("Safety stop", "Ready")
    pen.run(500)
    stage.reads("the fault is remembered: off and on does not clear it", "Depth not confirmed")
    pen.do("fault", name="encoder_frozen", on=False)
    stage.story.act("(the sensor is repaired)")
    stage.hold("SELECT", 3_300, note="test again")
    stage.until_reads("Ready", "Safety stop")
    pen.run(400)
    stage.reads("tested, cleared, ready", "Ready")


def _ask(stage: Stage) -> None:
    """Wake it, and ask."""
    stage.tap("SELECT", note="wakes it")
    stage.until_reads("Locked", "Ready")
    stage.pen.run(400)
    stage.tap("SELECT", note="asks for a session")


def _wait_h(stage: Stage) -> int:
    """The wait that the pen shows, in hours; -1 if it shows none."""
    stage.look()
    found = _WAIT.search(" ".join(stage.words))
    return int(found[1]) * 24 + int(found[2]) if found else -1


def _days(hours: int) -> str:
    return f"{hours // 24} d {hours % 24} h"


def _friends_cartridge(stage: Stage, name: str) -> str:
    """Put a cartridge at hand that another pen has used; that pen's id."""
    with VirtualPen(stage.pen.python) as friend:
        friend.do("new", seed=2)
        friend.do("provision")
        friend.do("boot")
        friend.do("cartridge", name=name, kind="MULTI_USE", serial=0xF51E4D)
        friend.do("insert", name=name)
        friend.run(1_500)
        friend.press("SELECT", "SELECT", "SELECT")
        friend.run(_ARMING_MS)
        friend.press("SELECT")
        friend.run(4_000)
        friend.press("UP")
        friend.run(1_000)
        stage.pen.do("remake", name=name, **friend.do("tag", name=name))
        return friend.look()["pen_id"]
