"""Run by MicroPython: prints the bytes that each piece of a run's picture and each control step's drawing allocate."""

import gc

from pen.core import states, touch
from pen.ui import screens
from pen.ui.canvas import Canvas
from pen.ui.front_panel import FrontPanel

from tests.firmware import face
from tests.firmware.ui.prepared_pens import NOW_MS, good_inputs, opened, pen_in, running


class Display:
    """A display that takes one page a call and allocates nothing."""

    def __init__(self):
        self.left = 8

    def begin(self):
        """Nothing to set up."""

    def refresh(self):
        """It has been on all the while."""
        return True

    def power(self, on):
        """There is no power to switch."""

    def show(self, frame, limit=8):
        """One page, until eight are sent."""
        self.left = self.left - 1 if self.left else 7
        return not self.left


class Led:
    """A lamp that is not there."""

    def show(self, colour):
        """There is no lamp to light."""


class Parts:
    """Parts of which nobody counts failures."""

    def part_answered(self, part):
        """A part has answered, so nothing is to be done."""

    def part_failed(self, part):
        """Fail the test: no part may fail while it runs."""
        raise RuntimeError("part %d" % part)


def runs():
    """Pens in one run, each later than the one before, so that every piece changes."""
    for percent, level, hz in (
        (0, touch.CALIBRATING, 0),
        (0, touch.NONE, 91),
        (9, touch.LIGHT, 88),
        (10, touch.FIRM, 100),
        (35, touch.HARD, 61),
        (60, touch.LIGHT, 999),
        (100, touch.FIRM, 1_200),
    ):
        pen, inputs = running(face.LEFT_CHEEK, percent, level, hz)
        inputs.measured_um = 200 + percent * 3 if percent != 60 else -32_768
        yield pen, inputs


def armed():
    """The pen before its run, with the same zone and nothing done in it yet."""
    pen = opened(pen_in(states.ARMING, states.arming.ARMED))
    pen.ledger.zone_strokes[face.LEFT_CHEEK] = 0
    return pen


def main():
    """One line a draw_piece, then one a step of the front panel."""
    scenes = list(runs())
    canvas = Canvas()
    screens.draw(canvas, armed(), good_inputs(), NOW_MS)
    gc.collect()
    gc.disable()
    for pen, inputs in scenes:
        more = True
        while more:
            before = gc.mem_alloc()
            more = screens.draw_piece(canvas, pen, inputs)
            print("piece", gc.mem_alloc() - before)
    panel = FrontPanel(Display(), Led(), Parts())
    now_ms = NOW_MS
    panel.show(armed(), good_inputs(), True, now_ms)
    for pen, inputs in scenes:
        for _ in range(60):
            now_ms += 10
            before = gc.mem_alloc()
            panel.show(pen, inputs, True, now_ms)
            print("step", gc.mem_alloc() - before)


main()
