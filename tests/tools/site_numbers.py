"""`make site-numbers`: the site, built anew, measured under Node.js and in a browser, beside what was promised of it.

Exit code 1: a promise is not kept. Times are of this computer, as busy as it is.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
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
    ("browser_first_ms", "ms in the browser, from the link to READY", 3_000),
    ("browser_press_ms", "ms in the browser, from letting go of a key to another picture, middle of 20", None),
    ("own_press_ms", "ms of these the pen takes itself: debouncing, thinking, I2C", None),
    ("added_press_ms", "ms of these worker and page add", 100),
    ("browser_frames", "pictures a second of the page while the worker computes", -50),
)

# Runs in the page before its own scripts: when READY could be read, how long after a key the canvas changes, pictures
IN_PAGE = """
window.numbers = { first_ms: 0, press_ms: [], frames: 0, frames_s: 0 };
let pressed = 0, shown = "", began = 0;
addEventListener("keyup", () => (pressed = performance.now()), true);
function look(now) {
  const words = document.getElementById("words"), canvas = document.getElementById("screen");
  if (!numbers.first_ms && words?.textContent.includes("Ready")) began = numbers.first_ms = now;
  if (began) (numbers.frames += 1), (numbers.frames_s = (now - began) / 1000);
  if (pressed) {
    const picture = canvas.toDataURL();
    if (shown && picture !== shown) numbers.press_ms.push(now - pressed), (pressed = 0), (shown = "");
    else shown = picture;
  }
  requestAnimationFrame(look);
}
requestAnimationFrame(look);
"""


def measured(site: Path) -> "dict[str, float]":
    """The figures of the site in this folder. Raises CalledProcessError."""
    command = [shutil.which("node") or "node", str(SCRIPT), str(site), *HEALTHY, *WELL]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return {"bytes": sum(sizes), **json.loads(done.stdout)}


def measured_in_browser(site: Path) -> "dict[str, float]":
    """The figures that only a browser has; none where there is no browser."""
    from tests.boards.virtual.site.served import served
    from tests.host_tools import dashboards

    if why := dashboards.missing():
        print(f"Nothing was measured in a browser: {why}")
        return {}
    with dashboards.chromium() as browser, served(site) as url:
        page = browser.new_page()
        page.add_init_script(IN_PAGE)
        page.goto(url + "#seed=1")
        page.wait_for_function("window.numbers?.first_ms")
        for _ in range(20):
            page.wait_for_timeout(700)
            page.keyboard.press("ArrowDown", delay=120)
        page.wait_for_timeout(700)
        seen = page.evaluate("window.numbers")
    return {
        "browser_first_ms": seen["first_ms"],
        "browser_press_ms": median(seen["press_ms"]),
        "browser_frames": seen["frames"] / seen["frames_s"],
    }


def main() -> int:
    """See the module's first line."""
    with TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        figures = measured(Path(folder) / "site") | measured_in_browser(Path(folder) / "site")
    if "browser_press_ms" in figures:
        figures["added_press_ms"] = figures["browser_press_ms"] - figures["own_press_ms"]
    broken = False
    for name, what, promise in PROMISES:
        if name not in figures:
            continue
        figure = figures[name]
        kept = promise is None or (figure <= promise if promise >= 0 else figure >= -promise)
        said = "" if promise is None else f"  (promised: at {'most' if promise >= 0 else 'least'} {abs(promise):,})"
        print(f"{figure:>12,.{0 if figure >= 100 else 1}f} {what}{said}{'' if kept else '  NOT KEPT'}")
        broken |= not kept
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
