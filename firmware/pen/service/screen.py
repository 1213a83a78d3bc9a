"""What the display says when the pen does not run: service mode is open, or the program is broken.

Imported when it comes to that, with the needles off already. It uses MicroPython's own font, so that no screen of the
pen's can take it along.
"""

import sys

from micropython import const

from pen.hal import chip

_SDA_PIN, _SCL_PIN = 4, 5  # the same on every board (a test compares them)

# sixteen columns, eight lines
_OPEN = ("SERVICE", "", "The port is open", "to mpremote.", "Needles are off.", "", "Restart: SELECT")
_BROKEN = ("PEN SOFTWARE IS", "BROKEN. NEEDLES", "ARE OFF.")
_REMEDY = ("Mend: make flash", "Restart: SELECT")
_WIDTH = const(16)


def show(error) -> None:
    """`error`: what went wrong, None: nothing. Raises ImportError, OSError: no display."""
    from framebuf import MONO_VLSB, FrameBuffer

    from pen.hal.ssd1306 import Ssd1306

    lines = _OPEN if error is None else _BROKEN + _told(error) + _REMEDY
    frame = bytearray(1024)
    picture = FrameBuffer(frame, 128, 64, MONO_VLSB)
    for i in range(len(lines)):
        picture.text(lines[i][:_WIDTH], 0, 8 * i)
    display = Ssd1306(chip.i2c_bus(0, _SDA_PIN, _SCL_PIN, 400_000), _column())
    display.begin()
    display.show(frame)
    display.power(True)


def _column() -> int:
    """Which of the controller's columns is the glass's first; without a board file that says it, the usual."""
    try:
        from board import DISPLAY_COLUMN
    except Exception:
        return 0
    return DISPLAY_COLUMN


def _told(error) -> "tuple[str, str, str]":
    """What went wrong and where, three lines."""
    where = ""
    try:
        from io import StringIO

        text = StringIO()
        sys.print_exception(error, text)  # pyright: ignore[reportAttributeAccessIssue] - MicroPython's own
        last = text.getvalue().split('File "')[-1].split(", ")  # pen/app.py", line 12, in tick
        where = last[0].strip('"') + ":" + last[1].replace("line ", "")
    except Exception:
        print("where is not known")  # the rest is worth showing without it
    return type(error).__name__, str(getattr(error, "what", error)), where[-_WIDTH:]
