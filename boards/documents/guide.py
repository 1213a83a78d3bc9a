"""The owner's guide, firmware/GUIDE.md and its translations, as HTML: in each language of the laptop tool.

Its picture is a sheet of the pen's screens (`make guide` draws it), of which a page has each screen by itself. A pen
that does not speak the language of a guide speaks English: the guide quotes it in “…”, with a translation beside it.
"""

import base64
import html
import io
import re
from functools import cache
from pathlib import Path

from needlepen.language import LANGUAGES as CALLED
from PIL import Image

from boards.documents import markdown
from boards.tools import languages
from boards.tools.pen_files import ROOT

WIDTH, HEIGHT = 128, 64  # pixels of a screen
COLUMNS, SCALE = 4, 2  # the sheet: screens in a row, pixels of it a pixel of the pen
GAP, LABEL = 12, 20  # room between screens, and above each
LIT, DARK = (150, 220, 255), (8, 10, 14)
# Of each screen of the sheet. English and German are on the sheets, in the pen's own letters: 21 at most, with a number
_CAPTIONS = (
    ("choose the zone", "Zone", "choisir la zone", "elegir la zona"),
    ("and the depth", "Tiefe", "et la profondeur", "y la profundidad"),
    ("START says more", "was START tut", "ce que fait START", "lo que hace START"),
    ("a question", "eine Frage", "une question", "una pregunta"),
    ("alcohol", "Alkohol", "alcool", "alcohol"),
    ("let it dry", "trocknen", "laisser sécher", "dejar secar"),
    ("ready to start", "startklar", "prêt à démarrer", "listo para empezar"),
    ("let go", "loslassen", "relâcher", "soltar"),
    ("in the air", "in der Luft", "en l'air", "en el aire"),
    ("touch", "aufsetzen", "poser sur la peau", "tocar la piel"),
    ("glide", "gleiten", "glisser", "deslizar"),
    ("too hard", "zu fest", "trop fort", "demasiado fuerte"),
    ("a pause", "Pause", "une pause", "una pausa"),
    ("the receipt", "der Beleg", "le reçu", "el recibo"),
    ("at home", "zu Hause", "à la maison", "en casa"),
    ("a no", "ein Nein", "un non", "un no"),
)
CAPTIONS = dict(zip(("en", "de", "fr", "es"), zip(*_CAPTIONS)))


def guide(language: str) -> Path:
    """The guide in a language."""
    return ROOT / "firmware" / ("GUIDE.md" if language == languages.ENGLISH else f"GUIDE.{language}.md")


LANGUAGES = tuple(CALLED)  # of the laptop tool


def pens(language: str) -> str:
    """The language of the pen's screens in a guide."""
    return language if language in languages.names() else languages.ENGLISH


def sheet(language: str) -> Path:
    """Where the sheet of its screens is kept."""
    spoken = pens(language)
    return (ROOT / "firmware" if spoken == languages.ENGLISH else languages.FOLDER / spoken) / "GUIDE.png"


def title(language: str) -> str:
    """The guide's title: its first heading."""
    return guide(language).read_text(encoding="utf-8").splitlines()[0].lstrip("# ")


def body(language: str, link: markdown.Link) -> markdown.Body:
    """The guide as HTML, its screens in it."""
    made = markdown.body(
        guide(language).read_text(encoding="utf-8"), link, lambda _source, words: figures(language, words)
    )
    return made._replace(html=_spoken(made.html)) if pens(language) != language else made


def _spoken(made: str) -> str:
    """What an English pen says, marked as English: quoted, or first in a row with a translation behind it."""
    made = re.sub(r"“([^”…][^”]*)”", r'“<span lang="en">\1</span>”', made)
    made = re.sub(r"(<td>|</em>, )([^<]+) · <em>", r'\1<span lang="en">\2</span> · <em>', made)
    return re.sub(r"(<td><span[^>]*>[^<]*</span>) · (<em>[^<]*</em></td>)", r"\1<br>\2", made)  # alone in its cell


def figures(language: str, words: str) -> str:
    """The screens, each with its number and what it is; `words`: what they are together."""
    parts = []
    for at, (drawn, name) in enumerate(zip(screens(language), CAPTIONS[language], strict=True), 1):
        source = "data:image/png;base64," + base64.b64encode(drawn).decode()
        image = f'<img src="{source}" width="{WIDTH}" height="{HEIGHT}" alt="">'
        parts.append(f"<figure>{image}<figcaption>{at} {html.escape(name)}</figcaption></figure>\n")
    return f'<div class="screens" role="group" aria-label="{html.escape(words)}">\n{"".join(parts)}</div>\n'


@cache
def screens(language: str) -> "tuple[bytes, ...]":
    """The screens of the sheet one by one, a dot of the pen a pixel, as PNG."""
    with Image.open(sheet(language)) as whole:
        whole.load()
        return tuple(_cut(whole, at) for at in range(len(CAPTIONS[language])))


def _cut(whole: Image.Image, at: int) -> bytes:
    left = GAP + at % COLUMNS * (WIDTH * SCALE + GAP)
    top = GAP + at // COLUMNS * (LABEL + HEIGHT * SCALE + GAP) + LABEL
    one = whole.crop((left, top, left + WIDTH * SCALE, top + HEIGHT * SCALE))
    one = one.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST).convert("RGB")
    made, lit = Image.new("P", (WIDTH, HEIGHT)), one.tobytes()[::3]
    made.putpalette([*DARK, *LIT])
    made.putdata([int(red == LIT[0]) for red in lit])
    file = io.BytesIO()
    made.save(file, "PNG", optimize=True, bits=1)
    return file.getvalue()
