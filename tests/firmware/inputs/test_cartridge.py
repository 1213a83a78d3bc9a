"""S5, S14, H7: a use counts only when the same tag reads back with its mark and its binding."""

import time

import pytest
from pen.core.cartridge import BINDING_AT, MARKS_AT, TAG_BYTES
from pen.core.events import Events
from pen.core.io import Inputs
from pen.core.ledger import Ledger
from pen.formats import record
from pen.formats.crc16 import crc16
from pen.hal.errors import TAG, BusError, DataError

from boards.virtual import ticks

ticks.inject(time)  # before the first driver is imported

from pen.hal.ds2431 import EPROM_MODE, WRITE_PROTECTED  # noqa: E402
from pen.inputs import cartridge  # noqa: E402
from pen.inputs.cartridge import CartridgeReader  # noqa: E402

PEN_ID = b"\x01pen-one"


class Tag:
    """A DS2431 as cartridges carry it; `keeps`: the rows that really take what they say they took."""

    def __init__(self, serial=7):
        self.rom = bytes((0x2D, serial, 0, 0, 0, 0, 1, 0))
        self.memory = bytearray(b"NPC1\x02\x0c\xf4\x01" + bytes(22)) + bytearray(2) + bytearray(b"\xff" * 40)
        self.memory[30:32] = crc16(self.memory[:30]).to_bytes(2, "little")
        assert len(self.memory) == TAG_BYTES
        self.inserted = True
        self.keeps = [MARKS_AT, BINDING_AT]
        self.modes = [0x55, 0xAA, 0xAA, 0]  # protection of the pages: 0xAA adds bits and never takes them back
        self.next = None  # the cartridge that is there after the next write
        self.note = False  # in the scratchpad
        self.power = False  # it had it since its scratchpad was written

    def present(self):
        return self.inserted

    def read_rom(self):
        if not self.inserted:
            raise BusError(TAG, "nobody")
        return self.rom

    def leave_note(self):
        self.read_rom()
        self.note = self.power = True

    def note_is_there(self):
        self.read_rom()
        return self.note

    def kept_power(self):
        self.read_rom()
        return self.power

    def protections(self):
        self.read_rom()
        return bytes(self.modes)

    def readinto(self, addr, buf):
        self.read_rom()
        buf[:] = self.memory[addr : addr + len(buf)]

    def write_row(self, addr, row):
        self.read_rom()
        self.note = False
        if addr in self.keeps:
            for i in range(8):
                self.memory[addr + i] &= row[i]
        if self.next:
            self.rom, self.next = self.next.rom, None


class Slow(Tag):
    """Counts how often its 72 bytes are read: 0.1 s of bus time each."""

    def __init__(self, serial=7):
        super().__init__(serial)
        self.read_ms = []
        self.now_ms = 0

    def readinto(self, addr, buf):
        self.read_ms.append(self.now_ms)
        super().readinto(addr, buf)


@pytest.fixture
def tag():
    return Tag()


@pytest.fixture
def reader(tag):
    ledger = Ledger()
    ledger.pen_id = PEN_ID
    reader = CartridgeReader(tag, Inputs(), ledger, Events())
    reader.read_tag()
    return reader


def test_s14_a_use_binds_and_marks(tag, reader):
    assert reader.mark_use()
    assert tag.memory[MARKS_AT : MARKS_AT + 8] == b"\0" + b"\xff" * 7
    assert tag.memory[BINDING_AT:] == PEN_ID


@pytest.mark.parametrize("lost", (MARKS_AT, BINDING_AT))
def test_s14_h7_a_tag_that_only_pretends_to_take_it_is_no_use(tag, reader, lost):
    tag.keeps.remove(lost)
    assert not reader.mark_use()


def test_s14_h7_a_cartridge_swapped_while_it_is_marked_is_no_use(tag, reader):
    tag.next = Tag(serial=8)
    assert not reader.mark_use()


def test_s14_h7_a_cartridge_swapped_before_it_is_marked_is_not_touched(tag, reader):
    tag.rom = Tag(serial=8).rom
    tag.note = False
    before = bytes(tag.memory)
    assert not reader.mark_use()
    assert bytes(tag.memory) == before


@pytest.mark.parametrize(("page", "mode"), ((0, 0), (0, 0xAA), (1, 0), (1, 0x55), (2, 0), (2, 0x55)))
def test_s14_s19_h7_a_tag_that_could_have_been_rewritten_is_unreadable(tag, reader, page, mode):
    tag.modes[page] = mode
    reader.read_tag()
    assert reader._cartridge.present and not reader._cartridge.readable
    assert not reader.mark_use()


def test_s5_a_cartridge_pulled_before_the_mark_is_no_use(tag, reader):
    tag.inserted = False
    assert not reader.mark_use()


def test_s14_going_on_with_an_open_session_costs_no_mark(tag, reader):
    assert reader.mark_use()
    ledger, cartridge = reader._ledger, reader._cartridge
    ledger.session_open = 1
    ledger.session_cart_hi, ledger.session_cart_lo = cartridge.hi, cartridge.lo
    ledger.set_uses(cartridge.hi, cartridge.lo, 1)
    assert reader.mark_use()
    assert ledger.began(cartridge.hi, cartridge.lo) == 0, "nothing makes it younger"
    assert tag.memory[MARKS_AT : MARKS_AT + 8] == b"\0" + b"\xff" * 7


def test_s5_a_use_is_counted_by_the_pen_too_but_only_when_the_tag_has_it(tag, reader):
    hi, lo = reader._cartridge.hi, reader._cartridge.lo
    tag.keeps.remove(MARKS_AT)
    assert not reader.mark_use() and reader._ledger.uses(hi, lo) == 0
    tag.keeps.append(MARKS_AT)
    reader._inputs.proven_s = 4_000
    assert reader.mark_use() and reader._ledger.uses(hi, lo) == 1
    assert reader._ledger.began(hi, lo) == 4_000, "opened by its first use (H50)"


def test_h50_what_is_inserted_is_journalled_with_its_lot_and_when_it_was_opened(tag, reader):
    hi, lo = reader._cartridge.hi, reader._cartridge.lo
    tag.memory[8:12] = (1_042).to_bytes(4, "little")
    tag.memory[30:32] = crc16(tag.memory[:30]).to_bytes(2, "little")
    again = _reader_of(tag)
    again._ledger.set_uses(hi, lo, 1, 77)
    again.read_tag()
    found = [again._events.peek(i) for i in range(again._events.count)]
    assert [event[3:7] for event in found if event[0] == record.LOT] == [[hi, lo, 1_042, 77]]


def test_h50_a_used_one_that_only_its_tag_knows_gets_no_younger_by_going_on(tag, reader):
    ledger, cartridge = reader._ledger, reader._cartridge
    tag.memory[MARKS_AT : MARKS_AT + 2] = bytes(2)
    tag.memory[BINDING_AT : BINDING_AT + 8] = ledger.pen_id
    reader.read_tag()
    ledger.session_open, ledger.session_cart_hi, ledger.session_cart_lo = 1, cartridge.hi, cartridge.lo
    reader._inputs.proven_s = 4_000
    assert reader.mark_use() and (
        ledger.uses(cartridge.hi, cartridge.lo),
        ledger.began(cartridge.hi, cartridge.lo),
    ) == (2, 0)


def test_s14_h7_a_reset_tag_is_marked_up_to_what_the_pen_remembers(tag, reader):
    reader._ledger.set_uses(reader._cartridge.hi, reader._cartridge.lo, 2, 5)
    reader._inputs.proven_s = 60
    assert reader.mark_use()
    assert reader._ledger.began(reader._cartridge.hi, reader._cartridge.lo) == 5
    assert tag.memory[MARKS_AT : MARKS_AT + 8] == b"\0\0\0" + b"\xff" * 5


def _reader_of(tag):
    ledger = Ledger()
    ledger.pen_id = PEN_ID
    return CartridgeReader(tag, Inputs(), ledger, Events())


def _watch(reader, tag, from_ms, to_ms, start_ms=0):
    """Look at `tag` every 10 ms; when it was read, from `start_ms`."""
    for ms in range(from_ms, to_ms, 10):
        tag.now_ms = ms
        reader.watch(start_ms + ms & (1 << 30) - 1)
    return tag.read_ms


@pytest.mark.parametrize("start_ms", (0, (1 << 30) - 10_000))
def test_h16_an_unreadable_tag_is_read_ever_more_rarely(start_ms):
    tag = Slow()
    tag.modes[1] = 0
    read_ms = _watch(_reader_of(tag), tag, 10, 130_000, start_ms)
    gaps = [b - a for a, b in zip(read_ms, read_ms[1:])]
    assert gaps == [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]


def test_s14_a_readable_tag_is_read_once():
    tag = Slow()
    assert len(_watch(_reader_of(tag), tag, 10, 60_000)) == 1


def test_s14_h5_the_same_tag_put_in_again_is_read_at_once():
    tag = Slow()
    tag.modes[1] = 0
    reader = _reader_of(tag)
    _watch(reader, tag, 10, 130_000)
    tag.inserted = False
    _watch(reader, tag, 130_000, 131_000)
    tag.inserted = True
    tag.modes[1] = 0xAA
    assert 131_000 <= _watch(reader, tag, 131_000, 132_000)[-1] <= 131_500
    assert reader._cartridge.readable


def test_s14_a_tag_lost_for_a_moment_while_needles_move_is_read_at_once():
    tag = Slow()
    tag.modes[1] = 0
    reader = _reader_of(tag)
    _watch(reader, tag, 10, 70_000)
    tag.modes[1] = 0xAA
    reader.read_tag()  # as arming does
    tag.inserted = False
    reader.check_present(70_500)
    assert not reader._cartridge.present
    tag.inserted = True
    assert 70_600 <= _watch(reader, tag, 70_600, 71_500)[-1] <= 71_100


# --- was it in all the time? (S19, H36) -----------------------------------------------------------------------


def _stay(reader) -> int:
    return reader._cartridge.stay


def test_s19_h36_a_tag_that_stays_is_the_same_stay(tag, reader):
    stay = _stay(reader)
    for ms in range(0, 5_000, 10):
        reader.watch(ms, known=True)
    reader.read_tag()
    assert reader.mark_use() and _stay(reader) == stay and reader._cartridge.readable


@pytest.mark.parametrize("out_ms", (0, 10, 30, 700))
def test_s19_h36_a_tag_that_lost_its_power_is_another_stay(tag, reader, out_ms):
    stay = _stay(reader)
    reader.watch(1_000)
    tag.inserted = tag.note = False
    for ms in range(1_010, 1_010 + out_ms, 10):
        reader.watch(ms, known=True)
    tag.inserted = True
    for ms in range(1_010 + out_ms, 1_600 + out_ms, 10):
        reader.watch(ms, known=True)
    assert reader._cartridge.readable and _stay(reader) != stay


@pytest.mark.parametrize("act", ("read_tag", "mark_use"))
def test_s19_h36_arming_and_marking_ask_for_themselves(tag, reader, act):
    stay = _stay(reader)
    tag.note = False
    assert not getattr(reader, act)() and _stay(reader) != stay


@pytest.mark.parametrize("after_ms", (0, 10, 40))
def test_s19_h36_the_number_is_read_before_the_first_fuel_however_short_ago_it_was_looked_at(tag, reader, after_ms):
    reader.watch(1_000)
    tag.rom = Tag(serial=8).rom
    reader.check_same(1_000 + after_ms)
    assert not reader._cartridge.present


def test_s19_while_something_is_known_an_absence_is_seen_within_20_ms(tag, reader):
    reader.watch(1_000, known=True)
    tag.inserted = False
    for ms in (1_010, 1_020):
        reader.watch(ms, known=True)
    assert not reader._cartridge.present


def test_s19_one_wrong_bit_ends_no_stay(tag, reader):
    """Noise in the note, or in what is read when arming begins: tried again."""
    stay = _stay(reader)
    for name in ("note_is_there", "readinto", "protections", "leave_note"):
        good = getattr(tag, name)
        calls = []

        def disturbed(*arguments, good=good, calls=calls):
            calls.append(arguments)
            if len(calls) == 1:
                raise DataError(TAG, "CRC")
            return good(*arguments)

        setattr(tag, name, disturbed)
        reader.read_tag()
        assert reader._cartridge.readable and _stay(reader) == stay, name
        setattr(tag, name, good)


def test_s19_one_that_turns_unreadable_begins_another_stay(tag, reader):
    """Until it can be read again nobody knows whether it was in all the time."""
    stay = _stay(reader)
    good = bytes(tag.memory[:1])
    tag.memory[0] = 0
    reader.read_tag()
    assert not reader._cartridge.readable
    tag.memory[:1] = good
    reader.read_tag()
    assert reader._cartridge.readable and _stay(reader) != stay


def test_s19_out_while_it_is_read_is_another_stay_and_is_journalled(tag, reader):
    stay, told = _stay(reader), reader._events.count
    protections = tag.protections

    def out_once():
        tag.protections = protections
        tag.power = False
        return protections()

    tag.protections = out_once
    reader.read_tag()
    assert reader._cartridge.readable and _stay(reader) != stay
    assert reader._events.count == told + 2, "the cartridge and its lot"


def test_h7_what_the_factory_protects_is_told_in_the_tag_s_own_codes():
    assert bytes((WRITE_PROTECTED, EPROM_MODE, EPROM_MODE)) == cartridge._FACTORY
