"""H4, H11, H12: the ledger's codec, its layout and its table of cartridges."""

from struct import calcsize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pen.core import ledger as ledgers
from pen.formats import ledger as layout

from tests.firmware.core.any_ledger import believable, fields, stored


@given(believable())
def test_h12_what_is_stored_comes_back(ledger):
    back = ledgers.decode(stored(ledger))
    assert fields(back) == fields(ledger) and back.cartridges == ledger.cartridges


def test_h4_every_bit_of_a_slot():
    ledger = ledgers.Ledger()
    ledger.zero_counts = 100
    ledger.set_uses(1, 2, 3)
    good = stored(ledger)
    for bit in range(layout.SIZE * 8):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(layout.BadLedger):
            ledgers.decode(bad)


@given(believable(), st.integers(0, layout.SIZE - 1), st.integers(1, 255))
def test_h4_any_burst_in_any_ledger(ledger, at, noise):
    bad = stored(ledger)
    bad[at] ^= noise
    with pytest.raises(layout.BadLedger):
        ledgers.decode(bad)


@given(believable(), believable(), st.integers(1, layout.SIZE - 1))
def test_h12_a_torn_slot_is_not_believed(old, new, at):
    torn = stored(new)[:at] + stored(old)[at:]
    assume(torn not in (stored(old), stored(new)))
    with pytest.raises(layout.BadLedger):
        ledgers.decode(torn)


@pytest.mark.parametrize("blank", [bytes(512), b"\xff" * 512, b"", bytes(511)])
def test_h4_blank_memory_is_no_ledger(blank):
    with pytest.raises(layout.BadLedger):
        ledgers.decode(blank)


def test_h4_another_schema_is_no_ledger():
    bad = stored(ledgers.Ledger())
    bad[3] = ord("1")
    bad[-4:] = (layout.crc32(bytes(bad[:-4])) & 0xFFFFFFFF).to_bytes(4, "little")
    with pytest.raises(layout.BadLedger, match="schema"):
        ledgers.decode(bad)


LOOSE = [
    ("interval_s", 2_419_199),
    ("interval_s", 31_536_001),
    ("depth_max_um", 501),
    ("uses_max", 6),
    ("uses_max", 0),
    ("rate_max_hz", 111),
    ("rate_max_hz", 59),
    ("needle_max_ms", 600_001),
    ("mark_s", 1_000_000_000),
    ("session", 1 << 29),
    ("strokes", 1 << 29),
    ("lock_from_s", 1),
    ("reaction_um", 501),
    ("reaction_um", 99),
    ("cleared", 1),
    ("charged_zone", 5),
]


@pytest.mark.parametrize(("name", "value"), LOOSE)
def test_s8_a_stored_value_beyond_the_limits_is_not_believed(name, value):
    ledger = ledgers.Ledger()
    setattr(ledger, name, value)
    with pytest.raises(layout.BadLedger, match="limits"):
        ledgers.decode(stored(ledger))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 300)), max_size=80))
def test_s14_h7_the_table_keeps_the_32_newest_and_never_counts_down(noted):
    ledger, model = ledgers.Ledger(), {}
    for serial, uses in noted:
        most = max(min(uses, 255), model.pop(serial, 0))
        model[serial] = most
        while len(model) > 32:
            del model[next(iter(model))]
        ledger.set_uses(0xABCDEF, serial, uses)
    for serial in range(41):
        assert ledger.uses(0xABCDEF, serial) == model.get(serial, 0)
    assert ledger.uses(0xABCDEE, 1) == 0 and ledger.uses(0, 0) == 0


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 1_000)), max_size=30))
def test_h50_when_a_cartridge_was_opened_is_known_of_the_newest_five_and_never_gets_later(noted):
    ledger, model = ledgers.Ledger(), {}
    for serial, opened_s in noted:
        newest = list(model)[-5:]
        known = (model[serial] if serial in newest else 0) if serial in model else opened_s
        model.pop(serial, None)
        model[serial] = min(known, opened_s)
        ledger.set_uses(7, serial, 1, opened_s)
    for serial in range(9):
        assert ledger.began(7, serial) == (model[serial] if serial in list(model)[-5:] else 0)
    assert len(ledger.opened_s) == 5


def test_h50_a_ledger_of_an_older_firmware_knows_no_age():
    older = ledgers.Ledger()
    older.set_uses(1, 2, 1, 4_000)
    buf = stored(older)
    buf[479:499] = bytes(20)  # what that firmware wrote there
    buf[-4:] = (layout.crc32(bytes(buf[:-4])) & 0xFFFFFFFF).to_bytes(4, "little")
    back = ledgers.decode(buf)
    assert (back.uses(1, 2), back.began(1, 2), back.opened_s) == (1, 0, [0] * 5)


def entry(hi, lo, uses):
    return hi.to_bytes(3, "big") + lo.to_bytes(3, "big") + bytes((uses, 0))


@pytest.mark.parametrize("first", range(0, 31, 5))
@pytest.mark.parametrize(
    ("before", "hi", "lo"),
    [
        ((0x000102, 0x030405, 6), 0x010203, 0x040506),  # its bytes begin within another entry …
        ((0x111111, 0x111111, 0x11), 0x111111, 0x111100),  # … or reach from one into the next
        ((0x010203, 0x040506, 0), 0x010203, 0x040506),  # an entry without uses is none
        ((0, 0, 0), 0, 0x000001),
    ],
)
def test_h7_only_a_whole_entry_with_uses_is_found_wherever_it_stands(first, before, hi, lo):
    ledger = ledgers.Ledger()
    ledger.cartridges[8 * first : 8 * first + 8] = entry(*before)
    assert ledger.uses(hi, lo) == 0
    ledger.cartridges[8 * first + 8 : 8 * first + 16] = entry(hi, lo, 3)
    assert ledger.uses(hi, lo) == 3


def test_the_layout_is_frozen():
    """Another layout needs another MAGIC: ledgers outlive firmware."""
    assert (layout.MAGIC, layout.FORMAT) == (
        b"NPL2",
        "<4sI8sIIIqBIBIBBIIHBIIIIHBHIBHII12sIBHHBBBBIHBIBBH" + "5H" * 3 + "5h",
    )
    assert layout.LATER.startswith("<IH")  # what came later stands behind the table of cartridges
    assert layout.TABLE_END + calcsize(layout.LATER) <= layout.SIZE - 4
