"""`make pen` in a browser, without one: what its page asks for, who is turned away, how the pen is kept."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from boards.virtual.action_log import MOST_BYTES as LONGEST_LOG
from boards.virtual.action_log import parse
from boards.virtual.handle import VirtualPen
from boards.virtual.live import page as form
from boards.virtual.live import served_pen, server
from boards.virtual.replay import play
from tests.boards.virtual.live_page import Answer, Page, served
from tests.tools.paths import ROOT

DAY_MS = 86_400_000


@pytest.fixture
def make_pen(tmp_path):
    with served(tmp_path / "pen") as (url, pen):
        yield url, pen


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


# --- who is turned away -----------------------------------------------------------------------------------

TAKE = json.dumps({"do": "take"}).encode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": ""}, 415),
    ],
)
def test_no_other_page_of_the_browser_drives_the_pen(make_pen, headers, status):
    url, pen = make_pen
    assert Page(url).send(TAKE, **headers)[0] == status
    assert not pen._hand
    assert Page(url).send(TAKE)[0] == 200


def test_the_page_itself_is_given_to_its_own_address_alone(make_pen):
    host = make_pen[0].removeprefix("http://").rstrip("/")
    for name, status in ((host, 200), ("evil.example", 421), ("evil.example:80", 421)):
        line = http.client.HTTPConnection(host, timeout=10)
        line.request("GET", "/", headers={"Host": name})
        answer = line.getresponse()
        assert answer.status == status
        assert answer.getheader("Content-Security-Policy")
        assert answer.getheader("Access-Control-Allow-Origin") is None
        line.close()


def test_a_message_that_is_too_long_is_refused_by_its_word_and_by_its_bytes(make_pen):
    body = TAKE + b" " * server.MOST_BYTES
    assert Page(make_pen[0]).send(body)[0] == 413
    host = make_pen[0].removeprefix("http://").rstrip("/")
    line = http.client.HTTPConnection(host, timeout=10)
    line.putrequest("POST", "/ask")
    for name, value in (("Origin", make_pen[0].rstrip("/")), ("Content-Type", "application/json")):
        line.putheader(name, value)
    line.putheader("Transfer-Encoding", "chunked")
    line.endheaders()
    for at in range(0, len(body), 16_000):
        piece = body[at : at + 16_000]
        line.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    assert line.getresponse().status == 413
    assert server.MOST_BYTES > LONGEST_LOG + 1_000


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"7", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_message_is_said_so(make_pen, body):
    assert Page(make_pen[0]).send(body) == (400, {"error": "This is no message."})


@pytest.mark.parametrize("path", ["/../server.py", "/%2e%2e/__main__.py", "/pen.json", "/ask", "/nothing"])
def test_nothing_but_the_page_is_served(make_pen, path):
    line = http.client.HTTPConnection(make_pen[0].removeprefix("http://").rstrip("/"), timeout=10)
    line.request("GET", path)
    assert line.getresponse().status in (404, 405)


def test_it_listens_on_this_computer_only():
    with server.listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        with server.listen(listener.getsockname()[1]) as other:
            assert other.getsockname()[1] != listener.getsockname()[1]


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


# --- as a program -----------------------------------------------------------------------------------------


def started(folder, *arguments: str) -> "tuple[subprocess.Popen[str], str]":
    """`make pen`, and the address that it has printed."""
    env = {**os.environ, form.NO_BROWSER: "1", "NEEDLEPEN_VIRTUAL": ""}
    command = [sys.executable, "-m", "boards.virtual.live", "--folder", str(folder), *arguments]
    program = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    line = program.stdout.readline()
    return program, re.search(r"http://\S+", line)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("ends", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_however_it_is_ended_the_pen_is_kept_and_its_process_gone(tmp_path, ends):
    program, url = started(tmp_path)
    with program:
        page = Page(url).take()
        page.begin()
        page.ask("keep", on=True)
        page.ask("act", words=["put", "multi"])
        page.live(2_000)
        os.killpg(program.pid, getattr(signal, ends))  # as a terminal does it: all that it has started
        assert program.wait(20) == 0
        said = program.stdout.read()
    assert "The pen is kept in" in said and "Traceback" not in said
    assert json.loads((tmp_path / "pen.json").read_text())["inside"] == "multi"
    assert (tmp_path / "world.bin").stat().st_size > 100_000


def test_it_serves_the_whole_page_of_the_site_without_node(tmp_path):
    program, url = started(tmp_path, "--new")
    try:
        host = url.removeprefix("http://").rstrip("/")
        got = {}
        tables = ("letters.json", "bench.json", "tours.json")
        documents = ("rules.html", "guide.html", "guide-de.html", "builder.html", "document.css", "DEPTH_UNIT.svg")
        for name in ("", "page.mjs", "native_worker.mjs", *tables, *documents):
            line = http.client.HTTPConnection(host, timeout=10)
            line.request("GET", "/" + name)
            answer = line.getresponse()
            assert answer.status == 200, name
            assert answer.getheader("Content-Type") != "application/octet-stream", name
            got[name] = answer.read().decode()
        assert 'data-worker="native_worker.mjs"' in got[""] and "make pen" in got[""]
        for name in ("micropython.mjs", "worker.mjs", "offline.js"):  # a page with a pen in itself would need them
            line.request("GET", "/" + name)
            answer = line.getresponse()
            answer.read()
            assert answer.status == 404
    finally:
        program.terminate()
        program.wait(20)
        program.stdout.close()


def test_in_german_the_page_reads_the_pens_letters(tmp_path):
    program, url = started(tmp_path, "--language", "de")
    try:
        line = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"), timeout=10)
        line.request("GET", "/letters.json")
        known = {glyph[-1] for glyph in json.loads(line.getresponse().read())["text"]}
        assert set("ÄÖÜäöüß") <= known and not known & set("[]{}|~^")
        page = Page(url).take()
        assert page.begin()["state"] >= 0
    finally:
        program.terminate()
        program.wait(20)
        program.stdout.close()


def test_the_emulated_chip_is_for_the_terminal(capsys):
    from boards.virtual.live.__main__ import main

    assert main(["--ui", "page", "--mcu", "rp2040"]) == 2
    assert "UI=terminal" in capsys.readouterr().err
