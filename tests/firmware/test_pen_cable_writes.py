"""S18, H35: what the cable may write with nobody at the pen is little: so many times an hour, then one record says so.

The kind of error: any program at the cable, with nobody's hand, wrote 3,000 records in 99 s, and old evidence makes
room for new. The siblings that are tried here: dates, acknowledgements one record at a time, a bus power that is
switched on and off (hubs can), bundles that are no bundles, a limit that a new plugging-in would forget, a transfer
that begins anew for ever, and room in the journal made before anybody agreed.
"""

from pen.formats import frame, record
from pen.formats import messages as m

from tests.firmware.asked_pen import DAY_S, OFFERED, TODAY_S, WISHES, granted, question_shown, tap
from tests.firmware.pen_with_slots import Pen, Refused
from tests.firmware.whole_pen import READ_MS, WholePen

HOUR_MS = 3_600_000
MOST = 60  # writes an hour
PLAIN = ((m.HELLO, 1, 1), (m.STATUS,), (m.READ, 1, 1, 50), (m.GET_SETTINGS,), (m.GET_SKIN,), (m.FW_INFO,))


def tried(pen, kind, *values) -> int:
    """The code that the pen refuses with, 0 = done."""
    try:
        pen.say(kind, *values)
    except Refused as no:
        return no.code
    return 0


def acknowledge(pen, sequence: int) -> int:
    return tried(pen, m.ACK, pen.app.store.epoch, sequence, bytes(pen.app.store.chain_at(sequence)))


def limits(pen) -> int:
    """How often the journal says that the cable wanted too much."""
    return len(pen.found("cable_limit"))


def long_journal(pen, records: int) -> None:
    for _ in range(records):
        pen.app.store.events.emit(record.REHEARSAL, 1)
        pen.app.store.flush()


def test_s18_h35_a_date_is_written_once_and_changed_by_a_hand_only():
    life = Pen.of(WholePen().keep())
    life.ledger.wall_offset_s = 0
    for _ in range(300):  # 3,000 in 99 s, it was
        life.serial.send(frame.encode(m.SET_WALL, 1, m.encode(m.SET_WALL, TODAY_S + life.world.now_us // 100_000)))
        life.run_ms(30)
    life.run_ms(200)
    life.serial.take()
    assert len(life.found("wall")) == 1
    assert abs(life.ledger.wall_offset_s + life.app.inputs.proven_s - TODAY_S) < 3_600
    assert tried(life, m.SET_WALL, TODAY_S + 40 * DAY_S) == m.E_CONFIRM
    life.run_ms(READ_MS)
    tap(life, "DOWN")
    assert tried(life, m.SET_WALL, TODAY_S + 40 * DAY_S) == 0
    assert len(life.found("wall")) == 2


def test_s18_h35_acknowledgements_one_by_one_come_to_an_end(asked):
    long_journal(asked, 150)
    before = asked.ledger.sequence
    first = asked.app.store.first
    codes = [acknowledge(asked, first + i) for i in range(120)]
    assert codes[0] == 0 and codes[-1] != 0
    assert asked.ledger.sequence - before <= MOST + 1
    assert limits(asked) == 1
    asked.slow_turns(HOUR_MS)
    assert acknowledge(asked, first + 130) == 0
    assert limits(asked) == 1


def test_s18_h35_the_same_acknowledgement_costs_nothing(asked):
    last = asked.app.store.next - 1
    acknowledge(asked, last)
    before = asked.ledger.sequence
    assert all(acknowledge(asked, last) == 0 for _ in range(100))
    assert asked.ledger.sequence == before and limits(asked) == 0


def test_s18_h35_a_new_plugging_in_does_not_forget_the_limit(asked):
    long_journal(asked, 150)
    first = asked.app.store.first
    before = asked.ledger.sequence
    at = 0
    for _ in range(10):
        for _ in range(12):
            acknowledge(asked, first + at)
            at += 1
        asked.world.plug_usb(False)
        asked.run_ms(100)
        asked.world.plug_usb()
        asked.run_ms(200)
    assert asked.ledger.sequence - before <= MOST + 1 and limits(asked) == 1


def test_s18_h35_a_bus_power_that_comes_and_goes_fills_no_journal(asked):
    records = asked.app.store.next
    for _ in range(150):
        asked.world.plug_usb(False)
        asked.run_ms(50)
        asked.world.plug_usb()
        asked.run_ms(50)
    asked.run_ms(500)
    assert asked.app.store.next - records <= MOST + 1
    assert limits(asked) == 1
    asked.slow_turns(HOUR_MS)
    asked.world.plug_usb(False)
    asked.run_ms(300)
    assert asked.found("power")[-1]["vbus"] == 0


def test_s18_h35_what_is_no_bundle_fills_no_journal(asked):
    records = asked.app.store.next
    for _ in range(100):
        assert tried(asked, m.FW_HEAD, 0, b"NPBUNDL1" + b"\xff" * 8) == m.E_BUNDLE
        asked.world.plug_usb(False)
        asked.run_ms(50)
        asked.world.plug_usb()
        asked.run_ms(50)
    asked.run_ms(500)
    assert asked.app.store.next - records <= MOST + 1 and limits(asked) == 1


def test_s18_h35_a_transfer_that_was_agreed_to_begins_anew_a_few_times_only(asked):
    question_shown(asked, WISHES["update"])
    tap(asked, "DOWN")
    assert granted(asked, WISHES["update"])
    codes = [tried(asked, m.FW_DATA, 0, OFFERED[:200]) for _ in range(30)]
    assert codes[:3] == [0, 0, 0] and codes[-1] != 0


def test_s18_h35_no_room_is_made_before_somebody_agreed(asked, monkeypatch):
    fs = asked.slots.fs
    real = fs.statvfs("/")
    free = [1]
    given = []  # segments that went
    monkeypatch.setattr(fs, "statvfs", lambda path: real[:3] + (free[0],) + real[4:], raising=False)

    def give_room(really=True):
        if really:
            given.append(free[0])
            free[0] += 60
        return True

    monkeypatch.setattr(asked.app.store, "give_room", give_room)
    assert tried(asked, m.FW_BEGIN) == m.E_CONFIRM
    assert not given
    asked.run_ms(READ_MS)
    tap(asked, "DOWN")
    assert granted(asked, WISHES["update"]) and given


def test_s18_a_plain_read_writes_nothing(asked):
    asked.run_ms(1_000)
    flash, eeprom = bytes(asked.world.flash.data), bytes(asked.world.eeprom.mem)
    for _ in range(20):
        for kind, *values in PLAIN:
            asked.serial.send(frame.encode(kind, 1, m.encode(kind, *values)))
            asked.run_ms(40)
    assert asked.serial.take()
    assert (bytes(asked.world.flash.data), bytes(asked.world.eeprom.mem)) == (flash, eeprom)
