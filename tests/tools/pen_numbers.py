"""`make pen-numbers`: how soon a fresh clone has a page that can be used (`make pen`), and how quick that page is.

Clones what is committed, runs `make pen` there, and waits until READY can be read: in a browser, or by the page's own
messages where there is none. Packages come from pip's cache as far as it has them. Exit code 1: a promise is not kept.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from boards.virtual.live.page import NO_BROWSER
from tests.boards.virtual.live_page import Page
from tests.host_tools import dashboards
from tests.tools.paths import ROOT
from tests.tools.site_numbers import IN_PAGE

PROMISES = (
    ("set_up_s", "s from a clone's `make pen` until it has printed its address", None),
    ("usable_s", "s from a clone's `make pen` until READY can be read", 60),
    ("again_s", "s the second time", None),
    ("press_ms", "ms in the browser, from letting go of a key to another picture, middle of 20", None),
    ("frames", "pictures a second of the page", -50),
)


class MakePen:
    """`make pen` in a clone, until it is closed."""

    def __init__(self, clone: Path) -> None:
        kept = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV", "PYTHONPATH")
        env = {name: value for name, value in os.environ.items() if name not in kept} | {NO_BROWSER: "1"}
        self.began_s = time.monotonic()
        self._make = subprocess.Popen(
            ["make", "pen"], cwd=clone, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self._make.stdout
        self.url = ""
        for line in self._make.stdout:
            print(f"  | {line}", end="")
            if found := re.search(r"http://\S+/", line):
                self.url = found[0]
                break
        self.printed_s = time.monotonic() - self.began_s

    def __enter__(self) -> "MakePen":
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._make.pid, signal.SIGINT)
        self._make.communicate(timeout=60)


def in_browser(url: str, numbers: bool) -> "dict[str, float]":
    """Returns when READY could be read; with figures of the page, if they are asked for."""
    with dashboards.chromium() as browser:
        page = browser.new_context(bypass_csp=True).new_page()
        page.add_init_script(IN_PAGE)
        page.goto(url)
        page.wait_for_function("window.numbers?.first_ms")
        if not numbers:
            return {}
        for _ in range(20):
            page.wait_for_timeout(700)
            page.keyboard.press("ArrowDown", delay=120)
        page.wait_for_timeout(700)
        seen = page.evaluate("window.numbers")
    return {"press_ms": median(seen["press_ms"]), "frames": seen["frames"] / seen["frames_s"]}


def by_messages(url: str) -> None:
    """The same without a browser: a pen from the factory, started."""
    Page(url).take().begin()


def measured(clone: Path) -> "dict[str, float]":
    """Measure all figures of the page in a fresh clone. Raises CalledProcessError."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    why = dashboards.missing()
    if why:
        print(f"Nothing is measured in a browser: {why}")
    figures: dict[str, float] = {}
    for name in ("usable_s", "again_s"):
        with MakePen(clone) as made:
            by_messages(made.url) if why else in_browser(made.url, False)
            figures[name] = time.monotonic() - made.began_s
            figures.setdefault("set_up_s", made.printed_s)
            if name == "again_s" and not why:
                time.sleep(3)  # the page before has let go
                figures |= in_browser(made.url, True)
    return figures


def main() -> int:
    """See the module's first line."""
    with TemporaryDirectory() as folder:
        figures = measured(Path(folder) / "clone")
    broken = False
    for name, what, promise in PROMISES:
        if name in figures:
            figure = figures[name]
            kept = promise is None or (figure <= promise if promise >= 0 else figure >= -promise)
            said = "" if promise is None else f"  (promised: at {'most' if promise >= 0 else 'least'} {abs(promise)})"
            print(f"{figure:>12,.{0 if figure >= 100 else 1}f} {what}{said}{'' if kept else '  NOT KEPT'}")
            broken |= not kept
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
