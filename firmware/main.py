"""Starts the pen. How it starts is in `slots.py`, which is compiled: here every line costs a start 0.6 ms.

The port's own modules are put where every import looks first: else each one asks the file system for a file of that
name, which takes 2 to 10 ms, some 40 times in a start.
"""

import sys

_path = sys.path[:]
sys.path.clear()  # so an import takes what the port has
for _name in ("array", "binascii", "errno", "io", "machine", "struct", "time"):
    sys.modules.setdefault(_name, __import__(_name))
sys.path.extend(_path)

import slots  # noqa: E402 - after what it imports

slots.run()
