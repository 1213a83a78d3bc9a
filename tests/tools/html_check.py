"""`make html-check`: is every page that the laptop tool writes, the demo's story and the site's pages valid HTML?

Asks judges that others keep: the W3C's checker (vnu, in Java) and html-validate (Node.js), and TypeScript for the types
of the site's JavaScript. They come from npm, pinned in `html/package-lock.json`. Prints what they object to; the exit
code is 1 then, and 2 when one of them cannot run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from boards.virtual.site.__main__ import build
from tests.tools.paths import ROOT

_JUDGES = Path(__file__).parent / "html"
_VNU = _JUDGES / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
_RULES = _JUDGES / ".htmlvalidate.json"
_PLACES = ("/compare", "/summary")  # of the dashboard, beside its first page
_LONGEST_S = 300
# Each of the site's scripts asks for it (`@ts-check`); MicroPython's own does not
_TYPES = ("--allowJs", "--noEmit", "--strict", "--target", "esnext", "--module", "esnext")
_TYPES += ("--moduleResolution", "bundler")


def main() -> int:
    """Returns an exit code."""
    if missing := [name for name in ("java", "npm", "npx") if not shutil.which(name)]:
        print(f"The pages were not judged: {', '.join(missing)} missing (Debian: apt install npm default-jre-headless)")
        return 2
    if (
        not (_VNU.exists() and (_JUDGES / "node_modules" / "typescript").exists())
        and subprocess.run(_command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")).returncode
    ):
        return 2
    with tempfile.TemporaryDirectory() as name:
        pages = [str(path) for path in written(Path(name))]
        build(Path(name) / "site")
        pages += [str(page) for page in sorted((Path(name) / "site").glob("*.html"))]
        judges = {
            "vnu": ("java", "-jar", str(_VNU), "--errors-only", "--stdout", *pages),
            "html-validate": _command("npx", "html-validate", "--config", str(_RULES), *pages),
        }
        bad = 0
        for judge, command in judges.items():
            code = subprocess.run(command, timeout=_LONGEST_S).returncode
            print(f"{judge}: {len(pages)} pages, {'valid' if not code else 'not valid, see above'}")
            bad += bool(code)
        scripts = [str(Path(name) / "site" / script) for script in ("page.mjs", "worker.mjs", "native_worker.mjs")]
        code = subprocess.run(_command("npx", "tsc", *_TYPES, *scripts), timeout=_LONGEST_S).returncode
        print(f"tsc: the site's scripts, {'types agree' if not code else 'types disagree, see above'}")
        bad += bool(code)
    return 1 if bad else 0


def _command(program: str, *arguments: str) -> "tuple[str, ...]":
    return program, "--prefix", str(_JUDGES), *arguments


def written(place: Path) -> "list[Path]":
    """The pages of an invented half year and of an empty history, and the demo's story where it was played."""
    from needlepen.report import page

    from tests.host_tools import long_life
    from tests.host_tools.dashboard.visits import Visit

    os.environ.update(NEEDLEPEN_NOW=str(long_life.NOW), TZ="UTC0")
    time.tzset()
    found = {}
    with long_life.remember(long_life.half_a_year(), place / "history.db") as store:
        long_life.write_diary(store, place)
        found["report"] = page.report(store, store.pens())
        found["dermatologist"] = page.for_dermatologist(store, store.pens()[0])
    visit = Visit(place / "history.db")
    found |= {f"dashboard{at.replace('/', '-')}": visit.page(at) for at in ("/", *_PLACES)}
    found["empty"] = Visit(place / "none.db").page()
    story = ROOT / "build" / "demo" / "story.html"
    if story.exists():
        found["story"] = story.read_text(encoding="utf-8")
    files = []
    for name, html in found.items():
        files.append(place / f"{name}.html")
        files[-1].write_text(html, encoding="utf-8")
    return files


if __name__ == "__main__":
    sys.exit(main())
