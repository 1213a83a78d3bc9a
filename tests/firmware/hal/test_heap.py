"""S4: while needles move nothing is collected by itself, and afterwards as before."""

import subprocess

import pytest
from pen.hal import heap

from boards.tools.pen_files import ROOT
from boards.virtual.handle import find_micropython

_SCRIPT = """
import gc, sys
sys.path.append({firmware!r})
from pen.hal import heap
garbage = [bytearray(100) for _ in range(500)]
garbage = None
used = gc.mem_alloc()
gc.threshold(20_000)
heap.before_needles()
print(gc.threshold(), used - gc.mem_alloc() > 40_000)
heap.after_needles()
print(0 < gc.threshold() < 45_000)
"""


@pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port")
def test_s4_the_heap_is_collected_before_needles_and_never_while_they_move():
    script = _SCRIPT.format(firmware=str(ROOT / "firmware"))
    done = subprocess.run([find_micropython(), "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout == "-1 True\nTrue\n", done.stdout + done.stderr


def test_s4_the_loop_says_so_before_the_finger_lets_go(pen, monkeypatch):
    """`App.run` outside of its steps: collected in the last phase of arming, by itself again after the run."""
    said = []
    monkeypatch.setattr(heap, "before_needles", lambda: said.append(("before", pen.driven)))
    monkeypatch.setattr(heap, "after_needles", lambda: said.append(("after", pen.driven)))
    tick = pen.app.tick
    monkeypatch.setattr(pen.app, "tick", lambda: (tick(), pen.app.look_after_heap()))
    assert pen.treat(1_200)
    assert said == [("before", False)]
    pen.world.press("UP")
    pen.run_ms(100)
    assert said == [("before", False), ("after", False)]
