"""S9, H4, H12: a copy of the ledger is wiped or damaged: the lock holds, and the journal tells of it."""

import pytest
from pen.formats import ledger as layout
from pen.formats import reasons as r
from pen.ui.texts import refusals

from tests.firmware.storage.store_harm import damage_file, locked, restart, stores_agree
from tests.firmware.whole_pen import DAY_MS, WholePen


@pytest.fixture
def pen(resting_pen):
    return resting_pen


ONE_STORE = (("eeprom_wiped", r.LEDGER_NO_EEPROM), ("flash_wiped", r.LEDGER_NO_FLASH))


@pytest.mark.parametrize(("fault", "event"), ONE_STORE)
def test_s9_one_store_wiped_is_restored_from_the_other(pen, fault, event):
    unlock_s = pen.ledger.lock_from_s + 28 * 86_400
    restart(pen, fault)
    assert pen.found("ledger", event=event)[0]["proven_s"] >= unlock_s - 28 * 86_400, "the record has no time"
    stores_agree(pen)
    locked(pen)
    assert pen.ledger.lock_from_s + 28 * 86_400 == unlock_s, "the wait has changed"
    assert pen.ledger.uses(0, 1001) == 1
    pen.days(18)
    pen.fresh_cartridge()  # for how long the old one has been open is not known either (H50)
    pen.run_ms(1_500)
    assert pen.treat(), "the pen never opens again"


@pytest.mark.parametrize(("fault", "event"), ONE_STORE)
@pytest.mark.parametrize("days", (0, 10, 27))
def test_s9_one_store_wiped_after_the_other_gains_nothing(fault, event, days):
    """First one, then, when it has been restored, the other, and again."""
    pen = WholePen()
    assert pen.session()
    pen.run_ms(days * DAY_MS)
    for _ in range(2):
        for wiped, _ in ONE_STORE if event == r.LEDGER_NO_EEPROM else reversed(ONE_STORE):
            restart(pen, wiped)
    locked(pen)
    assert pen.ledger.session == 1


@pytest.mark.parametrize(("fault", "event"), ONE_STORE)
def test_s9_h11_a_store_wiped_inside_the_window_ends_the_session(fault, event):
    """What was lost may have known that the clock was moved: how much of the window is left is not known, so none."""
    pen = WholePen()
    assert pen.treat()
    pen.stop()
    restart(pen, fault)
    pen.run_ms(1_000)
    assert pen.found("session_end")[-1]["reason"] == r.STOP_WINDOW
    assert not pen.treat()


def test_s9_both_wiped_nothing_is_known_and_nothing_moves(pen):
    restart(pen, "eeprom_wiped", "flash_wiped")
    assert pen.found("ledger", event=r.LEDGER_NONE)
    assert pen.ledger.locked and pen.ledger.history_lost
    assert pen.shows(refusals.REFUSALS[r.NOT_CALIBRATED][0])  # the calibration went with it (H4)
    locked(pen)
    pen.run_ms(60 * DAY_MS)
    pen.wake()
    locked(pen)


def test_s9_both_wiped_the_cartridge_still_knows(pen):
    marks = pen.world.cartridge.uses()
    restart(pen, "eeprom_wiped", "flash_wiped")
    assert pen.world.cartridge.uses() == marks == 1


@pytest.mark.parametrize("at", (3, 40, 300, 511))
@pytest.mark.parametrize("slots", ((0,), (1,), (0, 1)))
def test_s9_h12_a_flipped_bit_in_the_eeprom_is_no_ledger(pen, slots, at):
    unlock_s = pen.ledger.lock_from_s
    restart(pen, *[lambda w, s=s: w.fault("eeprom_corrupt", True, s * layout.SIZE + at) for s in slots])
    assert pen.ledger.lock_from_s == unlock_s
    assert pen.ledger.uses(0, 1001) == 1
    locked(pen)
    stores_agree(pen)


@pytest.mark.parametrize("files", (("/ledger.a",), ("/ledger.b",), ("/ledger.a", "/ledger.b")))
def test_s9_h12_a_flipped_bit_in_the_flash_copy_is_no_ledger(pen, files):
    unlock_s = pen.ledger.lock_from_s
    restart(pen, *[damage_file(path, 100) for path in files])
    assert pen.ledger.lock_from_s == unlock_s
    locked(pen)
    stores_agree(pen)


def test_s9_all_four_slots_damaged_is_nothing_known(pen):
    damage = [lambda w, s=s: w.fault("eeprom_corrupt", True, s * layout.SIZE + 50) for s in (0, 1)]
    restart(pen, *damage, damage_file("/ledger.a", 9), damage_file("/ledger.b", 9))
    assert pen.found("ledger", event=r.LEDGER_NONE)
    locked(pen)
