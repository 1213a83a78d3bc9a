"""Whoever changes one thing runs the tests of one folder: each can be collected by itself."""

import subprocess
import sys

import pytest

from tests.tools.paths import ROOT

FIRMWARE = ROOT / "tests" / "firmware"
FOLDERS = sorted({test.parent for test in FIRMWARE.rglob("test_*.py")} - {FIRMWARE})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folder_can_be_collected_alone(folder):
    """In a process of its own: nothing that another folder prepares may be needed."""
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "--collect-only", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2_000:]


COMMANDS = sorted(
    path for path in (ROOT / "tests" / "tools").glob("*.py") if f"python -m tests.tools.{path.stem}" in path.read_text()
)


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_that_a_docstring_names_finds_its_modules(path):
    """Also where no make target has prepared anything for it."""
    command = [sys.executable, "-c", f"import tests.tools.{path.stem}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
