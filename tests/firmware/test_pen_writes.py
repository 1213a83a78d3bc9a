"""S11, H13: flash rests while needles move, coasting and resets included; the world notes a write too early."""

import pytest
from pen.core import states
from pen.formats import frame, messages
from pen.formats import reasons as r

from tests.firmware.whole_pen import WholePen, frames


@pytest.fixture
def running():
    life = WholePen()
    assert life.treat(1_000) and life.driven
    return life


def test_s11_h13_a_request_that_writes_waits_until_the_needles_have_come_to_rest(running):
    """The cable stops the needles, and the laptop asks at once, while they still coast."""
    world = running.world
    running.serial.send(frame.encode(messages.SET_WALL, 9, messages.encode(messages.SET_WALL, 1_900_000_000)))
    world.plug_usb()
    running.run_ms(30)
    assert not running.driven and world.motor.turning, "nothing coasts: this shows nothing"
    assert not frames(running.serial.take())
    running.run_ms(1_500)
    assert [kind for kind, _, _ in frames(running.serial.take())] == [messages.OK]
    assert running.found("wall")
    assert not world.violations


def test_s11_h13_a_reset_with_coasting_needles_writes_nothing_before_they_rest(running):
    """As after a watchdog reset in the middle of a run."""
    world = running.world
    world.reset_mcu()
    running.boot()
    assert world.motor.turning, "nothing coasts: this shows nothing"
    running.run_ms(2_000)
    assert not world.violations
    assert running.state == states.PAUSED
    assert running.found("needles_off")[-1]["reason"] == r.STOP_CRASH
