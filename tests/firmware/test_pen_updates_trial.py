"""The trial of a new version: it confirms itself, or the pen goes back to the one before (S12, H23)."""

import pytest
import slots
from pen.core import states
from pen.formats import messages as m
from pen.formats import record as r

from tests.firmware.formats import bundles
from tests.firmware.pen_with_slots import FACTORY, NEW, NOW_RUNS, OFFERED, Pen, ledger_of


def on_trial(pen, data=NEW):
    pen.update(data)
    assert pen.slots.trial and pen.slots.running == 1


def went_back(pen) -> None:
    pen.run_ms(2_500)
    boot = pen.boot_record
    assert pen.slots.running == 0 and not pen.slots.trial
    assert (boot.active, boot.trial, boot.names, boot.outcome) == (0, slots.NO_SLOT, [b"factory", b""], 0)
    assert pen.told()[-1][0] == r.RETURNED and pen.told()[-1][2:] == (OFFERED, NOW_RUNS)
    pen.cycle_power()
    assert [one[0] for one in pen.told()].count(r.RETURNED) == 1 and pen.world.violations == []


def test_s12_power_lost_on_trial_goes_back(plugged):
    on_trial(plugged)
    plugged.cycle_power()
    went_back(plugged)


def test_s12_a_crash_on_trial_goes_back_by_itself(plugged, monkeypatch):
    on_trial(plugged)
    monkeypatch.setattr(plugged.app.panel, "show", lambda *_: 1 // 0)
    plugged.run_ms(1_500)
    went_back(plugged)
    assert plugged.told()[-1][1] == 4  # crash


def test_s12_a_hang_on_trial_goes_back_by_the_watchdog(plugged, monkeypatch):
    on_trial(plugged)
    world = plugged.world
    monkeypatch.setattr(plugged.app.panel, "show", lambda *_: world.advance_us(3_000_000))
    plugged.run_ms(4_000)
    went_back(plugged)
    assert plugged.told()[-1][1] == 3  # watchdog


def test_s12_a_version_that_finds_a_fault_is_not_kept(plugged):
    on_trial(plugged)
    plugged.world.fault("encoder_absent")
    plugged.run_ms(64_000)
    assert plugged.slots.running == 0 and r.RETURNED in [one[0] for one in plugged.told()]


def test_s12_a_trial_that_is_torn_on_the_way_does_not_start(plugged):
    plugged.transfer(NEW)
    plugged.say(m.FW_FINISH)
    plugged.cut_power()
    plugged.put({"b.np": NEW[:-1]})
    plugged.power_up()
    assert plugged.slots.running == 0
    went_back(plugged)


def test_s12_a_damaged_version_gives_way_to_the_one_before(plugged):
    plugged.update(NEW)
    plugged.run_ms(4_000)
    plugged.cut_power()
    plugged.put({"b.np": NEW[:4_000]})
    plugged.power_up()
    plugged.run_ms(1_000)
    assert plugged.slots.running == 0 and plugged.boot_record.active == 0
    assert plugged.told()[-1][0] == r.DAMAGED
    plugged.cycle_power()
    assert [one[0] for one in plugged.told()].count(r.DAMAGED) == 1


def test_s12_what_nobody_has_confirmed_never_takes_its_place(plugged):
    """An update was on its way, whole but not verified, when the version in use was lost: service mode."""
    plugged.transfer(NEW)
    plugged.cut_power()
    plugged.put({"b.np": NEW, "a.np": FACTORY[:-1]})
    with pytest.raises(slots.BadPack):
        plugged.boot()


def test_s9_a_factory_image_over_a_pen_leaves_it_locked_as_it_was(ten_days_later):
    """BOOTSEL and `make uf2`: the flash is another, slots, boot record, journal and flash ledger are gone."""
    pen = Pen.of(ten_days_later)
    pen.leave_check_in()
    pen.update(NEW)
    pen.run_ms(5_000)
    assert pen.slots.running == 1
    before, epoch = ledger_of(pen), pen.app.store.epoch
    pen.world.plug_usb(False)
    pen.cut_power()
    pen.world.flash.wipe()
    pen.put({"a.np": FACTORY, "keys": bundles.ring_file()})
    pen.power_up()
    assert pen.slots.running == 0 and pen.boot_record.sequence == 0
    assert pen.state == states.LOCKED and pen.app.store.epoch == epoch + 1
    after = ledger_of(pen)
    for name in ("locked", "lock_from_s", "session", "interval_s", "fault", "profile", "reaction_s", "zero_counts"):
        assert after[name] == before[name], name


def test_one_record_lost_is_the_state_before_and_both_lost_is_the_factory(plugged):
    plugged.update(NEW)
    plugged.run_ms(4_000)
    newest = max(("boot.0", "boot.1"), key=plugged.file)
    plugged.cut_power()
    for lost, runs in (({newest: b"x"}, 0), ({"boot.0": b"", "boot.1": b""}, 0), ({"a.np": b""}, 1)):
        plugged.put(lost)
        plugged.boot()
        plugged.run_ms(500)
        assert plugged.slots.running == runs
        plugged.cut_power()
