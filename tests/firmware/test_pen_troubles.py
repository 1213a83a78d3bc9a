"""S2, S9, S10, S11, S17, H7: parts that fail late, come back, or keep failing; floods; tags that could be erased."""

import pytest
from pen.core import events, states
from pen.formats import frame, messages, record
from pen.formats import reasons as r
from pen.ui.texts import faults, locked, menu, refusals, stops

from tests.firmware.session_preparation import recalibrate
from tests.firmware.stored_ledgers import flash_ledger
from tests.firmware.whole_pen import DAY_MS, frames

WALL_S = 1_900_000_000
LEDGER_PAGES = 16  # EEPROM pages of one ledger slot


@pytest.mark.parametrize("how", ("button", "cartridge", "end"))
def test_s2_a_ring_stuck_out_after_a_stop_is_a_fault_and_not_a_quiet_off(pen, how):
    for _ in range(4):
        pen.press("UP")
    assert pen.treat(500)
    pen.world.fault("stepper_stuck")
    {"button": pen.stop, "cartridge": pen.world.eject, "end": pen.end}[how]()
    assert pen.until(states.FAULT, at_most_ms=5_000), f"needles stand out, and it says {pen.state}"
    assert pen.ledger.fault == r.F_RING
    pen.run_ms(2_000)
    assert pen.shows(faults.look_up(r.F_RING)[0])
    pen.cycle_power()
    assert pen.state == states.FAULT, "not latched"


def test_s9_an_eeprom_that_dies_in_a_run_leaves_the_fault_in_the_flash(pen):
    assert pen.treat(500)
    pen.world.fault("eeprom_absent")
    pen.stop()
    pen.run_ms(3_000)
    assert pen.state == states.FAULT
    copy = flash_ledger(pen.world)
    assert copy is not None and copy.fault in (r.F_STORE, r.F_PART + 3)
    assert copy.session_open == copy.locked == 1
    assert copy.charged_ms == 0, "the run is not closed"
    pen.world.fault("eeprom_absent", False)
    pen.cycle_power()
    assert pen.state == states.FAULT, "the fault was forgotten"


def test_s9_a_flash_that_fails_for_ever_does_not_wear_the_eeprom_out(pen):
    from pen.hal.errors import FLASH, PartError

    def worn(_):
        raise PartError(FLASH, "write")

    for slot in pen.app.store.ledger_slots[2:]:
        slot.write = worn
    pen.world.plug_usb()
    pen.run_ms(500)
    assert pen.asks(messages.SET_WALL, WALL_S)[0] == messages.ERROR
    pen.run_ms(60_000)
    assert pen.state == states.FAULT and not pen.treat()
    for cable, seconds, most in ((True, 400, 7), (False, 36_000, 12)):
        pen.world.plug_usb(cable)
        writes = pen.world.eeprom.writes
        pen.run_ms(seconds * 1_000)
        ledgers = (pen.world.eeprom.writes - writes) // LEDGER_PAGES
        assert ledgers <= most, "tried ever more rarely, not once a second"
    assert not pen.treat()


@pytest.mark.parametrize("booted", (True, False))
def test_s9_h4_both_stores_lost_a_new_zero_keeps_the_full_lock(pen, booted):
    assert pen.session()
    pen.run_ms(10 * DAY_MS)
    pen.cut_power()
    pen.world.fault("eeprom_wiped")
    pen.world.fault("flash_wiped")
    if booted:
        pen.power_up(3_000)
    lost_us = pen.world.now_us
    recalibrate(pen)
    pen.cycle_power()
    assert pen.ledger.zero_counts == pen.world.encoder.raw()
    assert pen.shows(faults.FAULTS[r.F_NEW_ZERO][0])
    pen.acknowledge_fault()
    assert pen.state == states.LOCKED and pen.ledger.history_lost
    assert pen.shows(locked.MEMORY_LOST)
    pen.press("SELECT")
    pen.run_ms(300)
    assert pen.shows(refusals.REFUSALS[r.UNKNOWN_HISTORY][0])
    pen.run_ms(28 * DAY_MS - (pen.world.now_us - lost_us) // 1_000 - 60_000)
    pen.wake()
    pen.run_ms(1_000)
    assert pen.state == states.LOCKED, "early"
    assert not pen.treat()
    pen.run_ms(3_600_000)
    pen.fresh_cartridge()
    pen.wake()
    pen.run_ms(1_000)
    assert pen.treat(), "never opens again"
    assert not pen.ledger.history_lost


def test_s17_an_eeprom_missing_at_boot_and_back_later_needs_no_battery_out(pen):
    pen.cut_power()
    pen.world.fault("eeprom_absent")
    pen.power_up(4_000)
    assert pen.state == states.FAULT
    assert pen.shows(stops.STILL_FAILING), "the screen must say what the finger can do"
    for still in (True, False):
        pen.world.fault("eeprom_absent", still)
        pen.run_ms(3_000)
        assert not pen.treat()
        boots = pen.world.boots
        pen.acknowledge_fault()
        assert pen.world.boots > boots, "the hold starts it anew"
    if pen.state == states.FAULT:
        pen.acknowledge_fault()
    assert pen.state == states.READY
    assert pen.treat()
    assert not pen.world.violations


@pytest.mark.parametrize("stuck", ("select_stuck", "stop_wire_broken"))
def test_s17_h16_a_stuck_select_beside_a_broken_part_does_not_start_the_pen_anew_for_ever(pen, stuck):
    pen.world.fault("clock_absent")
    assert pen.until(states.FAULT)
    pen.world.fault(stuck)
    pen.run_ms(60_000)
    boots, writes = pen.world.boots, pen.world.eeprom.writes
    pen.run_ms(120_000)
    assert pen.world.boots == boots, "nobody holds SELECT: every restart costs charge and a write of both stores"
    assert pen.world.eeprom.writes - writes <= 2 * LEDGER_PAGES
    assert pen.state == states.OFF, "it should sleep"


def test_s17_a_display_unplugged_and_back_is_lit_again(pen):
    pen.world.fault("display_absent")
    pen.world.display.power_off()
    pen.press("UP")
    pen.run_ms(2_000)
    assert pen.state == states.FAULT
    pen.world.fault("display_absent", False)
    pen.run_ms(1_000)
    assert pen.world.display.lit
    assert pen.shows(faults.PARTS[1]), "lit, and no picture on it"
    pen.acknowledge_fault()
    assert pen.state == states.READY
    assert pen.world.display.lit and pen.shows(menu.READY)


@pytest.mark.parametrize("write_us", (5_000, 10_000))
@pytest.mark.parametrize("apart_s", (0, 1, 100))
def test_s10_s11_a_flood_of_settings_of_the_clock_neither_blocks_nor_wears(pen, write_us, apart_s):
    world = pen.world
    world.eeprom.write_us = write_us
    world.plug_usb()
    pen.run_ms(500)
    assert pen.asks(messages.SET_WALL, WALL_S)[0] == messages.OK
    sequence, boots = pen.ledger.sequence, world.boots
    for i in range(60):
        unix_s = WALL_S + (i % 2) * apart_s
        pen.serial.send(frame.encode(messages.SET_WALL, i, messages.encode(messages.SET_WALL, unix_s)))
    for _ in range(120):
        before_us = world.now_us
        pen.turn()
        assert world.now_us - before_us <= 300_000, "the finger waits"
    assert (world.boots, world.watchdog.starved) == (boots, 0)
    if apart_s <= 1:
        assert pen.ledger.sequence - sequence <= 3, "two seconds are not worth a write"


def test_s10_every_request_of_a_flood_is_answered(pen):
    """One a turn is enough; what waits in the pen's buffer meanwhile is no half frame to be forgotten."""
    pen.world.plug_usb()
    pen.run_ms(500)
    for i in range(60):
        pen.serial.send(frame.encode(messages.GET_SETTINGS, i, messages.encode(messages.GET_SETTINGS)))
    pen.run_ms(3_000)
    assert [tag for _, tag, _ in frames(pen.serial.take())] == list(range(60))


@pytest.mark.parametrize("routine", (record.SAMPLE, record.REFUSAL, record.CARTRIDGE, record.POWER))
def test_s11_a_fault_is_never_dropped_while_something_less_is_in_the_buffer(routine):
    queue = events.Events()
    for _ in range(events._CAPACITY - 3):
        queue.emit(record.NEEDLES_OFF, 1)
    for i in range(3):
        queue.emit(routine, i)
    queue.emit(record.FAULT, 6)
    queue.emit(record.SESSION_END, 1)
    kinds = [queue.peek(i)[0] for i in range(queue.count)]
    assert kinds[-2:] == [record.FAULT, record.SESSION_END]
    assert kinds.count(routine) == 1 and queue.peek(queue.count - 3)[3] == 2, "the oldest goes first"
    assert queue.dropped == 2 and not queue.full


@pytest.mark.parametrize("modes", ({0x81: 0x00}, {0x82: 0x00}, {0x81: 0x00, 0x82: 0x00}, {0x81: 0x55}))
def test_h7_a_tag_whose_marks_could_be_erased_is_refused(pen, modes):
    pen.fresh_cartridge("DISPOSABLE")
    tag = pen.world.cartridge.tag
    for at, mode in modes.items():
        tag.mem[at] = mode
    before = bytes(tag.mem)
    pen.cycle_power()
    assert not pen.treat()
    pen.press("SELECT", 400)  # such a tag is read again and again, and a short tap may fall into that
    assert pen.controller.notice.reason == r.CARTRIDGE_UNREADABLE
    assert pen.shows(refusals.REFUSALS[r.CARTRIDGE_UNREADABLE][0])
    assert bytes(tag.mem) == before
    assert not pen.ledger.locked
