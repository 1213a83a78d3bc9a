"""`make pen` in a browser, without one: a pen, whose hand it is in, how it is kept, its cable."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from boards.virtual.action_log import parse
from boards.virtual.handle import VirtualPen
from boards.virtual.live import served_pen
from boards.virtual.replay import play
from tests.boards.virtual.live_page import Answer, Page, served
from tests.tools.paths import ROOT

DAY_MS = 86_400_000


@pytest.fixture
def page(make_pen):
    return Page(make_pen[0]).take()


# --- a pen ------------------------------------------------------------------------------------------------


def test_a_new_pen_is_shown_and_a_press_is_seen(page):
    assert page.begin()["state"] >= 0
    before = page.ask("show_all") or page.ask("show", ms=page.ms)["screen"]
    page.ask("act", words=["down", "DOWN"])
    page.live(100)
    page.ask("act", words=["up", "DOWN"])
    assert page.live(500)["screen"] != before


def test_its_log_gives_the_same_pen_again(page):
    page.begin(seed=11)
    page.ask("act", words=["put", "long"])
    page.live(DAY_MS)
    text = page.ask("log")
    with VirtualPen() as other:
        assert play(other, parse(text)) == text


@pytest.mark.parametrize(
    "words",
    [
        {"what": "act", "words": ["put", "sword"]},
        {"what": "act", "words": []},
        {"what": "dump", "path": "/tmp/x"},
        {"what": "restore", "path": "/tmp/x"},
        {"what": "provision", "factory": "/etc/passwd"},
        {"what": "close"},
        {"what": "__init__"},
        {"what": "show"},
        {"what": "show", "ms": 1, "more": 2},
        {"what": "keep"},
        {"what": ["act"]},
    ],
)
def test_what_cannot_be_done_is_said_and_the_pen_goes_on(page, words):
    page.begin()
    words = dict(words)
    with pytest.raises(Answer):
        page.ask(words.pop("what"), **words)
    assert page.live(1_000)["state"] >= 0


def test_an_answer_waits_for_nothing_but_the_pen(page):
    """Sixty turns a second need it. Without TCP_NODELAY each takes 40 ms, however idle the computer."""
    page.begin()
    took_s = []
    for _ in range(40):
        began_s = time.monotonic()
        page.ask("show", ms=page.ms)
        took_s.append(time.monotonic() - began_s)
    assert sorted(took_s)[len(took_s) // 2] < 0.02


# --- whose hand -------------------------------------------------------------------------------------------


def test_a_second_page_is_told_so_until_the_first_has_gone(page, make_pen, monkeypatch):
    page.begin()
    other = Page(make_pen[0])
    with pytest.raises(Answer, match="in another hand"):
        other.take()
    with pytest.raises(Answer, match="Another page has this pen"):
        other.ask("act", words=["down", "UP"])
    monkeypatch.setattr(served_pen, "HELD_S", 0.0)
    other.take()
    with pytest.raises(Answer, match="Another page has this pen"):
        page.ask("show", ms=5_000)


def test_a_long_message_of_one_page_is_not_the_end_of_its_hand(page, make_pen, monkeypatch):
    """While the pen lives a long time for one page, nothing is heard of that page."""
    page.begin()
    monkeypatch.setattr(served_pen, "HELD_S", 0.5)
    monkeypatch.setattr(served_pen, "TURNS", 1 << 29)
    page.ask("act", words=["usb", 1])
    long = threading.Thread(target=page.live, args=(120_000,))
    long.start()
    try:
        time.sleep(0.2)
        with pytest.raises(Answer, match="in another hand"):
            Page(make_pen[0]).take()
    finally:
        long.join()


# --- kept -------------------------------------------------------------------------------------------------


def test_the_pen_is_kept_and_the_next_make_pen_has_it(tmp_path):
    with served(tmp_path) as (url, pen):
        page = Page(url).take()
        assert page.ask("open") == {"found": ""}
        page.begin()
        page.ask("keep", on=True)
        page.ask("act", words=["put", "long"])
        page.live(3_000)
        page_id = pen.pen.look()["pen_id"]
        page.ask("keep", on=False)
        page.begin(seed=99)  # a tour's: it is not kept
        page.live(1_000)
    with served(tmp_path) as (url, pen):
        page = Page(url).take()
        assert page.ask("open")["found"] == "image"
        shown = page.ask("show", ms=0)
        assert pen.pen.look()["pen_id"] == page_id
        assert shown["inside"] == "long" and shown["ms"] >= 5_000
        page.ms = shown["ms"]
        assert page.live(2_000)["state"] >= 0
        with pytest.raises(Answer, match="there is no log"):
            page.ask("log")
        page.ask("forget")
        assert page.ask("open") == {"found": ""}


def test_a_damaged_note_is_no_end(tmp_path):
    with served(tmp_path) as (url, _):
        page = Page(url).take()
        page.begin()
        page.ask("keep", on=True)
    note = json.loads((tmp_path / "pen.json").read_text())
    note["tags"]["new"]["mem"] = "nonsense"
    (tmp_path / "pen.json").write_text(json.dumps(note))
    with served(tmp_path) as (url, _):
        page = Page(url).take()
        assert page.ask("open") == {"found": ""}
        assert page.begin()["state"] >= 0


# --- its cable --------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="NO PTY on this system")
def test_while_the_page_is_open_the_laptop_tool_syncs_over_the_port(page, make_pen, tmp_path):
    _, pen = make_pen
    page.begin()
    assert page.ask("show", ms=page.ms)["port"] == "" and not pen.link.exists()
    page.ask("act", words=["usb", 1])
    assert page.ask("show", ms=page.ms)["port"] == os.fspath(pen.link.readlink())
    env = {**os.environ, "PYTHONPATH": str(ROOT / "host_tools"), "NEEDLEPEN_VIRTUAL": str(tmp_path)}
    command = [sys.executable, "-m", "needlepen", "-d", str(pen.link), "--db", str(tmp_path / "history.db")]
    with subprocess.Popen([*command, "sync"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as tool:
        page.live_until(lambda: tool.poll() is not None)
        said = tool.stdout.read().decode()
    assert tool.returncode == 0, said
    page.ask("act", words=["usb", 0])
    assert not pen.link.is_symlink() and page.ask("show", ms=page.ms)["port"] == ""
