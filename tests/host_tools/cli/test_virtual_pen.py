"""The laptop tool and the real firmware: a treatment on the virtual pen, synced, shown and verified."""

import json

import pytest
from needlepen.cli import main as cli
from pen.core import states
from pen.core.states import arming, cleaning, ended, paused

from boards.virtual.handle import VirtualPen

SEED = 5


@pytest.fixture
def pen():
    with VirtualPen() as running:
        running.do("new", seed=SEED)
        running.do("provision")
        running.do("boot")
        running.run(1000)
        yield running


@pytest.fixture
def call(pen, tmp_path, capsys, monkeypatch):
    """Plug in, run a command, pull out; the computer's clock goes with the pen's world."""

    def run(*args):
        monkeypatch.setenv("NEEDLEPEN_NOW", str(pen.look()["unix_s"]))
        url = pen.plug()
        code = cli.run(["--json", "-d", url, "--db", str(tmp_path / "history.db"), *args])
        pen.unplug()
        return code, json.loads(capsys.readouterr().out)

    return run


def treat(pen):
    """Answer well, disinfect, and treat the forehead for four seconds."""
    pen.press("SELECT")
    assert pen.until(states.READY)
    pen.press("SELECT", "SELECT", "SELECT", "SELECT")
    pen.press(*["DOWN"] * 7)
    pen.run(500)
    pen.press("DOWN", "DOWN", "DOWN", "UP", "UP", "DOWN", "DOWN", "DOWN")
    assert pen.until((states.CLEANING, cleaning.DRYING), at_most_ms=310_000)
    pen.run(30_500)
    pen.press("SELECT", "SELECT")
    assert pen.until((states.ARMING, arming.ARMED))
    pen.run(500)
    pen.press("UP")
    assert pen.until(states.RUNNING)
    pen.run(1000)
    pen.do("touch", load=20)
    pen.run(4000)
    pen.press("SELECT")
    pen.do("touch", load=0)
    assert pen.until((states.PAUSED, paused.CHOOSING))
    pen.run(500)
    pen.press("DOWN", "SELECT")
    assert pen.until((states.ENDED, ended.RECEIPT))
    pen.press("SELECT", "SELECT", "SELECT", "SELECT")
    pen.run(2000)


def test_a_treatment_reaches_the_laptop_and_the_lock_out_with_it(pen, call):
    assert call("sync")[0] == 0  # the day it was unpacked
    pen.days(2)
    pen.do("cartridge", name="mine", kind="MULTI_USE", serial=77)
    pen.do("insert", name="mine")
    treat(pen)
    code, data = call("sync")
    assert code == 0 and data["sync"]["new"] > 5 and data["sync"]["acknowledged"]
    code, data = call("history")
    (seen,) = data["pens"]
    (session,) = seen["sessions"]
    assert session["needle_ms"] > 3000 and session["strokes"] > 100 and session["uses"] == 1
    assert session["guess"] == 0 and session["at_utc"].startswith("2026-01-03")
    assert 27 * 86_400 < seen["next_session"]["wait_s"] <= 28 * 86_400 + 300  # up to the minute
    assert seen["cartridges"][0]["sessions"] == 1
    (zone,) = seen["zones"]
    assert zone["words"] == "forehead"
    assert 0 < zone["strokes"] < session["strokes"]  # those in the air, before the skin, are not the zone's
    assert [row["kind"] for row in seen["skin"]] == ["profile", "answers", "disinfected", "cleanup"]
    code, data = call("verify")
    assert code == 0 and data["verified"] and data["pens"][seen["pen_id"]][0]["from_genesis"]


def test_s10_no_command_of_the_tool_starts_anything(pen, call):
    for command in ("list", "info", "sync", "history", "verify", "export", "profile", "checkin"):
        assert call(command)[0] == 0
    for command in (("profile", "--none"), ("checkin", "--fine"), ("review", "--by", "A", "--on", "2025-12-31")):
        assert call(*command)[0] == 9
    seen = pen.look()
    assert seen["strokes"] == 0 and not seen["driven"] and seen["violations"] == []
