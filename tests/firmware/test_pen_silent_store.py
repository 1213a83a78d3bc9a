"""S9, H11, H37, H40, H43: an EEPROM without contact at a start: for a moment it costs nothing, for all of it no fact.

Seen: 100 ms without contact at one power-on, 26 days after a session, cost 23 days, the opened cartridge and the date,
as such a part counted as another one; at a start by the clock's alarm the pen then held its supply until its cell was
empty. A start without it wrote into flash: after that a runaway that only the EEPROM knew was forgotten, and so was
blood, when one bit of it flipped as well. The siblings: EEPROM, module and bus; at rest, in a pause, by the alarm.
"""

import pytest
from pen.core import states
from pen.core.clock import unlock_at_s
from pen.formats import reasons as r
from pen.formats.record import GAP_BUFFER
from pen.hal.errors import EEPROM

from tests.firmware.stored_ledgers import eeprom_ledger
from tests.firmware.test_pen_runaway import battery_out_and_in, heals, running_away
from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

SILENT = {"eeprom": ("eeprom_absent",), "module": ("eeprom_absent", "clock_absent"), "bus": ("i2c_stuck",)}
F_EEPROM = r.F_PART + EEPROM


@pytest.fixture(scope="module")
def drawer():
    return WholePen().keep()


@pytest.fixture(scope="module")
def rested() -> bytes:
    """26 days after a session, with a date."""
    life = WholePen()
    life.ledger.wall_offset_s = 1_900_000_000
    assert life.session()
    life.run_ms(300_000)
    life.run_ms(26 * DAY_MS)
    return life.keep()


def start_without(pen, faults, ms, from_ms=0):
    """Battery in; the parts have no contact for so long."""

    def contact(is_lost):
        for name in faults:
            pen.world.fault(name, is_lost)

    pen.world.advance_us(1_000_000)
    if from_ms:
        pen.world.after_us(from_ms * 1_000, lambda: contact(True))
    else:
        contact(True)
    pen.world.after_us((from_ms + ms) * 1_000, lambda: contact(False))
    pen.boot()
    pen.run_ms(6_000)
    pen.leave_check_in()


@pytest.mark.parametrize("from_ms", (0, 1, 8, 13, 40))
@pytest.mark.parametrize("ms", (40, 100, 800))
@pytest.mark.parametrize("which", SILENT)
def test_h11_h40_no_contact_for_a_moment_costs_nothing(rested, which, ms, from_ms):
    """From power-on, or while the memory is read; after that it is a fault, and nothing is lost with it, either."""
    pen = WholePen.out_of_drawer(rested)
    start_without(pen, SILENT[which], ms, from_ms)
    if from_ms == 40 and pen.state == states.FAULT:
        pen.acknowledge_fault()
    ledger = pen.ledger
    assert not ledger.fault and pen.state == states.LOCKED
    assert unlock_at_s(ledger) - pen.app.inputs.proven_s < 3 * 86_400
    assert ledger.wall_offset_s and ledger.opened_s[0] and ledger.module == 1
    pen.days(3)
    assert pen.treat(), "the cartridge is no older than it was, either"


@pytest.mark.parametrize("which", SILENT)
def test_s6_h11_in_a_pause_the_session_goes_on(in_pause, which):
    pen = WholePen.out_of_drawer(in_pause)
    start_without(pen, SILENT[which], 100)
    assert pen.state == states.PAUSED and pen.ledger.session_open
    assert pen.treat()


def test_h40_no_contact_for_all_of_a_start_is_a_fault_and_waits_the_stricter_time(rested):
    pen = WholePen.out_of_drawer(rested)
    start_without(pen, SILENT["eeprom"], 60_000)
    assert pen.state == states.FAULT and pen.ledger.fault == F_EEPROM
    pen.cycle_power(70_000)
    assert unlock_at_s(pen.ledger) - pen.app.inputs.proven_s > 20 * 86_400


@pytest.mark.parametrize("ms", (100, 30 * 3_600_000))
def test_h43_at_a_start_by_the_alarm_the_pen_lets_go_again(drawer, ms):
    """Nobody is there; the next check-in would reach nobody with an empty cell."""
    pen = WholePen.out_of_drawer(drawer)
    pen.power_up()
    assert pen.session()
    pen.run_ms(300_000)
    assert pen.world.latch.off
    pen.world.fault("eeprom_absent")
    assert pen.run_until(lambda: not pen.world.latch.off, 2 * HOUR_MS, 1_000), "the clock wakes it"
    pen.world.after_us(ms * 1_000, lambda: pen.world.fault("eeprom_absent", False))
    pen.run_ms(HOUR_MS // 2)
    assert pen.world.latch.off
    pen.run_ms(25 * HOUR_MS)
    assert pen.world.latch.off and pen.world.battery.mv() > 3_600


def test_h43_nor_does_a_long_time_on_the_charger_keep_it_on(rested):
    """How much time is proven is stored where it can be: that is not due for ever."""
    pen = WholePen.out_of_drawer(rested)
    pen.world.plug_usb(True)
    start_without(pen, SILENT["eeprom"], 90 * DAY_MS)
    pen.slow_turns(26 * HOUR_MS)
    pen.world.plug_usb(False)
    pen.run_ms(HOUR_MS)
    assert pen.world.latch.off


@pytest.mark.parametrize("bled", (False, True))
def test_s2_s13_a_runaway_outlasts_a_start_without_the_one_part_that_knows_it(drawer, bled):
    pen = running_away(drawer)
    pen.run_ms(2_000)
    if bled:
        pen.press("UP", 2_600)
        pen.run_ms(500)
    heals(pen)
    pen.cut_power()
    start_without(pen, SILENT["eeprom"], 60_000)
    assert pen.ledger.fault == F_EEPROM
    pen.world.fault("eeprom_absent", False)
    battery_out_and_in(pen)
    assert pen.ledger.fault == r.F_RUNAWAY and pen.ledger.review == bled
    assert r.F_RUNAWAY in [one["code"] for one in pen.found("fault")]
    assert len(pen.found("bleeding")) == bled
    assert [one["count"] for one in pen.found("lost", reason=GAP_BUFFER)] == [3 if bled else 1]


@pytest.mark.parametrize("slot", (0, 512))
@pytest.mark.parametrize("after_ms", (2_220, 2_260, 2_320))
def test_a23_h37_nor_is_blood_forgotten_after_it_with_one_bit_wrong(drawer, after_ms, slot):
    """The battery goes while the second slot is written, then a start without the EEPROM, then a bit of it flips."""
    pen = running_away(drawer)
    pen.run_ms(2_000)
    pen.world.press("UP")
    pen.run_ms(after_ms)
    heals(pen)
    pen.cut_power()
    knew = eeprom_ledger(pen.world)
    assert knew and knew.review
    pen.world.release("UP")
    pen.world.fault("eeprom_absent")
    battery_out_and_in(pen)
    pen.cut_power()
    pen.world.fault("eeprom_absent", False)
    pen.world.fault("eeprom_corrupt", value=slot + 100)
    pen.power_up(3_000)
    assert pen.ledger.review or pen.ledger.history_lost
