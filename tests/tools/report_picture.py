"""Draw the report of an invented half year into host_tools/REPORT.png, by day and by night: what its reader sees.

Needs Chromium. The picture is for the README; the report's tests need none.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
for folder in ("boards/virtual/dropin_cpython", "firmware", "host_tools", ""):
    sys.path.insert(0, str(ROOT / folder))

PICTURE = ROOT / "host_tools" / "REPORT.png"
_WIDTH, _HEIGHT = 1_000, 1_300  # pixels of each half
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Returns an exit code: 1 when there is no browser."""
    from tests.host_tools import long_life

    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not browser:
        print("This needs Chromium: apt install chromium")
        return 1
    os.environ.update(NEEDLEPEN_NOW=str(long_life.NOW), TZ="UTC0")
    time.tzset()
    from needlepen.report import page

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        with long_life.remember(long_life.half_a_year(), place / "history.db") as store:
            long_life.write_diary(store, place)
            text = page.report(store, store.pens())
        whole = Image.new("RGB", (2 * _WIDTH, _HEIGHT))
        for at, scheme in enumerate(("light", "dark")):
            whole.paste(_seen(browser, text, scheme, place), (at * _WIDTH, 0))
    whole.save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1000} kB")
    return 0


def _seen(browser: str, text: str, scheme: str, place: Path) -> Image.Image:
    """The top of the page; the style sheet is told which scheme it is, as no option of the browser is stable."""
    told = text.replace("(prefers-color-scheme: dark)", "all" if scheme == "dark" else "not all")
    source, drawn = place / f"{scheme}.html", place / f"{scheme}.png"
    source.write_text(told, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--user-data-dir={place / 'profile'}", f"--window-size={_WIDTH},{_HEIGHT}"]
    subprocess.run([*command, f"--screenshot={drawn}", source.as_uri()], check=True, capture_output=True, timeout=120)
    return Image.open(drawn).convert("RGB").crop((0, 0, _WIDTH, _HEIGHT))


if __name__ == "__main__":
    sys.exit(main())
