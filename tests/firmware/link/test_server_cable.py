"""The pen's end of the cable among broken bytes: nothing is answered that was not asked, nothing stops it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pen.formats import frame, messages
from pen.formats.messages import ACK, GET_SETTINGS, HELLO, READ, RECORDS, SET_WALL, STATUS

from tests.firmware.link.link_bench import NOW, Bench

FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


requests = st.sampled_from(
    [
        frame.encode(HELLO, 0x21, messages.encode(HELLO, 1, 1)),
        frame.encode(STATUS, 0x22),
        frame.encode(GET_SETTINGS, 0x23),
        frame.encode(READ, 0x24, messages.encode(READ, 1, 1, 3)),
        frame.encode(ACK, 0x25, messages.encode(ACK, 1, 1, bytes(12))),
        frame.encode(SET_WALL, 0x26, messages.encode(SET_WALL, NOW)),
    ]
)

garbage = st.one_of(st.binary(max_size=80), st.sampled_from([b"AT\r", b"\xa5", b"\xa5N", b"\xff" * 70]))


@FAST
@given(requests, st.data())
def test_a_corrupt_frame_is_never_answered(data, draw):
    bench = Bench()
    spoiled = bytearray(data)
    at = draw.draw(st.integers(0, len(data) * 8 - 1))
    spoiled[at // 8] ^= 1 << at % 8
    assert bench.say(bytes(spoiled), 60) == []
    assert bench.store.used == []
    assert bench.alive()


@FAST
@given(requests, st.data())
def test_resync_after_a_truncated_frame(data, draw):
    bench = Bench()
    cut = draw.draw(st.integers(0, len(data) - 1))
    assert bench.say(data[:cut], 60) == []  # longer than the 0.5 s after which half a frame is forgotten
    assert bench.alive()


@FAST
@given(st.lists(st.tuples(garbage, requests), min_size=1, max_size=6), st.integers(1, 90))
def test_garbage_between_frames_costs_no_answer(parts, chunk):
    """ModemManager's probes, line noise, half a SYNC: every whole request is still answered, exactly once."""
    bench = Bench()
    stream = b"".join(noise + data for noise, data in parts)
    frames = []
    for at in range(0, len(stream), chunk):
        frames += bench.say(stream[at : at + chunk], 8)
    frames += bench.say(b"", 60)
    answered = [tag for kind, tag, _ in frames if kind != RECORDS]
    expected = [data[3] for _, data in parts]
    if chunk > 90 or 0x24 not in expected:  # a later request may have ended a READ before its END
        assert answered == expected
    assert bench.alive()


@FAST
@given(st.lists(st.binary(max_size=300), max_size=8))
def test_no_bytes_at_all_can_stop_it(chunks):
    bench = Bench()
    for chunk in chunks:
        bench.say(chunk, 3)
    bench.turns(60)
    bench.heard()
    assert bench.alive()


def test_a_length_beyond_the_limit_does_not_make_it_wait(bench):
    head = bytearray(frame.encode(READ, 1, bytes(8))[:8])
    for length in (messages.REQUEST_MAX + 1, frame.PAYLOAD_MAX + 1, 0x7FFF, 0xFFFF):
        head[4:6] = length.to_bytes(2, "little")
        head[6:8] = (frame.crc32(bytes(head[:6])) & 0xFFFF).to_bytes(2, "little")  # a well-made header
        assert bench.say(bytes(head)) == []
        assert bench.alive()
