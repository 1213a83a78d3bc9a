"""S14, H5-H8: limits by type, bound to one pen, needle length, the higher of two counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import cartridge as cartridges
from pen.core import ledger as ledgers
from pen.formats import reasons
from pen.formats.crc16 import crc16

PEN_ID = b"\x01pen-one"
NOW_S = 1_000
DAY_S = 86_400
ROM = bytes((0x2D, 1, 2, 3, 4, 5, 6, 0))  # family, serial LSB first, CRC


def tag(type_=2, needle_um=500, marks=0, bound=b"\xff" * 8):
    out = bytearray(b"\xff" * cartridges.TAG_BYTES)
    out[:4] = b"NPC1"
    out[4:6] = bytes((type_, 12))
    out[6:8] = needle_um.to_bytes(2, "little")
    out[8:30] = bytes(22)
    out[30:32] = crc16(out[:30]).to_bytes(2, "little")
    for i in range(marks):
        out[0x20 + i] = 0
    out[0x40:0x48] = bound
    return out


def inserted(data):
    c = cartridges.Cartridge()
    c.load(ROM, data)
    return c


def ledger(uses=0, uses_max=5, opened_s=1):
    out = ledgers.Ledger()
    out.pen_id = PEN_ID
    out.uses_max = uses_max
    if uses:
        out.set_uses(0x060504, 0x030201, uses, opened_s)
    return out


def test_s14_what_a_tag_says():
    c = inserted(tag(2, 350, 2, PEN_ID))
    assert (c.present, c.readable, c.type, c.needle_um, c.marks) == (True, True, 2, 350, 2)
    assert (c.hi, c.lo, c.bound) == (0x060504, 0x030201, PEN_ID)
    c.clear()
    assert cartridges.refusal(c, ledger(), NOW_S) == reasons.CARTRIDGE_NONE


def test_s19_a_stay_is_as_long_as_the_same_one_is_in():
    c = inserted(tag())
    stay = c.stay
    c.load(ROM, tag(marks=1))
    assert c.stay == stay, "read again"
    c.load(ROM[:1] + b"\x02" + ROM[2:], tag())
    assert c.stay != stay, "another one"
    stay = c.stay
    c.clear()
    c.load(ROM[:1] + b"\x02" + ROM[2:], tag())
    assert c.stay != stay, "the same one back"


@given(type_=st.integers(0, 255), uses_max=st.integers(1, 5))
def test_s14_limit_by_type_unknown_is_disposable(type_, uses_max):
    most = cartridges.limit(type_, uses_max)
    assert most == (min(3, uses_max) if type_ == 2 else 1)


@given(uses_max=st.integers(-5, 10_000), type_=st.integers(0, 255))
def test_s14_nothing_raises_the_ceiling_of_five(uses_max, type_):
    assert cartridges.limit(type_, uses_max) <= 5


def test_s14_the_ceiling_binds_whatever_the_types_allow(monkeypatch):
    monkeypatch.setattr(cartridges, "USES_MULTI", 9)
    assert cartridges.limit(2, 9) == 5


@given(type_=st.integers(0, 255), marks=st.integers(0, 8), noted=st.integers(0, 255), uses_max=st.integers(1, 5))
def test_s14_h6_h7_the_higher_count_wins(type_, marks, noted, uses_max):
    c, pen = inserted(tag(type_, marks=marks)), ledger(noted, uses_max)
    used = max(marks, noted)
    assert cartridges.uses(c, pen) == used
    spent = used >= (min(3, uses_max) if type_ == 2 else 1)
    known = reasons.NONE if noted or not marks else reasons.CARTRIDGE_OLD
    assert cartridges.refusal(c, pen, NOW_S) == (reasons.CARTRIDGE_SPENT if spent else known)


@pytest.mark.parametrize(
    ("opened_s", "now_s", "may"),
    [
        (9 * DAY_S, 99 * DAY_S, True),
        (9 * DAY_S, 99 * DAY_S + 1, False),
        (9 * DAY_S, 9 * DAY_S, True),
        (9 * DAY_S, 9 * DAY_S - 1, False),
        (0, 9 * DAY_S, False),
    ],
)
def test_h50_an_opened_cartridge_serves_for_90_days_and_one_of_unknown_age_never(opened_s, now_s, may):
    pen = ledger(1, 5, opened_s)
    assert pen.began(0x060504, 0x030201) == opened_s
    why = cartridges.refusal(inserted(tag(marks=1, bound=PEN_ID)), pen, now_s)
    assert why == (reasons.NONE if may else reasons.CARTRIDGE_OLD)
    pen.session_open, pen.session_cart_hi, pen.session_cart_lo = 1, 0x060504, 0x030201
    assert cartridges.refusal(inserted(tag(marks=1, bound=PEN_ID)), pen, now_s) == reasons.NONE, "it goes on"


def test_h50_one_that_is_new_needs_no_age():
    assert cartridges.refusal(inserted(tag()), ledger(), 500 * DAY_S) == reasons.NONE


@given(st.binary(min_size=8, max_size=8))
def test_s14_h8_bound_to_one_pen(bound):
    why = cartridges.refusal(inserted(tag(bound=bound)), ledger(), NOW_S)
    free = bound in (PEN_ID, b"\xff" * 8)
    assert why == (reasons.NONE if free else reasons.CARTRIDGE_FOREIGN)


@given(st.integers(0, 65_535))
def test_s14_h5_needle_length(um):
    why = cartridges.refusal(inserted(tag(needle_um=um)), ledger(), NOW_S)
    assert why == (reasons.NONE if 100 <= um <= 500 else reasons.CARTRIDGE_NEEDLES)


@given(st.integers(0, 32 * 8 - 1))
def test_s14_h5_a_flipped_bit_of_page_0_is_unreadable(bit):
    data = tag()
    data[bit // 8] ^= 1 << bit % 8
    c = inserted(data)
    assert not c.readable and cartridges.refusal(c, ledger(), NOW_S) == reasons.CARTRIDGE_UNREADABLE


def test_s14_a_short_read_is_unreadable():
    assert not inserted(tag()[:-1]).readable
    assert not inserted(b"").readable


@given(st.binary(min_size=8, max_size=8))
def test_s14_h7_a_mark_counts_with_everything_before_it(row):
    data = tag()
    data[0x20:0x28] = row
    used = [i + 1 for i in range(8) if row[i] != 0xFF]
    assert inserted(data).marks == (used[-1] if used else 0)


@pytest.mark.parametrize("same", [True, False])
def test_s6_s14_an_open_session_goes_on_with_its_cartridge_only(same):
    pen = ledger(3)
    pen.session_open = 1
    pen.session_cart_hi, pen.session_cart_lo = 0x060504, 0x030201 if same else 9
    why = cartridges.refusal(inserted(tag(marks=3, bound=PEN_ID)), pen, NOW_S)
    assert why == (reasons.NONE if same else reasons.CARTRIDGE_OTHER)
    pen.session_cart_hi = 1
    assert cartridges.refusal(inserted(tag(marks=3, bound=PEN_ID)), pen, NOW_S) == reasons.CARTRIDGE_OTHER


def test_crc16_of_the_application_note():
    # Maxim application note 27: the CRC of a message followed by its CRC is 0; check value of CRC-16/ARC
    assert crc16(b"123456789") == 0xBB3D
