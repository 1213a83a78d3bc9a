"""Run by test_chip.py on MicroPython: after a collection the small gaps of the heap are filled with nothing.

Arguments: the repository's root. Prints "ok" at the end.
"""

import gc
import sys

root = sys.argv[1]
for folder in ("", "/firmware", "/boards/virtual/dropin"):
    sys.path.insert(0, root + folder)

from pen.hal.chip import close_gaps  # noqa: E402

kept = [None] * 2_000
gc.collect()
for at in range(2_000):
    kept[at] = object()
highest = id(kept[-1])
for at in range(0, 2_000, 2):  # every other block
    kept[at] = None
for _ in range(2):
    gc.collect()
    assert id(object()) < highest  # what is new lies in a gap
    close_gaps()
    assert id(object()) > highest
used = gc.mem_alloc()
close_gaps()
assert gc.mem_alloc() - used < 5_000  # nothing is left to be filled
gc.collect()
assert gc.mem_alloc() < used - 1_000 * 32  # what was filled was nobody's
print("ok")
