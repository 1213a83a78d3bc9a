"""The journal over the link: every record once and in order, and what is acknowledged (S13)."""

from pen.formats import frame, messages, record
from pen.formats.messages import (
    ACK,
    ERROR,
    HELLO,
    HELLO_IS,
    OK,
    READ,
    RECORDS,
)
from pen.link import records

from tests.firmware.link.link_bench import Bench
from tests.host_tools.memory_store import PEN_ID

# --- the journal --------------------------------------------------------------------------------------------


def test_s13_read_gives_every_record_once_and_in_order():
    bench = Bench(sessions=20)
    records, end = bench.read(1, 1, messages.READ_MAX)
    assert records == b"".join(bench.store.records)
    assert end["next"] == bench.store.next
    chain = record.genesis(PEN_ID, 1)
    for at in range(0, len(records), record.SIZE):
        chain = record.check(records[at : at + record.SIZE], chain)


def test_read_in_windows():
    bench = Bench(sessions=5)
    got, at = b"", 1
    while at < bench.store.next:
        records, end = bench.read(1, at, 17)
        assert 0 < len(records) <= 17 * record.SIZE
        got += records
        at = end["next"]
    assert got == b"".join(bench.store.records)
    assert bench.read(1, at, 17) == (b"", {"next": at})


def test_read_refuses_what_it_does_not_hold(bench):
    bench.store.free(4)
    end = bench.store.next
    assert bench.error(READ, 2, 5, 1) == messages.E_EPOCH
    assert bench.error(READ, 1, 4, 1) == messages.E_RANGE
    assert bench.error(READ, 1, end + 1, 1) == messages.E_RANGE
    assert bench.error(READ, 1, 5, 0) == messages.E_VALUE
    assert bench.error(READ, 1, 5, messages.READ_MAX + 1) == messages.E_VALUE
    assert bench.read(1, 5, 1)[0] == bench.store.records[0]


def test_a_new_request_ends_a_running_read(monkeypatch):
    monkeypatch.setattr(records, "_FRAMES", 2)
    bench = Bench(sessions=60)
    bench.wire.to_pen += frame.encode(READ, 1, messages.encode(READ, 1, 1, messages.READ_MAX))
    bench.turns(2)
    assert bench.link.reading
    frames = bench.say(frame.encode(HELLO, 2, messages.encode(HELLO, 1, 1)))
    assert [f[0] for f in frames] == [RECORDS] * (len(frames) - 1) + [HELLO_IS]
    assert not bench.link.reading
    bench.turns(5)
    assert bench.heard() == []


def test_a_session_that_begins_ends_a_running_read(monkeypatch):
    monkeypatch.setattr(records, "_FRAMES", 2)
    bench = Bench(sessions=60)
    bench.wire.to_pen += frame.encode(READ, 1, messages.encode(READ, 1, 1, messages.READ_MAX))
    bench.turns(2)
    bench.heard()
    bench.controller.busy = True
    ((kind, _, payload),) = bench.say(b"")
    assert (kind, messages.decode(kind, payload)["code"]) == (ERROR, messages.E_BUSY)


def test_one_turn_sends_so_many_frames_at_most(monkeypatch):
    monkeypatch.setattr(records, "_FRAMES", 4)
    bench = Bench(sessions=60)
    bench.wire.to_pen += frame.encode(READ, 1, messages.encode(READ, 1, 1, messages.READ_MAX))
    for _ in range(5):
        bench.turns(1)
        assert len(bench.heard()) <= 4


# --- what changes something ---------------------------------------------------------------------------------


def test_s13_acknowledged_only_with_the_right_chain(bench):
    last = bench.store.next - 1
    chain = bench.store.chain_at(last)
    assert bench.error(ACK, 2, last, chain) == messages.E_EPOCH
    assert bench.error(ACK, 1, last + 1, chain) == messages.E_RANGE
    assert bench.error(ACK, 1, 0, chain) == messages.E_RANGE
    assert bench.error(ACK, 1, last, bytes(12)) == messages.E_CHAIN
    assert bench.error(ACK, 1, last - 1, chain) == messages.E_CHAIN
    assert bench.store.ledger.acked_seq == 0
    assert bench.ask(ACK, 1, last, chain) == (OK, {"value": last})
    assert bench.store.ledger.acked_seq == last


def test_an_acknowledgement_repeated_or_older_costs_no_write(bench):
    last = bench.store.next - 1
    for sequence in (last, last, last - 3):
        assert bench.ask(ACK, 1, sequence, bench.store.chain_at(sequence))[0] == OK
    assert bench.store.writes == 1
    assert bench.store.ledger.acked_seq == last
