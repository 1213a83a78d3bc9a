"""H50: how long a cartridge has been open is known, or it is refused: proven time is what has passed at the least."""

import pytest
from pen.core.cartridge import refusal
from pen.formats import reasons as r

from tests.firmware.whole_pen import DAY_MS, WholePen

DAY_US = DAY_MS * 1_000


@pytest.fixture(scope="module")
def opened():
    """A pen in the drawer with a cartridge in it that was opened for its first session."""
    life = WholePen()
    assert life.session()
    return life.keep()


@pytest.fixture
def pen(opened):
    life = WholePen.out_of_drawer(opened)
    life.power_up()
    return life


def judged(pen) -> int:
    """What the pen says of the cartridge in it."""
    pen.run_ms(1_500)
    return refusal(pen.app.inputs.cartridge, pen.ledger, pen.app.inputs.proven_s)


@pytest.mark.parametrize(("days", "reason"), [(28, r.NONE), (89, r.NONE), (91, r.CARTRIDGE_OLD)])
def test_h50_with_a_clock_that_counted_on_it_serves_for_ninety_days(pen, days, reason):
    pen.cut_power()
    pen.world.advance_us(days * DAY_US)
    pen.power_up()
    assert judged(pen) == reason


def drawer(pen) -> None:
    """Fourteen months, of which nothing is believed (H9)."""
    pen.cut_power()
    pen.world.advance_us(410 * DAY_US)
    pen.power_up()


def no_cells(pen) -> None:
    """Both out for 200 days."""
    pen.cut_power()
    pen.world.fault("coin_cell_removed")
    pen.world.advance_us(200 * DAY_US)
    pen.world.fault("coin_cell_removed", False)
    pen.power_up()


def stopped(pen) -> None:
    """Its crystal stood for a while."""
    pen.cut_power()
    pen.world.fault("clock_stopped")
    pen.world.advance_us(120 * DAY_US)
    pen.world.fault("clock_stopped", False)
    pen.power_up()


@pytest.mark.parametrize("gap", [drawer, no_cells, stopped], ids=lambda gap: gap.__name__)
def test_h50_after_time_that_nothing_proves_nobody_knows_how_long_it_has_been_open(pen, gap):
    gap(pen)
    assert judged(pen) == r.CARTRIDGE_OLD
    assert pen.ledger.opened_s == [0] * 5
