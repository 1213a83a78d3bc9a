"""S12, H23: a new version comes over the cable, is agreed to at the pen, and goes on where it was interrupted."""

import pytest
import slots
from pen.core import states, treatment
from pen.formats import messages as m
from pen.formats import record as r

from boards.virtual.demo.screen_reader import words
from tests.firmware.formats import bundles
from tests.firmware.pen_with_slots import FACTORY, NEW, NOW_RUNS, OFFERED, OLDER, PACK_AT, SAME, Pen, ledger_of
from tests.firmware.whole_pen import READ_MS


def screen(pen) -> str:
    return words(bytes(pen.world.display.frame()))


# --- the whole way ------------------------------------------------------------------------------------------


def test_s12_a_new_version_is_tried_and_confirms_itself(plugged):
    before = ledger_of(plugged)
    info = plugged.say(m.FW_INFO)
    assert (info["slot"], info["state"], info["other"], info["commit"][:7]) == (0, m.CONFIRMED, m.NONE, b"0000000")
    assert (info["verified"].rstrip(b"\0"), info["boot_version"]) == (b"factory", slots.BOOT_VERSION)
    plugged.transfer(NEW)
    assert plugged.boot_record.names == [b"factory", b""]
    plugged.say(m.FW_FINISH)
    plugged.run_ms(1_500)
    info = plugged.say(m.FW_INFO)
    assert (info["slot"], info["state"], info["verified"].rstrip(b"\0")) == (1, m.TRIAL, b"development")
    assert plugged.refused(m.FW_CONFIRM)[0] == m.E_SELF_TEST
    plugged.run_ms(4_000)
    assert plugged.say(m.FW_CONFIRM)["value"] == NOW_RUNS  # on CPython the sources run, whatever the slot
    info = plugged.say(m.FW_INFO)
    assert (info["slot"], info["state"], info["other"]) == (1, m.CONFIRMED, m.THERE)
    assert plugged.file("b.np") == NEW and plugged.file("a.np") == FACTORY
    boot = plugged.boot_record
    assert (boot.active, boot.trial, boot.names) == (1, slots.NO_SLOT, [b"factory", b"development"])
    assert [one[:1] + one[2:] for one in plugged.told()] == [
        (r.OFFERED, NOW_RUNS, OFFERED),
        (r.INSTALLED, NOW_RUNS, OFFERED),
        (r.TRIAL, NOW_RUNS, NOW_RUNS),
        (r.CONFIRMED, NOW_RUNS, NOW_RUNS),
    ]
    assert boot.highest_version == NOW_RUNS
    assert ledger_of(plugged) == before and plugged.world.violations == []
    plugged.cycle_power()
    assert plugged.slots.running == 1 and len(plugged.told()) == 4


def test_an_update_begins_in_a_pen_that_was_not_used_since_its_start(fresh):
    """The chip keeps every name that a treatment's code brought: with those of an update there is no room for more."""
    pen = Pen.of(fresh)
    pen.world.plug_usb(False)
    pen.run_ms(300)
    assert pen.session(300) and pen.state == states.LOCKED
    pen.world.plug_usb()
    pen.run_ms(300)
    boots = pen.ledger.boots
    assert pen.say(m.FW_INFO)["other"] == m.NONE  # to look needs no room
    assert pen.refused(m.FW_HEAD, 0, NEW[:100])[0] == m.E_CONFIRM
    pen.run_ms(2_000)
    pen.world.press("DOWN")
    pen.run_ms(300)
    assert pen.refused(m.FW_HEAD, 0, NEW[:100]) == (m.E_RESTART, 0)
    pen.run_ms(1_000)
    assert pen.ledger.boots == boots  # not under a finger
    pen.world.release("DOWN")
    pen.run_ms(2_500)
    assert pen.ledger.boots == boots + 1 and pen.state == states.LOCKED
    pen.update(NEW)
    pen.run_ms(4_000)
    assert pen.slots.running == 1 and pen.world.violations == []


def test_practising_uses_a_pen_as_a_treatment_does(fresh):
    pen = Pen.of(fresh)
    pen.world.plug_usb(False)
    pen.world.eject()
    pen.run_ms(700)
    pen.press("UP", 1_400)
    assert pen.until(states.PRACTISING)
    pen.run_ms(500)
    pen.world.plug_usb()  # which ends it
    pen.run_ms(300)
    pen.restart_for(m.FW_HEAD, 0, NEW[:100])


def test_a_pen_that_is_used_is_not_restarted(fresh):
    pen = Pen.of(fresh)
    pen.app._treatment.used = True
    treatment.make(pen.controller)
    pen.controller.enter(states.CLEANING)
    for kind, values in ((m.FW_HEAD, (0, NEW[:100])), (m.FW_ROLLBACK, ())):
        assert pen.refused(kind, *values)[0] == m.E_OCCUPIED
    pen.run_ms(1_000)
    assert pen.state == states.CLEANING


def test_s12_back_to_the_version_before_and_forth(plugged):
    plugged.update(NEW)
    plugged.run_ms(4_000)
    assert plugged.refused(m.FW_ROLLBACK)[0] == m.E_CONFIRM
    assert "Previous version" in screen_after(plugged)
    plugged.agree()
    plugged.say(m.FW_ROLLBACK)
    plugged.run_ms(6_000)
    assert plugged.slots.running == 0 and plugged.boot_record.active == 0
    assert plugged.refused(m.FW_ROLLBACK)[0] == m.E_CONFIRM  # the other one is still good
    assert [one[0] for one in plugged.told()[4:]] == [r.ROLLED_BACK, r.TRIAL, r.CONFIRMED]


def screen_after(pen, ms=400) -> str:
    pen.run_ms(ms)
    return screen(pen)


def test_s17_the_screen_says_what_is_offered_and_how_to_agree(plugged):
    plugged.offer(NEW)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_CONFIRM
    shown = screen_after(plugged)
    assert "New software" in shown and "0.2.0" in shown and "agree" in shown
    plugged.run_ms(READ_MS)
    plugged.press("UP")  # turns no page and changes no zone: it says no
    assert "0.2.0" not in screen_after(plugged)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_DECLINED
    held = plugged.accept()["held"]
    plugged.send(NEW, held, held + 3_000)
    assert "Leave the cable in" in screen_after(plugged)
    plugged.world.plug_usb(False)
    assert "0.2.0" not in screen_after(plugged) and plugged.state == states.READY


def test_an_older_one_needs_both_buttons(plugged):
    plugged.offer(OLDER)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_CONFIRM_OLDER
    assert "Older software" in screen_after(plugged)
    plugged.agree("DOWN")
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_CONFIRM_OLDER
    assert plugged.file("b.np") == b""
    plugged.agree("DOWN", "UP")
    assert plugged.say(m.FW_BEGIN)["held"] == 0


def test_h23_what_ran_once_is_the_floor(plugged):
    """A version between what runs and the highest that was confirmed is older too."""
    plugged.slots.record.highest_version = 0x000300
    plugged.offer(NEW)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_CONFIRM_OLDER


# --- interrupted --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cable", "power"])
def test_s12_a_transfer_goes_on_where_it_was(fresh, how):
    big = bundles.made(bundles.FILES | {"pen/big.mpy": bytes(range(256)) * 150})
    pen = Pen.of(fresh)
    pen.offer(big)
    held = pen.accept()["held"]
    pen.send(big, held, held + 36_000)
    if how == "cable":
        pen.world.plug_usb(False)
        pen.run_ms(500)
        pen.world.plug_usb()
        pen.run_ms(500)
    else:
        pen.cycle_power()
    assert pen.slots.running == 0 and pen.boot_record.names == [b"factory", b""]
    pen.offer(big)
    answer = pen.accept()
    assert answer["held"] == held + 36_000 if how == "cable" else answer["held"] >= 32 * 1024
    assert answer["sha256"] == bundles.sha256(big[: answer["held"]])
    pen.send(big, answer["held"])
    pen.say(m.FW_FINISH)
    pen.run_ms(5_500)
    assert pen.slots.running == 1 and pen.file("b.np") == big


def test_another_bundle_begins_anew(plugged):
    plugged.offer(SAME)
    plugged.send(SAME, plugged.accept()["held"])
    plugged.offer(NEW)
    assert plugged.accept()["held"] == 0
    assert plugged.file("b.np") == b""


def test_a_part_of_the_head_begins_anew(plugged):
    plugged.offer(NEW)
    plugged.send(NEW, plugged.accept()["held"], PACK_AT - 1)
    plugged.offer(NEW)
    assert plugged.accept()["held"] == 0
    plugged.send(NEW, 0, PACK_AT)
    plugged.offer(NEW)
    assert plugged.accept()["held"] == PACK_AT


def test_the_laptop_may_begin_anew(plugged):
    plugged.offer(NEW)
    plugged.send(NEW, plugged.accept()["held"], PACK_AT + 2_000)
    assert plugged.refused(m.FW_DATA, PACK_AT + 7, b"x") == (m.E_RANGE, PACK_AT + 2_000)
    assert plugged.say(m.FW_DATA, 0, NEW[:100])["value"] == 100
    plugged.send(NEW, 100)
    assert plugged.refused(m.FW_DATA, len(NEW), b"x") == (m.E_RANGE, len(NEW))
    plugged.say(m.FW_FINISH)
