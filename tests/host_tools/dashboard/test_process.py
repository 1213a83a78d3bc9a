"""`needlepen ui` as a program: the address, the browser, Ctrl-C."""

import contextlib
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.host_tools.cli.test_cli_process import process


@contextlib.contextmanager
def running(tmp_path, *args, **env):
    """The command; gives the process, which is ended if it still runs."""
    command, environment = process("--db", str(tmp_path / "h.db"), "ui", *args, **env)
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def page(url):
    """With a cookie jar, as a browser has one."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    return browser.open(url, timeout=20).read().decode()


def test_the_address_is_told_and_ctrl_c_ends_it(tmp_path):
    with running(tmp_path, "--no-browser", "--json") as child:
        text = ""
        while not text.endswith("\n}\n"):
            text += child.stdout.readline()
        url = json.loads(text)["ui"]["url"]
        assert url.startswith("http://127.0.0.1:") and "Plug the pen in" in page(url)
        assert "Plug the pen in" in page(url)  # in another browser too
        child.send_signal(signal.SIGINT)
        begun = time.monotonic()
        assert child.wait(10) == 0 and time.monotonic() - begun < 5
        assert child.stderr.read() == ""


def test_it_listens_on_this_computer_only(tmp_path):
    with running(tmp_path, "--no-browser", "--json") as child:
        text = ""
        while not text.endswith("\n}\n"):
            text += child.stdout.readline()
        port = int(json.loads(text)["ui"]["url"].split(":")[2].split("/")[0])
        addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        for address in addresses - {"127.0.0.1"}:
            if address.startswith("127."):
                continue
            with pytest.raises(OSError):
                socket.create_connection((address, port), 2)


def test_a_narrow_terminal_does_not_break_the_address(tmp_path):
    with running(tmp_path, "--no-browser", COLUMNS="40") as child:
        lines = [child.stdout.readline() for _ in range(2)]
        assert "Ctrl-C" in lines[0] and "Plug the pen in" in page(lines[1].strip())


def test_the_browser_gets_an_address_that_works_once(tmp_path):
    """Every user of the computer can read a command line; this one is used up when it is read."""
    told = tmp_path / "told"
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}.new && mv {told}.new {told}\n')
    opener.chmod(0o755)
    with running(tmp_path, PATH=f"{opener.parent}:/usr/bin:/bin") as child:
        printed = [child.stdout.readline() for _ in range(2)][1].strip()
        until = time.monotonic() + 10
        while not told.exists() and time.monotonic() < until:
            time.sleep(0.02)
        url = told.read_text()
        assert url != printed and "Plug the pen in" in page(url)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            page(url)
        assert "Plug the pen in" in page(printed)


def test_a_port_in_use_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with running(tmp_path, "--no-browser", "--port", port, "--json") as child:
            out, _ = child.communicate(timeout=20)
            assert child.returncode == 5 and json.loads(out)["error"]["next"] == "needlepen ui --port 0"
