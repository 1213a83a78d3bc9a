"""S3: what `make fmea` found in the generated list of faults: needles driven on although a step could see that.

One kind: the time from the first step that can see a fault to needles off has a bound of 100 ms. Seen: no stroke at all
for half a second, at the start as well as later; a cartridge line shorted to ground that looks like a cartridge; a
cartridge that was exchanged between two looks at it.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.hal.errors import ADC

from boards.virtual import storage
from tests.firmware.running_pens import begun, driven_ms, treating
from tests.firmware.whole_pen import LIGHTLY

MISSING_MS = 150  # nobody can call it a stall before: the first strokes of a run take 60 ms
LATE_MS = 100


@pytest.mark.parametrize("fault", ("motor_stalled", "tacho_dead", "TACHO:high", "TACHO:open"))
@pytest.mark.parametrize("at", (begun, treating))
def test_s3_needles_without_a_stroke_are_off_within_a_quarter_of_a_second(pen, at, fault):
    if at is begun:
        pen.world.fault(fault)
    at(pen)
    pen.world.fault(fault)
    assert driven_ms(pen) <= MISSING_MS + LATE_MS
    assert pen.controller.stop_reason == r.STOP_STALL


@pytest.mark.parametrize("mv", (3_510, 4_150))
@pytest.mark.parametrize("rotor", (0, 500, 999))
@pytest.mark.parametrize("rate_hz", (60, 110))
@pytest.mark.parametrize("load", (0, 100))
def test_s3_no_start_of_a_healthy_motor_looks_like_a_stall(pen, mv, rotor, rate_hz, load):
    pen.world.battery.set_mv(mv)
    pen.world.motor._phase = rotor * 1_000_000
    pen.run_ms(300)
    pen.controller.menu.rate_hz = rate_hz
    assert pen.arm()
    pen.press("UP")
    pen.world.touch(load)
    assert pen.run_until(lambda: pen.driven, 1_000)
    pen.run_ms(400)
    assert pen.controller.stop_reason != r.STOP_STALL


def test_s3_h5_a_cartridge_line_that_is_shorted_to_ground_is_no_cartridge(pen):
    treating(pen)
    pen.world.fault("TAG:low")
    assert driven_ms(pen) <= LATE_MS
    assert pen.controller.stop_reason == r.STOP_CARTRIDGE
    pen.world.fault("TAG:low", False)
    pen.run_ms(2_000)
    assert pen.state == states.PAUSED and pen.treat()


@pytest.mark.parametrize("out_ms", (25, 40))
@pytest.mark.parametrize("after_ms", range(0, 50, 4))
def test_s3_h36_a_cartridge_exchanged_while_needles_move_stops_them_at_any_moment(pen, after_ms, out_ms):
    treating(pen)
    pen.run_ms(after_ms)
    pen.world.fault("swapped_long", True, out_ms)
    assert driven_ms(pen) <= out_ms
    assert pen.controller.stop_reason == r.STOP_CARTRIDGE


@pytest.mark.parametrize("fault", ("BATTERY:high", "divider:off_lot"))
def test_s19_a_voltage_that_no_cell_gives_is_a_fault_and_not_a_weaker_drive(pen, fault):
    treating(pen)
    pen.world.fault(fault)
    assert driven_ms(pen) <= LATE_MS
    pen.run_ms(1_500)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_PART + ADC
    pen.world.fault(fault, False)
    pen.acknowledge_fault()
    pen.run_ms(1_000)
    assert pen.state == states.PAUSED


@pytest.mark.parametrize("fault, percent", [("motor:slow", 60), ("motor:slow", 30), ("motor:off_lot", None)])
def test_s15_h30_a_wrong_rate_stops_within_a_tenth_of_a_second_from_when_it_shows(pen, fault, percent):
    """A quarter of a second of strokes shows it: 150 ms until there are too few or too many of them."""
    treating(pen)
    pen.world.fault(fault, True, percent)
    assert driven_ms(pen) <= 250 + LATE_MS
    assert pen.controller.stop_reason == r.STOP_SLOW or pen.ledger.fault == r.F_OVERSPEED


def test_h18_a_broken_wire_of_the_current_amplifier_is_no_skin(pen):
    treating(pen)
    pen.world.fault("CURRENT:open")
    pen.world.touch(0)
    assert driven_ms(pen) <= 1_000
    assert pen.controller.stop_reason in (r.STOP_NO_CONTACT, r.STOP_SLOW)


UNTRUE = {"current:frozen": None, "current:off_little": 40, "current:off_lot": 200}


@pytest.mark.parametrize("fault", UNTRUE)
@pytest.mark.parametrize("load", (LIGHTLY, 10, 40))
@pytest.mark.parametrize("rate_hz", (60, 110))
def test_h18_h33_a_current_that_is_not_true_does_not_hide_needles_off_the_skin(pen, fault, load, rate_hz):
    pen.controller.menu.rate_hz = rate_hz
    pen.controller.menu.zone = 1
    treating(pen)
    pen.world.touch(load)
    pen.run_ms(600)
    assert pen.driven
    pen.world.fault(fault, True, UNTRUE[fault])
    pen.run_ms(300)
    pen.world.touch(0)
    assert driven_ms(pen) <= 1_000


def test_s11_h13_a_reset_with_an_erased_flash_writes_nothing_while_needles_coast(pen):
    treating(pen)
    pen.world.flash.wipe()
    pen.world.reset_mcu()
    with pytest.MonkeyPatch.context() as patch:  # the chip's own `_boot.py` formats it, before any line of ours
        patch.setattr(pen.world, "violation", lambda _text: None)
        storage.mount(pen.world)
    pen.boot()
    pen.run_ms(4_000)
    assert pen.world.violations == []
    assert pen.state in (states.PAUSED, states.ENDED, states.LOCKED)


@pytest.mark.parametrize("percent", (115, 120))
def test_h18_h32_needles_faster_than_free_ones_are_stopped_whatever_the_current_says(pen, percent):
    treating(pen)
    pen.world.fault("current:frozen")
    pen.world.fault("motor:off_little", True, percent)
    pen.run_ms(100)
    pen.world.touch(0)
    assert driven_ms(pen) <= 1_000
    assert pen.controller.stop_reason == r.STOP_TACHO


@pytest.mark.parametrize("after_ms", (0, 130, 290))
def test_s19_h18_a_loose_drive_wire_does_not_keep_needles_in_the_air(pen, after_ms):
    """Each time it closes the motor draws what a touch draws: the two witnesses are deceived, its gaps are not."""
    treating(pen)
    pen.run_ms(after_ms)
    pen.world.fault("GATE:loose")
    pen.run_ms(100)
    pen.world.touch(0)
    from_us = pen.world.now_us
    assert pen.run_until(lambda: pen.state != states.RUNNING, 3_000), "it runs on"
    assert pen.world.now_us - from_us <= 1_000_000
