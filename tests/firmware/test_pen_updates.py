"""S12, H23: a new version comes over the cable, is tried, and stays or goes; the old one is there all the time."""

import pytest
import slots
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.core import states
from pen.formats import frame
from pen.formats import messages as m
from pen.formats import record as r
from pen.formats.bundle import BAD_SIGNATURE, MANIFEST_SIZE, PACK_CRC, PACK_SIZE, head_size
from pen.formats.version import VERSION

from boards.virtual.demo.screen_reader import words
from tests.firmware.formats import bundles
from tests.firmware.pen_with_slots import FACTORY, NEW, OLDER, SAME, Pen, Refused

NOW = VERSION[0] << 16 | VERSION[1] << 8 | VERSION[2]
NEXT = 0x000200
FRONT = head_size(NEW)


@pytest.fixture
def plugged(fresh):
    """A pen with its program in slot a, the cable in."""
    return Pen.of(fresh)


def screen(pen) -> str:
    return words(bytes(pen.world.display.frame()))


def ledger_of(pen) -> dict:
    """What the ledger says of the person and the pen: everything but what counts starts and writes."""
    moves = ("sequence", "boots", "mark_s", "mark_rtc_s", "journal_seq", "journal_chain", "cartridges")
    return {name: value for name, value in vars(pen.ledger).items() if name not in moves}


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
    assert plugged.say(m.FW_CONFIRM)["value"] == NOW  # on CPython the sources run, whatever the slot
    info = plugged.say(m.FW_INFO)
    assert (info["slot"], info["state"], info["other"]) == (1, m.CONFIRMED, m.THERE)
    assert plugged.file("b.np") == NEW and plugged.file("a.np") == FACTORY
    boot = plugged.boot_record
    assert (boot.active, boot.trial, boot.names) == (1, slots.NO_SLOT, [b"factory", b"development"])
    assert [one[:1] + one[2:] for one in plugged.told()] == [
        (r.OFFERED, NOW, NEXT),
        (r.INSTALLED, NOW, NEXT),
        (r.TRIAL, NOW, NOW),
        (r.CONFIRMED, NOW, NOW),
    ]
    assert boot.highest_version == NOW
    assert ledger_of(plugged) == before and plugged.world.violations == []
    plugged.cycle_power()
    assert plugged.slots.running == 1 and len(plugged.told()) == 4


def test_s12_back_to_the_version_before_and_forth(plugged):
    plugged.update(NEW)
    plugged.run_ms(4_000)
    assert plugged.refused(m.FW_ROLLBACK)[0] == m.E_CONFIRM
    assert "Previous software" in screen_after(plugged)
    plugged.holding(m.FW_ROLLBACK)
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
    assert "New software" in shown and "0.2.0" in shown and "accept" in shown
    plugged.press("UP")  # turns no page and changes no zone
    assert "0.2.0" in screen_after(plugged)
    plugged.run_ms(3_000)
    assert "0.2.0" not in screen(plugged)
    held = plugged.accept()["held"]
    plugged.send(NEW, held, held + 3_000)
    assert "Leave the cable in" in screen_after(plugged)
    plugged.world.plug_usb(False)
    assert "0.2.0" not in screen_after(plugged) and plugged.state == states.READY


def test_a_thumb_that_is_there_before_the_question_is_no_answer(plugged):
    plugged.offer(NEW)
    plugged.world.press("DOWN")
    plugged.run_ms(200)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_CONFIRM


def test_an_older_one_needs_both_buttons(plugged):
    plugged.offer(OLDER)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_CONFIRM_OLDER
    assert "Older software" in screen_after(plugged)
    with pytest.raises(Refused) as no:
        plugged.holding(m.FW_BEGIN, "DOWN")
    assert no.value.code == m.E_CONFIRM_OLDER
    assert plugged.file("b.np") == b""
    assert plugged.holding(m.FW_BEGIN, "DOWN", "UP")["held"] == head_size(OLDER)


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
    pen.send(big, held, held + 30_000)
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
    assert answer["held"] == held + 30_000 if how == "cable" else answer["held"] >= 16 * 1024
    assert answer["sha256"] == bundles.sha256(big[: answer["held"]])
    pen.send(big, answer["held"])
    pen.say(m.FW_FINISH)
    pen.run_ms(5_500)
    assert pen.slots.running == 1 and pen.file("b.np") == big


def test_another_bundle_begins_anew(plugged):
    plugged.offer(SAME)
    plugged.send(SAME, plugged.accept()["held"])
    plugged.offer(NEW)
    assert plugged.accept()["held"] == FRONT
    assert plugged.file("b.np")[:FRONT] == NEW[:FRONT]


def test_the_laptop_may_begin_the_pack_anew(plugged):
    plugged.offer(NEW)
    plugged.send(NEW, plugged.accept()["held"], FRONT + 2_000)
    assert plugged.refused(m.FW_DATA, FRONT + 7, b"x") == (m.E_RANGE, FRONT + 2_000)
    assert plugged.say(m.FW_DATA, FRONT, NEW[FRONT : FRONT + 100])["value"] == FRONT + 100
    plugged.send(NEW, FRONT + 100)
    assert plugged.refused(m.FW_DATA, len(NEW), b"x") == (m.E_RANGE, len(NEW))
    plugged.say(m.FW_FINISH)


# --- refused ------------------------------------------------------------------------------------------------


def begun(pen, data: bytes) -> "tuple[int, int]":
    pen.offer(data)
    return pen.refused(m.FW_BEGIN)


REFUSED = {
    "another board": (bundles.made(boards=("TOASTER",)), m.E_BOARD, 0),
    "a newer loader": (bundles.made(min_boot=slots.BOOT_VERSION + 1), m.E_BOOT, slots.BOOT_VERSION),
    "an older ledger": (bundles.made(schema=(1, 1)), m.E_FORMAT, 2),
    "an older journal": (bundles.made(schema=(2, 0)), m.E_FORMAT, 2),
    "no signature": (FACTORY, m.E_BUNDLE, BAD_SIGNATURE),
    "too much": (bundles.made({"pen/a.mpy": bytes(200_000)}), m.E_ROOM, None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_h24_refused_before_anybody_is_asked(plugged, name):
    data, code, detail = REFUSED[name]
    found = begun(plugged, data)
    assert found[0] == code and found[1] == (found[1] if detail is None else detail)
    assert plugged.file("b.np") == b"" and plugged.file("boot.1") == b""
    assert begun(plugged, data)[0] == code
    plugged.run_ms(100)
    assert [one[:2] for one in plugged.told()] == [(r.REFUSED, code)]  # once


def test_h24_a_pack_that_is_not_what_was_signed_is_gone_before_it_could_run(plugged):
    wrong = NEW[:-1] + bytes([NEW[-1] ^ 1])
    plugged.transfer(wrong)
    assert plugged.refused(m.FW_FINISH) == (m.E_BUNDLE, PACK_CRC)
    assert plugged.file("b.np") == b"" and plugged.boot_record.trial == slots.NO_SLOT
    plugged.cycle_power()
    assert plugged.slots.running == 0


def test_what_the_laptop_has_makes_room(plugged, monkeypatch):
    """A full flash: segments that are synced go, no others."""
    store = plugged.app.store
    free = [1]
    fs = plugged.slots.fs
    real = fs.statvfs("/")
    monkeypatch.setattr(fs, "statvfs", lambda path: real[:3] + (free[0],) + real[4:], raising=False)
    asked = []

    def give_room():
        asked.append(free[0])
        free[0] += 20
        return len(asked) < 3

    monkeypatch.setattr(store, "give_room", give_room)
    assert begun(plugged, NEW)[0] == m.E_CONFIRM and asked == [1, 21]
    free[0] = 1
    monkeypatch.setattr(store, "give_room", lambda: False)
    code, missing = plugged.refused(m.FW_BEGIN)
    assert code == m.E_ROOM and missing == len(NEW) + 23 * 4096


def test_s13_only_what_is_synced_makes_room(plugged):
    store = plugged.app.store
    assert not store.give_room()  # one segment, and nothing of it is acknowledged


def test_a_low_battery_is_no_time_for_an_update(plugged):
    plugged.offer(NEW)
    plugged.world.fault("battery_low")
    plugged.run_ms(3_000)
    code, detail = plugged.refused(m.FW_BEGIN)
    assert code == m.E_BATTERY and 2_500 < detail < 3_500


def test_an_open_session_comes_first(fresh):
    pen = Pen.of(fresh)
    pen.world.plug_usb(False)
    pen.run_ms(300)
    assert pen.treat(300)
    pen.stop()
    pen.world.plug_usb()
    pen.run_ms(300)
    pen.offer(NEW)
    for kind in (m.FW_BEGIN, m.FW_ROLLBACK):
        assert pen.refused(kind)[0] == m.E_BUSY


def test_somebody_who_answers_questions_is_not_interrupted(plugged):
    plugged.offer(NEW)
    plugged.controller.enter(states.CLEANING, 0)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_OCCUPIED


def test_on_trial_nothing_is_taken(plugged):
    """The slot that does not run holds the only version that was ever confirmed."""
    plugged.update(NEW)
    plugged.offer(SAME)
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_TRIAL
    assert plugged.file("a.np") == FACTORY


@pytest.mark.parametrize("sizes", [b"\xff" * 8, b"\0" * 8, b"\1\0\0\0\xff\xff\xff\xff"])
def test_h24_h25_sizes_no_pen_has_room_for_are_refused_at_once(plugged, sizes):
    code, detail = plugged.refused(m.FW_HEAD, 0, b"NPBUNDL1" + sizes)
    assert code == m.E_BUNDLE and detail % 256 in (MANIFEST_SIZE, PACK_SIZE)
    assert plugged.refused(m.FW_HEAD, 16, b"more")[0] == m.E_RANGE


def test_requests_in_another_order(plugged):
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_ORDER
    assert plugged.refused(m.FW_DATA, 0, b"x")[0] == m.E_ORDER
    assert plugged.refused(m.FW_FINISH)[0] == m.E_ORDER
    assert plugged.refused(m.FW_ROLLBACK)[0] == m.E_NO_OTHER
    assert plugged.refused(m.FW_HEAD, 5, NEW[5:50]) == (m.E_RANGE, 0)
    plugged.say(m.FW_HEAD, 0, NEW[:200])
    assert plugged.refused(m.FW_BEGIN)[0] == m.E_ORDER
    assert plugged.refused(m.FW_HEAD, 100, NEW[100:200]) == (m.E_RANGE, 200)
    assert plugged.say(m.FW_CONFIRM)["value"] == NOW


_FW = (m.FW_INFO, m.FW_HEAD, m.FW_BEGIN, m.FW_DATA, m.FW_FINISH, m.FW_CONFIRM, m.FW_ROLLBACK)
_OFFSETS = st.sampled_from([0, 16, 250, FRONT, FRONT + 100, len(NEW), 2**31, 2**32 - 1])
_BYTES = st.one_of(
    st.binary(min_size=1, max_size=250), st.sampled_from([NEW[:250], NEW[250:500], b"NPBUNDL1" + b"\xff" * 8])
)


@pytest.fixture(scope="module")
def patient():
    """One pen that is told everything."""
    from tests.firmware.whole_pen import WholePen

    return Pen.of(WholePen().keep())


@given(st.lists(st.tuples(st.sampled_from(_FW), _OFFSETS, _BYTES), min_size=1, max_size=8), st.booleans())
@settings(max_examples=25)
def test_h24_h25_no_talk_of_updates_breaks_a_pen(patient, asked, thumb):
    if thumb:
        patient.world.press("DOWN")
    for kind, offset, data in asked:
        values = (offset, data) if kind in m.TAILED else ()
        patient.serial.send(frame.encode(kind, 1, m.encode(kind, *values)))
        patient.run_ms(40)
    patient.world.release("DOWN")
    patient.run_ms(200)
    patient.serial.take()
    assert patient.say(m.HELLO, m.PROTOCOL_MIN, m.PROTOCOL)["capabilities"] & m.CAP_UPDATE
    assert patient.slots.running == 0 and patient.boot_record.trial == slots.NO_SLOT
    assert patient.file("a.np") == FACTORY and patient.world.violations == []


# --- the trial ----------------------------------------------------------------------------------------------


def on_trial(pen, data=NEW):
    pen.update(data)
    assert pen.slots.trial and pen.slots.running == 1


def went_back(pen) -> None:
    pen.run_ms(2_500)
    boot = pen.boot_record
    assert pen.slots.running == 0 and not pen.slots.trial
    assert (boot.active, boot.trial, boot.names, boot.outcome) == (0, slots.NO_SLOT, [b"factory", b""], 0)
    assert pen.told()[-1][0] == r.RETURNED and pen.told()[-1][2:] == (NEXT, NOW)
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
