"""`make guide`: the owner's guide as a page to print, build/guide/guide.html, and as a PDF; in German: guide-de.

It is firmware/GUIDE.md and firmware/GUIDE.de.md. The PDF needs Chromium (`make browser-setup`) and is left out without
it. It draws their pictures anew, of the screens that `make screens` has drawn. `tests/tools/test_guide.py` and
`test_guide_german.py` compare words, numbers and pictures.
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

GERMAN = "de"
LANGUAGES = (languages.ENGLISH, GERMAN)
OUT = ROOT / "build" / "guide"
COLUMNS = 4
# Label in the gallery (tests/firmware/ui/gallery.py), and what the guides call it; at most 21 letters with its number.
SHOWN = (
    ("menu: zone", "choose the zone", "Zone"),
    ("menu: depth", "and the depth", "Tiefe"),
    ("start: today", "START says more", "was START tut"),
    ("today 8", "a question", "eine Frage"),
    ("disinfect 192 s", "alcohol", "Alkohol"),
    ("drying", "let it dry", "trocknen"),
    ("armed", "ready to start", "startklar"),
    ("let go", "let go", "loslassen"),
    ("in the air", "in the air", "in der Luft"),
    ("touch the skin", "touch", "aufsetzen"),
    ("second pass", "glide", "gleiten"),
    ("too hard", "too hard", "zu fest"),
    ("next zone", "a pause", "Pause"),
    ("receipt 1", "the receipt", "der Beleg"),
    ("home, days later", "at home", "zu Hause"),
    ("no: 11", "a no", "ein Nein"),
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


def guide(language: str) -> Path:
    """The guide in a language."""
    return ROOT / "firmware" / ("GUIDE.md" if language == languages.ENGLISH else f"GUIDE.{language}.md")


def picture_of(language: str) -> Path:
    """Where the picture of its screens is kept."""
    return (ROOT / "firmware" if language == languages.ENGLISH else languages.FOLDER / language) / "GUIDE.png"


def picture(language: str) -> Image.Image:
    """The screens of the guide, numbered as it numbers them."""
    frames = screens.kept(language)
    names = [shown[1 + LANGUAGES.index(language)] for shown in SHOWN]
    named = [("", f"{i + 1} {name}", frames[SHOWN[i][0]]) for i, name in enumerate(names)]
    return screens.contact_sheet(named, COLUMNS)


def anchor(heading: str) -> str:
    """What a link to a heading says, as on GitHub."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def page(language: str) -> str:
    """The guide as one HTML file, with its picture in it. Links to other files of the project are only their words."""
    from markdown_it import MarkdownIt

    text = guide(language).read_text(encoding="utf-8")
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[at + 1].content))
    body = markdown.renderer.render(tokens, markdown.options, {})
    body = re.sub(r'<a href="(?!#)[^"]*">(.*?)</a>', r"\1", body, flags=re.S)
    drawn = base64.b64encode(picture_of(language).read_bytes()).decode()
    body = re.sub(r'src="[^"]*GUIDE\.png"', f'src="data:image/png;base64,{drawn}"', body)
    title = text.splitlines()[0].lstrip("# ")
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
    for language in LANGUAGES:
        picture(language).save(picture_of(language), optimize=True)
        html = OUT / f"guide{languages.suffix(language)}.html"
        html.write_text(page(language), encoding="utf-8")
        made = [picture_of(language), html]
        if print_it(html, html.with_suffix(".pdf")):
            made.append(html.with_suffix(".pdf"))
        print(", ".join(str(one.relative_to(ROOT)) for one in made))
    if len(made) < 3:
        print("No PDF: there is no Chromium (make browser-setup)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
