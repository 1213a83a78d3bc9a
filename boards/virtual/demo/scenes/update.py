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
from boards.virtual.demo.scene_player import ScenePlayer

NEW, BAD = (0, 2, 0), (0, 3, 0)
_NO_LIMIT = "\n\ndef limit_um(wanted, ceiling):\n    return wanted\n"  # "simplified", and nobody noticed
_PIECES = 40  # of 1 KB, of about 120
_LONGEST_S = 120.0  # of this computer: an emulated chip takes its time
_STRANGER = "stranger"

_made: "dict[Path, Future[None]]" = {}


def play(player: ScenePlayer) -> None:
    """Play all scenes of the update, one after the other."""
    for scene in (forged, cut, returns):
        scene(player)


def begin(player: ScenePlayer) -> None:
    """Start making the bundles. Tells nothing."""
    pool = ThreadPoolExecutor(1)
    _made[player.transcript.folder] = pool.submit(_make, player.transcript.folder)
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


def forged(player: ScenePlayer) -> None:
    """One flipped bit, and somebody else's signature."""
    _made.pop(player.transcript.folder).result()
    player.chapter("A new version, and forged ones")
    player.narrate("Version 0.2.0 is out: one signed file ([b]make bundle[/]). First what is [b]not[/] installed.")
    said = player.type_command("fw", "verify", _file(player, "tampered.np"), code=8)
    player.claim("one bit changed: refused on the laptop (exit code 8)", "is not the one that was signed" in said, said)
    player.narrate("A stranger signs it properly, and the laptop is even told to trust him. The pen is not.")
    player.plug()
    key = _file(player, f"{_STRANGER}.pub.pem")
    said = player.type_command("fw", "update", _file(player, "strangers.np"), "--key", key, "-y", code=9)
    player.claim("refused by the pen itself: it has its own ring of keys", "none of the keys" in said, said)
    player.unplug()


def cut(player: ScenePlayer) -> None:
    """The power goes in the middle of the transfer; the next attempt goes on."""
    pen = player.pen
    player.chapter("Power cut in the middle of an update")
    player.plug()
    before = player.laptop.ask("info")
    command = ("fw", "update", _file(player, "needlepen-0.2.0.np"), "-y")
    player.transcript.typed(player.laptop.command(*command))
    player.transcript.act("press ▼", "on the pen, when it asks: a person there agrees")
    tool = Thread(target=player.laptop.run, args=command, kwargs={"quiet": True})
    with player.agreeing():
        cable = player.cable
        assert cable
        player.laptop.now_s = player.look()["unix_s"]
        player.command_begins()
        cable.stop_after(messages.FW_DATA, _PIECES)
        tool.start()
        cable.stopped.wait(_LONGEST_S)
    player.show_screen("arriving")
    player.claim_reads("it shows how far it is", "New software", "Leave the cable in")
    player.transcript.act("pull cable and battery")
    pen.do("cut")
    player.unplug()
    tool.join()
    pen.do("boot")
    pen.run(2_000)
    player.plug()
    between = player.laptop.ask("info")
    same = [before["pen"]["firmware"], before["status"]["unlock_at_s"]]
    now = [between["pen"]["firmware"], between["status"]["unlock_at_s"]]
    player.claim(f"back on: whole, version {same[0]}, locked until the same second", same == now, (same, now))
    said = player.type_and_confirm(*command)
    player.claim("the same command goes on where it was", "It went on where it was" in said, said)
    after = player.laptop.ask("info")
    if _runs_slots(player):
        player.claim("it runs 0.2.0", after["pen"]["firmware"] == "0.2.0", after["pen"])
    runs = after["firmware"]
    player.claim(
        "verified by the pen's own key, tested and confirmed by itself, in the other slot",
        (runs["slot"], runs["verified"], runs["trial"]) == ("b", "development", False),
        runs,
    )
    player.claim(
        "still locked until the same second",
        after["status"]["unlock_at_s"] == before["status"]["unlock_at_s"],
        after["status"],
    )
    player.unplug()


def returns(player: ScenePlayer) -> None:
    """The way back on purpose; and a signed version without a depth limiter, which does not prove itself."""
    if not _runs_slots(player):
        player.narrate(
            "(Versions that must not run need MicroPython: CPython runs the sources, whatever the slot holds.)"
        )
        return
    player.chapter("Back, and a version that must not run")
    strokes = player.look()["strokes"]
    player.plug()
    player.type_and_confirm("fw", "rollback", "-y")
    now = player.laptop.ask("info")["pen"]["firmware"]
    player.claim("back to 0.1.0 on purpose, with a press of ▼", now == "0.1.0", now)
    player.narrate("0.3.0 is signed, too, and by mistake its depth limiter lets everything pass.")
    said = player.type_and_confirm("fw", "update", _file(player, "needlepen-0.3.0.np"), "-y", code=9)
    player.claim("its self-test fails, and the pen returns by itself", "went back to 0.1.0" in said, said)
    player.claim_no_strokes_since(strokes)
    player.laptop.now_s = player.look()["unix_s"]
    player.laptop.run("sync", quiet=True)
    player.type_command("fw", "history")
    player.unplug()


def _runs_slots(player: ScenePlayer) -> bool:
    return player.pen.is_micropython or bool(player.pen.mcu)


def _file(player: ScenePlayer, name: str) -> str:
    """As a person would type it here."""
    path = (player.transcript.folder / name).resolve()
    return (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()
