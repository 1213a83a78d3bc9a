"""The small drivers on plain pins: tacho, buttons, VBUS sense, lamp, buzzer."""

import pytest
from pen.formats.button_bits import DOWN, SELECT, UP
from pen.hal.buzzer import Buzzer
from pen.hal.led import Led
from pen.hal.needle import Needle
from pen.hal.pins import Buttons, Tacho, Vbus

from boards.virtual import wiring


@pytest.fixture
def buttons(world):
    return Buttons(wiring.SELECT, wiring.UP, wiring.DOWN)


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


# --- buttons ----------------------------------------------------------------------------------------------

NAMES = {"SELECT": SELECT, "UP": UP, "DOWN": DOWN}


def test_nothing_pressed(buttons):
    assert buttons.read() == 0


def test_every_combination_of_thumbs(world, buttons):
    for pressed in range(8):
        for name, mask in NAMES.items():
            (world.press if pressed & mask else world.release)(name)
        assert buttons.read() == pressed


@pytest.mark.parametrize(
    ("fault", "mask"), [("stop_wire_broken", SELECT), ("select_stuck", SELECT), ("up_stuck", UP), ("down_stuck", DOWN)]
)
def test_h16_a_stuck_button_reads_pressed_for_as_long_as_it_is_stuck(world, buttons, fault, mask):
    world.fault(fault)
    for _ in range(5):
        world.advance_us(1_000_000)
        assert buttons.read() == mask
    world.fault(fault, on=False)
    assert buttons.read() == 0


@pytest.mark.parametrize("name", NAMES)
def test_h16_bounces_are_shown_as_they_are(world, buttons, name):
    """The driver does not debounce: the core must see every level, and settles on the last one."""
    world.press(name, bounces=3)
    seen = []
    for _ in range(40):
        world.advance_us(100)
        seen.append(buttons.read())
    assert set(seen) == {0, NAMES[name]}
    assert seen[-1] == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_s4_a_press_that_came_and_went_between_two_looks_is_counted(world, buttons, name):
    before = buttons.edges
    world.press(name)
    world.advance_us(500)
    world.release(name)
    assert buttons.read() == 0 and buttons.edges != before
    before = buttons.edges
    world.advance_us(1_000_000)
    assert buttons.edges == before


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
