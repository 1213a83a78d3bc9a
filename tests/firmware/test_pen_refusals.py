"""S17: a refusal says on the glass what is wrong and when or how it ends, is journalled, and ends with its cause."""

import pytest
from pen.core import states
from pen.core.menu import DEPTH_ITEM, RATE_ITEM
from pen.formats import reasons as r
from pen.ui.texts import locked as words
from pen.ui.texts import refusals

from tests.firmware.whole_pen import DAY_MS, WholePen


def _mark_refused(pen):
    """The tag stops taking marks between arming and the start."""
    pen.arm()
    pen.world.cartridge.tag.mem[0x81] = 0x55  # page of the marks is write protected
    pen.press("UP")


def _foreign(pen):
    pen.world.cartridge.tag.mem[0x40:0x48] = b"not this"


def _spent(pen):
    pen.world.cartridge.tag.mem[0x20:0x23] = bytes(3)


def _reinserted(change):
    def cause(pen):
        cartridge = pen.world.eject()
        pen.run_ms(700)
        pen.world.insert(cartridge)
        change(pen)
        pen.run_ms(700)

    return cause


def _other(pen):
    assert pen.treat()
    pen.stop()
    pen.fresh_cartridge()
    pen.run_ms(1_000)


def _too(item, presses):
    def cause(pen):
        for _ in range(item):
            pen.press("SELECT")
        for _ in range(presses):
            pen.press("UP")

    return cause


def _press_up(pen):
    pen.press("UP")


# reason: how it comes about (needles were allowed before), how one asks
REFUSALS = {
    r.INTERVAL: (lambda pen: pen.session(), None),
    r.TOO_DEEP: (_too(DEPTH_ITEM, 0), _press_up),
    r.TOO_FAST: (_too(RATE_ITEM, 5), _press_up),
    r.USB_POWER: (lambda pen: pen.world.plug_usb(), None),
    r.BATTERY_LOW: (lambda pen: (pen.world.fault("battery_low", True, 3_400), pen.run_ms(200)), None),
    r.MOTOR_HOT: (lambda pen: (pen.world.fault("motor_hot", True, 41_500), pen.run_ms(50)), None),
    r.CARTRIDGE_NONE: (lambda pen: (pen.world.eject(), pen.run_ms(700)), None),
    r.CARTRIDGE_UNREADABLE: (_reinserted(lambda pen: pen.world.fault("tag_noise")), None),
    r.CARTRIDGE_FOREIGN: (_reinserted(_foreign), None),
    r.CARTRIDGE_SPENT: (_reinserted(_spent), None),
    r.CARTRIDGE_NEEDLES: (lambda pen: (pen.fresh_cartridge("DISPOSABLE", 1_000), pen.run_ms(700)), None),
    r.CARTRIDGE_OTHER: (_other, None),
    r.CARTRIDGE_WRITE: (lambda pen: None, _mark_refused),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_s17_a_refusal_is_on_the_glass_and_in_the_journal(pen, reason):
    cause, ask = REFUSALS[reason]
    cause(pen)
    pen.run_ms(300)
    moved, seen, listed = pen.world.strokes_true, pen.world.display.pixels(), len(pen.found("refusal"))
    (ask or WholePen.ask)(pen)
    pen.run_ms(400)
    assert pen.world.display.pixels() != seen, "the screen did not change"
    text = refusals.REFUSALS[reason]
    for line in text[:1] + tuple(x for x in text[1:] if x and "%s" not in x):
        assert pen.shows(line), f"{line!r} is not on the glass"
    assert [x["reason"] for x in pen.found("refusal")[listed:]] == [reason]
    pen.press("SELECT")
    pen.run_ms(3_000)
    pen.press("UP")  # what starts the needles of an armed pen
    pen.run_ms(1_500)
    assert pen.world.strokes_true == moved
    assert not pen.world.motor.duty


def test_s17_a_refused_finger_on_the_locked_pen_sees_when_it_ends(pen):
    assert pen.session()
    assert pen.shows(words.SKIN_RESTS)
    pen.ask()
    pen.run_ms(300)
    assert pen.shows("Unlocks in 28 d 4 min")  # the margin of some minutes reads as minutes, not as an hour
    pen.run_ms(14 * DAY_MS)
    pen.wake()
    pen.ask()
    pen.run_ms(300)
    assert pen.shows("Unlocks in 14 d 4 min")


def test_s3_s17_each_refusal_ends_when_its_cause_ends(pen):
    world = pen.world
    for cause, cure in (
        (lambda: world.plug_usb(), lambda: world.plug_usb(False)),
        (lambda: world.fault("battery_low", True, 3_400), lambda: world.fault("battery_low", False)),
        (lambda: world.fault("motor_hot", True, 41_500), lambda: world.fault("motor_hot", False)),
        (lambda: world.eject(), pen.fresh_cartridge),
    ):
        cause()
        pen.run_ms(800)
        assert not pen.treat()
        cure()
        pen.run_ms(800)
        assert pen.arm(), "still refused"
        pen.press("DOWN")  # not today
        pen.run_ms(1_500)
        assert pen.state == states.READY
    assert not pen.ledger.session
