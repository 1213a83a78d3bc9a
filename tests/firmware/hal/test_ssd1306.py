"""The display's driver: what a person sees is the frame that was shown, with either controller."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.hal.chip import i2c_bus
from pen.hal.errors import DISPLAY, BusError, DataError
from pen.hal.ssd1306 import Ssd1306

from boards.virtual import bench, wiring
from boards.virtual.chips.sh1106 import Sh1106
from boards.virtual.chips.ssd1306 import Ssd1306 as Ssd1306Chip
from boards.virtual.world import World

SIZE = 1024
COLUMNS = {Ssd1306Chip: 0, Sh1106: 2}
PICTURE = bytes(random.Random(1).randrange(256) for _ in range(SIZE))


def driver() -> Ssd1306:
    return Ssd1306(i2c_bus(0, wiring.SDA, wiring.SCL, 400_000))


@pytest.fixture(params=COLUMNS, ids=("ssd1306", "sh1106"))
def chip(request, world):
    """Which controller the module has; it is fitted."""
    world.fit_display(request.param)
    return request.param


@pytest.fixture
def display(i2c, chip):
    screen = Ssd1306(i2c, COLUMNS[chip])
    screen.begin()
    screen.show(bytes(SIZE))
    screen.power(True)
    return screen


def test_nothing_but_dark_before_begin(world, i2c):
    Ssd1306(i2c)
    assert not world.display.lit


def test_begin_leaves_the_glass_dark(world, i2c):
    Ssd1306(i2c).begin()
    assert not world.display.lit


def test_an_empty_glass_is_lit(world, display):
    assert world.display.lit
    assert world.display.pixels() == bytes(SIZE)
    assert world.display.unknown == ([0x20, 0x8D] if isinstance(world.display, Sh1106) else [])


def test_the_frame_stands_upright_pixel_by_pixel(world, display):
    """Row 0 on top, column 0 on the left, as the module is mounted."""
    for x, y in ((0, 0), (127, 0), (0, 63), (127, 63), (5, 9)):
        frame = bytearray(SIZE)
        frame[(y >> 3) * 128 + x] = 1 << (y & 7)
        assert display.show(frame)
        rows = world.display.to_rows()
        assert [(rx, ry) for ry in range(64) for rx in range(128) if rows[ry][rx] == "#"] == [(x, y)]


def test_only_changed_pages_are_sent(world, display):
    frame = bytearray(SIZE)
    sent = world.display.frames
    display.show(frame)
    assert world.display.frames == sent
    frame[300] = 1
    frame[900] = 1
    display.show(frame)
    assert world.display.frames == sent + 4, "two halves each"
    assert world.display.pixels() == frame


def test_half_a_page_is_one_transfer_of_72_bytes(world, display):
    """The address, six bytes that say where, one that says what, 64 of picture."""
    display.show(PICTURE)
    transfers, began_us = world.i2c.transfers, world.now_us
    frame = bytearray(PICTURE)
    frame[300] ^= 1
    display.show(frame, 1)
    assert world.i2c.transfers - transfers == 1
    assert world.now_us - began_us == 72 * wiring.I2C_BYTE_US


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_other_controllers_column_is_two_pixels_beside(world, i2c, kind):
    """What the board's README tells a builder to look for."""
    world.fit_display(kind)
    beside = Ssd1306(i2c, 2 - COLUMNS[kind])
    beside.begin()
    beside.show(PICTURE)
    beside.power(True)
    seen = world.display.pixels()
    for page in range(0, SIZE, 128):
        if kind is Sh1106:
            assert seen[page : page + 126] == PICTURE[page + 2 : page + 128]
        else:
            assert seen[page + 2 : page + 128] == PICTURE[page : page + 126]


@given(st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, 255)), max_size=12), st.integers(1, 16))
def test_any_change_is_seen_after_enough_short_calls(changes, limit):
    world = World(1, flash_sectors=1)
    bench.use(world)
    display = driver()
    display.begin()
    frame = bytearray(PICTURE)
    display.show(frame)
    display.power(True)
    for at, value in changes:
        frame[at] = value
    for _ in range(16):
        before = world.display.frames
        whole = display.show(frame, limit)
        assert world.display.frames - before <= limit
        if whole:
            break
    assert whole
    assert world.display.pixels() == frame


def test_a_page_that_did_not_arrive_is_sent_again(world, display):
    world.fault("i2c_flaky", value=3)
    frame = bytearray(PICTURE)
    errors = 0
    for _ in range(40):
        try:
            if display.show(frame):
                break
        except BusError as error:
            assert error.part == DISPLAY
            errors += 1
    assert errors
    assert world.display.pixels() == PICTURE


@pytest.mark.parametrize("fault", ["display_absent", "i2c_stuck"])
def test_no_answer_is_a_bus_error(world, display, fault):
    world.fault(fault)
    for act in (
        lambda: display.show(PICTURE),
        lambda: display.power(True),
        display.begin,
    ):
        with pytest.raises(BusError) as caught:
            act()
        assert caught.value.part == DISPLAY
    world.fault(fault, on=False)
    display.begin()
    assert display.show(PICTURE)
    display.power(True)
    assert world.display.pixels() == PICTURE


def test_sleep_keeps_the_picture(world, display):
    display.show(PICTURE)
    display.power(False)
    assert not world.display.lit
    display.power(True)
    assert world.display.pixels() == PICTURE


def test_begin_recovers_a_display_that_lost_its_power(world, display):
    display.show(PICTURE)
    world.display.power_off()
    assert not world.display.lit
    display.begin()
    display.show(PICTURE)
    display.power(True)
    assert world.display.pixels() == PICTURE


@pytest.mark.parametrize("size", [0, 1023, 1025])
def test_a_frame_of_another_size_is_refused(display, size):
    with pytest.raises(ValueError):
        display.show(bytes(size))


# --- it shows, or says that it does not (S19, H31) ------------------------------------------------------------------


def test_h31_a_refresh_puts_registers_right_and_in_eight_of_them_the_picture(world, display):
    display.show(PICTURE)
    shown = world.display
    shown.all_on = shown.inverted = True
    shown.contrast, shown.start_line, shown.remap = 3, 9, False
    shown.ram[:] = bytes(len(shown.ram))
    for _ in range(8):
        assert display.refresh()
        display.show(PICTURE, 2)
    assert shown.pixels() == PICTURE and shown.contrast == 0x7F


def test_h31_a_display_that_lost_its_registers_is_known_by_its_status(world, display):
    display.show(PICTURE)
    world.display.power_off()
    assert not display.refresh()
    assert not world.display.lit, "not before its picture is there"
    display.show(PICTURE)
    display.power(True)
    assert world.display.pixels() == PICTURE
    assert display.refresh()


def test_h31_a_display_that_stays_off_is_an_error(world, display, monkeypatch):
    monkeypatch.setattr(type(world.display), "on", property(lambda _: False, lambda *_: None), raising=False)
    with pytest.raises(DataError) as caught:
        display.power(True)
    assert caught.value.part == DISPLAY
