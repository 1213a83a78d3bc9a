"""`make site-picture`: the page's pen refuses needles of 1.0 mm, as a moving picture: boards/virtual/site/PEN.webp.

It plays the first steps of the tour "Try to break it" in a browser. The picture carries a digest of what it shows;
`tests/boards/virtual/site/test_picture.py` compares it. Needs Node.js and Chromium (`make browser-setup`).
"""

import io
import json
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from PIL import Image

from boards.virtual.handle import VirtualPen
from boards.virtual.site import bench_tables, coach
from boards.virtual.tours.break_it import TOUR
from boards.virtual.tours.steps import Step, play
from tests.tools.paths import ROOT

PICTURE = ROOT / "boards" / "virtual" / "site" / "PEN.webp"
MOST_BYTES = 2_000_000
_PAGE = ROOT / "boards" / "virtual" / "site" / "page"
_PARTS = (f"parts/{name}.mjs" for name in ("whole_pen", "tours", "coach"))
_DRAWN_BY = ("index.html", "page.css", "drawings.css", *_PARTS)
_VIEW = {"width": 880, "height": 530}  # what a README has room for
# Of the page: the pen, and below it what is tried and what comes of it
_STYLE = """
header, footer, .stage h2, #pen-said, #offer, #message, #busy, .proofs, #tour .row, .columns {
  display: none !important;
}
.stage { order: -1; }
.guide { display: flex; flex-direction: column; }
#coach { order: 1; }
body { height: 530px; overflow: hidden; }
"""
_STEPS = 2  # up to the refusal
_LAST_MS = 4_000  # so long it stands at the end
_REACHED = f"document.getElementById('tour').dataset.reached === '{_STEPS}'"


def digest() -> str:
    """Of all that is to be seen: words, drawings, and the pen's own screens in these steps."""
    known = sha256(_STYLE.encode())
    for name in _DRAWN_BY:
        known.update((_PAGE / name).read_bytes())
    with VirtualPen() as pen:
        for _, (step, look, _missed) in zip(range(_STEPS), play(pen, TOUR), strict=False):
            known.update(json.dumps([_said(step), look["screen"], look["led"]]).encode())
    known.update(json.dumps([bench_tables.tables()["pen"], coach.table()]).encode())
    return known.hexdigest()


def _said(step: Step) -> list:
    return [step.say, step.sees, step.true, step.rules]


def kept_digest() -> str:
    """That of what the picture shows; "" when there is none."""
    if not PICTURE.exists():
        return ""
    with Image.open(PICTURE) as picture:
        return picture.info.get("xmp", b"").decode()


def main() -> int:
    """Returns an exit code: 1 when there is no browser, or the picture is too large."""
    from boards.virtual.site.__main__ import build
    from tests.boards.virtual.site.served import served
    from tests.host_tools import dashboards

    if missing := dashboards.missing():
        print(f"No picture: {missing}")
        return 1
    with tempfile.TemporaryDirectory() as folder, dashboards.chromium() as browser:
        build(Path(folder) / "site")
        with served(Path(folder) / "site") as url:
            frames = _watched(browser.new_page(color_scheme="light", viewport=_VIEW, device_scale_factor=2), url)
    first, *others = [frame for frame, _ in frames]
    shown_ms = [ms for _, ms in frames]
    how = {"save_all": True, "append_images": others, "duration": shown_ms, "loop": 0, "lossless": True, "method": 6}
    first.save(PICTURE, **how, xmp=digest().encode())
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size // 1000} kB, {len(frames)} frames, {sum(shown_ms) / 1000:.0f} s")
    return int(size > MOST_BYTES)


def _watched(page, url: str) -> "list[tuple[Image.Image, int]]":
    """What a visitor sees of the tour and the pen, each frame with its milliseconds; the same twice is one."""
    page.goto(f"{url}#tour={TOUR.name}")
    page.wait_for_function("document.getElementById('words').textContent.includes('Ready')")
    page.evaluate("document.activeElement.blur()")
    page.add_style_tag(content=_STYLE)
    seen: list[tuple[Image.Image, float]] = []
    reached = ended = False
    while not ended:
        if not reached and page.evaluate("document.getElementById('tour').dataset.reached === '1'"):
            reached = True
            page.wait_for_timeout(1_500)
            page.evaluate("document.getElementById('tour-next').click()")
        ended = page.evaluate(_REACHED)
        frame = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        if not seen or frame.tobytes() != seen[-1][0].tobytes():
            seen.append((frame, time.monotonic()))
    times = [at for _, at in seen]
    lasts = [round(1000 * (after - at)) for at, after in zip(times, times[1:], strict=False)] + [_LAST_MS]
    return [(frame, ms) for (frame, _), ms in zip(seen, lasts, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
