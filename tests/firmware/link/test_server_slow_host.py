"""The pen's end of the cable with a host that is quick, slow, asleep or gone."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pen.formats import frame, messages
from pen.formats.messages import READ, STATUS
from pen.link import records

from tests.firmware.link.link_bench import Bench

FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_requests_in_one_burst_are_answered_one_after_another(bench):
    burst = b"".join(frame.encode(STATUS, tag) for tag in range(40))
    assert [tag for _, tag, _ in bench.say(burst, 50)] == list(range(40))


@FAST
@given(st.integers(1, 100), st.integers(1, 60))
def test_a_slow_host_gets_every_byte(room, sessions):
    bench = Bench(sessions=min(sessions, 6))
    bench.wire.room = room
    records, _ = bench.read(1, 1, messages.READ_MAX)
    assert records == b"".join(bench.store.records)


def test_a_host_that_stops_reading_is_given_up_after_two_seconds(monkeypatch):
    monkeypatch.setattr(records, "_FRAMES", 2)
    bench = Bench(sessions=60)
    bench.wire.to_pen += frame.encode(READ, 1, messages.encode(READ, 1, 1, messages.READ_MAX))
    bench.turns(1)
    bench.wire.room = 0
    bench.turns(199)
    assert bench.link.reading  # 1.99 s
    bench.turns(2)
    assert not bench.link.reading
    bench.wire.room = 256
    bench.heard()
    bench.turns(3)
    assert bench.heard() == []
    assert bench.alive()


def test_s13_what_was_given_up_can_be_read_again(monkeypatch):
    monkeypatch.setattr(records, "_FRAMES", 2)
    bench = Bench(sessions=60)
    bench.wire.to_pen += frame.encode(READ, 1, messages.encode(READ, 1, 1, messages.READ_MAX))
    bench.turns(3)
    bench.wire.room = 100
    bench.turns(1)
    bench.wire.room = 0
    bench.turns(210)
    bench.wire.room = 256
    bench.heard()  # ends in half a frame
    bench.reader.clear()
    assert bench.read(1, 1, messages.READ_MAX)[0] == b"".join(bench.store.records)


def test_a_pulled_cable_forgets_everything(monkeypatch):
    monkeypatch.setattr(records, "_FRAMES", 2)
    bench = Bench(sessions=60)
    bench.wire.to_pen += frame.encode(READ, 1, messages.encode(READ, 1, 1, messages.READ_MAX))
    bench.turns(2)
    bench.link.reset()
    bench.heard()
    bench.reader.clear()
    bench.turns(3)
    assert bench.heard() == []
    assert bench.alive()
