"""Starts the pen; how, is in `slots.py`, which is compiled: here every line costs a start 0.6 ms."""

import sys

path = sys.path[:]
sys.path[:] = []  # with nowhere to look, the port's own modules are found at once, and kept
for name in ("machine", "struct", "time", "select", "io", "os", "binascii", "hashlib", "errno"):
    if name not in sys.modules:
        sys.modules[name] = __import__(name)
sys.path[:] = path
import slots  # noqa: E402

slots.run()
