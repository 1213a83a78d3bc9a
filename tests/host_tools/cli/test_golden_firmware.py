"""How every command about firmware looks, in every state it can meet; the same files and rules as `test_golden.py`."""

import os
import re
from pathlib import Path

import pytest
from needlepen.cli import main as cli
from needlepen.firmware import bootsel_drives, flash, restart, update_pen
from pen.formats import record as r
from pen.link import consent

from tests.host_tools.bundles import KEY, good, mallory
from tests.host_tools.cli.other_encodings import ENCODINGS, Streams, alike
from tests.host_tools.cli.test_golden import GOLDEN, life, same, same_everywhere  # noqa: F401 - a fixture
from tests.host_tools.scripted_slots import UpdatingPen, number

KEY_FILE = Path(__file__).parents[3] / "boards" / "tools" / "keys" / "development.pem"
OF_THE_PEN = ("ok", "no pen", "before updates")
COMMANDS = {
    "fw inspect TMP/new.np": ("ok",),
    "fw inspect TMP/theirs.np": ("unknown key",),
    "fw inspect TMP/new.np --all": ("ok",),
    "fw verify TMP/new.np": ("ok",),
    "fw verify TMP/changed.np": ("changed",),
    "fw verify TMP/theirs.np": ("unknown key",),
    "fw verify TMP/nowhere.np": ("not there",),
    "fw sign TMP/theirs.np --key DEV -o TMP/signed.np": ("ok",),
    "fw sign TMP/changed.np --key DEV -o TMP/signed.np": ("ok", "not a bundle any more"),
    "fw keygen bench --no-passphrase -o TMP": ("ok",),
    "fw keygen bench": ("nobody to type",),
    "fw keygen Work.Bench": ("bad name",),
    "fw update": ("usage",),
    "fw update TMP/new.np": ("nobody to ask",),
    "fw update TMP/new.np --dry-run": (*OF_THE_PEN, "battery", "other board", "on trial"),
    "fw update TMP/new.np --yes": (*OF_THE_PEN, "no hand", "battery", "busy", "unknown to the pen", "returns"),
    "fw update TMP/old.np --yes": ("both", "no hand"),
    "fw update TMP/runs.np --yes": ("same",),
    "fw update TMP/changed.np --yes": ("changed",),
    "fw update --latest-in TMP --dry-run": ("ok", "newer runs"),
    "fw update --latest-in TMP/empty --dry-run": ("ok",),
    "fw status": (*OF_THE_PEN, "on trial"),
    "fw confirm": ("ok", "on trial", "not yet"),
    "fw rollback --yes": ("updated", "ok", "updated, no hand"),
    "fw history": ("synced", "no history"),
    "flash TMP/new.np --yes": ("no image",),
    "flash TMP/image.uf2 --yes --wait 0": ("no drive", "two drives", "another chip"),
    "recover TMP/new.np --yes": ("no pen",),
}
NOT_AS_JSON = ("fw inspect TMP/new.np --all",)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(update_pen, "START_S", 4.0)
    monkeypatch.setattr(restart, "LOOK_S", 0.02)
    monkeypatch.setattr(flash.drives_, "unmounted", lambda: None)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "new.np").write_bytes(good())
    (tmp_path / "theirs.np").write_bytes(good(key=mallory()))
    (tmp_path / "old.np").write_bytes(good((0, 0, 9)))
    (tmp_path / "runs.np").write_bytes(good((0, 1, 0)))
    (tmp_path / "changed.np").write_bytes(good().replace(b"version 0.2.0", b"version 9.9.9"))
    (tmp_path / "empty").mkdir()
    from tests.host_tools.firmware.test_flash import image

    image(tmp_path / "image.uf2")
    return tmp_path


def _prepare(pen, state, monkeypatch):
    slots = pen.slots
    pen.controller.confirmed = "no hand" not in state
    slots.both = state == "both"
    monkeypatch.setattr(consent, "_WAIT", 100 if "no hand" in state else 3_000)
    pen.controller.occupied = state == "busy"
    slots.battery_ok = state != "battery"
    slots.self_test = state not in ("returns", "not yet")
    slots.trial_s = 0.5  # long enough to be seen on a busy computer
    pen.board = slots.board = "SOME_OTHER" if state == "other board" else "RPI_PICO"
    if state == "newer runs":
        slots.versions[0] = slots.floor = (0, 9, 0)
    if state == "unknown to the pen":
        slots.ring = [("release", mallory().public.n)]
    if state in ("on trial", "not yet"):
        slots.trial, slots.trial_s = True, 1e9
    if state.startswith("updated"):
        slots.files[1][:] = good((0, 0, 9))
        slots.versions[1], slots.names[1] = (0, 0, 9), KEY.name
    if state == "synced":
        for what, code, old, new in (
            (r.OFFERED, 0, (0, 1, 0), (0, 2, 0)),
            (r.INSTALLED, 0, (0, 1, 0), (0, 2, 0)),
            (r.RETURNED, 4, (0, 2, 0), (0, 1, 0)),
            (r.REFUSED, 15, (0, 1, 0), (0, 3, 0)),
            (r.CONFIRMED, 0, (0, 1, 0), (0, 3, 0)),
        ):
            pen.store.log(r.UPDATE, what, code, number(old), number(new))


def spoken(command, state, tmp_path, capsys, patch):
    """One command line in one state, with and without --json, as it stands in the file."""
    shown = [f"### {state}\n"]
    for form in ((), ("--json",)):
        if form and command in NOT_AS_JSON:
            continue
        place = tmp_path / (state + "".join(form)).replace(" ", "-")
        place.mkdir()
        words = [w.replace("TMP", str(tmp_path)).replace("DEV", str(KEY_FILE)) for w in command.split()]
        arguments = [*words, "--db", str(place / "history.db"), *form]
        with UpdatingPen(life(), away_s=0.02) as pen:
            if state == "before updates":
                pen.slots.answer = None
            else:
                _prepare(pen, state, patch)
            if words[0] == "fw" and state != "no pen":
                arguments += ["-d", pen.url]
            if state == "synced":
                cli.run(["sync", "-q", "-d", pen.url, "--db", str(place / "history.db")])
                capsys.readouterr()
            model = "RP2350" if state == "another chip" else "RPI-RP2"
            seen = {"no drive": 0, "two drives": 2}.get(state, 1)
            plugged = [bootsel_drives.Drive(Path(f"/media/{i}"), f"Board-ID: {model}") for i in range(seen)]
            patch.setattr(bootsel_drives, "drives", lambda plugged=plugged: plugged)
            code = cli.run(arguments)
            out, err = capsys.readouterr()
        for made in ("signed.np", "bench.pem", "bench.pub.pem"):
            (tmp_path / made).unlink(missing_ok=True)
        text = f"$ needlepen {' '.join([*command.split(), *form])}\n{out}"
        text += "".join(f"2> {line}\n" for line in err.splitlines()) + f"exit {code}\n"
        text = text.replace(pen.url, "socket://127.0.0.1:PORT_").replace(str(place), "HERE")
        shown.append(text.replace(str(tmp_path), "TMP"))
    return "\n".join(shown)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("encoding", ["utf-8", *ENCODINGS])
def test_it_looks_as_it_did(command, encoding, files, monkeypatch):
    parts = []
    for state in COMMANDS[command]:
        with monkeypatch.context() as patch:
            parts.append(spoken(command, state, files, Streams(encoding, patch), patch))
    text = same("\n".join(parts))
    if "theirs" in command or "keygen" in command:  # a key of this run
        text = re.sub(r"\b[0-9a-f]{64}\b", "64 hex digits", text)
        text = re.sub(r"\b[0-9a-f]{16}\b", "16 hex digits", text)
    text = re.sub(r"([·-]) \d+ s$", r"\1 9 s", text, flags=re.MULTILINE)
    file = GOLDEN / (_name(command) + ".txt")
    if encoding != "utf-8":
        alike(text, file, encoding)
        return
    if os.environ.get("NEEDLEPEN_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def _name(command):
    return "firmware-" + re.sub(r"[^a-z0-9]+", "-", command.lower()).strip("-")


def test_no_file_is_left_over():
    assert {file.stem for file in GOLDEN.glob("firmware-*.txt")} == {_name(command) for command in COMMANDS}
