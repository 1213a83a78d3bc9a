"""DS3231 against its data sheet (Maxim 19-5170)."""

import datetime
import random

import pytest

ADDR = 0x68
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US


def set_time(bus, when: datetime.datetime) -> None:
    fields = (when.second, when.minute, when.hour, when.isoweekday(), when.day, when.month, when.year % 100)
    bus.write(ADDR, 0, *(f // 10 * 16 + f % 10 for f in fields))


def get_time(bus) -> datetime.datetime:
    raw = bus.read(ADDR, 0, 7)
    s, m, h, _, d, mo, y = (b // 16 * 10 + b % 16 for b in (*raw[:5], raw[5] & 0x1F, raw[6]))
    return datetime.datetime(2000 + y, mo, d, h, m, s)


def test_power_on_values(bus):
    assert bus.read(ADDR, 0, 0x13) == bytes(
        [0, 0, 0, 1, 1, 1, 0] + [0] * 7 + [0x1C, 0x88, 0, 25, 0]  # control, status, aging, 25.00 degrees
    )


def test_pointer_wraps_after_the_last_register(bus):
    assert bus.read(ADDR, 0x11, 3) == b"\x19\x00\x00"


def test_runs_by_the_calendar(world, bus):
    rng = random.Random(1)
    for _ in range(300):
        begin = datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=rng.randrange(99 * 365 * 86_400))
        set_time(bus, begin)
        spans = (1, 59, 3600, 86_400, rng.randrange(40 * 86_400), rng.randrange(5 * 365 * 86_400))
        seconds = rng.choice(spans)
        later = begin + datetime.timedelta(seconds=seconds)
        if later.year > 2099:
            continue
        world.advance_us(seconds * SECOND_US)
        assert get_time(bus) == later
        assert bus.read(ADDR, 3, 1)[0] == later.isoweekday()


def test_leap_day(world, bus):
    set_time(bus, datetime.datetime(2028, 2, 28, 23, 59, 59))
    world.advance_us(SECOND_US)
    assert get_time(bus) == datetime.datetime(2028, 2, 29)
    world.advance_us(DAY_US)
    assert get_time(bus) == datetime.datetime(2028, 3, 1)


def test_century_bit_toggles_from_99_to_00(world, bus):
    set_time(bus, datetime.datetime(2099, 12, 31, 23, 59, 59))
    world.advance_us(SECOND_US)
    assert bus.read(ADDR, 4, 3) == b"\x01\x81\x00"


def test_writing_the_seconds_restarts_the_second(world, bus):
    bus.write(ADDR, 0, 0x30)
    written_us = world.now_us
    world.advance_us(999_000 - (world.now_us - written_us))
    assert bus.read(ADDR, 0, 1) == b"\x30"
    world.advance_us(2_000)
    assert bus.read(ADDR, 0, 1) == b"\x31"


@pytest.mark.parametrize(
    ("hour", "raw", "next_raw"),
    [(11, 0x51, 0x72), (23, 0x71, 0x52), (0, 0x52, 0x41), (12, 0x72, 0x61)],
)
def test_twelve_hour_mode(world, bus, hour, raw, next_raw):
    bus.write(ADDR, 0, 0x59, 0x59, raw)
    world.advance_us(SECOND_US)
    assert bus.read(ADDR, 0, 3) == bytes([0, 0, next_raw])


def test_osf_is_set_at_first_power_and_can_only_be_cleared(world, bus):
    assert bus.read(ADDR, 0x0F, 1)[0] & 0x80
    bus.write(ADDR, 0x0F, 0x00)
    assert bus.read(ADDR, 0x0F, 1) == b"\x00"
    bus.write(ADDR, 0x0F, 0xFF)
    assert bus.read(ADDR, 0x0F, 1) == b"\x08"  # EN32kHz alone can be set


def test_temperature_is_read_only(bus):
    bus.write(ADDR, 0x11, 99, 99)
    assert bus.read(ADDR, 0x11, 2) == b"\x19\x00"


def test_keeps_time_on_the_coin_cell(world, bus):
    bus.write(ADDR, 0x0E, 0x1C, 0x00)
    set_time(bus, datetime.datetime(2026, 1, 1))
    world.power_cut()
    world.advance_us(28 * DAY_US)
    world.power_on()
    assert get_time(bus) == datetime.datetime(2026, 1, 29)
    assert bus.read(ADDR, 0x0F, 1) == b"\x00"


def test_eosc_stops_the_oscillator_on_battery_only(world, bus):
    bus.write(ADDR, 0x0E, 0x9C, 0x00)
    set_time(bus, datetime.datetime(2026, 1, 1))
    world.advance_us(DAY_US)
    assert get_time(bus) == datetime.datetime(2026, 1, 2)
    world.power_cut()
    world.advance_us(DAY_US)
    world.power_on()
    assert get_time(bus) == datetime.datetime(2026, 1, 2)
    assert bus.read(ADDR, 0x0F, 1)[0] & 0x80
    world.advance_us(SECOND_US)
    assert get_time(bus) == datetime.datetime(2026, 1, 2, 0, 0, 1)


def test_no_coin_cell_no_time(world, bus):
    bus.write(ADDR, 0x0F, 0x00)
    set_time(bus, datetime.datetime(2026, 1, 1))
    world.fault("coin_cell_removed")
    world.advance_us(DAY_US)
    assert get_time(bus) == datetime.datetime(2026, 1, 2)  # main power is enough
    world.power_cut()
    world.advance_us(SECOND_US)
    world.power_on()
    assert get_time(bus) == datetime.datetime(2000, 1, 1)
    assert bus.read(ADDR, 0x0F, 1) == b"\x88"


def test_coin_cell_taken_out_in_the_drawer(world, bus):
    bus.write(ADDR, 0x0F, 0x00)
    world.power_cut()
    world.clock.coin_cell(False)
    world.clock.coin_cell(True)
    world.power_on()
    assert bus.read(ADDR, 0x0F, 1) == b"\x88"


def test_dead_crystal(world, bus):
    bus.write(ADDR, 0x0F, 0x00)
    set_time(bus, datetime.datetime(2026, 1, 1))
    world.fault("clock_stopped")
    world.advance_us(DAY_US)
    assert get_time(bus) == datetime.datetime(2026, 1, 1)
    bus.write(ADDR, 0x0F, 0x00)
    assert bus.read(ADDR, 0x0F, 1)[0] & 0x80  # cannot be cleared while it stands
    world.fault("clock_stopped", on=False)
    world.advance_us(SECOND_US)
    assert get_time(bus) == datetime.datetime(2026, 1, 1, 0, 0, 1)


def test_drift(world, bus):
    set_time(bus, datetime.datetime(2026, 1, 1))
    world.fault("clock_drift", value=100)
    for _ in range(1000):  # looked at often: the rest of the second must not be lost
        world.advance_us(86_400_000)
        bus.read(ADDR, 0, 1)
    assert (get_time(bus) - datetime.datetime(2026, 1, 1)).total_seconds() == pytest.approx(86_408, abs=2)


def test_slow_drift(world, bus):
    set_time(bus, datetime.datetime(2026, 1, 1))
    world.fault("clock_drift", value=-100)
    world.advance_us(DAY_US)
    assert (get_time(bus) - datetime.datetime(2026, 1, 1)).total_seconds() == pytest.approx(86_391, abs=1)


def test_tampering_leaves_no_trace(world, bus):
    bus.write(ADDR, 0x0F, 0x00)
    writes = world.clock.time_writes
    world.clock.tamper_set(2031, 5, 6, 7, 8, 9)
    assert get_time(bus) == datetime.datetime(2031, 5, 6, 7, 8, 9)
    assert bus.read(ADDR, 0x0F, 1) == b"\x00"
    assert world.clock.time_writes == writes


def test_time_writes_are_counted(world, bus):
    set_time(bus, datetime.datetime(2026, 1, 1))
    assert world.clock.time_writes == 7
