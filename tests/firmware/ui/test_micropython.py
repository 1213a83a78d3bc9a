"""The same pictures on MicroPython as on CPython; a redraw hardly allocates, and with needles moving nothing does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pen.core.states import fault, locked

from boards.virtual.handle import find_micropython
from tests.firmware.ui.prepared_pens import LATCHED, PAGES

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FIRMWARE = ROOT / "firmware"
MICROPYTHON = os.environ.get("MICROPYTHON") or find_micropython()
ANY_MOST_BYTES = 8_192  # on a 64-bit port; the chip's objects are half as large

needs_micropython = pytest.mark.skipif(
    not MICROPYTHON, reason="NO MICROPYTHON FOUND: the screens were not checked on it"
)


def test_the_scenes_know_how_many_pages_and_which_phase():
    assert (PAGES, LATCHED) == (locked._PAGES, fault._LATCHED)


def run(command, script="checksum.py", **environment):
    done = subprocess.run(
        [*command, str(HERE / script)],
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


@pytest.fixture(scope="module")
def in_a_run():
    return run([MICROPYTHON], "allocation.py", MICROPYPATH="%s:%s:.frozen" % (FIRMWARE, ROOT))


@needs_micropython
def test_micropython_draws_the_same_bytes(on_micropython):
    shim = "import tests.firmware.ui.conftest, runpy, sys; runpy.run_path(sys.argv[1])"
    on_cpython = run([sys.executable, "-c", shim], PYTHONPATH="%s:%s" % (FIRMWARE, ROOT))
    assert len(on_cpython) > 500 and on_cpython == on_micropython[:-1]


@needs_micropython
def test_a_redraw_hardly_allocates(on_micropython):
    assert int(on_micropython[-1].split()[1]) <= ANY_MOST_BYTES


@needs_micropython
@pytest.mark.parametrize("what, least", [("piece", 25), ("step", 400)])
def test_with_needles_moving_nothing_is_allocated(in_a_run, what, least):
    """A garbage collection takes longer than the needle drive's fuel lasts (S4): a run must not need one."""
    spent = [int(line.split()[1]) for line in in_a_run if line.startswith(what)]
    assert len(spent) >= least and sum(spent) == 0, spent
