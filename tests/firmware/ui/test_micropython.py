"""The same pictures on MicroPython as on CPython, bit for bit, and a redraw that hardly allocates."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from boards.virtual.handle import find_micropython

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FIRMWARE = ROOT / "firmware"
MICROPYTHON = os.environ.get("MICROPYTHON") or find_micropython()
RUNNING_MOST_BYTES = 4_096  # on a 64-bit port; the chip's objects are half as large
ANY_MOST_BYTES = 8_192

needs_micropython = pytest.mark.skipif(
    not MICROPYTHON, reason="NO MICROPYTHON FOUND: the screens were not checked on it"
)


def run(command, **environment):
    done = subprocess.run(
        [*command, str(HERE / "checksum.py")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def on_micropython():
    return run([MICROPYTHON], MICROPYPATH="%s:%s:.frozen" % (FIRMWARE, ROOT))


@needs_micropython
def test_micropython_draws_the_same_bytes(on_micropython):
    shim = "import tests.firmware.ui.conftest, runpy, sys; runpy.run_path(sys.argv[1])"
    on_cpython = run([sys.executable, "-c", shim], PYTHONPATH="%s:%s" % (FIRMWARE, ROOT))
    assert len(on_cpython) > 500 and on_cpython == on_micropython[:-1]


@needs_micropython
def test_a_redraw_hardly_allocates(on_micropython):
    running, worst = map(int, on_micropython[-1].split()[1:])
    assert running <= RUNNING_MOST_BYTES and worst <= ANY_MOST_BYTES, (running, worst)
