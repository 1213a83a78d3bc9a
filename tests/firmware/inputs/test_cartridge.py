"""S5, S14, H7: a use counts only when the same tag reads back with its mark and its binding."""

import time

import pytest
from pen.core.cartridge import BINDING_AT, MARKS_AT
from pen.core.events import Events
from pen.core.io import Inputs
from pen.core.ledger import Ledger
from pen.formats import record
from pen.formats.crc16 import crc16
from pen.hal.errors import TAG, BusError

from boards.virtual import ticks
from boards.virtual.chips.ds2431_memory import EPROM_MODE, WRITE_PROTECT

ticks.inject(time)  # before the first driver is imported

from pen.inputs import cartridge  # noqa: E402
from pen.inputs.cartridge import CartridgeReader  # noqa: E402

from tests.firmware.inputs.tag import PEN_ID, Slow, Tag  # noqa: E402


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


@pytest.mark.parametrize("out", ("before", "for a moment", "after"))
def test_s14_h50_a_mark_that_nobody_could_read_back_counts_and_the_cartridge_was_opened_then(tag, reader, out):
    """Its contact opens for some ms under the finger: as the mark is written, or before anything is."""
    ledger, hi, lo = reader._ledger, reader._cartridge.hi, reader._cartridge.lo
    ledger.mark_s = reader._inputs.proven_s = 7_000
    write = tag.write_row

    def rocks(addr, row):
        tag.note = tag.power = False
        if out == "before":
            raise BusError(TAG, "nobody")
        write(addr, row)
        tag.inserted = out != "after" or addr != MARKS_AT

    tag.write_row = rocks
    assert not reader.mark_use()
    assert (ledger.uses(hi, lo), ledger.began(hi, lo)) == ((0, 0) if out == "before" else (1, 7_000))


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


def test_h7_what_the_factory_protects_is_told_in_the_tag_s_own_codes():
    assert bytes((WRITE_PROTECT, EPROM_MODE, EPROM_MODE)) == cartridge._FACTORY
