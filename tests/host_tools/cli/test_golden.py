"""Every command as it looks, well and ill: exit code, words and JSON, compared with the files in `golden/`.

Meant to be read: a change of words shows as a change of these files. `NEEDLEPEN_GOLDEN=1 pytest tests/host_tools/
test_golden.py` writes them anew. The same files once more in Windows' encoding and in ASCII: what that lacks in plain
equivalents, JSON without any loss.
"""

import errno
import os
import re
import shutil
import time
from pathlib import Path

import pytest
import serial
from needlepen import Pen, Store
from needlepen import troubleshooting as doctor_
from needlepen.cli import main as cli
from needlepen.link import discover, port_errors, transport, udev
from pen.formats import reasons as r
from pen.link import consent

from tests.host_tools.cli.other_encodings import ENCODINGS, Streams, alike
from tests.host_tools.link.test_discover import Foreign
from tests.host_tools.memory_store import DAY_S, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

GOLDEN = Path(__file__).parents[1] / "golden"
NOW_S = 1_795_000_000  # 18 Nov 2026

# what is typed: the states in which it is tried
OF_THE_PEN = ("ok", "no pen", "in use", "no permission", "other protocol", "refused")
PEN = {
    "status": OF_THE_PEN[:-1],
    "list": OF_THE_PEN[:-1],
    "info": OF_THE_PEN[:-1],
    "sync": OF_THE_PEN,
    "settings get": OF_THE_PEN,
    "settings set interval 42 --yes": OF_THE_PEN,
    "settings set interval 42": ("ok",),
    "settings set depth much": ("ok",),
    "settings set rate 120 --yes": ("ok",),
    "settings set uses 3 --yes": ("ok", "tighter already"),
    "clock": OF_THE_PEN[:-1],
    "clock --set --yes": OF_THE_PEN,
    "service": (*OF_THE_PEN, "no hand"),
    "profile": OF_THE_PEN,
    "profile --add rosacea": (*OF_THE_PEN, "no hand"),
    "checkin": OF_THE_PEN,
    "checkin --red": OF_THE_PEN,
    "review --by A --on 2026-11-01": OF_THE_PEN,
    "doctor": OF_THE_PEN[:-1],
}
OF_THE_HISTORY = ("ok", "no history")
HISTORY = {
    "history": OF_THE_HISTORY,
    "cartridges": OF_THE_HISTORY,
    "plan": OF_THE_HISTORY,
    "verify": (*OF_THE_HISTORY, "changed"),
    "db path": OF_THE_HISTORY,
    "db check": (*OF_THE_HISTORY, "changed"),
    "db backup TMP/copy.db": OF_THE_HISTORY,
    "export": OF_THE_HISTORY,
    "export -o TMP/pen.jsonl": OF_THE_HISTORY,
    "import TMP/letter.csv": ("ok",),
    "receipt": OF_THE_HISTORY,
    "stats": OF_THE_HISTORY,
    "calendar -o TMP/plan.ics": OF_THE_HISTORY,
    "report -o TMP/report.html": OF_THE_HISTORY,
    "report --for-dermatologist -o TMP/page.html": OF_THE_HISTORY,
    "diary add calm --rating 5": OF_THE_HISTORY,
    "diary list": OF_THE_HISTORY,
    "diary remove 4f": OF_THE_HISTORY,
    "status": ("history", "changed"),
    "doctor --fix-udev": ("ok",),
    "completion powershell": ("ok",),
}
NOT_AS_JSON = ("export", "completion powershell")  # long; their form is tested elsewhere


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch, tmp_path):
    """Date, width and system are always the same."""
    for name, value in (("NEEDLEPEN_NOW", str(NOW_S)), ("TZ", "UTC"), ("COLUMNS", "100"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    time.tzset()
    monkeypatch.setattr(discover.list_ports, "comports", list)
    monkeypatch.setattr(discover, "_strangers", {})
    monkeypatch.setattr(discover, "boot_loaders", list)
    monkeypatch.setattr(doctor_, "boot_loaders", list)
    monkeypatch.setattr(transport, "cannot_open", lambda url, e: port_errors.cannot_open(url, e, "linux"))
    monkeypatch.setattr(udev, "installed", lambda: (Path("/etc/udev/rules.d") / udev.NAME, True))
    monkeypatch.setattr(udev, "modem_manager", lambda: False)
    monkeypatch.chdir(tmp_path)  # paths are told as they were typed: HERE and TMP, as long on every machine
    Path("TMP").mkdir()
    Path("TMP/letter.csv").write_text("Dear Anna\n")
    yield
    monkeypatch.undo()
    time.tzset()


def life():
    store = MemoryStore()
    play(store, sessions=2)
    store.proven_s += 3 * DAY_S
    return store


def held(number):
    """A port that pyserial cannot open."""

    def refuse(url, **_):
        raise serial.SerialException(number, f"could not open port {url}: [Errno {number}] {os.strerror(number)}")

    return refuse


def spoken(command, state, capsys, monkeypatch):
    """One command line in one state, with and without --json, as it stands in the file."""
    shown = [f"### {state}\n"]
    for form in ((), ("--json",)):
        if form and command in NOT_AS_JSON:
            continue
        shutil.rmtree("HERE", ignore_errors=True)
        Path("HERE").mkdir()
        arguments = [*command.split(), "--db", "HERE/history.db", *form]
        with ScriptedPen(life(), wrap=Foreign if state == "other protocol" else lambda serial: serial) as pen:
            if state in ("refused", "ok", "other protocol", "no hand", "tighter already"):
                arguments += ["-d", pen.url]
            if state in ("in use", "no permission"):
                number = errno.EBUSY if state == "in use" else errno.EACCES
                monkeypatch.setattr(serial, "serial_for_url", held(number))
                arguments += ["-d", "/dev/ttyACM0"]
            if state in ("ok", "changed", "history") and command in HISTORY:
                with Pen.open(pen.url) as open_pen, Store("HERE/history.db") as db:
                    open_pen.sync(db)
                    if state == "changed":
                        db.database.sql.execute("DELETE FROM records WHERE sequence = 7")
            if state == "tighter already":
                pen.store.tighten(3, 2)
            pen.controller.busy = state == "refused"
            pen.controller.reason = r.INTERVAL
            pen.controller.confirmed = state == "ok"
            monkeypatch.setattr(consent, "_WAIT", 3_000 if state == "ok" else 100)
            code = cli.run(arguments)
            out, err = capsys.readouterr()
        Path("TMP/copy.db").unlink(missing_ok=True)
        text = f"$ needlepen {' '.join([*command.split(), *form])}\n{out}"
        text += "".join(f"2> {line}\n" for line in err.splitlines()) + f"exit {code}\n"
        shown.append(text.replace(pen.url, "socket://127.0.0.1:PORT_"))
    return "\n".join(shown)


def same(text):
    """Without what no two runs have in common."""
    text = re.sub(r'"seconds": [\d.e-]+', '"seconds": 0.0', text)
    text = re.sub(r"needlepen [\d.]+, Python [^\n\"]+", "needlepen VERSION, Python VERSION, SYSTEM", text)
    text = re.sub(r"[\d,.]+ GB free", "9.9 GB free", text)
    text = re.sub(r"[\d,]+ bytes", "9,999 bytes", text)
    text = re.sub(r"\([\d,]+ kB\)", "(99 kB)", text)
    text = re.sub(r'"id": "[0-9a-f]{32}"', '"id": "0123"', text)
    text = re.sub(r'"bytes": \d+', '"bytes": 9999', text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


@pytest.mark.parametrize(("group", "command"), [("pen", c) for c in PEN] + [("history", c) for c in HISTORY])
def test_it_looks_as_it_did(group, command, capsys, monkeypatch):
    states = (PEN if group == "pen" else HISTORY)[command]
    parts: list[str] = []
    for state in states:
        with monkeypatch.context() as patch:
            parts.append(spoken(command, state, capsys, patch))
    text = same("\n".join(parts))
    file = golden(group, command)
    if os.environ.get("NEEDLEPEN_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("group", "command"), [("pen", c) for c in PEN] + [("history", c) for c in HISTORY])
def test_it_looks_alike_where_characters_are_missing(group, command, encoding, monkeypatch):
    parts: list[str] = []
    for state in (PEN if group == "pen" else HISTORY)[command]:
        with monkeypatch.context() as patch:
            parts.append(spoken(command, state, Streams(encoding, patch), patch))
    alike(same("\n".join(parts)), golden(group, command), encoding)


def golden(group, command):
    """The file of a command."""
    return GOLDEN / (re.sub(r"[^a-z0-9]+", "-", f"{group} {command}".lower()).strip("-") + ".txt")


def test_no_file_is_left_over():
    wanted = {f"{group} {command}" for group, commands in (("pen", PEN), ("history", HISTORY)) for command in commands}
    names = {re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".txt" for name in wanted}
    assert {file.name for group in ("pen", "history") for file in GOLDEN.glob(f"{group}-*.txt")} == names
