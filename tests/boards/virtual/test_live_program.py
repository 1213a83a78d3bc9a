"""`make pen` as a program, without a browser: how it is ended, what it serves, in which language."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys

import pytest

from boards.virtual.live import page as form
from tests.boards.virtual.live_page import Page
from tests.tools.paths import ROOT


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
