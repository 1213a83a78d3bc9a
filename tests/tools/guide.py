"""`make guide`: the owner's guide and the builder's book to print: pages and PDFs in build/guide/.

The guide is firmware/GUIDE.md and its translations, each `guide-….html`, `guide-….pdf`; the book is `builder.html`,
`builder.pdf` (boards/documents). PDFs need Chromium (`make browser-setup`) and are left out without it. It draws the
guides' pictures anew, of the screens that `make screens` has drawn. `test_guide.py`, `test_guide_translated.py` and
`test_guide_pages.py` compare words, numbers and pictures.
"""

import base64
import html
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from boards.documents import builder, guide
from boards.tools import languages
from tests.tools import screens
from tests.tools.paths import ROOT

OUT = ROOT / "build" / "guide"
# Labels in the gallery (tests/firmware/ui/gallery.py) of the screens that the guides show
SHOWN = (
    "menu: zone",
    "menu: depth",
    "start: today",
    "today 8",
    "disinfect 192 s",
    "drying",
    "armed",
    "let go",
    "in the air",
    "touch the skin",
    "second pass",
    "too hard",
    "next zone",
    "receipt 1",
    "home, days later",
    "no: 11",
)
_STYLE = """
@page { size: A4; margin: 13mm 14mm 16mm; @bottom-center { content: counter(page) " / " counter(pages);
  font: 9pt sans-serif } }
html { color-scheme: light; background: #fff; color: #111; font: 11pt/1.42 "DejaVu Sans", Arial, sans-serif }
body { max-width: 46rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.9em; margin: 0 0 .4em } h2 { font-size: 1.35em; margin: 1.3em 0 .4em; border-bottom: 1px solid #888 }
h3 { font-size: 1.1em; margin: 1em 0 .3em } h2, h3 { break-after: avoid }
p, ul, ol { margin: .45em 0; orphans: 3; widows: 3 } li { margin: .2em 0 } img { width: 100%; height: auto }
figure { margin: 0; break-inside: avoid } figcaption { font-size: .8em }
.screens { display: grid; grid-template-columns: repeat(4, 1fr); gap: .5em .7em; margin: .6em 0 }
.screens img { display: block; image-rendering: pixelated }
table { border-collapse: collapse; width: 100%; margin: .5em 0; font-size: .9em }
th, td { border: 1px solid #999; padding: .25em .45em; text-align: left; vertical-align: top }
th { background: #eee } tr { break-inside: avoid } thead { display: table-header-group } a { color: #004a99 }
pre { white-space: pre-wrap } code { overflow-wrap: anywhere } .many { font-size: .74em }
@media print { body { max-width: none; padding: 0 } html { font-size: 8.6pt; line-height: 1.32 } }
"""
_QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def picture(language: str) -> Image.Image:
    """The screens of the guide in one of the pen's languages, numbered as it numbers them."""
    frames = screens.kept(language)
    named = [
        ("", f"{at} {name}", frames[shown])
        for at, (shown, name) in enumerate(zip(SHOWN, guide.CAPTIONS[language], strict=True), 1)
    ]
    return screens.contact_sheet(named, guide.COLUMNS)


def page(language: str) -> str:
    """A guide as one HTML file, with its pictures in it. Links to other files of the project are only their words."""
    return _framed(language, guide.title(language), guide.body(language, _inside).html)


def book() -> str:
    """The builder's book, likewise."""
    sources = {
        name: "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
        for name, svg in builder.pictures().items()
    }
    body = builder.body(builder.inside, sources.__getitem__)
    title = html.escape(builder.TITLE)
    return _framed(languages.ENGLISH, title, f"<h1>{title}</h1>\n{body.html}")


def _inside(target: str) -> str:
    return target if target.startswith("#") else ""


def _framed(language: str, title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>needlepen: {title}</title>'
    head = f"<head>{head}<style>{_STYLE}</style></head>"
    return f'<!doctype html>\n<html lang="{language}">{head}\n<body>\n{body}</body></html>\n'


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
    """Writes pictures, pages and PDFs. Returns an exit code."""
    OUT.mkdir(parents=True, exist_ok=True)
    for language in languages.names():
        picture(language).save(guide.sheet(language), optimize=True)
        print(guide.sheet(language).relative_to(ROOT))
    pages = {f"guide{languages.suffix(language)}": page(language) for language in guide.LANGUAGES}
    printed = True
    for name, text in {**pages, "builder": book()}.items():
        made = OUT / f"{name}.html"
        made.write_text(text, encoding="utf-8")
        printed = print_it(made, made.with_suffix(".pdf"))
        print(made.relative_to(ROOT), made.with_suffix(".pdf").relative_to(ROOT) if printed else "")
    if not printed:
        print("No PDF: there is no Chromium (make browser-setup)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
