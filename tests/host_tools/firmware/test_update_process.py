"""`needlepen fw update` as a process of its own: killed, interrupted, and run again; over a pty as over USB."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.host_tools.firmware.test_update_pen import NEW
from tests.host_tools.scripted_slots import UpdatingPen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and ptys of POSIX")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def pen():
    with UpdatingPen(pty=True) as running:
        running.controller.confirmed = True
        running.slots.slow_s = 0.02
        yield running


@pytest.fixture
def tool(pen, tmp_path):
    (tmp_path / "new.np").write_bytes(NEW.data)
    folders = (ROOT / "host_tools", ROOT / "firmware", ROOT / "boards" / "virtual" / "dropin_cpython")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}

    def start():
        command = [sys.executable, "-m", "needlepen", "fw", "update", str(tmp_path / "new.np"), "--yes", "--json"]
        command += ["-d", pen.url, "--db", str(tmp_path / "history.db")]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def half(pen):
    """Wait until about half of the bundle is there."""
    end = time.monotonic() + 30
    while pen.slots.taken < len(NEW.data) // 3 and time.monotonic() < end:
        time.sleep(0.005)
    assert pen.slots.taken < len(NEW.data)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_killed_in_the_middle_the_next_run_goes_on(pen, tool, how, code):
    first = tool()
    half(pen)
    first.send_signal(how)
    out, _ = first.communicate(timeout=30)
    assert first.returncode == code
    if how == signal.SIGINT:
        assert json.loads(out)["error"]["code"] == 130
    assert pen.slots.version == (0, 1, 0)
    second = tool()
    out, err = second.communicate(timeout=60)
    assert second.returncode == 0, out + err
    done = json.loads(out)["update"]
    assert done["resumed_at"] > NEW.head_size and done["to_version"] == "0.2.0"
    assert bytes(pen.slots.files[1]) == NEW.data and pen.slots.version == (0, 2, 0)
