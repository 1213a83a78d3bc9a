"""The EEPROM's driver: page borders, write cycles, power cuts at every page, every bus error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.hal.at24c32 import At24c32, Homings
from pen.hal.chip import i2c_bus
from pen.hal.errors import EEPROM, BusError, DataError

from boards.virtual import bench, wiring
from boards.virtual.world import World

BLOCK = bytes(range(1, 101))  # crosses four pages from an odd start
AT = 0x3F1


def driver() -> At24c32:
    return At24c32(i2c_bus(0, wiring.SDA, wiring.SCL, 400_000))


@pytest.fixture
def eeprom(i2c):
    return At24c32(i2c)


def read(eeprom, addr: int, count: int) -> bytes:
    buf = bytearray(count)
    eeprom.readinto(addr, buf)
    return bytes(buf)


@given(st.integers(0, 4095).flatmap(lambda at: st.tuples(st.just(at), st.binary(max_size=min(150, 4096 - at)))))
def test_what_is_written_is_there_and_nothing_else_changed(case):
    addr, data = case
    world = World(1, flash_sectors=1)
    bench.use(world)
    eeprom = driver()
    eeprom.write(addr, data)
    assert read(eeprom, addr, len(data)) == data
    expected = bytearray(b"\xff" * 4096)
    expected[addr : addr + len(data)] = data
    assert world.eeprom.mem == expected


def test_one_write_cycle_a_page(world, eeprom):
    eeprom.write(AT, BLOCK)
    assert world.eeprom.writes == len({(AT + i) // 32 for i in range(len(BLOCK))})


@pytest.mark.parametrize("write_us", [0, 5_000, 10_000, 20_000])
def test_every_write_cycle_time_of_the_data_sheets_is_waited_for(world, eeprom, write_us):
    world.eeprom.write_us = write_us
    eeprom.write(AT, BLOCK)
    assert read(eeprom, AT, len(BLOCK)) == BLOCK


def test_a_write_waits_for_the_cycle_an_earlier_life_began(world, eeprom):
    """A reset of the processor alone leaves the chip writing; the next write must not fail for it."""
    world.eeprom.write_us = 10_000
    world.i2c.write(wiring.ADDR_EEPROM, (b"\x00\x00abc",), True)
    assert world.eeprom.busy
    eeprom.write(0, b"xyz")
    assert read(eeprom, 0, 3) == b"xyz"


@pytest.mark.parametrize("fault", ["eeprom_absent", "eeprom_busy", "i2c_stuck"])
def test_no_answer_is_a_bus_error_within_80_ms(world, eeprom, fault):
    """25 ms of polling, or one time-out of the bus (50 ms): far from the watchdog's two seconds."""
    world.fault(fault)
    for act in (lambda: read(eeprom, 0, 1), lambda: eeprom.write(0, b"x")):
        begin_us = world.now_us
        with pytest.raises(BusError) as caught:
            act()
        assert caught.value.part == EEPROM
        assert world.now_us - begin_us <= 80_000


def test_a_bit_that_does_not_stick_is_a_data_error(world, eeprom):
    world.eeprom._program = lambda done: None  # worn out: the cycle runs and changes nothing
    with pytest.raises(DataError) as caught:
        eeprom.write(0, b"x")
    assert caught.value.part == EEPROM


@pytest.mark.parametrize(("addr", "count"), [(-1, 1), (4096, 1), (4090, 7), (0, 4097)])
def test_nothing_outside_the_chip(world, eeprom, addr, count):
    with pytest.raises(ValueError):
        read(eeprom, addr, count)
    with pytest.raises(ValueError):
        eeprom.write(addr, bytes(count))
    assert world.ops == 0


def test_nothing_to_write_writes_nothing(world, eeprom):
    eeprom.write(7, b"")
    assert world.ops == 0


def test_a_flaky_bus_never_ends_in_wrong_bytes(world, eeprom):
    world.fault("i2c_flaky", value=5)
    eeprom.write(AT, BLOCK)
    assert read(eeprom, AT, len(BLOCK)) == BLOCK


def test_h11_a_cut_at_every_page_leaves_old_pages_one_in_doubt_and_new_ones(cuts):
    """`write`'s promise to the ledger: pages are written in order, and at most one is neither old nor new."""

    def check(world):
        mem = world.eeprom.mem
        doubtful = 0
        new_ones_over = False
        for page in range(AT // 32, (AT + len(BLOCK) - 1) // 32 + 1):
            part = range(max(AT, page * 32), min(AT + len(BLOCK), page * 32 + 32))
            got = bytes(mem[i] for i in part)
            if got == bytes(BLOCK[i - AT] for i in part):
                assert not new_ones_over
                continue
            new_ones_over = True
            if got != b"\xff" * len(part):
                doubtful += 1
        assert doubtful <= 1
        assert set(mem[: AT // 32 * 32]) == {0xFF}
        assert set(mem[(AT + len(BLOCK) + 31) // 32 * 32 :]) == {0xFF}

    operations = cuts(lambda world: None, lambda world: driver().write(AT, BLOCK), check)
    assert operations == 4


COPIES = (AT, AT + 32, AT + 64)


@pytest.mark.parametrize(("byte", "count"), [(0xFF, 0), (0, 0), (1, 1), (2, 2), (3, 1), (0xFE, 1), (0x81, 1)])
def test_h29_lost_homings_are_counted_and_half_a_byte_is_one(world, eeprom, byte, count):
    for at in COPIES:
        world.eeprom.mem[at] = byte
    assert Homings(eeprom, AT).read() == count


@pytest.mark.parametrize("true", (0, 1, 2))
@pytest.mark.parametrize("at", COPIES)
@pytest.mark.parametrize("other", (0, 1, 2, 0xFF, 0x81))
def test_h29_of_three_bytes_any_one_may_be_wrong(world, eeprom, true, at, other):
    for copy in COPIES:
        world.eeprom.mem[copy] = true
    world.eeprom.mem[at] = other
    assert Homings(eeprom, AT).read() == true


def test_h29_what_is_counted_is_there_after_the_power_and_the_same_is_not_written_again(world, eeprom):
    homings = Homings(eeprom, AT)
    assert homings.read() == 0
    for lost in (1, 2, 2):  # in as many starts
        homings = Homings(eeprom, AT)
        homings.read()
        assert homings.begin() == homings.begin() == 0
        assert Homings(eeprom, AT).read() == homings.count == lost
    assert homings.over(False) == 0
    assert Homings(eeprom, AT).read() == 2
    assert homings.over(True) == homings.over(True) == 0
    assert Homings(eeprom, AT).read() == 0
    assert world.eeprom.writes == 3 * len(COPIES)


@pytest.mark.parametrize("fault", ("eeprom_absent", "eeprom_busy", "i2c_stuck"))
def test_h29_s17_a_chip_that_does_not_answer_counts_nothing_and_is_named_once_within_80_ms(world, eeprom, fault):
    homings = Homings(eeprom, AT)
    world.fault(fault)
    begin_us = world.now_us
    assert homings.begin() == EEPROM
    assert world.now_us - begin_us <= 80_000
    assert homings.begin() == 0
    assert homings.over(True) == EEPROM and not homings.count
    assert homings.read() == 0


@pytest.mark.parametrize("value", (0, 1, 2, 0xFF))
@pytest.mark.parametrize("at", COPIES)
def test_h29_s17_a_worn_byte_is_named_once_in_a_start_and_not_written_again(world, eeprom, at, value):
    world.eeprom.wear(at, value)
    homings = Homings(eeprom, AT)
    assert homings.read() == 0
    named = [homings.begin(), homings.over(True), homings.begin(), homings.over(True)]
    assert sorted(named) == [0, 0, 0, EEPROM]
    before = world.eeprom.writes
    assert homings.begin() == 0 and Homings(eeprom, AT).read() == 1
    assert world.eeprom.writes == before + 2
