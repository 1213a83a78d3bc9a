"""S13: records carry schema, sequence, CRC and a hash chain; any change, loss, swap or replay shows."""

from struct import calcsize, unpack_from

import pytest
from hypothesis import given
from hypothesis import strategies as st
from needlepen import kinds
from pen.formats import record

PEN = b"\x01pen-one"
_RANGE = {"B": (0, 255), "H": (0, 65_535), "h": (-32_768, 32_767), "I": (0, 2**32 - 1), "i": (-(2**31), 2**31 - 1)}
_RANGE["q"] = (-(2**63), 2**63 - 1)


@st.composite
def events(draw):
    """(kind, proven_s, up_ms, values) with every value in its field's range."""
    kind = draw(st.sampled_from(sorted(kinds.KINDS)))
    values = tuple(draw(st.integers(*_RANGE[c])) for c in kinds.KINDS[kind][1][1:])
    return kind, draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, 2**33)), values


def chain_of(listed, epoch=1):
    chain, out = record.genesis(PEN, epoch), []
    for sequence, (kind, proven_s, up_ms, values) in enumerate(listed, 1):
        buf = bytearray(b"\xaa" * record.SIZE)
        chain = record.seal(buf, kind, sequence, proven_s, up_ms, values, chain)
        out.append(bytes(buf))
    return out


def verify(records, epoch=1, first=1):
    """As the laptop does: link by link, sequence by sequence."""
    chain = record.genesis(PEN, epoch)
    for sequence, one in enumerate(records, first):
        chain = record.check(one, chain)
        if record.sequence_of(one) != sequence:
            raise record.BadRecord("sequence")


@given(events())
def test_s13_what_was_sealed_is_read(event):
    kind, proven_s, up_ms, values = event
    (one,) = chain_of([event])
    out = kinds.decode(one)
    assert out["kind"] == kinds.KINDS[kind][0]
    assert (out["sequence"], out["proven_s"], out["up_ms"]) == (1, proven_s, up_ms & 0xFFFFFFFF)
    assert tuple(out[f] for f in kinds.KINDS[kind][2]) == values
    assert unpack_from("<BBBB", one) == (1, kind, calcsize(kinds.KINDS[kind][1]), 0)


@given(st.lists(events(), min_size=2, max_size=5), st.data())
def test_s13_flip_drop_swap_and_replay_are_noticed(listed, data):
    good = chain_of(listed)
    verify(good)
    at = data.draw(st.integers(0, len(good) - 2))
    bit = data.draw(st.integers(0, record.SIZE * 8 - 1))
    flipped = bytearray(good[at])
    flipped[bit // 8] ^= 1 << bit % 8
    for bad in (
        good[:at] + [bytes(flipped)] + good[at + 1 :],
        good[:at] + good[at + 1 :],
        good[:at] + [good[at + 1], good[at]] + good[at + 2 :],
        good[: at + 1] + good[at:],
    ):
        with pytest.raises(record.BadRecord):
            verify(bad)


def test_s13_every_bit_of_a_record():
    (one,) = chain_of([(record.SAMPLE, 5, 6, (1, 2, -3, 4, 5, -6))])
    for bit in range(record.SIZE * 8):
        bad = bytearray(one)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(record.BadRecord):
            record.check(bad)


@given(events(), events())
def test_s13_a_rebuilt_crc_does_not_mend_the_chain(a, b):
    good = chain_of([a, b])
    forged = bytearray(good[1])
    forged[20] ^= 1
    forged[-4:] = (record.crc32(bytes(forged[:-4])) & 0xFFFFFFFF).to_bytes(4, "little")
    record.check(forged)
    with pytest.raises(record.BadRecord, match="chain"):
        verify([good[0], bytes(forged)])


def test_s13_other_pen_and_other_epoch_do_not_continue():
    one = chain_of([(record.POWER, 1, 2, (1, 3900))])[0]
    for genesis in (record.genesis(PEN, 2), record.genesis(b"another!", 1)):
        with pytest.raises(record.BadRecord, match="does not continue"):
            record.check(one, genesis)
    assert record.genesis(PEN, 1) == bytes.fromhex("6d8fac0e62f78c24dc3364cc")


def test_a_length_that_is_no_record():
    with pytest.raises(record.BadRecord, match="63 bytes"):
        record.check(bytes(63))


def test_what_is_newer_than_this_file_is_kept_raw():
    one = bytearray(chain_of([(record.POWER, 1, 2, (1, 3900))])[0])
    for at, value in ((0, 2), (1, 200), (2, 9)):
        other = bytearray(one)
        other[at] = value
        out = kinds.decode(other)
        assert out["raw"][:3] == bytes(one[16:19]) and out["kind"].startswith("kind_")
    one[1], one[2] = 200, 255
    assert len(kinds.decode(one)["raw"]) == record.BODY - record.PAYLOAD


def test_the_table_of_kinds_fits_the_record():
    for kind, (name, fmt, fields) in kinds.KINDS.items():
        assert 0 < kind < 256 and name and calcsize(fmt) <= record.BODY - record.PAYLOAD
        assert len(fields) == len(fmt) - 1 <= 8
    assert len({k[0] for k in kinds.KINDS.values()}) == len(kinds.KINDS)
