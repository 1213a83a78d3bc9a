"""The tag's end of the 1-Wire line, met by a master that knows only times: slots, resets and what the line reads."""

import pytest

from boards.virtual.chips.tag_wire import TagWire
from boards.virtual.crc import crc8
from boards.virtual.physics.cartridge import build

US = 1_000
SLOT_US = 70


class Master:
    """A bus master with the times of MicroPython's extmod/modonewire.c, and the line it shares with the tag."""

    def __init__(self, tag, begin_ns=5 * US) -> None:
        self.ns = begin_ns
        self.held: list[tuple[int, int]] = []
        self.complaints: list[str] = []
        self.wire = TagWire(self.complaints.append, lambda from_ns, to_ns: self.held.append((from_ns, to_ns)))
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
        return self.wire.level(self.ns)

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


def until_a_zero(master) -> int:
    """Read until the tag sends a 0; when that slot began, ns."""
    master.reset()
    master.write(0x33)
    master.held.clear()
    while True:
        slot_ns = master.ns
        if not master.read_bit():
            return slot_ns


def test_a_zero_is_on_the_line_from_the_falling_edge_to_the_last_sample_time_and_not_to_the_slots_end(tag):
    master = Master(tag)
    slot_ns = until_a_zero(master)
    ((from_ns, to_ns),) = master.held
    assert from_ns == slot_ns
    assert 15 <= (to_ns - slot_ns) / US < 60  # t_MSR max, t_SLOT min less t_REC


def test_of_a_tag_that_keeps_to_the_data_sheet_alone_a_sample_too_late_reads_the_pull_up(tag):
    tag.hold_us = 15  # t_MSR max
    master = Master(tag)
    slot_ns = until_a_zero(master)
    assert master.wire.level(slot_ns + 15 * US) == 0
    assert master.wire.level(slot_ns + 16 * US) == 1


@pytest.mark.parametrize("slot_us", (50, 63))
def test_slots_closer_than_the_data_sheet_allows_are_complained_about(tag, slot_us):
    master = Master(tag)
    master.reset()
    master.low(6)
    master.wait(slot_us - 6)
    assert not master.complaints
    master.low(6)
    assert master.complaints == [f"1-Wire: a slot {slot_us} us after the one before"]  # t_SLOT 65 us


def test_a_line_that_was_not_let_go_of_for_long_enough_is_complained_about(tag):
    master = Master(tag)
    master.reset()
    master.low(68)
    master.wait(3)
    master.low(6)
    assert len(master.complaints) == 1  # t_REC 5 us


def test_a_master_that_goes_away_within_a_slot_is_no_master_that_is_wrong(tag):
    master = Master(tag)
    master.reset()
    master.wire.master(True, master.ns)
    master.ns += 40 * US
    master.wire.gone(master.ns)
    master.wait(10)
    assert master.reset() and not master.complaints


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
