"""S16: no control step makes a number of 2**30 or more, which the chip could only hold on the heap.

Two ways to see it: interval arithmetic over the source of the core (every sum and product,
`tests/tools/small_integers.py`) and the core run at its ends on a MicroPython with small integers of 31 bits, as the
chip's: the WebAssembly build, under Node.js. CPython and the unix port have 63 bits and see nothing.
"""

import os
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from tests.tools import small_integers

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PACKAGE = ROOT / "boards/virtual/rp2040/node_modules/@micropython/micropython-webassembly-pyscript"


def test_s16_no_sum_of_the_core_can_reach_two_to_the_30():
    found = [line for path in sorted(small_integers.CORE.rglob("*.py")) for line in small_integers.too_large(path)]
    assert found == []


def test_what_is_accepted_is_still_there():
    used = set().union(*(small_integers.looked_at(path).used for path in small_integers.CORE.rglob("*.py")))
    assert set(small_integers.ACCEPTED) <= used


@pytest.mark.parametrize(
    "line",
    [
        "x = (proven_s - self._s) * 1_000",
        "x = ledger.lock_from_s + proven_s",
        "x = now_ms + 100",
        "self._end_ms = now_ms + for_ms",
        "self._sum_ms += elapsed_ms(now_ms, then_ms)",
        "x = 1 << 30",
        "x = strokes * 1_000 // for_ms",
    ],
)
def test_s16_the_check_finds_such_sums(line):
    assert small_integers.too_large(Path("planted.py"), line)


@pytest.mark.parametrize(
    "line",
    [
        "x = (now_ms - then_ms) & TICKS_MASK",
        "x = SESSION_WINDOW_S - (proven_s - ledger.lock_from_s)",
        "x = measured_um * 100",
        "x = min(now_ms, 5_000) * 1_000",
    ],
)
def test_the_check_lets_others_pass(line):
    assert small_integers.too_large(Path("planted.py"), line) == []


# --- on 31-bit integers --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def webassembly() -> "list[str]":
    """The command that runs a script of this folder; skipped loudly where something is missing."""
    node = shutil.which("node")
    if node is None or not PACKAGE.is_dir():
        what = "Node.js" if node is None else "MicroPython for WebAssembly"
        warnings.warn(f"NO {what}: the core is not run on 31-bit integers", stacklevel=1)
        pytest.skip(f"{what} IS MISSING: the core on 31-bit integers (make emulator-setup)")
    return [node, str(HERE / "small_integers.mjs"), str(PACKAGE)]


def run(command: "list[str]", script: str) -> "list[str]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    arguments = [*command, str(HERE / script), str(ROOT / "firmware"), str(HERE)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, env=environment)
    assert done.returncode == 0, done.stdout[-1_000:] + done.stderr[-2_000:]
    return done.stdout.splitlines()


def test_s16_the_core_at_the_ends_of_its_numbers_needs_no_heap(webassembly):
    said = run(webassembly, "extremes.py")
    assert said[-1] == "failed 0", "\n".join(said)


def test_s16_a_whole_treatment_on_31_bit_integers(webassembly):
    said = run(webassembly, "digest.py")
    assert said[-1] == "heap locked"
