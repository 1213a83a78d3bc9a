"""S11, S13: the buffer of events loses routine samples first, never a safety event while one is left, and counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import events
from pen.formats import record


def filled(kinds):
    queue = events.Events()
    for n, kind in enumerate(kinds):
        queue.proven_s, queue.up_ms = n, n * 10
        queue.emit(kind, n, 1, 2, 3, 4, 5, 6)
    return queue


def listed(queue):
    return [tuple(queue.peek(i)) for i in range(queue.count)]


KINDS = st.lists(st.sampled_from([record.SAMPLE, record.FAULT, record.NEEDLES_OFF]), max_size=260)


@given(KINDS)
def test_s11_samples_go_first_oldest_first_and_all_is_counted(kinds):
    queue = filled(kinds)
    kept = [e[3] for e in listed(queue)]
    assert kept == sorted(kept)
    assert queue.count <= events._CAPACITY
    assert queue.count + queue.dropped == len(kinds)
    lost = sorted(set(range(len(kinds))) - set(kept))
    safety_lost = [n for n in lost if kinds[n] != record.SAMPLE]
    assert queue.full or not safety_lost
    if not queue.full:
        samples = [n for n in range(len(kinds)) if kinds[n] == record.SAMPLE]
        assert lost == samples[: len(lost)]


def test_s11_a_full_buffer_of_safety_events_stops():
    queue = filled([record.FAULT] * events._CAPACITY)
    assert not queue.full
    queue.emit(record.SAMPLE)
    assert queue.full and queue.dropped == 1 and queue.count == events._CAPACITY
    queue.discard(events._CAPACITY - 1)
    assert queue.full and queue.dropped == 1
    queue.discard(1)
    assert not queue.full and queue.dropped == 0 and queue.count == 0


def test_stamps_and_values_are_kept():
    queue = filled([record.SAMPLE, record.FAULT])
    assert listed(queue)[1] == (record.FAULT, 1, 10, 1, 1, 2, 3, 4, 5, 6)
    with pytest.raises(IndexError):
        queue.peek(2)
    with pytest.raises(IndexError):
        queue.peek(-1)


def test_discard_keeps_the_order():
    queue = filled([record.FAULT] * 5)
    queue.discard(2)
    queue.emit(record.POWER, 9)
    assert [e[3] for e in listed(queue)] == [2, 3, 4, 9]


def test_s11_the_oldest_sample_makes_room_for_a_safety_event():
    queue = filled([record.FAULT, record.SAMPLE] + [record.FAULT] * (events._CAPACITY - 2))
    queue.emit(record.NEEDLES_OFF, 99)
    assert not queue.full and queue.dropped == 1 and queue.count == events._CAPACITY
    assert [e[0] for e in listed(queue)[:2]] == [record.FAULT, record.FAULT]
    assert listed(queue)[-1][0] == record.NEEDLES_OFF


def test_s11_samples_then_refusals_then_cartridges_then_power_make_room():
    routine = [record.POWER, record.CARTRIDGE, record.REFUSAL, record.SAMPLE]
    queue = filled(routine + [record.FAULT] * (events._CAPACITY - 4))
    for left in (3, 2, 1, 0):
        queue.emit(record.NEEDLES_OFF)
        assert [e[0] for e in listed(queue)[:4]] == (routine[:left] + [record.FAULT] * 4)[:4]
    assert not queue.full and queue.dropped == 4
    queue.emit(record.NEEDLES_OFF)
    assert queue.full and queue.dropped == 5


def test_s18_h35_the_cable_writes_so_often_in_an_hour_and_one_record_says_that_it_wanted_more():
    queue = events.Events()
    queue.proven_s = 50_000
    assert [queue.cable_may_write() for _ in range(200)] == [True] * events.CABLE_WRITES + [False] * (
        200 - events.CABLE_WRITES
    )
    assert [(e[0], e[3]) for e in listed(queue)] == [(record.CABLE_LIMIT, events.CABLE_WRITES)]
    queue.proven_s += 3_599
    assert not queue.cable_may_write()
    queue.proven_s += 1
    assert queue.cable_may_write() and queue.count == 1
