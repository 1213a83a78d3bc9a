"""`make site-numbers`: the site built anew and measured under Node.js, each figure beside what was promised of it.

Exit code 1: a promise is not kept. Times are of this computer, as busy as it is.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from boards.virtual.demo.scenes.treatment_steps import HEALTHY, WELL
from boards.virtual.site.__main__ import build

SCRIPT = Path(__file__).with_suffix(".mjs")
# figure, unit, promise: at most, or (negative) at least
PROMISES = (
    ("bytes", "bytes in all", 2 << 20),
    ("load_ms", "ms until MicroPython and the world are loaded", None),
    ("first_picture_ms", "ms until READY can be read (load, factory, start)", 3_000),
    ("resting_speed", "x real time, a pen at rest, pictures and texts included", -10),
    ("needles_speed", "x real time, needles on skin, pictures and texts included", -1),
    ("longest_turn_ms", "ms, the longest turn at rest", 100),
    ("longest_needle_turn_ms", "ms, the longest turn with needles", 100),
    ("day_ms", "ms for a day, from the menu to the drawer", None),
)


def measured(site: Path) -> "dict[str, float]":
    """The figures of the site in this folder. Raises CalledProcessError."""
    command = [shutil.which("node") or "node", str(SCRIPT), str(site), *HEALTHY, *WELL]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return {"bytes": sum(sizes), **json.loads(done.stdout)}


def main() -> int:
    """See the module's first line."""
    with TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        figures = measured(Path(folder) / "site")
    broken = False
    for name, what, promise in PROMISES:
        figure = figures[name]
        kept = promise is None or (figure <= promise if promise >= 0 else figure >= -promise)
        said = "" if promise is None else f"  (promised: at {'most' if promise >= 0 else 'least'} {abs(promise):,})"
        print(f"{figure:>12,.{0 if figure >= 100 else 1}f} {what}{said}{'' if kept else '  NOT KEPT'}")
        broken |= not kept
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
