"""Scenes of the demo in which the pen says no: a cheated clock, a doctor's note, worn or shared needles, no sensor."""

import re

from boards.virtual.demo import steps
from boards.virtual.demo.stage import DAY_S, Stage, date, iso_day, mm

_WAIT = re.compile(r"(?:(\d+) d)? ?(?:(\d+) h)? ?(?:(\d+) min)?")  # the line that says how long it is locked
HERS = "Sophia's"  # a cartridge that another pen has used
_LOST_DAYS = 3
_MINUTES = 5  # of the demo's own time between two looks
_EARLY_S = 600
_YEAR_S = 365 * DAY_S


def cheat_clock(stage: Stage) -> None:
    """Coin cell out, then a laptop with a false date."""
    pen = stage.pen
    stage.chapter("Cheating the clock")
    stage.until_reads("Locked")
    pen.run(4_500)
    before = _wait_min(stage)
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
    after = _wait_min(stage)
    text = f"still locked: {_days(before)} before, {_days(after)} now. Time it cannot prove does not count"
    stage.claim(text, after >= before > 0, (before, after))
    stage.say("Then the laptop: its calendar is set a year ahead, and tells the pen so.")
    stage.plug()
    stage.typed("sync", ahead_s=_YEAR_S)
    stage.unplug()
    pen.run(500)
    stage.show("year-ahead")
    fooled = _wait_min(stage)
    stage.claim("the pen shows another date, and waits as long as before", fooled >= after - _MINUTES, fooled)
    stage.plug()
    stage.typed("clock", "--set", "-y")
    stage.unplug()
    pen.run(500)
    stage.show("date-right")
    opens = stage.look()["unix_s"] + 60 * _wait_min(stage)
    text = f"with the right date again: open on {date(opens)}, the lost days waited for once more"
    stage.reads(text, date(opens))
    lost = (opens - stage.started_s[0]) / DAY_S - 28
    stage.claim(
        "and what had passed since it last stored the time: a day at most",
        _LOST_DAYS <= lost <= _LOST_DAYS + 1.1,
        round(lost, 2),
    )


def unlocks(stage: Stage) -> None:
    """It opens by itself, not an hour before."""
    stage.chapter("Waiting it out")
    wait_out(stage)
    stage.show("open-again")
    now_s = stage.look()["unix_s"]
    days = (now_s - stage.started_s[-1]) // DAY_S
    stage.claim(f"open again, {days} true days after the last treatment began", days >= 28, days)


def wait_out(stage: Stage) -> None:
    """Into the drawer until the lock ends; ten minutes early it is still locked."""
    pen = stage.pen
    stage.plug()
    answer = stage.laptop.ask("info")
    stage.unplug()
    wait_s = answer["status"]["unlock_at_s"] - answer["pen"]["proven_s"]
    stage.story.act(f"the pen lies in its drawer for {wait_s // DAY_S} days")
    days, rest_s = divmod(wait_s - _EARLY_S, DAY_S)
    stage.drawer(days)
    pen.run(rest_s * 1000)
    pen.press("SELECT")
    stage.until_reads("Locked", "START", "Last time")
    stage.look()
    if "Last time" in " ".join(stage.words):
        steps.answer(stage, *steps.CALM, note="how the skin took the last session: all calm")
        stage.until_reads("Locked", "START")
    pen.run(400)
    stage.reads("ten minutes early it is still locked", "Locked", " min")
    pen.run(11 * 60_000)
    stage.tap("SELECT", note="eleven minutes later")
    stage.until_reads("START")
    pen.run(400)


def doctors_note(stage: Stage) -> None:
    """A condition that needs somebody who knows."""
    pen = stage.pen
    stage.chapter("Ask a doctor first")
    stage.say("Meanwhile a dermatologist has found rosacea. The owner tells the pen, and what is told stays told.")
    stage.plug()
    stage.agreed("profile", "--add", "rosacea")
    stage.unplug()
    pen.run(500)
    stage.show("locked-note")
    stage.tap("SELECT", note="asks for a session")
    stage.show("doctors-note")
    stage.reads("refused, and it says what opens it", "Ask a doctor first", "Rosacea")
    stage.say("She looks at it and agrees. The clearance goes into the pen with her name and the date.")
    stage.plug()
    stage.agreed("profile", "--clear", "rosacea", "--by", "Dr. Patel", "--on", iso_day(stage.look()["unix_s"]))
    stage.unplug()
    stage.until_reads("START")
    pen.run(400)
    stage.claim("open again", True)


def worn_and_shared(stage: Stage) -> None:
    """Last month's cartridge, and Sophia's (see `tale.play`)."""
    pen = stage.pen
    stage.chapter("Old needles, a friend's needles")
    strokes = pen.look()["strokes"]
    steps.to_start(stage)
    steps.screened(stage)
    stage.insert("A", "last month's cartridge")
    steps.ask(stage)
    stage.show("spent")
    stage.reads("refused: it has served its one session", "Cartridge used up", "served: 1")
    stage.eject()
    stage.say("Sophia lends hers: multi-use, with uses left. Her pen has really used it.")
    stage.insert(HERS, "Sophia's cartridge")
    steps.ask(stage)
    stage.show("foreign")
    stage.reads("refused: needles are never shared", "Bound to another pen")
    stage.still(strokes)
    stage.eject()
    pen.run(4_000)


def broken_sensor(stage: Stage) -> None:
    """A planted hardware fault: the depth sensor freezes."""
    pen = stage.pen
    stage.chapter("The depth sensor breaks")
    stage.say("Not every danger is the user. The sensor on the depth ring freezes: depth is believed, not known.")
    strokes = pen.look()["strokes"]
    stage.story.act("(fault planted: the depth sensor reports the same angle for ever)")
    pen.do("fault", name="encoder_frozen", on=True)
    steps.ask(stage, "GO ON")
    stage.until_reads("Hold SELECT 3 s", "Needles moving")
    pen.run(2_000)
    stage.show("fault")
    stage.reads("it will not needle at a depth it cannot measure", "Depth not confirmed")
    stage.still(strokes)
    stage.claim("the needle tip was withdrawn", pen.look()["tip_um"] == 0, mm(pen.look()["tip_um"]))
    stage.story.act("switch it off and on again")
    pen.do("cut")
    pen.run(5_000)
    pen.do("boot")
    stage.until_reads("Safety stop", "GO ON")
    pen.run(500)
    stage.reads("the fault is remembered: off and on does not clear it", "Depth not confirmed")
    pen.do("fault", name="encoder_frozen", on=False)
    stage.story.act("(the sensor is repaired)")
    stage.hold("SELECT", 3_300, note="test again")
    stage.until_reads("GO ON", "Safety stop")
    pen.run(400)
    stage.reads("tested, cleared; the session can go on", "GO ON")


def _wait_min(stage: Stage) -> int:
    """The wait that the pen shows, in minutes; 0 if it shows none."""
    stage.look()
    for line in stage.words:
        found = _WAIT.fullmatch(line.strip())
        if found and any(found.groups()):
            days, hours, minutes = (int(part or 0) for part in found.groups())
            return (days * 24 + hours) * 60 + minutes
    return 0


def _days(minutes: int) -> str:
    return f"{minutes // 1440} d {minutes // 60 % 24} h"
