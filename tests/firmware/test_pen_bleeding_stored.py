"""S9, H37, A23: blood that is said while something else is being stored goes into both ledgers, too.

Seen: UP was held when the session was ended with SELECT, and its two seconds were over while that was being stored.
The answer to that write was taken for one to the next, which has the bleeding in it: for minutes it stood in the
journal alone, and a bit of that record that flipped with the battery out made a calm session of it.
"""

import pytest
from pen.core import states
from pen.core.menu import END_ITEM

from tests.firmware.storage.store_harm import cut_last_record, damage_last_record, restart
from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger
from tests.firmware.whole_pen import WholePen

HELD_MS = range(1_700, 1_960, 20)  # before SELECT: the two seconds are over before, in and after the write


def bleeds_at_the_end(kept, held_ms):
    """UP goes down, and then SELECT ends the session; the hold is said and let go, and all comes to rest."""
    pen = WholePen.out_of_drawer(kept)
    pen.power_up(3_000)
    if pen.controller.notice.shown:
        pen.press("DOWN")
        pen.run_ms(700)
    while pen.controller.menu.item != END_ITEM:
        pen.press("DOWN")
        pen.run_ms(700)
    pen.run_ms(1_000)
    pen.world.press("UP")
    pen.run_ms(held_ms)
    pen.press("SELECT")
    assert pen.run_until(lambda: pen.ledger.review, 3_000)
    pen.run_ms(500)
    pen.world.release("UP")
    pen.run_ms(2_000)
    assert pen.state == states.ENDED and len(pen.found("bleeding")) == 1
    return pen


@pytest.mark.parametrize("held_ms", HELD_MS)
def test_s9_h37_a23_what_is_said_while_the_end_is_stored_is_stored_as_well(in_pause, held_ms):
    pen = bleeds_at_the_end(in_pause, held_ms)
    for ledger in (eeprom_ledger(pen.world), flash_ledger(pen.world)):
        assert ledger.review and ledger.reacted


@pytest.mark.parametrize("harm", (damage_last_record, cut_last_record))
@pytest.mark.parametrize("held_ms", HELD_MS)
def test_a23_h37_nor_does_one_damaged_record_forget_it(in_pause, harm, held_ms):
    pen = bleeds_at_the_end(in_pause, held_ms)
    restart(pen, harm)
    assert pen.ledger.review
