"""S2, S9, H37, A23: what is noted in the EEPROM alone, while needles turn, outlasts any one damaged slot and any cut.

Seen: a runaway, and blood said under it; the newest ledger stood in one slot of the EEPROM, as flash may not be written
then. The battery was pulled, one bit of that slot flipped in the drawer, and blood and fault were forgotten: the flash
pair was whole, so it counted as the newest. And a cut while the commit after it wrote its second ledger locked a pen
that knew everything: neither store had two slots that follow each other then.
"""

import contextlib

import pytest
from pen.core import skin
from pen.formats import reasons as r
from pen.formats import record
from pen.hal.errors import PartError
from pen.storage.store import StoreError

from tests.firmware.storage.store_life import Owner, factory, live, opened, records, same_everywhere
from tests.firmware.storage.store_parts import PAGE, SLOT, WHERES, PowerCut

PAGES = SLOT // PAGE
SLOTS = range(4)


class Noting(Owner):
    """An owner whose pen notes while its needles turn; `page` is what the app keeps in `Commit.page`."""

    page = 0

    def turn(self, turns=1):
        for _ in range(turns):
            self.page = self.store.copy_page(self.page)

    def runaway(self):
        self.ledger.latch(r.F_RUNAWAY)
        self.store.events.emit(record.FAULT, r.F_RUNAWAY)
        self.page = 1

    def bleed(self):
        self.store.events.emit(record.BLEEDING, self.ledger.session, 2)
        skin.bled(self.ledger)
        self.session.end(r.STOP_BLEEDING)
        self.page = 1

    def noted(self):
        """In both slots, or in one while the other is being written: as much as any one damage may take."""
        return not self.page or self.page > PAGES + 1


def treated():
    owner = Noting(factory())
    live(owner, ("begin", "stop"))
    return owner


def running_away():
    """The fault stands in both slots."""
    owner = treated()
    owner.runaway()
    owner.turn(2 * PAGES)
    assert not owner.page
    return owner


def damaged(memory, slot, at=100):
    other = memory.copy()
    if slot < 2:
        other.eeprom[slot * SLOT + at] ^= 0x10
    else:
        data = bytearray(other.files["ab"[slot - 2]])
        data[at] ^= 0x10
        other.files["ab"[slot - 2]] = bytes(data)
    return other


def cut(owner, where, act):
    """The power goes at the next write; what is left."""
    memory = owner.memory
    memory.cut_at(1, where)
    with pytest.raises(PowerCut):
        act()
    return memory


def knows(memory, fault, bled):
    """What was noted is known, or the pen is locked as unknown. Returns whether it is known."""
    store, _ = opened(memory)
    ledger = store.ledger
    if ledger.history_lost:
        assert ledger.locked and (ledger.session_lost or not ledger.session_open)
        return False
    assert ledger.fault == r.F_RUNAWAY or not fault, "the fault is forgotten"
    assert ledger.review or not bled, "the bleeding is forgotten"
    assert not (bled and ledger.session_open), "the session that it ended goes on"
    store.commit()
    same_everywhere(memory)
    assert opened(memory)[1] == r.NONE, "the stores were not mended"
    return True


@pytest.mark.parametrize("at", (0, 5, 40, 100, 300, SLOT - 1))
@pytest.mark.parametrize("bled", (False, True))
def test_s9_h37_a23_whatever_is_noted_outlasts_any_one_damaged_slot(bled, at):
    """Turn by turn while it is written, and after it."""
    owner = running_away() if bled else treated()
    (owner.bleed if bled else owner.runaway)()
    for turn in range(2 * PAGES + 1):
        owner.turn(turn > 0)
        assert knows(owner.memory.copy(), bled or turn >= PAGES, bled and turn >= PAGES), "a cut alone locks"
        if owner.noted():
            for slot in SLOTS:
                known = knows(damaged(owner.memory, slot, at), True, bled)
                assert known or turn < 2 * PAGES, "one damage to what is all written locks"
        else:
            for slot in SLOTS:
                knows(damaged(owner.memory, slot, at), bled, False)
    assert not owner.page


@pytest.mark.parametrize("where", WHERES)
@pytest.mark.parametrize("bled", (False, True))
def test_s9_h37_h11_a_page_that_is_torn_locks_nothing_and_with_a_damage_forgets_nothing(bled, where):
    for turn in range(2 * PAGES):
        owner = running_away() if bled else treated()
        (owner.bleed if bled else owner.runaway)()
        owner.turn(turn)
        memory = cut(owner, where, owner.turn)
        whole = turn >= PAGES or (turn == PAGES - 1 and where == "after")
        for slot in SLOTS:
            torn = turn > PAGES or (turn == PAGES and where != "before")
            knows(damaged(memory, slot), bled or torn, bled and torn)
        assert knows(memory, bled or whole, bled and whole), "a cut alone locks"


def test_s9_both_slots_of_the_eeprom_damaged_and_more_was_noted_than_flash_knows():
    owner = running_away()
    assert not knows(damaged(damaged(owner.memory, 0), 1), True, False)


def test_s17_both_slots_of_the_eeprom_damaged_and_flash_knows_as_much_locks_nothing():
    assert knows(damaged(damaged(treated().memory, 0), 1), False, False)


@pytest.mark.parametrize("turns", (1, 15, 16, 17, 20, 31, 32))
def test_s9_h11_no_cut_of_the_commit_after_it_locks_or_forgets(turns):
    """The needles rest after so many turns, be it in the midst of a slot."""
    op = 0
    while True:
        op += 1
        for where in WHERES:
            owner = running_away()
            owner.bleed()
            owner.turn(turns)
            owner.memory.cut_at(op, where)
            try:
                owner.commit()
            except PowerCut:
                assert knows(owner.memory, True, turns >= PAGES), f"write {op}, {where}: a cut alone locks"
                continue
            assert op > 2 * PAGES
            assert owner.store.whole == 0b1111
            for slot in SLOTS:
                assert knows(damaged(owner.memory, slot), True, True)
            return


@pytest.mark.parametrize("turns", (3, 16, 20, 32))
def test_s9_h37_no_cut_of_the_commit_after_it_and_one_damage_forget_anything(turns):
    for op in range(1, 80, 3):
        owner = running_away()
        owner.bleed()
        owner.turn(turns)
        owner.memory.cut_at(op, "middle")
        try:
            owner.commit()
        except PowerCut:
            for slot in SLOTS:
                knows(damaged(owner.memory, slot), True, turns > PAGES)


@pytest.mark.parametrize("turns", range(0, 2 * PAGES, 3))
def test_a23_what_is_said_while_a_note_is_written_begins_it_anew(turns):
    owner = treated()
    owner.runaway()
    owner.turn(turns)
    owner.bleed()
    owner.turn(2 * PAGES)
    assert not owner.page
    for slot in SLOTS:
        assert knows(damaged(owner.memory, slot), True, True)


@pytest.mark.parametrize("page", range(2 * PAGES))
def test_h37_a_page_that_cannot_be_written_ends_it_and_the_commit_writes_it_all(page):
    owner = treated()
    owner.runaway()
    owner.turn(page)
    memory = owner.memory
    write = memory.write
    memory.write = _refuses
    owner.turn()
    assert not owner.page
    memory.write = write
    assert knows(memory.copy(), page >= PAGES, False)
    owner.commit()
    assert owner.store.whole == 0b1111
    for slot in SLOTS:
        assert knows(damaged(memory, slot), True, False)


def _refuses(part, *_):
    raise PartError(part, "write")


def test_s9_a_pen_whose_flash_fails_after_it_still_knows_everything():
    """Tried again and again, and now and then the flash takes one of the two."""
    for good in range(3):
        owner = running_away()
        for _ in range(3):
            takes(owner.memory, "flash", good)
            with contextlib.suppress(StoreError):
                owner.commit()
        del owner.memory.write
        assert knows(owner.memory, True, False)


def takes(memory, kind, good):
    """Let so many writes of that kind ("flash": a ledger into it, "eeprom": a page) go well, then none."""
    whole = type(memory).write
    left = [good]

    def write(part, what, *how):
        if what == kind:
            left[0] -= 1
            if left[0] < 0:
                raise PartError(part, "write")
        whole(memory, part, what, *how)

    memory.write = write


def test_s13_a_note_is_no_disagreement_and_is_journalled_once():
    owner = running_away()
    again = Owner(owner.memory)
    assert again.event == r.NONE
    again.commit()
    told = [one["kind"] for one in records(again.store)]
    assert told.count("fault") == 1 and "ledger" not in told[1:]


def told_after_each_cut(make, where):
    """Cut the commit of `make()` at each of its writes: the write's number, and what the journal has after a start."""
    op = 0
    while True:
        op += 1
        owner = make()
        owner.memory.cut_at(op, where)
        try:
            owner.commit()
        except PowerCut:
            again = Owner(owner.memory)
            again.commit()
            yield op, [one["kind"] for one in records(again.store)]
            continue
        assert op > 2 * PAGES
        return


def test_s13_h11_nor_does_any_cut_of_the_commit_after_it_journal_it_twice_or_call_it_lost():
    for op, told in told_after_each_cut(running_away, "middle"):
        assert told.count("fault") == 1 and "lost" not in told or op == 1, f"write {op}: {told}"


def test_s13_nor_does_any_cut_of_the_start_after_it_leave_the_fault_out_of_the_journal():
    """That something was lost stands there in one write with what is known of it, else the one would stand for both."""
    for op, told in told_after_each_cut(lambda: Owner(running_away().memory), "after"):
        assert told.count("fault") == told.count("lost") == 1, f"write {op}: {told}"
