"""Scenes of the demo with the laptop: the first hello, and the history of two treatments at the end."""

import json
import sqlite3
from contextlib import closing

from boards.virtual.demo.firmware import reasons
from boards.virtual.demo.stage import Stage, date, mm

_TO_THE_PEN_MS = 1_000  # a hand takes so long from the keyboard to the pen, which is still storing what the sync told
_REFUSED = (
    reasons.USB_POWER,
    reasons.PROFILE_NOTE,
    reasons.CARTRIDGE_SPENT,
    reasons.CARTRIDGE_FOREIGN,
    reasons.ZONE_DONE,
)
_TOLD = ("profile", "checkin", "clearance", "answers", "disinfected", "cleanup")


def hello(stage: Stage) -> None:
    """Plugged in for the first time: it learns the date, and will not move on the cable."""
    pen = stage.pen
    stage.chapter("Hello, laptop")
    stage.story.act("plug in the USB cable", "a real serial port; the real needlepen tool as its own process")
    stage.plug()
    stage.typed("doctor")
    stage.typed("sync")
    pen.run(_TO_THE_PEN_MS)
    stage.tap("SELECT", "SELECT", "SELECT", "SELECT", note="on the cable: START")
    stage.show("usb")
    stage.reads("on USB power needles never start", "Needles off on USB", "Needles stay off")
    stage.still(0)
    stage.unplug()
    stage.story.act("unplug")
    pen.run(4_000)
    stage.until_reads("START")
    stage.hold("SELECT", 1_300, note="back to the first line")


def history(stage: Stage) -> None:
    """What was recorded, on the laptop."""
    pen, laptop, folder = stage.pen, stage.laptop, stage.story.folder
    stage.chapter("Everything on the laptop")
    stage.plug()
    stage.typed("info")
    stage.typed("sync")
    laptop.now_s = pen.look()["unix_s"]
    again = laptop.ask("sync")["sync"]
    stage.claim("a second sync moves not one record", again["new"] == 0, again["new"])
    held = bytes.fromhex(pen.do("journal"))
    stage.unplug()
    stage.typed("verify")
    _tamper(stage)
    stage.typed("history")
    for form in ("csv", "json"):
        done = laptop.run("export", "-o", str(folder / f"journal.{form}"), quiet=True)
        stage.claim(f"exported as {form}", done.returncode == 0, done.stderr)
    exported = json.loads((folder / "journal.json").read_text(encoding="utf-8"))["pens"][0]
    raw = b"".join(bytes.fromhex(record["raw_hex"]) for record in exported["records"])
    count = len(raw) // 64
    stage.claim(f"all {count} records are on the laptop, byte for byte as the pen holds them", raw == held, count)
    refused = {row["reason"] for row in exported["refusals"]}
    missing = [reason for reason in _REFUSED if reason not in refused]
    stage.claim("every refusal of this story is in the journal", not missing, missing)
    kinds = {row["kind"] for row in exported["skin"]}
    stage.claim(
        "so are the questions, the disinfection, the check-ins and the doctor's note", kinds >= set(_TOLD), kinds
    )
    told = [date(row["at"]) for row in exported["sessions"]]
    true = [date(started_s) for started_s in stage.started_s]
    stage.claim(f"two sessions, on the days they truly were: {', '.join(true)}", told == true, told)


def truth(stage: Stage) -> None:
    """What the world saw, whatever the pen believed."""
    now = stage.look()
    stage.story.journal("journal", bytes.fromhex(stage.pen.do("journal")))
    stage.chapter("What was true all along")
    apart = (stage.started_s[1] - stage.started_s[0]) // 86_400
    deepest = now["max_tip_um"]
    stage.claim(f"the needles never stood deeper than {mm(deepest)}", deepest <= 500, deepest)
    stage.claim(f"the two treatments began {apart} true days apart", apart >= 28, apart)
    bad = now["violations"]
    stage.claim("no flash write with needles moving, no PWM on a dangerous pin, nothing of the kind", not bad, bad)


def _tamper(stage: Stage) -> None:
    """Somebody edits the history."""
    folder = stage.story.folder
    forged = folder / "forged.db"
    with closing(sqlite3.connect(stage.laptop.db)) as true, closing(sqlite3.connect(forged)) as db:
        true.backup(db)
        (raw,) = db.execute("SELECT raw FROM records WHERE sequence = 20").fetchone()
        raw = raw[:20] + bytes([raw[20] ^ 1]) + raw[21:]
        db.execute("UPDATE records SET raw = ? WHERE sequence = 20", (raw,))
        db.commit()
    kept, stage.laptop.db = stage.laptop.db, forged
    code = stage.laptop.run("verify", quiet=True).returncode
    stage.laptop.db = kept
    forged.unlink()
    stage.claim("one bit changed in a copy of the history: verify finds it (exit code 8)", code == 8, code)
