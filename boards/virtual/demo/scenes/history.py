"""Scenes of the demo with the laptop: the first hello, and the history of two treatments at the end."""

import json
import sqlite3
from contextlib import closing

from boards.virtual.demo.firmware import reasons
from boards.virtual.demo.scene_player import ScenePlayer, date, mm

_TO_THE_PEN_MS = 1_000  # a hand takes so long from the keyboard to the pen, which is still storing what the sync told
_REFUSED = (
    reasons.USB_POWER,
    reasons.PROFILE_NOTE,
    reasons.CARTRIDGE_SPENT,
    reasons.CARTRIDGE_FOREIGN,
    reasons.POWER_WAS_CUT,
)
_TOLD = ("profile", "checkin", "clearance", "answers", "disinfected", "cleanup")


def hello(player: ScenePlayer) -> None:
    """Plugged in for the first time: it learns the date, and will not move on the cable."""
    pen = player.pen
    player.chapter("Hello, laptop")
    player.transcript.act("plug in the USB cable", "a real serial port; the real needlepen tool as its own process")
    player.plug()
    player.type_command("doctor")
    player.type_command("sync")
    pen.run(_TO_THE_PEN_MS)
    player.tap("SELECT", "SELECT", "SELECT", "SELECT", note="on the cable: START")
    player.show_screen("usb")
    player.claim_reads("on USB power needles never start", "Needles off on USB", "Needles stay off")
    player.claim_no_strokes_since(0)
    player.unplug()
    player.transcript.act("unplug")
    pen.run(4_000)
    player.wait_until_reads("START")
    player.hold("SELECT", 1_300, note="back to the first line")


def history(player: ScenePlayer) -> None:
    """What was recorded, on the laptop."""
    pen, laptop, folder = player.pen, player.laptop, player.transcript.folder
    player.chapter("Everything on the laptop")
    player.plug()
    player.type_command("info")
    player.type_command("sync")
    laptop.now_s = pen.look()["unix_s"]
    again = laptop.ask("sync")["sync"]
    player.claim("a second sync moves not one record", again["new"] == 0, again["new"])
    held = bytes.fromhex(pen.do("journal"))
    player.unplug()
    player.type_command("verify")
    _tamper(player)
    player.type_command("history")
    for form in ("csv", "json"):
        done = laptop.run("export", "-o", str(folder / f"journal.{form}"), quiet=True)
        player.claim(f"exported as {form}", done.returncode == 0, done.stderr)
    exported = json.loads((folder / "journal.json").read_text(encoding="utf-8"))["pens"][0]
    raw = b"".join(bytes.fromhex(record["raw_hex"]) for record in exported["records"])
    count = len(raw) // 64
    player.claim(f"all {count} records are on the laptop, byte for byte as the pen holds them", raw == held, count)
    refused = {row["reason"] for row in exported["refusals"]}
    missing = [reason for reason in _REFUSED if reason not in refused]
    player.claim("every refusal of this story is in the journal", not missing, missing)
    kinds = {row["kind"] for row in exported["skin"]}
    player.claim(
        "so are the questions, the disinfection, the check-ins and the doctor's note", kinds >= set(_TOLD), kinds
    )
    told = [date(row["at"]) for row in exported["sessions"]]
    true = [date(started_s) for started_s in player.started_s]
    player.claim(f"two sessions, on the days they truly were: {', '.join(true)}", told == true, told)


def truth(player: ScenePlayer) -> None:
    """What the world saw, whatever the pen believed."""
    now = player.look()
    player.transcript.journal("journal", bytes.fromhex(player.pen.do("journal")))
    player.chapter("What was true all along")
    apart = (player.started_s[1] - player.started_s[0]) // 86_400
    deepest = now["max_tip_um"]
    player.claim(f"the needles never stood deeper than {mm(deepest)}", deepest <= 500, deepest)
    player.claim(f"the two treatments began {apart} true days apart", apart >= 28, apart)
    bad = now["violations"]
    player.claim("no flash write with needles moving, no PWM on a dangerous pin, nothing of the kind", not bad, bad)


def _tamper(player: ScenePlayer) -> None:
    """Somebody edits the history."""
    folder = player.transcript.folder
    forged = folder / "forged.db"
    with closing(sqlite3.connect(player.laptop.db)) as true, closing(sqlite3.connect(forged)) as db:
        true.backup(db)
        (raw,) = db.execute("SELECT raw FROM records WHERE sequence = 20").fetchone()
        raw = raw[:20] + bytes([raw[20] ^ 1]) + raw[21:]
        db.execute("UPDATE records SET raw = ? WHERE sequence = 20", (raw,))
        db.commit()
    kept, player.laptop.db = player.laptop.db, forged
    code = player.laptop.run("verify", quiet=True).returncode
    player.laptop.db = kept
    forged.unlink()
    player.claim("one bit changed in a copy of the history: verify finds it (exit code 8)", code == 8, code)
