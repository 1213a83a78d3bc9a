"""Run by both Pythons: one CRC-32 for every scene, and on MicroPython what a redraw costs."""

import gc
import sys
from binascii import crc32

from pen.core import states
from pen.ui.canvas import Canvas
from pen.ui.screens import draw, signature

from tests.firmware.ui.scenes import scenes


def main() -> None:
    canvas = Canvas()
    for name, pen, inputs, now_ms in scenes():
        draw(canvas, pen, inputs, now_ms)
        print("%08x %d %s" % (crc32(canvas.buffer) & 0xFFFFFFFF, canvas.clipped, name))
    if sys.implementation.name == "micropython":
        _cost(canvas)


def _cost(canvas) -> None:
    """The largest allocation of one redraw and one signature, in bytes, of RUNNING and of all states."""
    gc.collect()
    gc.disable()
    worst = [0, 0]
    for _, pen, inputs, now_ms in scenes():
        draw(canvas, pen, inputs, now_ms)  # twice: the first may intern characters
        before = gc.mem_alloc()
        draw(canvas, pen, inputs, now_ms)
        signature(pen, inputs, now_ms)
        spent = gc.mem_alloc() - before
        for kind in (0, 1) if pen.state == states.RUNNING else (1,):
            worst[kind] = max(worst[kind], spent)
        gc.collect()
    print("cost %d %d" % (worst[0], worst[1]))


main()
