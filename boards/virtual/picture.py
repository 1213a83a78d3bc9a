"""What the pen shows, for people: its 1024-byte frame as terminal text in a box, and as a PNG with a bezel.

A frame is in the display's page format: byte = 8 pixels of a column, least significant bit on top, 8 pages of 128.
It must not know the firmware nor what a screen means; CPython only.
"""

from pathlib import Path

from rich.text import Text

WIDTH = 128
HEIGHT = 64
DARK = bytes(WIDTH * HEIGHT // 8)
WIDE_COLUMNS = 132  # a terminal this wide shows one character a column of pixels …
WIDE_LINES = 40  # … if it is as high as that
_LIT = "bright_cyan"
_CASE = "grey62"
_BRAILLE = 0x2800  # Unicode braille patterns; a cell is 2 x 4 dots
_DOT_OF_ROW = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_HALVES = " ▀▄█"
BUTTONS = (("UP", "▲"), ("SELECT", "SELECT"), ("DOWN", "▼"))

# PNG
_SCALE = 4
_OLED = (120, 240, 255)
_PANEL = (4, 8, 12)
_BODY = (40, 44, 52)
_RIM = (74, 80, 92)
_LABEL = (150, 158, 172)


def lit(frame: bytes, x: int, y: int) -> bool:
    """Is the pixel on?"""
    return bool(frame[(y >> 3) * WIDTH + x] >> (y & 7) & 1)


def braille(frame: bytes) -> "list[str]":
    """16 lines of 64 characters."""
    lines = []
    for top in range(0, HEIGHT, 4):
        cells = []
        for left in range(0, WIDTH, 2):
            dots = 0
            for row, marks in enumerate(_DOT_OF_ROW):
                for column, mark in enumerate(marks):
                    if lit(frame, left + column, top + row):
                        dots |= mark
            cells.append(chr(_BRAILLE + dots) if dots else " ")
        lines.append("".join(cells))
    return lines


def half_blocks(frame: bytes) -> "list[str]":
    """32 lines of 128 characters."""
    return [
        "".join(_HALVES[lit(frame, x, y) + 2 * lit(frame, x, y + 1)] for x in range(WIDTH)) for y in range(0, HEIGHT, 2)
    ]


def lamp(rgb: "tuple[int, int, int] | list[int]") -> "tuple[int, int, int]":
    """The LED's colour as the eye sees it: the pen drives it dim, the hue is what tells."""
    most = max(rgb)
    if not most:
        return (0, 0, 0)
    return (rgb[0] * 255 // most, rgb[1] * 255 // most, rgb[2] * 255 // most)


def is_wide(columns: int, lines: int) -> bool:
    """Does a terminal have room for the large picture?"""
    return columns >= WIDE_COLUMNS and lines >= WIDE_LINES


def pen(
    frame: bytes, rgb: "tuple[int, int, int] | list[int]", pressed: "tuple[str, ...]" = (), wide: bool = False
) -> Text:
    """The pen's face: display in a box, the LED as a dot in its rim, the buttons below, pressed ones bright."""
    lines = half_blocks(frame) if wide else braille(frame)
    inner = len(lines[0])
    colour = lamp(rgb)
    dot = "●" if any(colour) else "○"
    text = Text(no_wrap=True)
    text.append("╭─ ", _CASE)
    text.append(dot, f"rgb({colour[0]},{colour[1]},{colour[2]})" if any(colour) else _CASE)
    text.append(" " + "─" * (inner - 4) + "╮\n", _CASE)
    for line in lines:
        text.append("│", _CASE)
        text.append(line, _LIT)
        text.append("│\n", _CASE)
    text.append("╰", _CASE)
    gap = (inner - sum(len(face) + 4 for _, face in BUTTONS)) // 2
    text.append("─" * gap, _CASE)
    for name, face in BUTTONS:
        text.append(f"( {face} )", "bold black on bright_cyan" if name in pressed else _CASE)
    text.append("─" * (inner - gap - sum(len(face) + 4 for _, face in BUTTONS)), _CASE)
    text.append("╯", _CASE)
    return text


def png(path: Path, frame: bytes, rgb: "tuple[int, int, int] | list[int]") -> None:
    """Write the pen's face as a picture, four times its size."""
    from PIL import Image, ImageDraw

    rim, foot = 28, 56
    wide, high = WIDTH * _SCALE, HEIGHT * _SCALE
    picture = Image.new("RGB", (wide + 2 * rim, high + rim + foot), (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, picture.width, picture.height), fill=_BODY)
    draw.rounded_rectangle((rim - 8, rim - 8, rim + wide + 7, rim + high + 7), 10, fill=_PANEL, outline=_RIM, width=2)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            if lit(frame, x, y):
                at = (rim + x * _SCALE, rim + y * _SCALE)
                draw.rectangle((*at, at[0] + _SCALE - 1, at[1] + _SCALE - 1), fill=_OLED)
    _controls(draw, rgb, rim, rim + high + 32, wide)
    picture.quantize(32).save(path, optimize=True)


def _controls(draw, rgb, left: int, y: int, wide: int) -> None:
    """LED and buttons below the display."""
    colour = lamp(rgb)
    draw.ellipse((left + 6, y - 8, left + 22, y + 8), fill=colour if any(colour) else _PANEL, outline=_RIM, width=2)
    middle = left + wide // 2
    draw.rounded_rectangle((middle - 44, y - 14, middle + 44, y + 14), 14, fill=_BODY, outline=_RIM, width=2)
    draw.text((middle, y), "SELECT", fill=_LABEL, anchor="mm", font_size=15)
    for x, tip in ((middle - 90, -1), (middle + 90, 1)):
        draw.ellipse((x - 16, y - 16, x + 16, y + 16), fill=_BODY, outline=_RIM, width=2)
        draw.polygon(((x - 7, y - 4 * tip), (x + 7, y - 4 * tip), (x, y + 6 * tip)), fill=_LABEL)
