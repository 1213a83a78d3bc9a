"""The DS3231's alarms against its data sheet (Maxim 19-5170, "Alarms", table 2, control and status registers)."""

import datetime
import random

import pytest

from boards.virtual.resets import NEVER

ADDR = 0x68
SECOND_US = 1_000_000
MASKED = 0x80
A1IE_INTCN, BBSQW = 0x05, 0x40


def bcd(n: int) -> int:
    return n // 10 * 16 + n % 10


def set_time(bus, when: datetime.datetime) -> None:
    fields = (when.second, when.minute, when.hour, when.isoweekday(), when.day, when.month, when.year % 100)
    bus.write(ADDR, 0, *(bcd(f) for f in fields))


def alarm_1(bus, second=None, minute=None, hour=None, day=None, weekday=None) -> None:
    last = MASKED if day is None and weekday is None else bcd(day) if day else 0x40 | weekday
    bus.write(ADDR, 7, *(MASKED if one is None else bcd(one) for one in (second, minute, hour)), last)


def flags(bus) -> int:
    return bus.read(ADDR, 0x0F, 1)[0] & 3


BEGIN = datetime.datetime(2004, 2, 27, 23, 58, 20)  # a leap year; a Friday


@pytest.mark.parametrize(
    "alarm, after_s",
    [
        ({}, 1),
        ({"second": 30}, 10),
        ({"second": 10}, 50),
        ({"second": 20}, 60),
        ({"second": 0, "minute": 0}, 100),
        ({"second": 0, "minute": 58}, 3_580),
        ({"second": 0, "minute": 0, "hour": 0}, 100),
        ({"second": 20, "minute": 58, "hour": 23}, 86_400),
        ({"second": 0, "minute": 0, "hour": 0, "day": 29}, 86_400 + 100),
        ({"second": 0, "minute": 0, "hour": 0, "day": 1}, 2 * 86_400 + 100),
        ({"second": 0, "minute": 0, "hour": 0, "day": 31}, 32 * 86_400 + 100),
        ({"second": 0, "minute": 0, "hour": 0, "weekday": 6}, 100),
        ({"second": 20, "minute": 58, "hour": 23, "weekday": 5}, 7 * 86_400),
    ],
)
def test_an_alarm_comes_at_its_second_and_not_before(world, bus, alarm, after_s):
    set_time(bus, BEGIN)
    alarm_1(bus, **alarm)
    bus.write(ADDR, 0x0F, 0)
    bus.write(ADDR, 0x0E, A1IE_INTCN)
    set_time(bus, BEGIN)  # the transfers took a moment
    assert world.clock.due_us // SECOND_US - world.now_us // SECOND_US in (after_s - 1, after_s)
    world.advance_us((after_s - 1) * SECOND_US)
    assert not world.clock.pulls_int() and not flags(bus) & 1
    world.advance_us(SECOND_US)
    assert world.clock.pulls_int() and flags(bus) & 1


def test_alarm_2_matches_at_second_0(world, bus):
    set_time(bus, BEGIN)
    bus.write(ADDR, 0x0B, bcd(0), bcd(0), MASKED)
    bus.write(ADDR, 0x0F, 0)
    bus.write(ADDR, 0x0E, 0x06)
    world.advance_us(99 * SECOND_US)
    assert flags(bus) & 2 == 0
    world.advance_us(2 * SECOND_US)
    assert flags(bus) & 2 and world.clock.pulls_int()


def test_masks_that_the_table_does_not_list_never_match(world, bus):
    alarm_1(bus, second=5, hour=3)
    bus.write(ADDR, 0x0E, A1IE_INTCN)
    assert world.clock.due_us == NEVER
    world.advance_us(3 * 86_400 * SECOND_US)
    assert not flags(bus) & 1


def test_the_flag_comes_without_the_enable_bit_and_int_only_with_it(world, bus):
    alarm_1(bus, second=5)
    bus.write(ADDR, 0x0F, 0)
    world.advance_us(70 * SECOND_US)
    assert flags(bus) & 1 and not world.clock.pulls_int()
    bus.write(ADDR, 0x0E, 0x01)  # A1IE without INTCN: a square wave is asked for
    assert not world.clock.pulls_int()
    bus.write(ADDR, 0x0E, A1IE_INTCN)
    assert world.clock.pulls_int()


def test_int_stays_low_until_the_flag_is_written_to_0(world, bus):
    alarm_1(bus, second=5)
    bus.write(ADDR, 0x0E, A1IE_INTCN)
    world.advance_us(70 * SECOND_US)
    bus.write(ADDR, 0x0F, 0xFF)
    assert world.clock.pulls_int(), "a flag cannot be set by writing, nor cleared by a 1"
    bus.write(ADDR, 0x0F, 0xFE)
    assert not world.clock.pulls_int()


@pytest.mark.parametrize("bit", (0, BBSQW))
def test_on_the_coin_cell_int_needs_bbsqw(world, bus, bit):
    """ "When BBSQW is logic 0, the INT/SQW pin goes high impedance when VCC < VPF." """
    alarm_1(bus, second=5)
    bus.write(ADDR, 0x0E, A1IE_INTCN | bit)
    world.power_cut()
    world.advance_us(70 * SECOND_US)
    assert world.clock.pulls_int() == bool(bit)
    world.power_on()
    assert world.clock.pulls_int() and flags(bus) & 1, "it counted and compared all the time"


def test_without_a_coin_cell_no_alarm_comes(world, bus):
    alarm_1(bus, second=5)
    bus.write(ADDR, 0x0E, A1IE_INTCN | BBSQW)
    world.clock.coin_cell(False)
    world.power_cut()
    world.advance_us(70 * SECOND_US)
    assert not world.clock.pulls_int()


def test_alarms_by_a_calendar_of_their_own(world, bus):
    """A hundred dates and times within two months, each against Python's calendar."""
    rng = random.Random(3)
    for _ in range(100):
        begin = datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=rng.randrange(90 * 365 * 86_400))
        due = begin + datetime.timedelta(seconds=rng.randrange(1, 27 * 86_400))
        set_time(bus, begin)
        alarm_1(bus, due.second, due.minute, due.hour, due.day)
        bus.write(ADDR, 0x0F, 0)
        bus.write(ADDR, 0x0E, A1IE_INTCN)
        set_time(bus, begin)
        assert round((world.clock.due_us - world.now_us) / SECOND_US) == (due - begin).total_seconds()
        world.advance_us(world.clock.due_us - world.now_us)
        assert flags(bus) & 1
