"""Scenes of the demo in which the pen says no: a cheated clock, a doctor's note, worn or shared needles, no sensor."""

import re

from boards.virtual.demo.scene_player import DAY_S, ScenePlayer, date, iso_day, mm
from boards.virtual.demo.scenes import treatment_steps

_WAIT = re.compile(r"(?:(\d+) d)? ?(?:(\d+) h)? ?(?:(\d+) min)?")  # the line that says how long it is locked
HERS = "Sophia's"  # a cartridge that another pen has used
_LOST_DAYS = 3
_MINUTES = 5  # of the demo's own time between two looks
_EARLY_S = 600
_YEAR_S = 365 * DAY_S


def cheat_clock(player: ScenePlayer) -> None:
    """Coin cell out, then a laptop with a false date."""
    pen = player.pen
    player.chapter("Cheating the clock")
    player.wait_until_reads("Locked")
    pen.run(4_500)
    before = _wait_min(player)
    player.narrate("The wait is counted by a clock chip with its own coin cell. Battery and coin cell out, three days.")
    player.transcript.act("pull the battery and the coin cell", "the clock chip stands still and forgets")
    pen.do("cut")
    pen.do("fault", name="coin_cell_removed", on=True)
    player.put_away(_LOST_DAYS)
    pen.do("fault", name="coin_cell_removed", on=False)
    player.transcript.act("three days later: both back in")
    pen.do("boot")
    player.wait_until_reads("Locked")
    pen.run(500)
    player.show_screen("clock-lost")
    after = _wait_min(player)
    text = f"still locked: {_days(before)} before, {_days(after)} now. Time it cannot prove does not count"
    player.claim(text, after >= before > 0, (before, after))
    player.narrate(
        "Then the laptop: its calendar is set a year ahead. A pen that has a date takes no other from a sync."
    )
    player.plug()
    player.type_command("sync", ahead_s=_YEAR_S)
    player.unplug()
    pen.run(500)
    player.show_screen("year-ahead")
    fooled = _wait_min(player)
    player.claim("the pen waits as long as before", fooled >= after - _MINUTES, fooled)
    player.narrate("Its date is three days behind now, for it counts what it can prove. The right one takes a press.")
    player.plug()
    player.type_and_confirm("clock", "--set", "-y")
    player.claim("the pen showed the new date before it took it", "Change the date?" in player.asked, player.asked)
    player.unplug()
    pen.run(500)
    player.show_screen("date-right")
    opens = player.look()["unix_s"] + 60 * _wait_min(player)
    text = f"with the right date again: open on {date(opens)}, the lost days waited for once more"
    player.claim_reads(text, date(opens))
    lost = (opens - player.started_s[0]) / DAY_S - 28
    player.claim(
        "and what had passed since it last stored the time: a day at most",
        _LOST_DAYS <= lost <= _LOST_DAYS + 1.1,
        round(lost, 2),
    )


def unlocks(player: ScenePlayer) -> None:
    """It opens by itself, not an hour before."""
    player.chapter("Waiting it out")
    wait_out(player)
    player.show_screen("open-again")
    now_s = player.look()["unix_s"]
    days = (now_s - player.started_s[-1]) // DAY_S
    player.claim(f"open again, {days} true days after the last treatment began", days >= 28, days)


def wait_out(player: ScenePlayer) -> None:
    """Into the drawer until the lock ends; ten minutes early it is still locked."""
    pen = player.pen
    player.plug()
    answer = player.laptop.ask("info")
    player.unplug()
    wait_s = answer["status"]["unlock_at_s"] - answer["pen"]["proven_s"]
    player.transcript.act(f"the pen lies in its drawer for {wait_s // DAY_S} days")
    days, rest_s = divmod(wait_s - _EARLY_S, DAY_S)
    player.put_away(days)
    pen.run(rest_s * 1000)
    pen.press("SELECT")
    player.wait_until_reads("Locked", "START", "Last time")
    player.look()
    if "Last time" in " ".join(player.words):
        treatment_steps.answer(player, *treatment_steps.CALM, note="how the skin took the last session: all calm")
        player.wait_until_reads("Locked", "START")
    pen.run(400)
    player.claim_reads("ten minutes early it is still locked", "Locked", " min")
    pen.run(11 * 60_000)
    player.tap("SELECT", note="eleven minutes later")
    player.wait_until_reads("START")
    pen.run(400)


def doctors_note(player: ScenePlayer) -> None:
    """A condition that needs somebody who knows."""
    pen = player.pen
    player.chapter("Ask a doctor first")
    player.narrate("Meanwhile a dermatologist has found rosacea. The owner tells the pen, and what is told stays told.")
    player.plug()
    player.type_and_confirm("profile", "--add", "rosacea")
    player.unplug()
    pen.run(500)
    player.show_screen("locked-note")
    player.tap("SELECT", note="asks for a session")
    player.show_screen("doctors-note")
    player.claim_reads("refused, and it says what opens it", "Ask a doctor first", "Rosacea")
    player.narrate(
        "She looks at it and agrees. The clearance goes into the pen with her name and the date, by a press on the pen."
    )
    player.plug()
    player.type_and_confirm(
        "profile", "--clear", "rosacea", "--by", "Dr. Patel", "--on", iso_day(player.look()["unix_s"])
    )
    named = all(word in player.asked for word in ("Dr. Patel", "Rosacea"))
    player.claim("the pen showed name and condition, and waited for a press", named, player.asked)
    player.unplug()
    player.wait_until_reads("START")
    pen.run(400)
    player.claim("open again", True)


def worn_and_shared(player: ScenePlayer) -> None:
    """Last month's cartridge, and Sophia's (see `cautionary_tale.play`)."""
    pen = player.pen
    player.chapter("Old needles, a friend's needles")
    strokes = pen.look()["strokes"]
    treatment_steps.to_start(player)
    player.insert("A", "last month's cartridge")
    treatment_steps.ask(player)
    player.show_screen("spent")
    player.claim_reads("refused: it has served its one session", "Cartridge used up", "served: 1")
    player.eject()
    player.narrate("Sophia lends hers: multi-use, with uses left. Her pen has really used it.")
    player.insert(HERS, "Sophia's cartridge")
    treatment_steps.ask(player)
    player.show_screen("foreign")
    player.claim_reads("refused: needles are never shared", "Bound to another pen")
    player.claim_no_strokes_since(strokes)
    player.eject()
    pen.run(4_000)


def broken_sensor(player: ScenePlayer) -> None:
    """A planted hardware fault: the depth sensor freezes."""
    pen = player.pen
    player.chapter("The depth sensor breaks")
    player.narrate("Not every danger is the user. The sensor on the depth ring freezes: depth is believed, not known.")
    strokes = pen.look()["strokes"]
    player.transcript.act("(fault planted: the depth sensor reports the same angle for ever)")
    pen.do("fault", name="encoder_frozen", on=True)
    treatment_steps.ask(player, "GO ON")
    player.wait_until_reads("Hold SELECT 3 s", "Needles moving")
    pen.run(2_000)
    player.show_screen("fault")
    player.claim_reads("it will not needle at a depth it cannot measure", "Depth ring astray")
    player.claim_no_strokes_since(strokes)
    out_um = pen.look()["tip_um"]
    player.claim(f"it noticed on the way, {mm(out_um)} out, and let the ring go", 0 < out_um <= 20, mm(out_um))
    player.claim_reads("it moves again only for a person, with the pen off the skin", "Take it off the skin")
    player.transcript.act("switch it off and on again")
    pen.do("cut")
    pen.run(5_000)
    pen.do("boot")
    player.wait_until_reads("Safety stop", "GO ON")
    pen.run(1_500)  # she reads it first: a press that begins sooner is no answer
    player.claim_reads("the fault is remembered: off and on does not clear it", "Depth ring astray")
    still_um = pen.look()["tip_um"]
    player.claim("and moves nothing by itself", still_um == out_um, mm(still_um))
    pen.do("fault", name="encoder_frozen", on=False)
    player.transcript.act("(the sensor is repaired)")
    player.hold("SELECT", 3_300, note="test again")
    player.wait_until_reads("GO ON", "Safety stop")
    pen.run(400)
    player.claim_reads("tested, cleared; the session can go on", "GO ON")


def _wait_min(player: ScenePlayer) -> int:
    """The wait that the pen shows, in minutes; 0 if it shows none."""
    player.look()
    for line in player.words:
        found = _WAIT.fullmatch(line.strip())
        if found and any(found.groups()):
            days, hours, minutes = (int(part or 0) for part in found.groups())
            return (days * 24 + hours) * 60 + minutes
    return 0


def _days(minutes: int) -> str:
    return f"{minutes // 1440} d {minutes // 60 % 24} h"
