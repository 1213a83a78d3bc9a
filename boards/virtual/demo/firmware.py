"""The little that the demo and the live pen know of the firmware: the names of reasons, and its letters.

Makes the firmware's pure modules importable on CPython. The firmware itself runs in the pen's own process.
"""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
for _folder in ("firmware", "boards/virtual/dropin_cpython"):  # at the end: what is installed goes first
    if str(_ROOT / _folder) not in sys.path:
        sys.path.append(str(_ROOT / _folder))

from pen.formats import reasons  # noqa: E402
from pen.ui import font  # noqa: E402
from pen.ui.canvas import CELL, Canvas  # noqa: E402
from pen.ui.pieces import large  # noqa: E402

__all__ = ["CELL", "Canvas", "font", "large", "reasons"]
