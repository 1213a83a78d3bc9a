"""H43, S7, H10, H40: time counts on while the pen has let go of its supply, and proves no more than it should."""

from pen.core import states
from pen.formats import reasons as r

from tests.firmware.test_pen_supply import rests
from tests.firmware.whole_pen import DAY_MS


def test_s7_time_counts_on_while_it_is_off(locked):
    """Not a second early, and not much later than 28 days."""
    begun_s = locked.ledger.lock_from_s
    locked.run_ms(27 * DAY_MS)
    assert locked.world.latch.off
    locked.wake()
    assert locked.state == states.LOCKED
    locked.run_ms(DAY_MS + 300_000)
    locked.wake()
    assert locked.until(states.READY, at_most_ms=60_000)
    assert locked.app.inputs.proven_s - begun_s >= 28 * 86_400


def test_h40_a_clock_that_was_set_while_it_is_off_gains_no_more_than_before(locked):
    """While off nothing is there to compare it with, as without a battery: 400 days are the bound."""
    assert rests(locked)
    locked.world.clock.shift_days(401)
    locked.press("SELECT")
    locked.run_ms(1_500)
    assert locked.found("clock")
    assert locked.state == states.LOCKED and locked.app.inputs.proven_s < 86_400


def test_h40_up_to_that_bound_it_is_believed(locked):
    """What the README says that the pen cannot promise."""
    assert rests(locked)
    locked.world.clock.shift_days(50)
    locked.press("SELECT")
    locked.run_ms(1_500)
    assert locked.state == states.READY and not locked.found("clock")


def test_h10_the_coin_cell_empty_while_off_loses_the_time_since_it_let_go(locked):
    locked.run_ms(5 * DAY_MS)
    locked.world.fault("coin_cell_removed")
    locked.run_ms(DAY_MS)
    locked.world.fault("coin_cell_removed", False)
    locked.press("SELECT")
    locked.run_ms(1_500)
    assert locked.state == states.LOCKED
    assert 86_400 < 6 * 86_400 - locked.app.inputs.proven_s <= 6 * 86_400, "from the last mark on"
    assert locked.found("clock", event=r.CLOCK_STOPPED)


def test_s7_the_time_until_it_let_go_is_stored(locked):
    """A coin cell that fails while the pen is off takes only the time since then."""
    locked.run_ms(20_000)
    proven_s = locked.app.inputs.proven_s
    assert rests(locked)
    locked.world.fault("coin_cell_removed")
    locked.world.fault("coin_cell_removed", False)
    locked.press("SELECT")
    locked.run_ms(1_500)
    assert locked.found("clock", event=r.CLOCK_STOPPED)
    assert locked.app.inputs.proven_s >= proven_s + 60
