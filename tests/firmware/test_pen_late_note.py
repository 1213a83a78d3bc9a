"""H37, A23: what no store took, and the clock keeps, is known as soon as the clock answers, however late that is.

Seen: blood was said while neither memory took a write; in the next start the clock answered after five seconds, and its
note was not read any more: that start knew of no blood and of no fault but the clock's, until the one after it.
And when it first answered in a nap, the ledger was stored without the note, which was erased as if the ledger had it.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

from tests.firmware.storage.store_harm import eeprom_takes_no_write, flash_takes_no_write
from tests.firmware.whole_pen import WholePen


@pytest.mark.parametrize("silent_ms", (0, 3_000, 5_000, 20_000))
@pytest.mark.parametrize("what", ("blood", "fault"))
def test_h37_a23_a_note_of_a_clock_that_answers_late_is_read(in_pause, what, silent_ms):
    pen = WholePen.out_of_drawer(in_pause)
    pen.power_up(3_000)
    pen.press("DOWN")  # takes off what it was told
    pen.run_ms(700)
    eeprom_takes_no_write(pen.world)
    flash_takes_no_write(pen.world)
    if what == "blood":
        pen.press("UP", 2_600)
    else:
        pen.controller.fail(r.F_RUNAWAY)
    pen.run_ms(4_000)
    assert pen.ledger.review or what == "fault"
    pen.cut_power()
    eeprom_takes_no_write(pen.world, False)
    pen.world.advance_us(5_000_000)
    pen.world.fault("clock_absent", silent_ms > 0)
    pen.world.after_us(silent_ms * 1_000, lambda: pen.world.fault("clock_absent", False))
    pen.boot()
    pen.run_ms(silent_ms + 5_000)
    assert pen.app.inputs.clock_ok and pen.state in (states.FAULT, states.LOCKED, states.OFF)
    assert pen.ledger.review if what == "blood" else pen.ledger.fault == r.F_RUNAWAY


@pytest.mark.parametrize("silent_ms", (20_000, 90_000, 300_000))
@pytest.mark.parametrize("memories_are_back", (True, False))
def test_h37_a_note_that_is_read_while_the_pen_is_off_outlasts_its_letting_go(fresh, silent_ms, memories_are_back):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up(3_000)
    eeprom_takes_no_write(pen.world)
    flash_takes_no_write(pen.world)
    pen.controller.fail(r.F_RUNAWAY)
    pen.run_ms(4_000)
    pen.cut_power()
    eeprom_takes_no_write(pen.world, not memories_are_back)
    pen.world.advance_us(5_000_000)
    pen.world.fault("clock_absent")
    pen.boot()
    if not memories_are_back:
        flash_takes_no_write(pen.world)
    pen.run_ms(silent_ms)
    pen.world.fault("clock_absent", False)
    pen.run_ms(600_000)
    if memories_are_back:
        assert pen.world.latch.off
        pen.press("SELECT")
    else:
        pen.cut_power()
        eeprom_takes_no_write(pen.world, False)
        pen.boot()
    pen.run_ms(6_000)
    assert pen.ledger.fault == r.F_RUNAWAY
