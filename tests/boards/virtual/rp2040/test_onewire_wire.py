"""The tag's end of the 1-Wire line, met by a master that knows only times: slots, resets and what the line reads."""

import pytest

from boards.virtual.crc import crc8
from boards.virtual.physics.cartridge import build
from boards.virtual.rp2040.onewire_wire import TagWire

US = 1_000
SLOT_US = 70


class Master:
    """A bus master with the times of MicroPython's extmod/modonewire.c, and the line it shares with the tag."""

    def __init__(self, tag, begin_ns=5 * US) -> None:
        self.ns = begin_ns
        self.held: list[tuple[int, int]] = []
        self.complaints: list[str] = []
        self.wire = TagWire(lambda from_ns, to_ns: self.held.append((from_ns, to_ns)), self.complaints.append)
        self.wire.tag = tag

    def low(self, us: int) -> None:
        """Pull for so long, and let go."""
        self.wire.master(True, self.ns)
        self.ns += us * US
        self.wire.master(False, self.ns)

    def wait(self, us: int) -> None:
        self.ns += us * US

    def line(self) -> int:
        """What the line reads now, nobody but the tag pulling."""
        return 0 if any(from_ns <= self.ns < to_ns for from_ns, to_ns in self.held) else 1

    def reset(self, low_us: int = 480) -> bool:
        self.low(low_us)
        self.wait(70)
        present = not self.line()
        self.wait(410)
        return present

    def write(self, *data: int) -> None:
        for byte in data:
            for i in range(8):
                low_us = 6 if byte >> i & 1 else 60
                self.low(low_us)
                self.wait(SLOT_US - low_us)

    def read_bit(self) -> int:
        self.low(6)
        self.wait(9)
        bit = self.line()
        self.wait(SLOT_US - 15)
        return bit

    def read(self, count: int) -> bytes:
        return bytes(sum(self.read_bit() << i for i in range(8)) for _ in range(count))


@pytest.fixture
def tag():
    return build("MULTI_USE", 500, 0x1234, 12, 1, 0).tag


def test_a_reset_is_answered_within_the_data_sheets_times(tag):
    master = Master(tag)
    let_go_ns = master.ns + 480 * US
    assert master.reset()
    ((from_ns, to_ns),) = master.held
    assert 15 <= (from_ns - let_go_ns) / US <= 60  # t_PDH
    assert 60 <= (to_ns - from_ns) / US <= 240  # t_PDL


def test_nothing_answers_on_an_empty_line():
    master = Master(None)
    assert not master.reset()
    assert master.read(2) == b"\xff\xff"
    assert master.held == []


def test_a_dead_tag_is_silent(tag):
    tag.dead = True
    master = Master(tag)
    assert not master.reset()
    master.write(0x33)
    assert master.read(1) == b"\xff"


def test_the_number_is_read_bit_by_bit(tag):
    master = Master(tag)
    master.reset()
    master.write(0x33)
    rom = master.read(8)
    assert rom == bytes(tag.rom)
    assert crc8(rom) == 0
    assert master.complaints == []


def test_a_zero_outlasts_the_masters_sample_and_ends_with_the_slot(tag):
    master = Master(tag)
    master.reset()
    master.write(0x33)
    master.held.clear()
    slot_ns = master.ns
    bits = []
    while 0 not in bits:
        slot_ns = master.ns
        bits.append(master.read_bit())
    ((from_ns, to_ns),) = master.held
    assert from_ns == slot_ns
    assert 15 < (to_ns - slot_ns) / US < 60


def test_a_row_is_written_and_read_back(tag):
    master = Master(tag)
    row = bytes(range(8))
    master.reset()
    master.write(0xCC, 0x0F, 0x60, 0x00, *row)
    master.read(2)
    master.reset()
    master.write(0xCC, 0x55, 0x60, 0x00, 0x07)
    master.wait(12_000)
    assert master.read(1) == b"\xaa"
    master.reset()
    master.write(0xCC, 0xF0, 0x60, 0x00)
    assert master.read(8) == row
    assert tag.copies == 1


def test_a_search_finds_it(tag):
    master = Master(tag)
    master.reset()
    master.write(0xF0)
    found = 0
    for i in range(64):
        bit, complement = master.read_bit(), master.read_bit()
        assert bit != complement
        found |= bit << i
        master.low(6 if bit else 60)
        master.wait(SLOT_US)
    assert found.to_bytes(8, "little") == bytes(tag.rom)


@pytest.mark.parametrize("low_us", (20, 45, 200, 470))
def test_a_low_that_is_no_slot_and_no_reset_is_complained_about(tag, low_us):
    master = Master(tag)
    master.reset()
    master.low(low_us)
    assert len(master.complaints) == 1
    assert f"{low_us} us" in master.complaints[0]


def test_470_us_is_no_reset(tag):
    assert not Master(tag).reset(470)


def test_a_tag_pulled_out_in_the_middle_reads_as_ones(tag):
    master = Master(tag)
    master.reset()
    master.write(0x33)
    master.read(2)
    master.wire.tag = None
    assert master.read(6) == b"\xff" * 6


def test_letting_go_twice_or_pulling_twice_changes_nothing(tag):
    master = Master(tag)
    master.wire.master(False, master.ns)
    master.wire.master(True, master.ns)
    master.wire.master(True, master.ns + 300 * US)
    master.wire.master(False, master.ns + 480 * US)
    assert len(master.held) == 1, "one reset, from the first edge on"
