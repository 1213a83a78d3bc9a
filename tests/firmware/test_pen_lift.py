"""H18: needles that run off the skin, towards an eye or a finger, have no drive a second later, whatever was before."""

import pytest
from pen.core import states

from tests.firmware.whole_pen import WholePen


@pytest.mark.parametrize("phase_ms", (0, 46, 253))  # where in the governor's window the nose is lifted
@pytest.mark.parametrize("load", (10, 40, 100))
@pytest.mark.parametrize("rate_hz", (60, 110))
def test_h18_off_the_skin_is_off_within_a_second(rate_hz, load, phase_ms):
    pen = WholePen(seed=1 + phase_ms)
    pen.controller.menu.rate_hz = rate_hz
    assert pen.treat(1_500)
    pen.world.touch(load)
    pen.run_ms(700 + phase_ms)
    assert pen.state == states.RUNNING
    pen.world.touch(0)
    pen.run_ms(1_000)
    assert not pen.driven
