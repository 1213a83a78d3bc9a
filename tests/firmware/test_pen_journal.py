"""S13, H12: a journal that is lost or damaged begins anew, tells of it, and unlocks nothing."""

import pytest
import vfs
from pen.formats import record

from tests.firmware.storage.store_harm import Clip, damage_file, locked, restart


@pytest.fixture
def pen(resting_pen):
    return resting_pen


SEGMENT = "/journal/00000001.000000"


def _wipe_journal(world):
    vfs.VfsLfs2(Clip(world), progsize=256).remove(SEGMENT)


@pytest.mark.parametrize(
    ("harm", "reason"), ((_wipe_journal, record.GAP_WIPED), (damage_file(SEGMENT, -30), record.GAP_DAMAGED))
)
def test_s13_h12_a_lost_journal_begins_a_new_epoch_and_unlocks_nothing(pen, harm, reason):
    last = pen.ledger.journal_seq
    unlock_s = pen.ledger.lock_from_s
    restart(pen, harm)
    assert pen.app.store.epoch == 2
    first = pen.records()[0]
    assert (first["kind"], first["old_epoch"], first["reason"]) == ("epoch", 1, reason)
    assert first["old_sequence"] >= last
    assert pen.ledger.lock_from_s == unlock_s
    locked(pen)


@pytest.mark.parametrize("at", (-1, -64 * 3 - 10, 64 * 2 + 20))
def test_s13_no_damaged_record_is_ever_served_as_a_good_one(pen, at):
    restart(pen, damage_file(SEGMENT, at))
    if pen.app.store.epoch == 2:
        pen.records()  # checks every one
        return
    with pytest.raises(record.BadRecord):  # damage further back stays visible to whoever checks the chain
        pen.records()
    locked(pen)
