"""The pen in the browser, from inside its interpreter: `answer(text)` does one command, as in `process.py`.

`page/pen.mjs` has put this world's files into Emscripten's file system, mounted that at /host (as `process.py` mounts
the computer's) and imports this. "/" is the pen's own flash from then on. It differs from a pen in a process in four
things: `vfs` keeps the pen's files in memory, heap locks are counted only, commands come as calls, and no real cable
can be plugged in.
"""

import gc
import sys

# As in process.py: the bottom of the heap is kept for what is short-lived, where the search for free heap begins.
SHORT_LIVED_BYTES = 4 << 20
CLEAR_BYTES = 3 << 20
short_lived = [bytearray(SHORT_LIVED_BYTES)]

from boards.virtual.site.inside import counted_locks  # noqa: E402

sys.modules["micropython"] = counted_locks  # from here on who imports `micropython` or `vfs` gets ours

from boards.virtual.site.inside import memory_vfs  # noqa: E402

sys.modules["vfs"] = memory_vfs

from boards.RPI_PICO import board  # noqa: E402
from boards.virtual.bench import Bench, Wire  # noqa: E402
from boards.virtual.serial_line import SerialLine  # noqa: E402
from boards.virtual.site.inside.page_commands import PageCommands  # noqa: E402
from boards.virtual.world import World  # noqa: E402

line = SerialLine(Wire())
commands = PageCommands(Bench(World(seed=1), line, board), line, "")
short_lived.clear()
gc.collect()
gc.threshold(CLEAR_BYTES)


def answer(text: str) -> str:
    """Do one command; the answer, both JSON."""
    return commands.answer(text.encode()).decode()
