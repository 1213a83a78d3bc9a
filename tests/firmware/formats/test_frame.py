"""S10, S13: frames of the link survive garbage, cuts and flips; nothing damaged is ever delivered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.formats import frame

FRAME = st.tuples(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=80))
QUIET = b"\0" * (frame.HEADER + frame.PAYLOAD_MAX + frame.TRAILER)


def read(data, chunk=37):
    """All frames in `data`, given to the reader in pieces."""
    reader, out = frame.FrameReader(), []
    while data:
        room = reader.space()
        assert len(room), "bounded, but never full"
        piece, data = data[: min(chunk, len(room))], data[min(chunk, len(room)) :]
        room[: len(piece)] = piece
        reader.fed(len(piece))
        while (payload := reader.next()) is not None:
            out.append((reader.kind, reader.tag, payload))
    return out, reader


@given(st.lists(FRAME, max_size=6), st.integers(1, 3000))
def test_frames_come_back_whole_and_in_order(frames, chunk):
    out, reader = read(b"".join(frame.encode(*f) for f in frames), chunk)
    assert out == frames
    assert reader.skipped == 0


@given(FRAME, st.binary(max_size=60), FRAME)
def test_s13_garbage_between_frames_is_skipped(first, garbage, second):
    out, _ = read(frame.encode(*first) + garbage + QUIET + frame.encode(*second))
    assert out[0] == first and out[-1] == second


@given(FRAME, st.data(), FRAME)
def test_s13_a_cut_frame_is_lost_alone(first, data, second):
    whole = frame.encode(*first)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    out, _ = read(cut + QUIET + frame.encode(*second))
    assert out[-1] == second and first not in out[:-1]


@given(FRAME, st.data())
def test_s13_a_flipped_bit_is_never_delivered(f, data):
    whole = bytearray(frame.encode(*f))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    assert f not in read(bytes(whole) + QUIET)[0]


def test_s13_every_bit_of_one_frame():
    whole = frame.encode(3, 9, b"READ")
    for bit in range(len(whole) * 8):
        bad = bytearray(whole)
        bad[bit // 8] ^= 1 << bit % 8
        out, _ = read(bytes(bad) + QUIET + whole)
        assert out == [(3, 9, b"READ")], bit


@given(st.binary(max_size=4000))
def test_h25_noise_never_breaks_the_reader(noise):
    _, reader = read(noise)
    assert len(reader.space()) > 0


def test_largest_frame_and_one_more():
    big = bytes(frame.PAYLOAD_MAX)
    assert read(frame.encode(1, 2, big))[0] == [(1, 2, big)]
    with pytest.raises(ValueError):
        frame.encode(1, 2, big + b"x")
    with pytest.raises(ValueError):
        frame.build(bytearray(16), 1, 2, 5)


def test_a_header_that_promises_too_much_is_not_waited_for():
    whole = bytearray(frame.encode(1, 2, b"abc"))
    whole[4:6] = (frame.PAYLOAD_MAX + 1).to_bytes(2, "little")
    whole[6:8] = (frame.crc32(bytes(whole[:6])) & 0xFFFF).to_bytes(2, "little")
    assert read(bytes(whole) + frame.encode(4, 5))[0] == [(4, 5, b"")]


def test_half_a_sync_is_kept_and_clear_forgets():
    reader = frame.FrameReader()
    whole = frame.encode(7, 8, b"x")
    for piece in (b"zz" + whole[:1], whole[1:]):
        reader.space()[: len(piece)] = piece
        reader.fed(len(piece))
        payload = reader.next()
    assert payload == b"x" and reader.skipped == 2
    reader.space()[:5] = whole[:5]
    reader.fed(5)
    reader.clear()
    assert reader.next() is None and len(reader.space()) == 2 * (frame.PAYLOAD_MAX + 12)


def test_it_says_how_much_of_a_frame_is_still_to_come():
    whole = frame.encode(3, 9, b"READ")
    for came in range(len(whole) + 1):
        reader = frame.FrameReader()
        reader.space()[:came] = whole[:came]
        reader.fed(came)
        known = frame.HEADER if came < frame.HEADER else len(whole)
        assert reader.missing() == (known - came if came else 0)
    assert reader.next() == b"READ"
    assert reader.missing() == 0


def test_a_view_is_good_until_the_next_call():
    first, second = frame.encode(3, 9, b"READ"), frame.encode(4, 10, b"AGAIN")
    reader = frame.FrameReader(8)
    reader.space()[: len(first)] = first
    reader.fed(len(first))
    view = reader.view()
    assert bytes(view) == b"READ" and view.obj is reader.space().obj, "no copy"
    reader.space()[: len(second)] = second
    reader.fed(len(second))
    assert bytes(reader.view()) == b"AGAIN" and (reader.kind, reader.tag) == (4, 10)
    assert reader.missing() == 0 and reader.view() is None
    reader.space()[: len(first)] = first
    reader.fed(len(first))
    assert reader.view() is not None
    reader.clear()
    assert reader.missing() == 0 and reader.next() is None
