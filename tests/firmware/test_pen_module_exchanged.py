"""S7, S9, H40: clock and EEPROM are one module; another is fitted, and later the old one again, its cell never out.

What the old clock has counted meanwhile counts nothing: its EEPROM shows that it was not there. Siblings tried: the
session was made with the old module or with the other one; the other one was there for one start, for some, for days;
the two are exchanged again and again; a slot of the old one's EEPROM was damaged besides; both clocks began to count at
the same proven second, as two from the shop do, or an old one with a new coin cell; flash was erased in between.
"""

import pytest
from pen.core import states

from boards.virtual import wiring
from boards.virtual.chips.at24c32 import At24c32
from boards.virtual.chips.ds3231 import Ds3231
from tests.firmware.storage.store_harm import damage_file, locked
from tests.firmware.stored_ledgers import eeprom_ledger
from tests.firmware.whole_pen import DAY_MS, WholePen

LOCK_D = 28


def put(pen, module):
    """Battery out, and the other module in; returns the module that was there."""
    pen.cut_power()
    pen.world.advance_us(1_000_000)
    world = pen.world
    old = world.clock, world.eeprom
    world.clock, world.eeprom = module
    world.i2c.chips[wiring.ADDR_CLOCK], world.i2c.chips[wiring.ADDR_EEPROM] = module
    world.timed = tuple(module[0] if one is old[0] else one for one in world.timed)
    return old


def fit(pen, module):
    """The same, and battery in."""
    old = put(pen, module)
    pen.power_up(3_000)
    return old


def from_the_shop(pen):
    """A module that was never in a pen: an empty EEPROM, a clock that has not run."""
    return Ds3231(pen.world), At24c32(pen.world)


def another_whose_first_start_is_cut(pen, op):
    """One from the shop is fitted, and the power goes in the middle of its first start's write number `op`."""
    put(pen, from_the_shop(pen))
    pen.world.power_on()
    pen.world.cut_at_op(op, "middle")
    pen.boot()
    pen.run_ms(3_000)
    pen.world.cut_at_op(0)


@pytest.fixture(scope="module")
def old() -> bytes:
    """A pen that its owner has had for 100 days and never used: so long its clock has counted."""
    life = WholePen()
    life.run_ms(100 * DAY_MS)
    return life.keep()


@pytest.fixture
def pen(old):
    life = WholePen.out_of_drawer(old)
    life.power_up()
    life.fresh_cartridge()
    life.run_ms(1_500)
    return life


def a_month_later_another_one_has_a_session_and_this_is_put_back(pen):
    """What this one's clock has counted in the drawer opens nothing."""
    first = put(pen, from_the_shop(pen))
    pen.world.advance_us(30 * DAY_MS * 1_000)
    pen.power_up(3_000)
    pen.fresh_cartridge()
    pen.run_ms(1_500)
    assert pen.session()
    fit(pen, first)
    locked(pen)


def opens_in_time(pen, waited_d):
    """It opens, no later than 28 days after the last exchange."""
    assert LOCK_D - waited_d > 0
    pen.days(LOCK_D + 1)
    pen.fresh_cartridge()
    pen.run_ms(1_500)
    assert pen.treat()


@pytest.mark.parametrize("days", (0, 3, 20))
def test_s7_h40_the_old_module_put_back_after_a_session_opens_nothing(pen, days):
    first = fit(pen, from_the_shop(pen))
    assert pen.session()
    pen.run_ms(days * DAY_MS)
    fit(pen, first)
    locked(pen)
    opens_in_time(pen, days)


@pytest.mark.parametrize("starts", (1, 2, 3))
@pytest.mark.parametrize("days", (0, 3))
def test_s7_h40_the_other_was_there_for_some_starts_only(pen, starts, days):
    assert pen.session()
    first = fit(pen, from_the_shop(pen))
    for _ in range(starts - 1):
        pen.cycle_power()
    pen.run_ms(days * DAY_MS)
    fit(pen, first)
    locked(pen)


@pytest.mark.parametrize("on_ms", (0, 200, 1_000))
def test_s7_h40_the_other_was_there_for_a_moment(pen, on_ms):
    assert pen.session()
    first = put(pen, from_the_shop(pen))
    pen.boot()
    pen.run_ms(on_ms)
    fit(pen, first)
    locked(pen)


def test_s7_h40_two_modules_by_turns_gain_nothing(pen):
    spare = from_the_shop(pen)
    spare = fit(pen, spare)
    assert pen.session()
    for _ in range(6):
        pen.run_ms(DAY_MS)
        spare = fit(pen, spare)
        locked(pen)
    assert pen.ledger.session == 1


@pytest.mark.parametrize("on_ms", (1_000, 60_000))
def test_s7_h40_no_number_is_given_twice_when_flash_was_erased(pen, on_ms):
    """It alone knows which numbers were given: the other module had the next one, and this one would get it again."""
    first = put(pen, from_the_shop(pen))
    pen.boot()
    pen.run_ms(on_ms)
    other = put(pen, first)
    pen.world.clock.coin_cell(False)
    pen.world.clock.coin_cell(True)
    pen.world.advance_us(30 * DAY_MS * 1_000)
    pen.world.fault("flash_wiped")
    pen.power_up(3_000)
    pen.fresh_cartridge()
    pen.run_ms(1_500)
    assert pen.session()
    fit(pen, other)
    locked(pen)


@pytest.mark.parametrize("path", ("/ledger.a", "/ledger.b"))
def test_s7_h40_nor_when_a_bit_of_the_ledger_that_knows_it_flips(old, path):
    """The power goes in the other one's first start; a bit of flash flips, and a third module comes from the shop."""
    given = 0
    for op in range(30, 50):
        pen = WholePen.out_of_drawer(old)
        another_whose_first_start_is_cut(pen, op)
        known = eeprom_ledger(pen.world)
        put(pen, from_the_shop(pen))
        damage_file(path, 100)(pen.world)
        pen.power_up(3_000)
        assert not known or known.module != pen.ledger.module
        given += bool(known and known.module)
    assert given, "the other module had a number"


@pytest.mark.parametrize("on_ms", (1_000, 3_000, 60_000))
@pytest.mark.parametrize("before", ("another from the shop", "the old one with a new coin cell"))
def test_s7_h40_two_clocks_that_began_at_the_same_second_are_two(pen, before, on_ms):
    """One lay in the drawer for a month. It was counted from the second at which the other one began, too."""
    if before == "another from the shop":
        put(pen, from_the_shop(pen))
    else:
        pen.cut_power()
        pen.world.clock.coin_cell(False)
        pen.world.clock.coin_cell(True)
    pen.boot()
    pen.run_ms(on_ms)
    a_month_later_another_one_has_a_session_and_this_is_put_back(pen)
    assert not pen.ledger.wall_offset_s, "H26: nor does it know the date, as it does not know the time"
    opens_in_time(pen, 0)


@pytest.mark.parametrize("op", range(16, 44, 4))
def test_s7_h40_h11_nor_does_a_cut_in_the_other_ones_first_start_make_them_one(pen, op):
    """Its number must be in flash first: else the next one from the shop would get the same."""
    another_whose_first_start_is_cut(pen, op)
    if pen.app:
        pen.cut_power()
    a_month_later_another_one_has_a_session_and_this_is_put_back(pen)


@pytest.mark.parametrize("slot", (0, 512))
def test_s7_h40_a_damaged_slot_of_the_same_module_costs_no_time(ten_days_later, slot):
    """The other way round: whoever has the same clock all along loses nothing by one bad bit."""
    life = WholePen.out_of_drawer(ten_days_later)
    life.world.fault("eeprom_corrupt", value=slot + 100)
    life.power_up(3_000)
    assert life.state == states.LOCKED
    life.days(18)
    assert life.treat()
