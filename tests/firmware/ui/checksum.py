"""Run by both Pythons: one CRC-32 for every scene, and on MicroPython what a redraw costs."""

import gc
import sys
from binascii import crc32

from pen.ui.canvas import Canvas
from pen.ui.screens import draw, state_of_picture

from tests.firmware.ui.scenes import scenes


def main() -> None:
    canvas = Canvas()
    for name, pen, inputs, now_ms in scenes():
        draw(canvas, pen, inputs, now_ms)
        print("%08x %d %s" % (crc32(canvas.buffer) & 0xFFFFFFFF, canvas.clipped, name))
    if sys.implementation.name == "micropython":
        _cost(canvas)


def _cost(canvas) -> None:
    """The largest allocation of one redraw and one look whether it has changed, in bytes."""
    gc.collect()
    gc.disable()
    worst = 0
    for _, pen, inputs, now_ms in scenes():
        draw(canvas, pen, inputs, now_ms)  # twice: the first may intern characters
        before = gc.mem_alloc()
        draw(canvas, pen, inputs, now_ms)
        state_of_picture(pen, inputs, now_ms)
        worst = max(worst, gc.mem_alloc() - before)
        gc.collect()
    print("cost %d" % worst)


main()
