"""What boards/hardware/README.md says of the first rungs: the firmware on the virtual pen, with parts missing."""

import pytest
from pen.formats import frame, messages

from boards.hardware.wiring_picture import RUNGS
from boards.RPI_PICO import board
from boards.virtual.bench import Bench, Wire
from boards.virtual.demo.screen_reader import words
from boards.virtual.world import World
from tests.firmware.whole_pen import frames

# no part -> the fault that stands for its absence
_FAULTS = {
    "U5": "encoder:absent", "R52": "divider:absent", "RT1": "ntc:absent", "U3": "current:absent", "M1": "motor:absent",
    "U7": "tacho:absent", "M2": "ring:frozen",
}  # fmt: skip
_JOINED_TO_3V3_MV = 3_300


def _pen(rung: str, cable: bool) -> Bench:
    bench = Bench(World(), Wire(), board)
    bench.provision()
    for ref, fault in _FAULTS.items():
        if ref not in RUNGS[rung]:
            bench.world.fault(fault)
    bench.world.eject()
    bench.world.battery.set_mv(_JOINED_TO_3V3_MV)
    bench.world.plug_usb(cable)
    bench.boot()
    bench.run_ms(4_000)
    return bench


def _screen(bench: Bench) -> str:
    return words(bytes(bench.world.display.frame()))


@pytest.mark.parametrize("cable", [True, False])
def test_the_first_rung_says_that_nothing_answers_for_the_depth(cable):
    bench = _pen("first", cable)
    assert "Safety stop 36\nDepth sensor" in _screen(bench)
    bench.press("SELECT", 4_000)
    bench.run_ms(2_000)
    assert "Safety stop 36" in _screen(bench)
    assert bench.world.strokes_true == 0


def test_the_first_rung_answers_the_laptop():
    """What `needlepen info` and syncing begin with."""
    bench = _pen("first", True)
    asked = ((messages.HELLO, 1, 1), (messages.STATUS,), (messages.READ, 1, 1, 50))
    for kind, *values in asked:
        bench.serial.send(frame.encode(kind, 1, messages.encode(kind, *values)))
        bench.run_ms(500)
        answers = {answer for answer, _, _ in frames(bench.serial.take())}
        assert kind | 0x80 in answers, kind


def test_the_second_rung_works_but_for_motion():
    bench = _pen("second", True)
    assert "Ready" in _screen(bench) and "Needles off on USB" in _screen(bench)
    before = _screen(bench)
    bench.press("DOWN")
    bench.run_ms(500)
    assert _screen(bench) != before
    for _ in range(6):
        bench.press("SELECT")
        bench.run_ms(500)
    bench.run_ms(2_000)
    bench.press("UP")
    bench.run_ms(1_000)
    assert bench.world.strokes_true == 0
