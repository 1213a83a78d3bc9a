"""S9, H4, H12: a store is wiped, damaged, exchanged or set back: the lock holds, and the journal tells of it."""

import pytest
from pen.core import ledger, record, states
from pen.core import reasons as r
from pen.ui import words

from tests.firmware.gestures import DAY_MS, Life, eeprom_ledger, flash_ledger


def _restart(life, *faults):
    """Battery out, something happens to the chips, battery in; the pen comes to rest."""
    life.cut_power()
    for fault in faults:
        fault(life.world) if callable(fault) else life.world.fault(fault)
    life.power_up(3_000)


def _locked(life):
    """It says so, it refuses, and nothing moves."""
    moved = life.world.strokes_true
    assert not life.treat()
    life.press("SELECT")
    life.run_ms(500)
    assert life.state == states.LOCKED
    assert life.world.strokes_true == moved


def _stores_agree(life):
    copies = eeprom_ledger(life.world), flash_ledger(life.world)
    assert copies[0] is not None and copies[1] is not None, "a store was not restored"
    assert copies[0].session == copies[1].session == life.ledger.session
    assert copies[0].lock_from_s == copies[1].lock_from_s == life.ledger.lock_from_s


@pytest.fixture(scope="module")
def after_session():
    """A pen in the drawer, ten days after its first session."""
    life = Life()
    assert life.session()
    life.days(10)
    life.run_ms(500)
    return life.keep()


@pytest.fixture
def pen(after_session):
    life = Life.out_of_drawer(after_session)
    life.power_up()
    assert life.state == states.LOCKED
    return life


ONE_STORE = (("eeprom_wiped", r.LEDGER_NO_EEPROM), ("flash_wiped", r.LEDGER_NO_FLASH))


@pytest.mark.parametrize(("fault", "event"), ONE_STORE)
def test_s9_one_store_wiped_is_restored_from_the_other(pen, fault, event):
    unlock_s = pen.ledger.lock_from_s + 28 * 86_400
    _restart(pen, fault)
    assert pen.found("ledger", event=event)[0]["proven_s"] >= unlock_s - 28 * 86_400, "the record has no time"
    _stores_agree(pen)
    _locked(pen)
    assert pen.ledger.lock_from_s + 28 * 86_400 == unlock_s, "the wait has changed"
    assert pen.ledger.uses(0, 1001) == 1
    pen.days(18)
    assert pen.treat(), "the pen never opens again"


@pytest.mark.parametrize(("fault", "event"), ONE_STORE)
@pytest.mark.parametrize("days", (0, 10, 27))
def test_s9_one_store_wiped_after_the_other_gains_nothing(fault, event, days):
    """First one, then, when it has been restored, the other, and again."""
    pen = Life()
    assert pen.session()
    pen.run_ms(days * DAY_MS)
    for _ in range(2):
        for wiped, _ in ONE_STORE if event == r.LEDGER_NO_EEPROM else reversed(ONE_STORE):
            _restart(pen, wiped)
    _locked(pen)
    assert pen.ledger.session == 1


@pytest.mark.parametrize(("fault", "event"), ONE_STORE)
def test_s9_h11_a_store_wiped_inside_the_window_keeps_the_session_or_ends_it(fault, event):
    """With the EEPROM went the clock on its module: how much of the window is left is not known, so none."""
    pen = Life()
    assert pen.treat()
    pen.stop()
    _restart(pen, fault)
    if fault == "eeprom_wiped":
        pen.run_ms(1_000)
        assert pen.found("session_end")[-1]["reason"] == r.STOP_WINDOW
        assert not pen.treat()
        return
    assert pen.state == states.PAUSED
    assert pen.treat()
    assert pen.world.cartridge.uses() == 1
    assert pen.ledger.session == 1


def test_s9_both_wiped_nothing_is_known_and_nothing_moves(pen):
    _restart(pen, "eeprom_wiped", "flash_wiped")
    assert pen.found("ledger", event=r.LEDGER_NONE)
    assert pen.ledger.locked and pen.ledger.history_lost
    assert pen.shows(words.REFUSALS[r.NOT_CALIBRATED][0])  # the calibration went with it (H4)
    _locked(pen)
    pen.run_ms(60 * DAY_MS)
    pen.wake()
    _locked(pen)


def test_s9_both_wiped_the_cartridge_still_knows(pen):
    marks = pen.world.cartridge.uses()
    _restart(pen, "eeprom_wiped", "flash_wiped")
    assert pen.world.cartridge.uses() == marks == 1


@pytest.mark.parametrize("at", (3, 40, 300, 511))
@pytest.mark.parametrize("slots", ((0,), (1,), (0, 1)))
def test_s9_h12_a_flipped_bit_in_the_eeprom_is_no_ledger(pen, slots, at):
    unlock_s = pen.ledger.lock_from_s
    _restart(pen, *[lambda w, s=s: w.fault("eeprom_corrupt", True, s * ledger.SIZE + at) for s in slots])
    assert pen.ledger.lock_from_s == unlock_s
    assert pen.ledger.uses(0, 1001) == 1
    _locked(pen)
    _stores_agree(pen)


def _damage_file(path, at):
    """Flip a bit of a file in the flash, past littlefs (the pen is off)."""

    def damage(world):
        import vfs

        fs = vfs.VfsLfs2(_powered(world), progsize=256)
        try:
            with fs.open(path, "rb") as file:
                data = bytearray(file.read())
        except OSError:
            return
        data[at % len(data)] ^= 1
        with fs.open(path, "wb") as file:
            file.write(data)

    return damage


class _powered:
    """The flash as a programmer's clip sees it."""

    def __init__(self, world):
        self.data = world.flash.data

    def readblocks(self, block, buf, off=0):
        buf[:] = self.data[block * 4096 + off : block * 4096 + off + len(buf)]
        return 0

    def writeblocks(self, block, buf, off=0):
        self.data[block * 4096 + off : block * 4096 + off + len(buf)] = buf
        return 0

    def ioctl(self, op, arg):
        if op == 6:
            self.data[arg * 4096 : (arg + 1) * 4096] = b"\xff" * 4096
        return len(self.data) // 4096 if op == 4 else 4096 if op == 5 else 0


@pytest.mark.parametrize("files", (("/ledger.a",), ("/ledger.b",), ("/ledger.a", "/ledger.b")))
def test_s9_h12_a_flipped_bit_in_the_flash_copy_is_no_ledger(pen, files):
    unlock_s = pen.ledger.lock_from_s
    _restart(pen, *[_damage_file(path, 100) for path in files])
    assert pen.ledger.lock_from_s == unlock_s
    _locked(pen)
    _stores_agree(pen)


def test_s9_all_four_slots_damaged_is_nothing_known(pen):
    damage = [lambda w, s=s: w.fault("eeprom_corrupt", True, s * ledger.SIZE + 50) for s in (0, 1)]
    _restart(pen, *damage, _damage_file("/ledger.a", 9), _damage_file("/ledger.b", 9))
    assert pen.found("ledger", event=r.LEDGER_NONE)
    _locked(pen)


# --- the journal ------------------------------------------------------------------------------------------

SEGMENT = "/journal/00000001.000000"


def _wipe_journal(world):
    import vfs

    vfs.VfsLfs2(_powered(world), progsize=256).remove(SEGMENT)


@pytest.mark.parametrize(
    ("harm", "reason"), ((_wipe_journal, r.GAP_WIPED), (_damage_file(SEGMENT, -30), r.GAP_DAMAGED))
)
def test_s13_h12_a_lost_journal_begins_a_new_epoch_and_unlocks_nothing(pen, harm, reason):
    last = pen.ledger.journal_seq
    unlock_s = pen.ledger.lock_from_s
    _restart(pen, harm)
    assert pen.app.store.epoch == 2
    first = pen.records()[0]
    assert (first["kind"], first["old_epoch"], first["reason"]) == ("epoch", 1, reason)
    assert first["old_sequence"] >= last
    assert pen.ledger.lock_from_s == unlock_s
    _locked(pen)


@pytest.mark.parametrize("at", (-1, -64 * 3 - 10, 64 * 2 + 20))
def test_s13_no_damaged_record_is_ever_served_as_a_good_one(pen, at):
    _restart(pen, _damage_file(SEGMENT, at))
    if pen.app.store.epoch == 2:
        pen.records()  # checks every one
        return
    with pytest.raises(record.BadRecord):  # damage further back stays visible to whoever checks the chain
        pen.records()
    _locked(pen)


# --- older copies, other pens' copies ---------------------------------------------------------------------


def test_s9_an_older_copy_of_the_flash_put_back_gains_nothing():
    pen = Life()
    old = bytes(pen.world.flash.data)
    assert pen.session()
    pen.run_ms(3 * DAY_MS)
    _restart(pen, lambda w: w.flash.data.__setitem__(slice(None), old))
    assert pen.ledger.session == 1
    assert pen.records()[0]["kind"] == "epoch", "the journal went back unnoticed"
    _stores_agree(pen)
    _locked(pen)
    pen.days(25)
    assert pen.treat()


def test_s9_an_older_copy_of_the_eeprom_put_back_gains_nothing():
    pen = Life()
    old = bytes(pen.world.eeprom.mem)
    assert pen.session()
    pen.run_ms(3 * DAY_MS)
    _restart(pen, lambda w: w.eeprom.mem.__setitem__(slice(None), old))
    assert pen.ledger.session == 1
    assert pen.found("ledger", event=r.LEDGER_DISAGREE)
    _stores_agree(pen)
    _locked(pen)
    pen.days(25)
    assert pen.treat()


def test_s8_s9_settings_survive_an_older_copy():
    from pen.core import messages, settings

    pen = Life()
    old_eeprom, old_flash = bytes(pen.world.eeprom.mem), bytes(pen.world.flash.data)
    pen.world.plug_usb()
    pen.run_ms(100)
    assert pen.asks(messages.SET_SETTING, settings.DEPTH_MAX, 200)[0] == messages.OK
    pen.world.plug_usb(False)
    _restart(pen, lambda w: w.eeprom.mem.__setitem__(slice(None), old_eeprom))
    assert pen.ledger.depth_max_um == 200
    _restart(pen, lambda w: w.flash.data.__setitem__(slice(None), old_flash))
    assert pen.ledger.depth_max_um == 200


@pytest.mark.parametrize("older", (1, 0))
def test_s9_h4_the_eeprom_of_another_pen_brings_neither_its_time_nor_its_zero(older):
    """Clock and EEPROM are one module: somebody puts in that of a pen which is older, or has written more."""
    pen = Life()
    other = Life(seed=2)
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

    _restart(pen, swap)
    assert bytes(pen.ledger.pen_id) == pen.world.uid, "it took the other pen's name"
    assert pen.ledger.session == 1
    _locked(pen)
    pen.run_ms(20 * DAY_MS)
    pen.wake()
    _locked(pen)


def test_s9_a_pen_of_another_world_has_its_own_zero():
    """The zero of another pen would set every depth wrong by the difference (H4)."""
    from boards.virtual.world import World

    strange = World(2, 48, endstop_um=None)
    strange.encoder.offset_counts = 740  # 40 counts: 10 um, inside the homing tolerance
    other = Life(strange)
    other.provision()
    other.fresh_cartridge()
    other.boot()
    other.run_ms(5 * DAY_MS)
    pen = Life()
    zero = pen.ledger.zero_counts
    _restart(pen, lambda w: w.eeprom.mem.__setitem__(slice(None), bytes(strange.eeprom.mem)))
    assert pen.ledger.zero_counts == zero
