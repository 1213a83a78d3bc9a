"""S19, H36: an exchange while the tag is read or marked. What was found out belongs to one stay.

At every fourth millisecond after the press that the pen answers by reading the tag: out for 20, 30 or 40 ms, then the
same cartridge, or a copy with the same number that nobody has cleaned.
"""

import pytest
from pen.core import states
from pen.core.states.arming import ARMED

from tests.firmware.session_preparation import choose_start, screened

OUT_MS = (20, 30, 40)
BACK = ("the same", "a copy")


def exchange(pen, back: str, at_ms: int) -> list:
    """Plan it; the moment it comes back will stand in the list."""
    old, came = pen.world.cartridge, []
    new = old if back == "the same" else old.copy()

    def insert():
        came.append(pen.world.strokes_true)
        pen.world.insert(new)

    pen.world.after_us(at_ms * 1_000 + 1, pen.world.eject)
    pen.world.after_us((at_ms + OUT_MS[at_ms // 4 % 3]) * 1_000, insert)
    return came


def tap(pen, name: str) -> None:
    pen.world.press(name)
    pen.run_ms(90)
    pen.world.release(name)


@pytest.mark.parametrize("back", BACK)
@pytest.mark.parametrize("at_ms", range(30, 130, 4))
def test_s19_h36_while_arming_reads_the_tag(pen, back, at_ms):
    screened(pen)
    choose_start(pen)
    pen.run_ms(700)
    tap(pen, "SELECT")
    exchange(pen, back, at_ms)
    pen.run_ms(2_600)
    assert (pen.state, pen.phase) != (states.ARMING, ARMED)
    assert not pen.controller.screening.clean(pen.controller.now_ms, pen.controller.inputs)
    pen.press("UP")
    pen.run_ms(400)
    assert pen.world.strokes_true == 0


@pytest.mark.parametrize("back", BACK)
@pytest.mark.parametrize("at_ms", range(30, 230, 4))
def test_s19_h36_while_the_use_is_marked(pen, back, at_ms):
    assert pen.arm()
    tap(pen, "UP")
    came = exchange(pen, back, at_ms)
    pen.run_ms(900)
    assert came == [pen.world.strokes_true], "no stroke after it came back"
