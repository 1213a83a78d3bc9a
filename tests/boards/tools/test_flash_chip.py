"""`make flash` onto the real MicroPython on an emulated chip: by a running pen's leave, and onto a broken pen."""

import time

import pytest
from needlepen.api import Pen
from needlepen.errors import NeedlepenError
from needlepen.link.repl import Repl

from boards.tools import flash
from boards.tools.pen_files import SLOT, pen_files
from boards.virtual.handle import VirtualPen
from boards.virtual.rp2040.line import obstacle
from tests.host_tools.person_at_pen import agreeing

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())
START_S = 60  # a busy machine emulates slower than real time


def _runs(device: str) -> bool:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            with Pen.open(device, 2.0):
                return True
        except NeedlepenError:
            time.sleep(0.5)
    return False


def test_a_broken_program_is_no_dead_pen():
    """The pen gives its port, gets a program that cannot start, is open all the same, and is mended."""
    good = pen_files("RPI_PICO")
    broken = pen_files("RPI_PICO", {"pen/app.mpy": "raise ValueError('planted')"})
    torn = {**good, SLOT: good[SLOT][:-1]}
    with VirtualPen(mcu="rp2040", port="socket") as pen:
        pen.do("provision")
        pen.do("boot")
        pen.run(4_000)
        device = pen.plug()
        with agreeing(pen):
            opened = Repl(device, lambda _: None)
        with opened as line:
            assert flash.flash(line, broken, lambda _: None) == (1, 0)
            line.restart()
        for mended in (torn, good):
            time.sleep(3)
            with Repl(device, lambda _: pytest.fail("a pen that is broken need not be asked")) as line:
                assert flash.flash(line, mended, lambda _: None) == (1, 0)
                line.restart()
        assert _runs(device)
        seen = pen.look()
        assert seen["violations"] == [] and seen["strokes"] == 0
