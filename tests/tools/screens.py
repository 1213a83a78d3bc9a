"""`make screens`: every screen of the pen as one contact sheet, build/screens.png. A person looks at it."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
for folder in ("boards/virtual/dropin_cpython", "firmware", ""):
    sys.path.insert(0, str(ROOT / folder))

SCALE, COLUMNS, MARGIN, LABEL = 2, 6, 10, 12


def picture(frame: bytes) -> Image.Image:
    """A 1024-byte frame as an image of 128 × 64."""
    image = Image.new("RGB", (128, 64), (8, 10, 14))
    for index, byte in enumerate(frame):
        for bit in range(8):
            if byte >> bit & 1:
                image.putpixel((index % 128, index // 128 * 8 + bit), (150, 220, 255))
    return image.resize((128 * SCALE, 64 * SCALE), Image.Resampling.NEAREST)


def main() -> None:
    """Draw the sheet."""
    from pen.ui.canvas import Canvas
    from pen.ui.screens import draw

    from tests.firmware.ui.scenes import scenes

    shots: dict[bytes, str] = {}
    for name, pen, inputs, now_ms in scenes():
        canvas = Canvas()
        draw(canvas, pen, inputs, now_ms)
        shots.setdefault(bytes(canvas.buffer), name)
    width, height = 128 * SCALE + MARGIN, 64 * SCALE + MARGIN + LABEL
    rows = -(-len(shots) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * width + MARGIN, rows * height + MARGIN), (60, 60, 64))
    draw_text = ImageDraw.Draw(sheet)
    for number, (frame, name) in enumerate(shots.items()):
        x, y = MARGIN + number % COLUMNS * width, MARGIN + number // COLUMNS * height
        draw_text.text((x, y), name, fill=(220, 220, 220))
        sheet.paste(picture(frame), (x, y + LABEL))
    target = ROOT / "build" / "screens.png"
    target.parent.mkdir(exist_ok=True)
    sheet.save(target)
    print(f"{len(shots)} screens: {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
