"""The demo, played once and recorded, so that all tests that read its results share one run.

Tests run in several processes. The first one that needs the run plays it, and the others wait until it is there.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LONGEST_S = 900  # it takes half a minute on a quiet machine


def recorded(folder: Path) -> "tuple[Path, subprocess.CompletedProcess[str]]":
    """The folder with the results of the demo, and how its process ended.

    Raises TimeoutError when another process began to play it and has not ended in time.
    """
    end = folder.with_suffix(".json")
    try:
        folder.mkdir()
    except FileExistsError:
        return folder, _awaited(end)
    done = _played(folder)
    written = end.with_suffix(".new")
    written.write_text(json.dumps([done.args, done.returncode, done.stdout, done.stderr]), encoding="utf-8")
    written.replace(end)
    return folder, done


def _awaited(end: Path) -> "subprocess.CompletedProcess[str]":
    latest_s = time.monotonic() + LONGEST_S
    while not end.exists():
        if time.monotonic() > latest_s:
            raise TimeoutError("the demo that another process of these tests plays does not end")
        time.sleep(0.2)
    return subprocess.CompletedProcess(*json.loads(end.read_text(encoding="utf-8")))


def _played(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "boards.virtual.demo", "--fast", "--out", str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )
