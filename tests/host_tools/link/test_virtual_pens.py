"""A virtual pen that runs is found without `-d`; what one left behind is not, and nobody else's file is believed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from needlepen.errors import NoPen, SeveralPens
from needlepen.link import discover, virtual_pens
from needlepen.link.virtual_pens import Announced

from tests.host_tools.memory_store import PEN_ID, MemoryStore
from tests.host_tools.scripted_pen import ScriptedPen

ROOT = Path(__file__).parents[3]
DYING = """
import os
from needlepen.link.virtual_pens import Announced
Announced().say("/dev/pts/0")
os._exit(9)
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("NEEDLEPEN_VIRTUAL", str(tmp_path / "pens"))
    monkeypatch.setattr(discover.list_ports, "comports", list)
    monkeypatch.setattr(discover, "_strangers", {})
    monkeypatch.setattr(discover, "boot_loaders", list)
    return tmp_path / "pens"


@pytest.mark.parametrize("pty", [True, False])
def test_it_is_found_while_it_runs_and_its_cable_is_in(pty):
    pen = Announced()
    try:
        with pytest.raises(NoPen) as caught:
            discover.find(None, 1.0)
        assert "virtual" in caught.value.what and "Press Cable" in caught.value.next
        with ScriptedPen(pty=pty) as running:
            pen.say(running.url)
            for device in (None, f"serial:{PEN_ID.hex()[:6]}"):
                found, hello = discover.find(device, 1.0)
                found.close()
                assert hello.pen_id == PEN_ID.hex()
        pen.say("")
        assert discover.ports() == []
    finally:
        pen.close()
    assert virtual_pens.running() == []
    with pytest.raises(NoPen, match="No pen found.$"):
        discover.find(None, 1.0)


def test_one_that_does_not_answer_yet_is_asked_again():
    pen = Announced()
    pen.say("socket://127.0.0.1:1")
    with pytest.raises(NoPen, match="Nothing answers"):
        discover.find(None, 1.0)
    with ScriptedPen() as running:
        pen.say(running.url)
        discover.find(None, 1.0)[0].close()
    pen.close()


def test_two_are_an_error_as_two_pens_are(folder):
    pen = Announced()
    with ScriptedPen() as one, ScriptedPen(MemoryStore(bytes(7) + b"\1")) as two:
        pen.say(one.url)
        discover.list_ports.comports = lambda: [usb(two)]
        with pytest.raises(SeveralPens):
            discover.find(None, 1.0)
    pen.close()


def usb(pen):
    class Info:
        device, vid, pid, serial_number = pen.url, discover.VID, discover.PIDS[0], ""

    return Info


def test_what_a_killed_one_left_is_not_opened_and_goes(folder):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'host_tools'}"}
    assert subprocess.run([sys.executable, "-c", DYING], env=environment, check=False).returncode == 9
    assert len(list(folder.glob("*.pen"))) == 1
    assert virtual_pens.running() == []
    assert list(folder.glob("*.pen")) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has such a folder for each user")
def test_a_folder_that_others_may_write_is_not_believed(folder):
    pen = Announced()
    pen.say("socket://127.0.0.1:1")
    folder.chmod(0o777)
    assert virtual_pens.running() == []
    other = Announced()
    other.say("x")
    other.close()
    folder.chmod(0o700)
    assert virtual_pens.running() == ["socket://127.0.0.1:1"]
    pen.close()


def test_without_a_place_for_its_file_it_runs_all_the_same(monkeypatch):
    for nowhere in ("", "/proc/nothing", "/dev/null"):
        monkeypatch.setenv("NEEDLEPEN_VIRTUAL", nowhere)
        pen = Announced()
        pen.say("x")
        pen.close()
        assert virtual_pens.running() == []
