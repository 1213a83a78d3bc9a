"""The site's file system in memory against littlefs: the same operations, the same results and errors."""

import subprocess
from pathlib import Path

from boards.virtual.handle import find_micropython
from tests.boards.virtual.test_micropython import needs_micropython

HERE = Path(__file__).parent
ROOT = HERE.parents[3]


@needs_micropython
def test_the_same_operations_give_the_same_results_as_on_littlefs():
    command = [find_micropython(), "-X", "heapsize=16M", str(HERE / "script_memory_vfs.py"), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    *differences, compared = done.stdout.splitlines()
    assert differences == []
    assert int(compared) > 4_000
