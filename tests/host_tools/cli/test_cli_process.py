"""The command as a process: terminals, pipes, Ctrl-C."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from needlepen import Pen, Store

from tests.host_tools.cables import Cable
from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()
ROOT = Path(__file__).parents[3]


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=2)
    return store


def process(*args, **env):
    path = f"{ROOT}/firmware{os.pathsep}{ROOT}/host_tools"
    inherited = {k: v for k, v in os.environ.items() if k not in ("NEEDLEPEN_DEVICE", "NO_COLOR", "FORCE_COLOR")}
    environment = {**inherited, "PYTHONPATH": path, "TERM": "xterm-256color", "COLUMNS": "120", **env}
    return [sys.executable, "-m", "needlepen", *args], environment


def on_a_terminal(*args, **env):
    """Everything a command writes to a terminal."""
    command, environment = process(*args, **env)
    master, slave = pty.openpty()
    child = subprocess.Popen(command, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    seen = b""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not select.select([master], [], [], 0.5)[0]:
            continue
        try:
            data = os.read(master, 4096)
        except OSError:
            break
        if not data:
            break
        seen += data
    os.close(master)
    return child.wait(5), seen.decode()


def test_a_terminal_gets_colours_and_a_bar_and_a_pipe_does_not(life, tmp_path):
    db = str(tmp_path / "a.db")
    with ScriptedPen(life, pty=True) as pen:
        code, seen = on_a_terminal("-d", pen.url, "--db", db, "sync")
        assert code == 0 and "\x1b[1;32m✓" in seen and "Syncing" in seen
        code, seen = on_a_terminal("-d", pen.url, "--db", db, "info", NO_COLOR="1")
        assert code == 0 and "● Locked" in seen and "\x1b[3" not in seen and "\x1b[1;3" not in seen
        command, environment = process("-d", pen.url, "--db", str(tmp_path / "b.db"), "sync")
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=15)
        assert done.returncode == 0 and "\x1b" not in done.stdout + done.stderr and "Syncing" not in done.stderr


def test_ctrl_c_is_130_and_keeps_what_came(life, tmp_path):
    play(life, sessions=10, samples=200)

    class Slow(Cable):
        def write(self, buf):
            time.sleep(0.002)
            return super().write(buf)

    with ScriptedPen(life, wrap=Slow) as pen:
        command, environment = process("-d", pen.url, "--db", str(tmp_path / "a.db"), "--json", "sync")
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 10
        while not (tmp_path / "a.db-wal").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=10)
        assert (child.returncode, err.strip()) == (130, "")
        assert json.loads(out)["error"]["name"] == "interrupted"
        command[-1] = "verify"
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=15)
        assert json.loads(done.stdout)["verified"]
        assert 0 < json.loads(done.stdout)["pens"][ID][0]["records"] < len(life.records)


def test_ctrl_c_before_anything_is_loaded_is_no_traceback(tmp_path):
    (tmp_path / "click.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)\n")
    command, environment = process("status")
    environment["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{environment['PYTHONPATH']}"
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=15)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_a_pipe_that_closes_early_is_no_error(life, tmp_path):
    play(life, sessions=10, samples=200)
    db = tmp_path / "history.db"
    with ScriptedPen(life) as pen, Pen.open(pen.url) as open_pen, Store(db) as store:
        open_pen.sync(store)
    command, environment = process("--db", str(db), "export")
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout.readline().startswith(b"pen_id,")
    child.stdout.close()
    assert child.wait(10) == 0
    assert child.stderr.read() == b""
