"""Scenes of the demo about firmware: forged versions, a power cut in the middle, the way back, one that must not run.

The bundles are made while the scenes before are played.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Thread

from needlepen.codec import messages
from needlepen.firmware.keys import generate, public_pem, read_private
from needlepen.firmware.signing import signed

from boards.tools import bundle
from boards.tools.pen_files import ROOT
from boards.virtual.demo.stage import Stage

NEW, BAD = (0, 2, 0), (0, 3, 0)
_NO_LIMIT = "\n\ndef limit_um(wanted, ceiling):\n    return wanted\n"  # "simplified", and nobody noticed
_PIECES = 40  # of 1 KB, of about 120
_LONGEST_S = 120.0  # of this computer: an emulated chip takes its time
_STRANGER = "stranger"

_made: "dict[Path, Future[None]]" = {}


def play(stage: Stage) -> None:
    """All of it."""
    for scene in (forged, cut, returns):
        scene(stage)


def begin(stage: Stage) -> None:
    """Start making the bundles. Tells nothing."""
    pool = ThreadPoolExecutor(1)
    _made[stage.story.folder] = pool.submit(_make, stage.story.folder)
    pool.shutdown(wait=False)


def _make(folder: Path) -> None:
    key = read_private(bundle.DEVELOPMENT)
    new = bundle.build(key, NEW)
    (folder / "needlepen-0.2.0.np").write_bytes(new)
    (folder / "tampered.np").write_bytes(new[:-7] + bytes([new[-7] ^ 1]) + new[-6:])
    stranger = generate(_STRANGER)
    (folder / f"{_STRANGER}.pub.pem").write_bytes(public_pem(stranger.public))
    (folder / "strangers.np").write_bytes(signed(new, "theirs", stranger))
    (folder / "needlepen-0.3.0.np").write_bytes(bundle.build(key, BAD, unlimited()))


def unlimited() -> "dict[str, str]":
    """What makes a program whose depth limiter lets everything pass: texts by path."""
    source = (ROOT / "firmware" / "pen" / "core" / "depth.py").read_text(encoding="utf-8")
    return {"pen/core/depth.mpy": source + _NO_LIMIT}


def forged(stage: Stage) -> None:
    """One flipped bit, and somebody else's signature."""
    _made.pop(stage.story.folder).result()
    stage.chapter("A new version, and forged ones")
    stage.say("Version 0.2.0 is out: one signed file ([b]make bundle[/]). First what is [b]not[/] installed.")
    said = stage.typed("fw", "verify", _file(stage, "tampered.np"), code=8)
    stage.claim("one bit changed: refused on the laptop (exit code 8)", "is not the one that was signed" in said, said)
    stage.say("A stranger signs it properly, and the laptop is even told to trust him. The pen is not.")
    stage.plug()
    key = _file(stage, f"{_STRANGER}.pub.pem")
    said = stage.typed("fw", "update", _file(stage, "strangers.np"), "--key", key, "-y", code=9)
    stage.claim("refused by the pen itself: it has its own ring of keys", "none of the keys" in said, said)
    stage.unplug()


def cut(stage: Stage) -> None:
    """The power goes in the middle of the transfer; the next attempt goes on."""
    pen = stage.pen
    stage.chapter("Power cut in the middle of an update")
    stage.plug()
    before = stage.laptop.ask("info")
    command = ("fw", "update", _file(stage, "needlepen-0.2.0.np"), "-y")
    stage.story.typed(stage.laptop.command(*command))
    stage.story.act("hold ▼", "on the pen: a person there agrees")
    tool = Thread(target=stage.laptop.run, args=command, kwargs={"quiet": True})
    with stage.thumb():
        cable = stage.cable
        assert cable
        stage.laptop.now_s = stage.look()["unix_s"]
        stage.begin()
        cable.stop_after(messages.FW_DATA, _PIECES)
        tool.start()
        cable.stopped.wait(_LONGEST_S)
    stage.show("arriving")
    stage.reads("it shows how far it is", "New software", "Leave the cable in")
    stage.story.act("pull cable and battery")
    pen.do("cut")
    stage.unplug()
    tool.join()
    pen.do("boot")
    pen.run(2_000)
    stage.plug()
    between = stage.laptop.ask("info")
    same = [before["pen"]["firmware"], before["status"]["unlock_at_s"]]
    now = [between["pen"]["firmware"], between["status"]["unlock_at_s"]]
    stage.claim(f"back on: whole, version {same[0]}, locked until the same second", same == now, (same, now))
    said = stage.agreed(*command)
    stage.claim("the same command goes on where it was", "It went on where it was" in said, said)
    after = stage.laptop.ask("info")
    if _runs_slots(stage):
        stage.claim("it runs 0.2.0", after["pen"]["firmware"] == "0.2.0", after["pen"])
    runs = after["firmware"]
    stage.claim(
        "verified by the pen's own key, tested and confirmed by itself, in the other slot",
        (runs["slot"], runs["verified"], runs["trial"]) == ("b", "development", False),
        runs,
    )
    stage.claim(
        "still locked until the same second",
        after["status"]["unlock_at_s"] == before["status"]["unlock_at_s"],
        after["status"],
    )
    stage.unplug()


def returns(stage: Stage) -> None:
    """The way back on purpose; and a signed version without a depth limiter, which does not prove itself."""
    if not _runs_slots(stage):
        stage.say("(Versions that must not run need MicroPython: CPython runs the sources, whatever the slot holds.)")
        return
    stage.chapter("Back, and a version that must not run")
    strokes = stage.look()["strokes"]
    stage.plug()
    stage.agreed("fw", "rollback", "-y")
    now = stage.laptop.ask("info")["pen"]["firmware"]
    stage.claim("back to 0.1.0 on purpose, with ▼ held", now == "0.1.0", now)
    stage.say("0.3.0 is signed, too, and by mistake its depth limiter lets everything pass.")
    said = stage.agreed("fw", "update", _file(stage, "needlepen-0.3.0.np"), "-y", code=9)
    stage.claim("its self-test fails, and the pen returns by itself", "went back to 0.1.0" in said, said)
    stage.still(strokes)
    stage.laptop.now_s = stage.look()["unix_s"]
    stage.laptop.run("sync", quiet=True)
    stage.typed("fw", "history")
    stage.unplug()


def _runs_slots(stage: Stage) -> bool:
    return stage.pen.is_micropython or bool(stage.pen.mcu)


def _file(stage: Stage, name: str) -> str:
    """As a person would type it here."""
    path = (stage.story.folder / name).resolve()
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()
