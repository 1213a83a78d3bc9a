"""The small drivers on plain pins: tacho, VBUS sense, lamp, buzzer."""

import pytest
from pen.hal.buzzer import Buzzer
from pen.hal.led import Led
from pen.hal.needle import Needle
from pen.hal.pins import Tacho, Vbus

from boards.virtual import wiring

# --- tacho ------------------------------------------------------------------------------------------------


def turn(world, ms: int) -> None:
    needle = Needle(wiring.GATE, wiring.SELECT, 900)
    needle.arm()
    for _ in range(ms // 10):
        needle.feed(needle._run, 600)
        world.advance_us(10_000)
    needle.off()


def test_every_true_stroke_is_counted_once(world):
    tacho = Tacho(wiring.TACHO)
    turn(world, 3_000)
    world.advance_us(2_000_000)  # coasting strokes count too
    assert tacho.strokes == world.strokes_true > 200
    assert world.violations == []


def test_the_count_wraps_at_30_bits_and_differences_do_not_care(world):
    tacho = Tacho(wiring.TACHO)
    tacho.strokes = before = (1 << 30) - 10
    turn(world, 1_000)
    assert 0 <= tacho.strokes < 1 << 30
    assert (tacho.strokes - before) & (1 << 30) - 1 == world.strokes_true > 20


def test_h18_a_dead_tacho_counts_nothing(world):
    tacho = Tacho(wiring.TACHO)
    world.fault("tacho_dead")
    turn(world, 500)
    assert world.strokes_true
    assert tacho.strokes == 0


# --- VBUS -------------------------------------------------------------------------------------------------


def test_s10_usb_power_is_seen_at_once(world):
    vbus = Vbus(wiring.VBUS)
    assert not vbus.present()
    world.plug_usb()
    assert vbus.present()
    world.plug_usb(False)
    assert not vbus.present()


# --- lamp and buzzer --------------------------------------------------------------------------------------


def test_the_lamp_shows_red_green_blue_in_this_order(world):
    led = Led(wiring.LED)
    assert world.led.rgb == (0, 0, 0)
    led.show(0x010203)
    assert world.led.rgb == (1, 2, 3)


def test_the_lamp_is_written_only_on_a_change(world):
    led = Led(wiring.LED)
    led.show(0x090909)
    begin_us = world.now_us
    led.show(0x090909)
    assert world.now_us == begin_us


def test_the_buzzer_sounds_and_falls_silent(world):
    buzzer = Buzzer(wiring.BUZZER)
    assert world.buzzer.tone_hz == 0
    for hz in (440, 2000, 440):
        buzzer.tone(hz)
        assert world.buzzer.tone_hz == hz
    buzzer.tone(0)
    assert world.buzzer.tone_hz == 0
    assert world.violations == []


@pytest.mark.parametrize("hz", [1, 7, 19])
def test_a_tone_too_low_for_the_slice_is_silence_not_an_error(world, hz):
    buzzer = Buzzer(wiring.BUZZER)
    buzzer.tone(440)
    buzzer.tone(hz)
    assert world.buzzer.tone_hz == 0
