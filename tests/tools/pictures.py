"""`make pictures`: draw report and dashboard of an invented half year, as their readers see them, for the READMEs.

host_tools/REPORT.png by day and by night; host_tools/DASHBOARD.png with a pen plugged in, on a screen by day and on a
telephone by night. Needs Chromium and Playwright (`make browser-setup`); the tests compare no pictures.
"""

import io
import os
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from tests.tools.paths import ROOT

REPORT = ROOT / "host_tools" / "REPORT.png"
DASHBOARD = ROOT / "host_tools" / "DASHBOARD.png"
_PAGE = (1_000, 1_300)  # of the report, pixels
_SCREEN, _PHONE = (1_280, 1_160), (400, 1_160)


def main() -> int:
    """Returns an exit code: 1 when there is no browser."""
    from tests.host_tools import dashboards, long_life

    if missing := dashboards.missing():
        print(f"No pictures: {missing}")
        return 1
    os.environ.update(NEEDLEPEN_NOW=str(long_life.NOW), TZ="UTC0")
    time.tzset()
    with tempfile.TemporaryDirectory() as name, dashboards.chromium() as browser:
        place = Path(name)
        with long_life.remember(long_life.half_a_year(), place / "history.db") as store:
            long_life.write_diary(store, place)
            _kept(REPORT, _report(browser, store, place))
        _kept(DASHBOARD, _dashboard(browser, place / "history.db"))
    return 0


def _report(browser, store, place):
    from needlepen.report import page

    file = place / "report.html"
    file.write_text(page.report(store, store.pens()), encoding="utf-8")
    return [_seen(browser, file.as_uri(), scheme, _PAGE) for scheme in ("light", "dark")]


def _dashboard(browser, history):
    from tests.host_tools import dashboards, long_life
    from tests.host_tools.scripted_pen import ScriptedPen

    with ScriptedPen(long_life.today()) as pen, dashboards.dashboard(history, pen.url) as url:
        sizes = (("light", _SCREEN), ("dark", _PHONE))
        return [_seen(browser, url, scheme, size, wait="#device .facts") for scheme, size in sizes]


def _seen(browser, url, scheme, size, wait="h1"):
    """The top of a page."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    page.goto(url)
    page.wait_for_selector(wait)
    drawn = page.screenshot()
    page.close()
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def _kept(file: Path, parts) -> None:
    """Save the parts beside each other as one picture."""
    whole = Image.new("RGB", (sum(part.width for part in parts), max(part.height for part in parts)))
    at = 0
    for part in parts:
        whole.paste(part, (at, 0))
        at += part.width
    whole.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
