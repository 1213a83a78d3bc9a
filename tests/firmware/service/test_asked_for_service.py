"""The laptop asks for the port: a press of DOWN, everything off and stored, and only when no treatment is under way.

S3, S10, H25. On a whole pen.
"""

import time

import micropython
import pytest
from pen.formats import frame, messages, record

from boards.virtual import ticks
from boards.virtual.resets import NEVER
from tests.firmware.service.safe_pen import Over, restart_cause, safe, still
from tests.firmware.whole_pen import frames

ticks.inject(time)  # the chip's own names, before the first driver asks for them
from pen.hal import chip  # noqa: E402
from pen.service import mode as service  # noqa: E402

SERVICE = frame.encode(messages.SERVICE, 9, b"")


@pytest.fixture(autouse=True)
def line_taken():
    """As `UsbSerial.begin` leaves it: Ctrl-C is an ordinary byte."""
    micropython.kbd_intr(-1)


@pytest.fixture
def plugged(pen):
    pen.world.plug_usb()
    pen.run_ms(500)
    return pen


def _asks(pen):
    """(kind, fields) of the answer to SERVICE; the pen goes on by itself meanwhile."""
    pen.serial.take()
    pen.serial.send(SERVICE)
    pen.run_ms(100)
    ((kind, _, payload),) = frames(pen.serial.take())
    return kind, messages.decode(kind, payload)


def test_h25_without_a_hand_on_the_pen_it_refuses(plugged):
    for button, code in ((None, messages.E_CONFIRM), ("UP", messages.E_DECLINED)):
        if button:
            plugged.agree(button)
        kind, fields = _asks(plugged)
        assert (kind, fields["code"]) == (messages.ERROR, code)
        assert not plugged.app.link.service


def _agreed(pen) -> None:
    """Somebody has read the question and pressed; the laptop asks again."""
    _asks(pen)
    pen.agree()
    pen.serial.take()
    pen.serial.send(SERVICE)


def test_s10_with_a_press_of_down_the_pen_leaves_everything_off_and_stored(plugged):
    plugged.run_ms(10_000)
    plugged.app.events.emit(record.WALL, 1, 2)  # something waits
    _agreed(plugged)
    plugged.app.run()
    ((kind, _, _),) = frames(plugged.serial.take())
    assert kind == messages.OK
    assert plugged.app.events.count == 0
    assert plugged.app.store.stored_mark_s == plugged.app.inputs.proven_s, "the time until now is lost"
    assert plugged.world.watchdog.due_us == NEVER
    service.run(Over)
    safe(plugged.world)
    still(plugged.world)
    assert plugged.world.violations == []
    assert restart_cause(plugged) == chip.SERVICE
    assert "wall" in [fields["kind"] for fields in plugged.records()]


def test_the_grant_ends_with_the_cable(plugged):
    _agreed(plugged)
    plugged.app.tick()
    plugged.app.tick()
    assert plugged.app.link.service
    plugged.world.plug_usb(False)
    plugged.run_ms(50)
    assert plugged.app.link is None


def test_s3_no_service_while_a_treatment_is_under_way(pen):
    """Plugging in stops the needles; nothing is granted before they are still and the treatment is over."""
    assert pen.treat(200)
    pen.world.plug_usb()
    pen.world.press("DOWN")
    for _ in range(100):
        pen.serial.send(SERVICE)
        pen.app.tick()
        assert not pen.app._service_due()
