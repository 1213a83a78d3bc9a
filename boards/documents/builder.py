"""The builder's book: the documents that who builds a pen needs, in one page, in the order in which they are needed.

It has no text of its own but its name: what is wrong in it is wrong in one of `PARTS`.
"""

import html
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

from boards.documents import markdown
from boards.hardware.wiring_picture import picture
from boards.tools.pen_files import ROOT

TITLE = "The builder's book"
Link = Callable[[str, str], str]
Source = Callable[[str], str]


class Part(NamedTuple):
    """`name`: its anchor. `heading`: what of the document it is; "" is all of it."""

    name: str
    path: str
    heading: str = ""

    def text(self) -> str:
        """The part of the document as Markdown."""
        whole = (ROOT / self.path).read_text(encoding="utf-8")
        return markdown.section(whole, self.heading) if self.heading else whole


PARTS = (
    Part("pico", "boards/RPI_PICO/README.md"),
    Part("zero", "boards/WAVESHARE_RP2040_ZERO/README.md"),
    Part("circuit", "boards/hardware/README.md"),
    Part("mechanics", "boards/mechanics/README.md"),
    Part("flash", "firmware/README.md", "Onto a pen"),
    Part("recalibrate", "firmware/LOCKOUTS.md", "How to calibrate anew"),
    Part("porting", "boards/PORTING.md"),
)
# Below these headings: what `make hardware` draws, by board and rung ("": the whole pen)
_WIRING = {
    "pico-wiring": (("RPI_PICO", ""),),
    "zero-wiring": (("WAVESHARE_RP2040_ZERO", ""),),
    "circuit-first-rungs-without-needles": (("RPI_PICO", "first"), ("RPI_PICO", "second")),
}
_DEPTH_UNIT = "boards/mechanics/DEPTH_UNIT.svg"


def place(path: str, fragment: str) -> str:
    """The anchor in the book of a place in the repository; "": it is not in the book."""
    for part in PARTS:
        if part.path == path and not part.heading:
            return f"{part.name}-{fragment}" if fragment else part.name
        if part.path == path and fragment == markdown.anchor(part.heading):
            return part.name
    return ""


def inside(path: str, target: str) -> str:
    """Where a link of a document leads in the book, as a link of it; "" when it leads elsewhere."""
    file, fragment = markdown.named(path, target)
    found = place(file, fragment)
    return found and f"#{found}"


def pictures() -> "dict[str, str]":
    """All pictures of the book as SVG, by the names of their files."""
    made = {_file(*which): picture(*which) for some in _WIRING.values() for which in some}
    return {"DEPTH_UNIT.svg": (ROOT / _DEPTH_UNIT).read_text(encoding="utf-8"), **made}


def _file(board: str, rung: str) -> str:
    return f"wiring-{board}{rung and f'-{rung}-rung'}.svg"


def body(link: Link, source: Source) -> markdown.Body:
    """The book as HTML. `link`: where one of a document leads; `source`: where a picture is, by its name."""
    parts, headings = [], []
    for part in PARTS:
        made = markdown.body(
            part.text(),
            lambda target, path=part.path: link(path, target),
            lambda at, words: figure(PurePosixPath(at).name, words, source),
            part.name,
            rank=2,
        )
        drawn = re.sub(r'<h\d id="([^"]*)">(.*?)</h\d>', lambda head: head[0] + _drawn(head[1], source), made.html)
        parts.append(f"<section>\n{drawn}</section>\n")
        headings += made.headings
    return markdown.Body("".join(parts), headings)


def _drawn(under: str, source: Source) -> str:
    """The wiring pictures below a heading."""
    words = "Wiring of the {}{}, every pin with what is joined to it: the table in letters"
    return "".join(
        figure(_file(board, rung), words.format(board, rung and f", {rung} rung"), source)
        for board, rung in _WIRING.get(under, ())
    )


def figure(name: str, words: str, source: Source) -> str:
    """A picture; one that is a file opens by itself, large, when it is pressed."""
    at = source(name)
    width, height = _size(pictures()[name])
    image = f'<img src="{at}" alt="{html.escape(words)}" width="{width}" height="{height}" loading="lazy">'
    whole = image if at.startswith("data:") else f'<a href="{at}">{image}</a>'
    return f'\n<figure class="drawing">{whole}</figure>\n'


def _size(svg: str) -> "tuple[int, int]":
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if not box:
        raise ValueError("a picture without a viewBox")
    return round(float(box[1])), round(float(box[2]))
