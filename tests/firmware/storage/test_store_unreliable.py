"""H37: when a store may not be relied on, and when one that failed is tried again."""

import contextlib

import pytest
from pen.core.limits import NAP_MS
from pen.formats import record
from pen.hal.errors import EEPROM, FLASH, PartError
from pen.storage.store import StoreError

from tests.firmware.storage.store_life import factory, lived, opened, records


class _Clock:
    """Stands for the clock reader: says whether there is something that must not be forgotten."""

    def __init__(self, binds):
        self.binds = binds
        self.stored_times = 0

    def mark(self):
        """No time has passed."""

    def stored(self):
        self.stored_times += 1

    def not_stored(self):
        return self.binds


@pytest.mark.parametrize("binds", [False, True])
@pytest.mark.parametrize("dead", [{EEPROM}, {EEPROM, FLASH}])
def test_h37_after_something_that_binds_reached_no_store_none_is_reliable_in_this_boot(binds, dead):
    memory = factory()
    store, _ = opened(memory)
    clock = _Clock(binds)
    store.keep_time_with(clock)
    store.commit()
    assert store.reliable() and clock.stored_times == 1
    memory.unwritable |= dead
    with pytest.raises(StoreError):
        store.commit()
    assert not store.reliable() and clock.stored_times == 1
    memory.unwritable.clear()
    store.commit()
    assert store.reliable() == (not binds or FLASH not in dead)


def test_a_store_that_fails_is_tried_ever_more_rarely_and_after_a_success_as_at_first():
    memory = factory()
    store, _ = opened(memory)
    tried = [second for second in range(1, 20_000) if store.retry_is_due(second * 1_000)]
    assert tried[:4] == [1, 3, 7, 15] and max(b - a for a, b in zip(tried, tried[1:], strict=False)) == NAP_MS // 1_000
    assert not store.retry_is_due(20_000_000)
    store.commit()
    assert store.retry_is_due(20_001_000)


@pytest.mark.parametrize("before", range(16))
def test_s13_s17_a_write_refused_between_two_files_of_the_journal_is_over_at_the_next_try(before):
    """A batch that stands in two files would be half there, and each later try would begin where one is full."""
    owner = lived()
    for _ in range(before):
        owner.refusal()
    for n in range(12):
        owner.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
    whole, writes = owner.memory.write, []

    def write(part, what, *how):
        writes.append(what)
        if what == "journal" and writes.count(what) == 2:
            raise PartError(FLASH, "append")
        whole(part, what, *how)

    owner.memory.write = write
    with contextlib.suppress(StoreError):
        owner.commit()
    owner.commit()
    assert owner.store.healthy
    samples = [one["strokes"] for one in records(owner.store) if one["kind"] == "sample"]
    assert samples[-12:] == list(range(12))
