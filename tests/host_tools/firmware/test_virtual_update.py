"""Updates of the real firmware on a virtual pen, by the command a person types: cut anywhere, resumed, returned."""

import json
import threading
import time
from contextlib import nullcontext, suppress

import pytest
from needlepen import Pen
from needlepen.cli import main as cli
from needlepen.errors import LinkLost, Refused
from needlepen.firmware import bundle as bundles
from needlepen.firmware import update_pen
from needlepen.link import consent, firmware_requests

from boards.tools import bundle
from boards.virtual.demo.scenes.update import unlimited
from boards.virtual.handle import VirtualPen, find_micropython
from tests.host_tools.bundles import KEY
from tests.host_tools.person_at_pen import agreeing

pytestmark = pytest.mark.skipif(not find_micropython(), reason="NO MICROPYTHON: CPython runs no slots")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("bundles")
    (made / "new.np").write_bytes(bundle.build(KEY, (0, 2, 0)))
    (made / "unlimited.np").write_bytes(bundle.build(KEY, (0, 3, 0), unlimited()))
    return made


@pytest.fixture
def pen():
    with VirtualPen() as running:
        running.do("new", seed=11)
        running.do("provision")
        running.do("boot")
        running.run(1000)
        yield running


@pytest.fixture
def call(pen, tmp_path, capsys):
    """Plug in, run a command with a person at the pen who agrees, pull out."""

    def run(*args, holding=True):
        url = pen.plug()
        with agreeing(pen) if holding else nullcontext():
            code = cli.run(["--json", "-y", "-d", url, "--db", str(tmp_path / "history.db"), *map(str, args)])
        pen.unplug()
        return code, json.loads(capsys.readouterr().out)

    return run


def test_an_update_changes_what_runs_and_nothing_that_is_remembered(pen, call, folder):
    assert call("sync")[0] == 0
    journal = bytes.fromhex(pen.do("journal"))
    _, before = call("info", holding=False)
    code, done = call("fw", "update", folder / "new.np")
    assert code == 0, done
    code, after = call("info", holding=False)
    assert after["pen"]["firmware"] == "0.2.0"
    runs = after["firmware"]
    assert (runs["slot"], runs["verified"], runs["trial"], runs["other"]) == ("b", "development", False, "0.1.0")
    assert runs["commit"] == bundles.look(folder / "new.np", []).commit
    assert after["settings"] == before["settings"]
    assert after["status"]["unlock_at_s"] == before["status"]["unlock_at_s"]
    assert bytes.fromhex(pen.do("journal")).startswith(journal)
    code, same = call("fw", "update", folder / "new.np", "--dry-run", holding=False)
    built_of_one = runs["commit"].strip("-")  # not while somebody is working on it
    assert code == 0 and same["update"] is None and same["change"]["way"] == ("same" if built_of_one else "again")
    code, back = call("fw", "rollback")
    assert code == 0 and back["version"] == "0.1.0", back
    assert call("sync")[0] == 0
    code, seen = call("fw", "history")
    said = [row["words"] for row in seen["pens"][0]["updates"]]
    assert any("0.2.0 tested and confirmed" in words for words in said)
    assert any("back to 0.1.0, as asked for" in words for words in said)
    code, verdict = call("verify")
    assert code == 0 and verdict["verified"]
    assert pen.look()["violations"] == []


@pytest.mark.parametrize("power_too", [False, True])
def test_cut_in_the_middle_it_runs_the_old_version_and_goes_on(pen, call, folder, power_too):
    new = bundles.read(folder / "new.np", [KEY.public])
    url = pen.plug()
    cut = threading.Event()

    def progress(done, total):
        if done > total // 2 and not cut.is_set():
            cut.set()
            if power_too:
                pen.do("cut")
            pen.unplug()

    with Pen.open(url, 1.0) as line, agreeing(pen), pytest.raises(LinkLost):
        update_pen.update(line, new, progress)
    if power_too:
        pen.do("boot")
    pen.run(2000)
    code, info = call("info", holding=False)
    assert info["pen"]["firmware"] == "0.1.0" and not info["firmware"]["other"]
    code, done = call("fw", "update", folder / "new.np")
    assert code == 0 and done["update"]["resumed"] and done["update"]["to_version"] == "0.2.0"
    assert pen.look()["violations"] == []


def test_a_version_without_a_depth_limiter_returns_by_itself_and_says_why(pen, call, folder):
    code, done = call("fw", "update", folder / "unlimited.np")
    assert code == 9 and done["error"]["name"] == "returned"
    assert "went back to 0.1.0" in done["error"]["what"] and "self-test failed" in done["error"]["why"]
    assert call("info", holding=False)[1]["pen"]["firmware"] == "0.1.0"
    assert pen.look()["strokes"] == 0


def test_it_restarts_only_when_the_finger_is_gone(pen, call, folder):
    assert call("fw", "update", folder / "new.np")[0] == 0
    with Pen.open(pen.plug(), 2.0) as line:
        boots = line.status().boots
        with suppress(Refused):  # the question
            firmware_requests.rollback(line.link)
        time.sleep(2.5)  # it is read
        pen.do("button", name="DOWN", down=True)
        for _ in range(40):
            with suppress(Refused):  # the question, then that it restarts
                firmware_requests.rollback(line.link)
            time.sleep(0.05)
        held = line.status().boots
        pen.do("button", name="DOWN", down=False)
        time.sleep(1.0)
        line.link.forget()
        assert (held, line.status().boots) == (boots, boots + 1)


def test_nothing_happens_without_a_hand(pen, call, folder, monkeypatch):
    monkeypatch.setattr(consent, "WAIT_S", 1.0)
    code, done = call("fw", "update", folder / "new.np", holding=False)
    assert code == 9 and "Nobody agreed" in done["error"]["what"]
    assert call("info", holding=False)[1]["firmware"]["other"] == ""
