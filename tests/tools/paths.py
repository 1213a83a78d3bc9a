"""Where the tools beside the tests find what they import: as `pythonpath` in pyproject.toml lets the tests find it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATHS = [
    str(ROOT / folder)
    for folder in ("", "firmware", "host_tools", "boards/virtual/dropin", "boards/virtual/dropin_cpython")
]
sys.path[:0] = [path for path in PATHS if path not in sys.path]
