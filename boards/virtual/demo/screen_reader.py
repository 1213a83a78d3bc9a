"""Reads the pen's screen back into words, from its pixels alone: a claim is checked against what a person sees.

The glyphs are drawn by the firmware's own canvas; nothing else of the firmware is asked. CPython only.
"""

import re
from functools import cache

from boards.virtual.demo.firmware import CELL, Canvas, font, large
from boards.virtual.picture import HEIGHT, WIDTH

SYMBOLS = {
    font.UP: "▲",
    font.DOWN: "▼",
    font.LOCK: "",
    font.PLUG: "USB",
    font.DEGREE: "°",
    "\x1a": "µ",
    font.DOT: "•",
    font.CIRCLE: "◦",
    "\x1d": "…",
    font.WARNING: "!",
    font.TICK: "✓",
}
_SMALL = [chr(code) for code in range(33, 127)] + list(SYMBOLS)
_BIG = 12  # columns that a large digit takes
_UNIT_DROP = 9  # rows that a unit stands below the top of the digits before it
_SAME_LINE = 5  # rows
_COLON = 0x0F << 10 | 0x0F << 18  # a column of the large colon
_ZERO_IN_WORD = re.compile(r"(?<![\d.])0(?=[A-Za-z])|(?<=[A-Za-z])0")


def words(frame: bytes) -> str:
    """All that can be read, line by line."""
    return "\n".join(lines(frame))


def letters() -> dict:
    """All that another reader of screens needs: pixel columns → character for each way of writing, and the symbols."""
    ways = {
        kind: [[*image, char] for image, char in _glyphs(kind).items()] for kind in ("text", "double", "hero", "large")
    }
    return {**ways, "symbols": SYMBOLS, "cell": CELL}


@cache
def lines(frame: bytes) -> "tuple[str, ...]":
    """The lines of text on a screen, from the top; large figures with their units."""
    columns = _columns(frame)
    taken: list[tuple[int, int, int, int]] = []  # x, y, width, height
    found: list[tuple[int, int, str]] = []  # y, x, text

    def take(x: int, y: int, width: int, height: int, at_y: int, text: str) -> None:
        if all(x >= tx + tw or tx >= x + width or y >= ty + th or ty >= y + height for tx, ty, tw, th in taken):
            taken.append((x, y, width, height))
            found.append((at_y, x, text))

    for inverse in (0, 0xFFFF):
        seen = []
        for x, y, digit in _anywhere(columns, _glyphs("hero"), 10, 16, inverse):
            take(x, y, 10, 16, y + _UNIT_DROP, digit)
            seen.append(y + _UNIT_DROP)
        for y in set(seen):  # what stands between and behind large digits
            cut = [c >> y & 0xFF ^ (inverse & 0xFF) for c in columns]
            for x in range(WIDTH - 1):
                if cut[x] == 0x60 == cut[x + 1]:
                    take(x, y, 2, 8, y, ".")
            for x, _, letter in _anywhere(columns, _glyphs("text"), CELL - 1, 8, inverse & 0xFF, rows=(y,)):
                take(x, y, CELL - 1, 8, y, letter)
    runs = [(4, *run) for run in _large_numbers(columns)]
    runs += [(2, *run) for run in _runs(columns, _glyphs("double"), 2 * CELL, 16, 0)]
    runs += [(1, *run) for inverse in (0, 0xFF) for run in _runs(columns, _glyphs("text"), CELL, 8, inverse)]
    for size, x, y, text in sorted(runs, key=lambda run: -run[0] * 1000 - len(run[3])):
        take(x, y, len(text) * CELL * size, 8 * size, y, text)
    return tuple(_join(found))


def _columns(frame: bytes) -> "list[int]":
    """Each column of pixels as a number, its top pixel in bit 0."""
    return [sum(frame[page * WIDTH + x] << (8 * page) for page in range(8)) for x in range(WIDTH)]


@cache
def _glyphs(kind: str) -> "dict[tuple[int, ...], str]":
    """Pixel columns → character, for one of the canvas's ways of writing, drawn by it."""
    glyphs = {}
    for char in _SMALL if kind in ("text", "double") else "0123456789":
        canvas = Canvas()
        if kind == "text":
            canvas.text(0, 0, char)
            box = (0, CELL - 1, 8)
        elif kind == "double":
            canvas.double(0, char)
            box = ((WIDTH + 2 - 2 * CELL) // 2, 2 * CELL - 2, 16)
        elif kind == "hero":
            canvas.value(0, char)
            box = ((WIDTH + 2 - _BIG) // 2, 10, 16)
        else:
            large(canvas, 0, 0, int(char))
            box = (2 * _BIG, 20, 32)
        left, width, height = box
        columns = _columns(bytes(canvas.buffer))
        image = tuple(c & ((1 << height) - 1) for c in columns[left : left + width])
        glyphs.setdefault(image, char)  # 0 and O look alike: 0
    return glyphs


def _large_numbers(columns) -> "list[tuple[int, int, str]]":
    """Large numbers; minutes and seconds, with the colon between them, as one."""
    runs = _runs(columns, _glyphs("large"), 2 * _BIG, 32, 0)
    for x, y, minutes in runs:
        for at, same, seconds in runs:
            if same == y and at == x + 32 and columns[x + 25] >> y & 0xFFFFFFFF == _COLON:
                return [(x, y, minutes + ":" + seconds)]
    return runs


def _anywhere(columns, glyphs, width: int, height: int, inverse: int, rows=None) -> "list[tuple[int, int, str]]":
    """Glyphs with dark columns (light ones, if they are inverse) beside them, at any place (of `rows`)."""
    mask = (1 << height) - 1
    found = []
    for y in rows or range(HEIGHT - height + 1):
        cut = [0] + [(c >> y & mask) ^ inverse for c in columns] + [0]
        for x in range(WIDTH - width + 1):
            if cut[x + 1] | cut[x + 2] and not cut[x] and not cut[x + width + 1]:
                char = glyphs.get(tuple(cut[x + 1 : x + 1 + width]))
                if char:
                    found.append((x, y, char))
    return found


def _runs(columns, glyphs, cell: int, height: int, inverse: int) -> "list[tuple[int, int, str]]":
    """Characters in cells of equal width, blanks between them included."""
    mask = (1 << height) - 1
    width = len(next(iter(glyphs)))
    blank = (0,) * width
    runs = []
    for y in range(HEIGHT - height + 1):
        cut = [(c >> y & mask) ^ (inverse and mask) for c in columns]
        for phase in range(cell):
            text, start = "", phase
            for x in range(phase, WIDTH + cell, cell):
                glyph = tuple(cut[x : x + width])
                gap = cut[x + width : x + cell]
                char = " " if glyph == blank else glyphs.get(glyph, "")
                if char and not any(gap) and len(glyph) == width:
                    text += char
                    continue
                if text.strip(" "):
                    _keep(runs, start, y, text, cell)
                text, start = "", x + cell
    return runs


def _keep(runs: list, x: int, y: int, text: str, cell: int) -> None:
    """Add a run to `runs`, cut at wide gaps; a single character counts only if it is a digit."""
    at = 0
    for part in text.split("   "):
        word = part.strip(" ")  # some of the font's signs count as white space
        if len(word.replace(" ", "")) >= 2 or word.isdigit():
            runs.append((x + (at + len(part) - len(part.lstrip(" "))) * cell, y, word))
        at += len(part) + 3


def _join(found: "list[tuple[int, int, str]]") -> "list[str]":
    """Texts on about the same row as one line."""
    rows: list[list[tuple[int, int, str]]] = []
    for item in sorted(found):
        if rows and item[0] - rows[-1][0][0] < _SAME_LINE:
            rows[-1].append(item)
        else:
            rows.append([item])
    joined = []
    for row in rows:
        text, end = "", 0
        for _, x, part in sorted(row, key=lambda item: item[1]):
            single = len(part) == 1
            text += ("" if single and x - end < 4 else " " if x - end < 12 else "  ") if text else ""
            text += part
            end = x + (10 if part.isdigit() and single else 2 if part == "." else CELL * len(part) - 1)
        text = _ZERO_IN_WORD.sub("O", text)
        joined.append("".join(SYMBOLS.get(char, char) for char in text).strip(" "))
    return joined
