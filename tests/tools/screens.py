"""`make screens`: every kind of screen on a contact sheet, firmware/pen/ui/SCREENS.png, and as text to compare.

With LANGUAGE=de those of the German pen, firmware/languages/de/SCREENS.png, and so on.

The text is what `tests/firmware/ui/test_snapshots.py` compares: braille, 2 × 4 pixels a character, so that a diff shows
the picture. Labels are written in the pen's own font: the sheet is the same to the last pixel on every machine.
"""

import argparse
from pathlib import Path

from PIL import Image

from boards.documents.guide import GAP, HEIGHT, LABEL, SCALE, WIDTH
from boards.tools import languages
from tests.tools.paths import ROOT

COLUMNS, CHAPTER = 6, 30
GROUND, DARK, LIT, NAME, HEAD = 0, 1, 2, 3, 4  # palette
COLOURS = ((52, 54, 60), (8, 10, 14), (150, 220, 255), (190, 192, 200), (255, 214, 140))
_DOTS = ((0, 0, 0x01), (0, 1, 0x02), (0, 2, 0x04), (1, 0, 0x08), (1, 1, 0x10), (1, 2, 0x20), (0, 3, 0x40), (1, 3, 0x80))


def shots() -> "list[tuple[str, str, bytes]]":
    """(chapter, label, frame of 1024 bytes) of every screen in the gallery."""
    from pen.ui.canvas import Canvas
    from pen.ui.screens import draw

    from tests.firmware.ui.gallery import gallery

    out = []
    for chapter, label, pen, inputs, now_ms in gallery():
        canvas = Canvas()
        draw(canvas, pen, inputs, now_ms)
        out.append((chapter, label, bytes(canvas.buffer)))
    return out


def picture(language: str = languages.ENGLISH) -> Path:
    """Where the contact sheet of a language is kept."""
    folder = ROOT / "firmware" / "pen" / "ui" if language == languages.ENGLISH else languages.FOLDER / language
    return folder / "SCREENS.png"


def text(language: str = languages.ENGLISH) -> Path:
    """Where its text is kept."""
    return ROOT / "tests" / "firmware" / "ui" / f"SCREENS{languages.suffix(language)}.txt"


def lit(frame: bytes, x: int, y: int) -> int:
    """Whether one pixel of a frame is lit."""
    return frame[y // 8 * WIDTH + x] >> y % 8 & 1


# --- as text --------------------------------------------------------------------------------------------


def as_text(frame: bytes) -> "list[str]":
    """A frame as sixteen lines of braille."""
    lines = []
    for y in range(0, HEIGHT, 4):
        line = ""
        for x in range(0, WIDTH, 2):
            dots = sum(bit for dx, dy, bit in _DOTS if lit(frame, x + dx, y + dy))
            line += chr(0x2800 + dots) if dots else " "
        lines.append(line.rstrip())
    return lines


def album(frames: "list[tuple[str, str, bytes]]", language: str = languages.ENGLISH) -> str:
    """All of them, each under its name."""
    command = "make screens" if language == languages.ENGLISH else f"make screens LANGUAGE={language}"
    shown = picture(language).relative_to(ROOT).as_posix()
    parts = [f"Every kind of screen, drawn by `{command}`; {shown} shows the same as a picture.\n"]
    for chapter, label, frame in frames:
        parts.append("\n".join([f"=== {chapter} / {label}", *as_text(frame)]) + "\n")
    return "\n".join(parts)


def kept(language: str = languages.ENGLISH) -> "dict[str, bytes]":
    """The frames that the text of a language shows, by their labels: what `album` wrote, read back."""
    frames = {}
    for part in text(language).read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, *lines = part.split("\n")
        frame = bytearray(WIDTH * HEIGHT // 8)
        for row, line in enumerate(lines[: HEIGHT // 4]):
            for column, letter in enumerate(line):
                for dx, dy, bit in _DOTS:
                    if letter != " " and ord(letter) - 0x2800 & bit:
                        x, y = 2 * column + dx, 4 * row + dy
                        frame[y // 8 * WIDTH + x] |= 1 << y % 8
        frames[name.split(" / ")[1]] = bytes(frame)
    return frames


# --- as a picture ---------------------------------------------------------------------------------------


def _paste(sheet: Image.Image, frame: bytes, at: "tuple[int, int]", box: "tuple[int, int]", colours) -> None:
    """The upper left part of a frame, as large as `box`, scaled."""
    image = Image.new("P", box)
    image.putdata([colours[lit(frame, x, y)] for y in range(box[1]) for x in range(box[0])])
    sheet.paste(image.resize((box[0] * SCALE, box[1] * SCALE), Image.Resampling.NEAREST), at)


def _words(text: str) -> bytes:
    from pen.ui.canvas import Canvas

    canvas = Canvas()
    canvas.text(0, 0, text)
    return bytes(canvas.buffer)


def contact_sheet(frames: "list[tuple[str, str, bytes]]", columns: int = COLUMNS) -> Image.Image:
    """All screens, chapter by chapter, each with its label above it. A chapter without a name has no head."""
    places, y, column, chapter = [], GAP, 0, None
    for name, label, frame in frames:
        if name != chapter:
            y += (LABEL + HEIGHT * SCALE + GAP) * bool(column)
            column, chapter = 0, name
            if name:
                places.append((GAP, y, name, None))
                y += CHAPTER
        places.append((GAP + column * (WIDTH * SCALE + GAP), y, label, frame))
        column = (column + 1) % columns
        y += (LABEL + HEIGHT * SCALE + GAP) * (not column)
    y += (LABEL + HEIGHT * SCALE + GAP) * bool(column)
    sheet = Image.new("P", (GAP + columns * (WIDTH * SCALE + GAP), y), GROUND)
    sheet.putpalette([part for colour in COLOURS for part in colour])
    for x, top, label, frame in places:
        _paste(sheet, _words(label), (x, top), (WIDTH, 8), (GROUND, NAME if frame else HEAD))
        if frame:
            _paste(sheet, frame, (x, top + LABEL), (WIDTH, HEIGHT), (DARK, LIT))
    return sheet


def main() -> None:
    """Write the pictures of all screens, and the page with them."""
    parser = argparse.ArgumentParser(prog="make screens", description="Every kind of screen, drawn.")
    languages.add_option(parser)
    language = parser.parse_args().language
    languages.use(language)
    frames = shots()
    contact_sheet(frames).save(picture(language), optimize=True)
    text(language).write_text(album(frames, language), encoding="utf-8")
    print(f"{len(frames)} screens: {picture(language).relative_to(ROOT)}, {text(language).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
