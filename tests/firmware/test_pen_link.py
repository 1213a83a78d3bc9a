"""S10, H20, H25, S8: on USB nothing moves, whatever the computer says; settings only tighten; bad input is survived."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.core import reported, states
from pen.core import settings as owner
from pen.formats import frame, messages, reasons, record

from tests.firmware.session_preparation import answer_well, choose_start, screened
from tests.firmware.whole_pen import WholePen, frames

QUESTIONS = [k for k in messages.FORMATS if k < 0x80]


def inviting() -> WholePen:
    """A pen with a session behind it: READY again, a cartridge in, everything as inviting as can be."""
    life = WholePen()
    assert life.session()
    life.days(28)
    life.fresh_cartridge()
    life.run_ms(1_000)
    return life


@pytest.fixture(scope="module")
def plugged():
    """One such pen on a cable."""
    life = inviting()
    life.world.plug_usb()
    life.run_ms(500)
    assert life.state == states.READY
    return life


def _limits(ledger):
    return [getattr(ledger, name) for name, *_ in owner.TABLE.values()]


def _stricter(ledger, before) -> bool:
    for (name, _, _, larger), old in zip(owner.TABLE.values(), before):
        new = getattr(ledger, name)
        if new != old and (new > old) != larger:
            return False
    return True


def _valid(draw_payload):
    return st.builds(frame.encode, st.sampled_from(QUESTIONS), st.integers(0, 255), draw_payload)


def _sized(kind):
    """A payload of the right length with any content: it will be taken for real."""
    more = [b"x" * 20] if kind in messages.TAILED else []
    size = len(messages.encode(kind, *[b"" if f.endswith("s") else 0 for f in _codes(kind)], *more))
    return st.binary(min_size=size, max_size=size).map(lambda data: frame.encode(kind, 1, data))


def _codes(kind):
    import re

    return re.findall(r"\d*s|[a-zA-Z]", messages.FORMATS[kind][0][1:])


NOISE = st.one_of(
    st.binary(max_size=200),
    st.builds(frame.encode, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=40)),
    *[_sized(kind) for kind in QUESTIONS],
    st.binary(min_size=4, max_size=30).map(lambda b: frame.SYNC + b),
    st.sampled_from([b"\x03", b"\x04", b"\r\n>>> import machine\r\n", b"AT+GCAP\r", b"\x01\x02\x03raw REPL"]),
)


def start_and_go(pen):
    """All that moves needles on a pen without a cable: answered and clean, START, and the tap that starts."""
    screened(pen)
    choose_start(pen)
    pen.press("SELECT")
    answer_well(pen)
    pen.run_ms(2_000)
    pen.press("UP")
    pen.run_ms(300)


def test_without_the_cable_those_presses_start_needles():
    life = inviting()
    start_and_go(life)
    assert life.until(states.RUNNING, at_most_ms=500)


@given(st.lists(NOISE, min_size=1, max_size=6), st.booleans())
@settings(max_examples=60)
def test_s10_h25_no_message_moves_anything(plugged, noise, finger):
    pen, world = plugged, plugged.world
    strokes, moved, words = world.strokes_true, world.ring.moved, world.needle.words
    session, locked_from, limits = pen.ledger.session, pen.ledger.lock_from_s, _limits(pen.ledger)
    tag, proven = bytes(world.cartridge.tag.mem), pen.app.inputs.proven_s
    start_us = world.now_us
    for data in noise:
        pen.serial.send(data)
        pen.run_ms(30)
    if finger:
        start_and_go(pen)
    pen.run_ms(100)
    pen.serial.take()
    assert (world.strokes_true, world.ring.moved, world.needle.words) == (strokes, moved, words)
    assert (pen.ledger.session, pen.ledger.lock_from_s) == (session, locked_from)
    assert _stricter(pen.ledger, limits)
    assert bytes(world.cartridge.tag.mem) == tag
    assert pen.app.inputs.proven_s - proven <= (world.now_us - start_us) // 1_000_000 + 2  # its second, the look's
    assert world.powered and pen.app is not None
    pen.run_ms(600)  # half a frame is forgotten after a silence
    pen.serial.take()
    assert pen.asks(messages.HELLO, 1, 1)[0] == messages.HELLO_IS, "the pen has lost its voice"


def test_s10_h20_plugging_in_stops_running_needles_and_arming(plugged):
    life = WholePen()
    assert life.treat()
    life.world.plug_usb()
    life.run_ms(30)
    assert not life.driven
    life.run_ms(1_500)
    assert not life.treat()
    life.world.plug_usb(False)
    life.run_ms(500)
    assert life.arm()
    strokes = life.world.strokes_true
    life.world.plug_usb()
    life.run_ms(100)
    life.press("UP")
    life.run_ms(2_000)
    assert life.state == states.PAUSED
    assert not life.driven and life.world.strokes_true == strokes


@pytest.mark.parametrize("setting", owner.TABLE)
def test_s8_over_the_wire_settings_tighten_and_never_loosen(setting):
    life = WholePen()
    life.world.plug_usb()
    life.run_ms(200)
    name, low, high, larger = owner.TABLE[setting]
    loose, strict = (low, high) if larger else (high, low)
    middle = (low + high) // 2
    for value, expected in ((loose, messages.OK), (middle, messages.OK), (middle, messages.OK)):
        assert life.agreed(messages.SET_SETTING, setting, value)[0] == expected
    kind, fields = life.asks(messages.SET_SETTING, setting, loose)
    assert (kind, fields["code"]) == (messages.ERROR, messages.E_LOOSER)
    for value in (low - 1, high + 1, 0, 0xFFFFFFFF):
        kind, fields = life.asks(messages.SET_SETTING, setting, value)
        assert (kind, fields["code"]) == (messages.ERROR, messages.E_VALUE)
    assert getattr(life.ledger, name) == middle
    assert life.agreed(messages.SET_SETTING, setting, strict)[0] == messages.OK
    life.cycle_power()
    assert getattr(life.ledger, name) == strict
    assert [x["new"] for x in life.found("setting", setting=setting)][-1] == strict


@pytest.mark.parametrize("setting", (0, 6, 99, 255))
def test_s8_an_unknown_setting_is_an_error(setting):
    life = WholePen()
    life.world.plug_usb()
    life.run_ms(200)
    kind, fields = life.asks(messages.SET_SETTING, setting, 1)
    assert (kind, fields["code"]) == (messages.ERROR, messages.E_VALUE)


def test_s7_h26_wall_time_changes_no_lock():
    life = WholePen()
    assert life.session()
    life.world.plug_usb()
    life.run_ms(200)
    unlock_s = life.asks(messages.STATUS)[1]["unlock_at_s"]
    for unix_s in (1_600_000_000, 4_000_000_000, 1_800_000_000):
        assert life.agreed(messages.SET_WALL, unix_s)[0] == messages.OK
    for unix_s in (0, -1, 1 << 40):
        assert life.asks(messages.SET_WALL, unix_s)[0] == messages.ERROR
    assert life.asks(messages.STATUS)[1]["unlock_at_s"] == unlock_s
    assert life.state == states.LOCKED


def test_s10_a_flood_does_not_slow_the_step_beyond_its_time():
    life = WholePen()
    life.world.plug_usb()
    life.run_ms(200)
    life.serial.send(bytes(range(256)) * 400)
    for _ in range(200):
        before = life.world.now_us
        life.turn()
        assert life.world.now_us - before <= 60_000
    life.run_ms(2_000)
    assert life.asks(messages.HELLO, 1, 1)[0] == messages.HELLO_IS


def test_s13_what_is_read_over_the_wire_is_the_journal():
    life = WholePen()
    assert life.session()
    life.world.plug_usb()
    life.run_ms(500)
    hello = life.asks(messages.HELLO, 1, 1)[1]
    life.serial.send(frame.encode(messages.READ, 3, messages.encode(messages.READ, hello["epoch"], 1, 4096)))
    life.run_ms(500)
    got = frames(life.serial.take())
    assert got[-1][0] == messages.END
    data = b"".join(payload[messages.RECORDS_HEAD :] for kind, _, payload in got if kind == messages.RECORDS)
    assert data == life.journal()
    assert [r["kind"] for r in life.records()].count("session_start") == 1


# --- the owner's skin, on a whole pen -------------------------------------------------------------------------


def on_the_cable() -> WholePen:
    life = WholePen()
    life.world.plug_usb()
    life.run_ms(500)
    return life


def test_h22_a_profile_and_its_clearance_survive_the_power():
    life = on_the_cable()
    refused = life.asks(messages.SET_PROFILE, reported.ROSACEA)
    assert (refused[0], refused[1]["code"]) == (messages.ERROR, messages.E_CONFIRM)
    assert life.agreed(messages.SET_PROFILE, reported.ROSACEA)[0] == messages.OK
    life.world.plug_usb(False)
    life.cycle_power()
    assert life.state == states.LOCKED
    life.world.plug_usb()
    life.run_ms(500)
    assert (
        life.agreed(messages.CLEARANCE, record.CLEARED_PROFILE, reported.ROSACEA, 20_000, b"Dr. Patel")[0]
        == messages.OK
    )
    life.world.plug_usb(False)
    life.cycle_power()
    assert life.state == states.READY
    assert [x["profile"] for x in life.found("profile")][-1] == reported.ROSACEA
    assert [x["day"] for x in life.found("clearance")] == [20_000]


def test_h27_a_pen_that_wakes_on_the_cable_takes_the_check_in_from_the_laptop():
    life = WholePen()
    assert life.session()
    life.run_ms(2 * 86_400_000 + 300_000)
    life.world.plug_usb()
    life.run_ms(1_500)
    assert life.state == states.ASKING
    assert life.asks(messages.GET_SKIN)[1]["due_h"] == 48
    assert life.agreed(messages.CHECKIN, 48, 0)[0] == messages.OK
    life.run_ms(100)
    assert life.state == states.LOCKED
    assert life.ledger.calm == 1
    assert [(x["hours"], x["by"]) for x in life.found("checkin")] == [(48, record.BY_LAPTOP)]


def test_an_open_session_is_left_alone():
    life = WholePen()
    assert life.treat()
    life.stop()
    life.world.plug_usb()
    life.run_ms(500)
    for request in ((messages.SET_PROFILE, 0), (messages.CHECKIN, 0, 1), (messages.SERVICE,)):
        kind, fields = life.asks(*request)
        assert (kind, fields["code"]) == (messages.ERROR, messages.E_OCCUPIED)
    assert life.state == states.PAUSED and life.ledger.session_open


def test_h26_the_laptop_hears_of_a_hold():
    life = on_the_cable()
    until_s = life.app.inputs.proven_s + 86_400
    reported.hold(life.ledger, life.app.inputs.proven_s, reasons.SKIN_TODAY, 86_400)
    status = life.asks(messages.STATUS)[1]
    assert (status["unlock_at_s"], status["reason"], status["detail"]) == (until_s, reasons.HOLD, reasons.SKIN_TODAY)
