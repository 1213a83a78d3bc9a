"""S2, S9, H37, A23: what was noted under needles that turn by themselves outlasts the drawer and one damaged slot.

Seen: blood said under a runaway, the battery pulled, one bit of one EEPROM slot flipped: no review, and the session was
open again. The siblings: the fault alone, each of the four slots, each turn of the writing; a note in both slots that
needles at rest meet half written. All of it with single pages is in `storage/test_store_notes.py`.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

from tests.firmware.storage.store_harm import damage_file
from tests.firmware.test_pen_runaway import running_away, treating, turns_by_itself
from tests.firmware.whole_pen import WholePen

SECOND = 18  # `Commit.page` as soon as a page of the second slot is written: from then on one damage is outlasted
HARMS = (
    lambda world: world.eeprom.corrupt(40),
    lambda world: world.eeprom.corrupt(512 + 40),
    damage_file("/ledger.a", 40),
    damage_file("/ledger.b", 40),
)


def lives(kept):
    """The pen as it comes out of the drawer: as it was, and with each slot damaged."""
    for harm in (None, *HARMS):
        pen = WholePen.out_of_drawer(kept)
        if harm:
            harm(pen.world)
        pen.world.advance_us(5_000_000)
        pen.boot()
        pen.run_ms(1_500)
        yield pen, harm is not None


def remembers(pen, session, bled):
    """Or it is locked as unknown, which returns False."""
    ledger = pen.ledger
    if ledger.history_lost:
        assert ledger.locked and not pen.treat()
        return False
    assert pen.state == states.FAULT and ledger.fault == r.F_RUNAWAY and ledger.session == session
    assert ledger.review == bled and ledger.session_open == (not bled)
    return True


@pytest.mark.parametrize("bled", (False, True))
@pytest.mark.parametrize("turns", (0, 5, 14, 20, 40))
def test_s9_h37_a23_whatever_turn_the_battery_goes_in_and_whatever_slot_is_damaged(fresh, turns, bled):
    pen = running_away(fresh) if bled else treating(fresh)
    session = pen.ledger.session
    if bled:
        pen.run_ms(1_000)
        pen.world.press("UP")
        assert pen.run_until(lambda: pen.ledger.review, 4_000)
    else:
        pen.stop()
        turns_by_itself(pen)
        assert pen.until(states.FAULT, at_most_ms=1_500)
    for _ in range(turns):
        pen.turn()
    page = pen.controller.commit.page
    assert turns < 40 or not page
    assert pen.world.motor.turning
    for again, harmed in lives(pen.keep()):
        if page and page < SECOND:  # as if the battery had gone a moment earlier
            assert harmed or not again.ledger.history_lost
            assert again.ledger.fault == r.F_RUNAWAY or not bled or again.ledger.history_lost
        else:
            assert remembers(again, session, bled) or (harmed and page), "locked, though it is all there"


@pytest.mark.parametrize("ms", range(0, 700, 50))
def test_s9_h37_a_fault_under_coasting_needles_outlasts_one_damaged_slot_as_soon_as_it_is_stored(fresh, ms):
    """They come to rest while the second slot is written, or before."""
    pen = treating(fresh)
    pen.run_ms(1_000)
    pen.controller.fail(r.F_OVERSPEED)
    pen.run_ms(ms)
    page = pen.controller.commit.page
    for again, harmed in lives(pen.keep()):
        if not page or page >= SECOND:
            assert again.ledger.fault == r.F_OVERSPEED or (harmed and again.ledger.history_lost)
        assert harmed or not again.ledger.history_lost
