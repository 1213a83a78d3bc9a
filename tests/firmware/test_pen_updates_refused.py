"""What is refused before an update, and why: nothing of it reaches the slot that runs (S12, H24, H25)."""

import pytest
import slots
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.core import states, treatment
from pen.formats import frame
from pen.formats import messages as m
from pen.formats import record as r
from pen.formats.bundle import BAD_SIGNATURE, MANIFEST_SIZE, PACK_HASH, PACK_SIZE

from tests.firmware.formats import bundles
from tests.firmware.pen_with_slots import FACTORY, NEW, NOW_RUNS, PACK_AT, SAME, Pen


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
    assert plugged.refused(m.FW_FINISH) == (m.E_BUNDLE, PACK_HASH)
    assert plugged.file("b.np") == b"" and plugged.boot_record.trial == slots.NO_SLOT
    plugged.cycle_power()
    assert plugged.slots.running == 0


@pytest.mark.parametrize("at", [12, 100, PACK_AT - 1])
def test_h24_another_head_than_the_one_that_was_signed_is_never_run(plugged, at):
    """The head comes twice: what was summed and accepted, and what lies in the slot."""
    plugged.offer(NEW)
    plugged.accept()
    plugged.send(NEW[:at] + bytes([NEW[at] ^ 1]) + NEW[at + 1 :], 0)
    assert plugged.refused(m.FW_FINISH)[0] == m.E_STORE
    assert plugged.boot_record.trial == slots.NO_SLOT and plugged.boot_record.names[1] == b""


def test_what_the_laptop_has_makes_room(plugged, monkeypatch):
    """A full flash: segments that are synced go, no others."""
    store = plugged.app.store
    free = [1]
    fs = plugged.slots.fs
    real = fs.statvfs("/")
    monkeypatch.setattr(fs, "statvfs", lambda path: real[:3] + (free[0],) + real[4:], raising=False)
    asked = []

    def give_room(really=True):
        if really:
            asked.append(free[0])
            free[0] += 20
        return len(asked) < 3

    monkeypatch.setattr(store, "give_room", give_room)
    assert begun(plugged, NEW)[0] == m.E_CONFIRM and asked == []
    plugged.agree()
    assert plugged.say(m.FW_BEGIN) and asked == [1, 21]
    free[0] = 1
    plugged.offer(SAME)
    monkeypatch.setattr(store, "give_room", lambda really: False)
    code, missing = plugged.refused(m.FW_BEGIN)
    assert code == m.E_ROOM and 0 < missing <= len(SAME) + 23 * 4096


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
    assert pen.refused(m.FW_ROLLBACK)[0] == m.E_OCCUPIED
    pen.run_ms(500)
    pen.app._treatment.used = False  # as after a power cut
    pen.offer(NEW)
    for kind in (m.FW_BEGIN, m.FW_ROLLBACK):
        assert pen.refused(kind)[0] == m.E_BUSY


def test_somebody_who_answers_questions_is_not_interrupted(plugged):
    plugged.offer(NEW)
    treatment.make(plugged.controller)
    plugged.controller.enter(states.CLEANING)
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
    assert plugged.say(m.FW_CONFIRM)["value"] == NOW_RUNS


_FW = (m.FW_INFO, m.FW_HEAD, m.FW_BEGIN, m.FW_DATA, m.FW_FINISH, m.FW_CONFIRM, m.FW_ROLLBACK)
_OFFSETS = st.sampled_from([0, 16, 250, PACK_AT, PACK_AT + 100, len(NEW), 2**31, 2**32 - 1])
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
def test_h24_h25_no_talk_of_updates_breaks_a_pen(patient, asked, finger):
    if finger:
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
