"""`make guide`: the owner's guide, firmware/GUIDE.md, as a page to print, build/guide/guide.html, and as a PDF.

The PDF needs Chromium (`make browser-setup`) and is left out without it. It draws firmware/GUIDE.png anew: the screens
of the guide, each as `make screens` draws it. `tests/tools/test_guide.py` compares words, numbers and picture.
"""

import base64
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from boards.tools import languages
from tests.tools import screens
from tests.tools.paths import ROOT

GUIDE = ROOT / "firmware" / "GUIDE.md"
PICTURE = ROOT / "firmware" / "GUIDE.png"
OUT = ROOT / "build" / "guide"
COLUMNS = 4
# Label in the gallery (tests/firmware/ui/gallery.py), and what the guide calls it; at most 21 letters with its number.
SHOWN = (
    ("menu: zone", "choose the zone"),
    ("menu: depth", "and the depth"),
    ("start: today", "START says more"),
    ("today 8", "a question"),
    ("disinfect 192 s", "alcohol"),
    ("drying", "let it dry"),
    ("armed", "ready to start"),
    ("let go", "let go"),
    ("in the air", "in the air"),
    ("touch the skin", "touch"),
    ("second pass", "glide"),
    ("too hard", "too hard"),
    ("next zone", "a pause"),
    ("receipt 1", "the receipt"),
    ("home, days later", "at home"),
    ("no: 11", "a no"),
)
_STYLE = """
@page { size: A4; margin: 17mm 17mm 19mm; @bottom-center { content: counter(page) " / " counter(pages);
  font: 9pt sans-serif } }
html { color-scheme: light; background: #fff; color: #111; font: 11pt/1.42 "DejaVu Sans", Arial, sans-serif }
body { max-width: 46rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.9em; margin: 0 0 .4em } h2 { font-size: 1.35em; margin: 1.3em 0 .4em; border-bottom: 1px solid #888 }
h3 { font-size: 1.1em; margin: 1em 0 .3em } h2, h3 { break-after: avoid }
p, ul, ol { margin: .45em 0; orphans: 3; widows: 3 } li { margin: .2em 0 } img { width: 100%; break-inside: avoid }
table { border-collapse: collapse; width: 100%; margin: .5em 0; font-size: .9em }
th, td { border: 1px solid #999; padding: .25em .45em; text-align: left; vertical-align: top }
th { background: #eee } tr { break-inside: avoid } thead { display: table-header-group } a { color: #004a99 }
@media print { body { max-width: none; padding: 0 } html { font-size: 9.5pt } }
"""
_QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def picture() -> Image.Image:
    """The screens of the guide, numbered as it numbers them."""
    frames = {label: frame for _, label, frame in screens.shots()}
    named = [("", f"{i + 1} {name}", frames[label]) for i, (label, name) in enumerate(SHOWN)]
    return screens.contact_sheet(named, COLUMNS)


def anchor(heading: str) -> str:
    """What a link to a heading says, as on GitHub."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def page(text: str) -> str:
    """The guide as one HTML file, with its picture in it. Links to other files of the project are only their words."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[at + 1].content))
    body = MarkdownIt("commonmark").enable("table").renderer.render(tokens, MarkdownIt().options, {})
    body = re.sub(r'<a href="(?!#)[^"]*">(.*?)</a>', r"\1", body, flags=re.S)
    drawn = base64.b64encode(PICTURE.read_bytes()).decode()
    body = body.replace('src="GUIDE.png"', f'src="data:image/png;base64,{drawn}"')
    title = text.splitlines()[0].lstrip("# ")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>needlepen: {title}</title>'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head>\n<body>\n{body}</body></html>\n'
    )


def print_it(html: Path, pdf: Path) -> bool:
    """False: there is no Chromium."""
    from tests.host_tools.dashboards import browser_path

    browser = browser_path()
    if not browser:
        return False
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *_QUIET, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", html.as_uri()]
        subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return True


def main() -> int:
    """Writes picture, page and PDF. Returns an exit code."""
    languages.use(languages.ENGLISH)
    picture().save(PICTURE, optimize=True)
    OUT.mkdir(parents=True, exist_ok=True)
    html, pdf = OUT / "guide.html", OUT / "guide.pdf"
    html.write_text(page(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
    made = [PICTURE, html] + [pdf] * print_it(html, pdf)
    print(", ".join(str(one.relative_to(ROOT)) for one in made))
    if pdf not in made:
        print("No PDF: there is no Chromium (make browser-setup)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
