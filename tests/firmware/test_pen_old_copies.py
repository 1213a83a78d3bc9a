"""S8, S9, H4: a memory chip is set back, or exchanged for that of another pen: nothing is gained."""

import pytest
from pen.core import settings
from pen.formats import messages
from pen.formats import reasons as r

from boards.virtual.world import World
from tests.firmware.storage.store_harm import locked, restart, stores_agree
from tests.firmware.whole_pen import DAY_MS, WholePen


def test_s9_an_older_copy_of_the_flash_put_back_gains_nothing():
    pen = WholePen()
    old = bytes(pen.world.flash.data)
    assert pen.session()
    pen.run_ms(3 * DAY_MS)
    restart(pen, lambda w: w.flash.data.__setitem__(slice(None), old))
    assert pen.ledger.session == 1
    assert pen.records()[0]["kind"] == "epoch", "the journal went back unnoticed"
    stores_agree(pen)
    locked(pen)
    pen.days(25)
    assert pen.treat()


def test_s9_an_older_copy_of_the_eeprom_put_back_gains_nothing():
    pen = WholePen()
    old = bytes(pen.world.eeprom.mem)
    assert pen.session()
    pen.run_ms(3 * DAY_MS)
    restart(pen, lambda w: w.eeprom.mem.__setitem__(slice(None), old))
    assert pen.ledger.session == 1
    assert pen.found("ledger", event=r.LEDGER_DISAGREE)
    stores_agree(pen)
    locked(pen)
    pen.days(25)
    assert pen.treat()


def test_s8_s9_settings_survive_an_older_copy():
    pen = WholePen()
    old_eeprom, old_flash = bytes(pen.world.eeprom.mem), bytes(pen.world.flash.data)
    pen.world.plug_usb()
    pen.run_ms(100)
    assert pen.agreed(messages.SET_SETTING, settings.DEPTH_MAX, 200)[0] == messages.OK
    pen.world.plug_usb(False)
    restart(pen, lambda w: w.eeprom.mem.__setitem__(slice(None), old_eeprom))
    assert pen.ledger.depth_max_um == 200
    restart(pen, lambda w: w.flash.data.__setitem__(slice(None), old_flash))
    assert pen.ledger.depth_max_um == 200


@pytest.mark.parametrize("older", (1, 0))
def test_s9_h4_the_eeprom_of_another_pen_brings_neither_its_time_nor_its_zero(older):
    """Clock and EEPROM are one module: somebody puts in that of a pen which is older, or has written more."""
    pen = WholePen()
    other = WholePen(seed=2)
    other.run_ms(60 * DAY_MS if older else 1_000)
    other.wake()
    other.run_ms(500)
    assert pen.session()
    pen.run_ms(2 * DAY_MS)
    other.cut_power()

    def swap(world):
        world.eeprom.mem[:] = other.world.eeprom.mem
        for i in range(7):
            world.clock.regs[i] = other.world.clock.regs[i]

    restart(pen, swap)
    assert bytes(pen.ledger.pen_id) == pen.world.uid, "it took the other pen's name"
    assert pen.ledger.session == 1
    locked(pen)
    pen.run_ms(20 * DAY_MS)
    pen.wake()
    locked(pen)


def test_s9_a_pen_of_another_world_has_its_own_zero():
    """The zero of another pen would set every depth wrong by the difference (H4)."""
    strange = World(2, 48, endstop_um=None)
    strange.encoder.offset_counts = 740  # 40 counts: 10 um, inside the homing tolerance
    other = WholePen(strange)
    other.provision()
    other.fresh_cartridge()
    other.boot()
    other.run_ms(5 * DAY_MS)
    pen = WholePen()
    zero = pen.ledger.zero_counts
    restart(pen, lambda w: w.eeprom.mem.__setitem__(slice(None), bytes(strange.eeprom.mem)))
    assert pen.ledger.zero_counts == zero
