"""The whole pen in use: S3 interlocks, S4 fuel, S5 books, S6 windows, S14 cartridges, S15 budgets."""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import stops as words

from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger
from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

STEP_MS = 30  # "within one step": 10 ms of waiting, the step's own bus traffic, and the last turn's end
MINUTE_MS = 60_000


# --- S3: every interlock stops the needles ----------------------------------------------------------------

# what happens; how long the needles may still be driven, ms; why they stopped, or the fault
TRIPS = {
    "select": (lambda w: w.press("SELECT"), 0, r.STOP_BUTTON, 0),  # the PIO program itself
    "stop wire": (lambda w: w.fault("stop_wire_broken"), 0, r.STOP_BUTTON, 0),
    "up": (lambda w: w.press("UP"), STEP_MS, r.STOP_BUTTON, 0),
    "down": (lambda w: w.press("DOWN"), STEP_MS, r.STOP_BUTTON, 0),
    "usb": (lambda w: w.plug_usb(), STEP_MS, r.STOP_USB, 0),
    "heat": (lambda w: w.fault("motor_hot", True, 46_000), STEP_MS, r.STOP_HEAT, 0),
    "battery": (lambda w: w.fault("battery_low", True, 3_100), 100, r.STOP_BATTERY, 0),  # smoothed over 4 steps
    "encoder lost": (lambda w: w.fault("encoder_absent"), STEP_MS, r.STOP_FAULT, r.F_PART + 4),
    "magnet lost": (lambda w: w.fault("magnet_missing"), STEP_MS, r.STOP_FAULT, r.F_PART + 4),
    "magnet slipped": (lambda w: w.fault("encoder_offset"), STEP_MS, r.STOP_FAULT, r.F_DEPTH),
    "encoder reversed": (lambda w: w.fault("encoder_reversed"), STEP_MS, r.STOP_FAULT, r.F_DEPTH),
    "over-current": (lambda w: w.fault("over_current"), 30 + STEP_MS, r.STOP_CURRENT, 0),  # behind the filter
    "stall": (lambda w: w.fault("motor_stalled"), 150 + 2 * STEP_MS, r.STOP_STALL, 0),  # STALL_MS
    "tacho lost": (lambda w: w.fault("tacho_dead"), 150 + 2 * STEP_MS, r.STOP_STALL, 0),
    "cartridge": (lambda w: w.eject(), 3 * STEP_MS, r.STOP_CARTRIDGE, 0),  # looked for in every second step
    "clock lost": (lambda w: w.fault("clock_absent"), 1_000 + STEP_MS, r.STOP_FAULT, 0),  # looked at once a second
}  # fmt: skip


@pytest.mark.parametrize("offset_us", (1_000, 9_000))
@pytest.mark.parametrize("name", TRIPS)
def test_s3_h20_h21_every_interlock_stops_the_needles(pen, name, offset_us):
    act, limit_ms, reason, fault = TRIPS[name]
    world = pen.world
    assert pen.treat(1_200)
    world.after_us(offset_us, lambda: act(world))
    world.run_us(offset_us)
    at_us = world.now_us
    while pen.driven and world.now_us - at_us < 3_000_000:
        pen.turn()
    took_ms = (world.now_us - at_us) / 1_000
    assert took_ms <= limit_ms, f"driven {took_ms} ms after {name}"
    pen.run_ms(1_500)
    assert not pen.driven and not world.motor.turning
    if fault:
        assert world.ring.um > 200, "where it is must not be believed: a person looks first"
    else:
        assert world.ring.um <= 5, "the ring is not back home"
    assert pen.found("needles_off")[-1]["reason"] == reason
    if fault:
        assert pen.found("fault")[0]["code"] == fault
        assert pen.state == states.FAULT
    assert not world.violations
    before = world.strokes_true
    pen.run_ms(5_000)
    assert world.strokes_true == before, "needles moved again by themselves"


def test_s3_needles_stay_off_while_the_finger_that_started_them_is_down(pen):
    """Held for longer than a tap it starts nothing at all: the pen goes back to its menu."""
    assert pen.arm()
    pen.world.press("UP")
    pen.run_ms(900)
    assert pen.world.strokes_true == 0 and pen.state == states.ARMING
    pen.world.release("UP")
    assert pen.until(states.RUNNING, at_most_ms=1_500)
    pen.run_ms(500)
    assert pen.world.strokes_true > 0
    pen.stop()
    assert pen.arm()
    strokes = pen.world.strokes_true
    pen.press("UP", 1_500)
    pen.run_ms(2_000)
    assert pen.world.strokes_true == strokes and pen.state == states.PAUSED


def test_s4_h14_a_hung_interpreter_runs_out_of_fuel(pen):
    """Nobody calls the loop any more: what was paid for in advance is 30 ms, then the watchdog bites."""
    from boards.virtual.resets import Reset

    assert pen.treat(1_000)
    pen.world.advance_us(30_000)
    assert not pen.driven
    with pytest.raises(Reset):
        pen.world.advance_us(2_500_000)
    assert not pen.world.motor.turning
    pen.boot()
    pen.run_ms(2_000)
    assert pen.state == states.PAUSED
    assert pen.found("needles_off")[-1]["reason"] == r.STOP_CRASH


# --- S5, S13: the books -----------------------------------------------------------------------------------


def test_s5_h6_at_the_first_stroke_both_stores_and_the_tag_know(pen):
    seen = []

    def stroke():
        if not seen:
            seen.append((eeprom_ledger(pen.world), flash_ledger(pen.world), pen.world.cartridge.uses()))

    pen.world.motor.on_stroke = stroke
    assert pen.treat(500)
    for ledger in seen[0][:2]:
        assert (ledger.session, ledger.session_open, ledger.locked) == (1, 1, 1)
        assert ledger.charged_ms == 41_666  # all of the forehead's time
        assert ledger.uses(0, 1001) == 1
    assert seen[0][2] == 1
    assert bytes(pen.world.cartridge.tag.mem[0x40:0x48]) == pen.world.uid


def test_s13_a_session_is_journalled_from_start_to_end_and_says_the_truth(pen):
    assert pen.session(3_000)
    kinds = [x["kind"] for x in pen.records()]
    kinds = kinds[kinds.index("cartridge") :]
    assert [k for k in kinds if k not in ("sample", "boot", "cartridge", "lot")] == [
        "session_start", "needles_on", "needles_off", "zone", "session_end", "cleanup",
    ]  # fmt: skip
    assert kinds.count("sample") >= 2
    start, end = pen.found("session_start")[0], pen.found("session_end")[0]
    assert (start["cart_lo"], start["uses"], start["limit"], start["depth_um"]) == (1001, 1, 3, 250)
    assert end["reason"] == r.STOP_USER
    assert pen.world.strokes_true - 20 <= end["strokes"] <= pen.world.strokes_true  # it coasts a little
    assert 3_000 <= end["needle_ms"] <= 3_300
    assert 28 * 86_400 <= end["unlock_at_s"] - start["proven_s"] <= 28 * 86_400 + 240  # and a margin for drift


# --- S6: windows and rests --------------------------------------------------------------------------------


def test_s6_the_next_session_opens_after_28_days_and_not_before(pen):
    begun_us = pen.world.now_us
    assert pen.session()
    pen.run_ms(28 * DAY_MS - HOUR_MS)
    pen.wake()
    assert pen.state == states.LOCKED
    assert not pen.treat()
    assert pen.found("refusal", reason=r.INTERVAL)
    pen.run_ms(HOUR_MS - (pen.world.now_us - begun_us) // 1000 % HOUR_MS)
    pen.wake()
    while not pen.treat():
        assert pen.world.now_us - begun_us < (28 * 86_400 + 300) * 1_000_000, "still locked"
    assert pen.found("session_start")[1]["proven_s"] - pen.found("session_start")[0]["proven_s"] >= 28 * 86_400


def test_s6_s8_a_longer_interval_of_the_owner_holds(pen):
    from pen.core import settings
    from pen.formats import messages

    pen.world.plug_usb()
    pen.run_ms(200)
    assert pen.agreed(messages.SET_SETTING, settings.INTERVAL, 42 * 86_400)[0] == messages.OK
    pen.world.plug_usb(False)
    assert pen.session()
    pen.days(41)
    assert not pen.treat()
    pen.days(1)
    assert pen.treat()


@pytest.mark.parametrize("cut", (False, True))
def test_s6_h11_inside_the_window_the_same_session_goes_on(pen, cut):
    assert pen.treat()
    if cut:
        pen.cycle_power(10 * MINUTE_MS)
    else:
        pen.stop()
        pen.run_ms(10 * MINUTE_MS)
        pen.wake()
    assert pen.state == states.PAUSED
    assert pen.shows("Power was cut" if cut else words.PAUSED)
    assert pen.treat()
    assert len(pen.found("session_start")) == 1
    assert len(pen.found("resume", session=1)) == 1
    assert pen.world.cartridge.uses() == 1
    assert pen.ledger.uses(0, 1001) == 1


@pytest.mark.parametrize("cut", (False, True))
def test_s6_after_30_minutes_the_session_is_over(pen, cut):
    assert pen.treat()
    if cut:
        pen.cycle_power(31 * MINUTE_MS)
    else:
        pen.stop()
        pen.run_ms(31 * MINUTE_MS)
        pen.wake()
    pen.run_ms(1_500)
    assert pen.found("session_end")[-1]["reason"] == r.STOP_WINDOW
    assert not pen.treat()
    pen.end()
    pen.run_ms(500)
    assert not pen.treat()
    assert pen.state == states.LOCKED


def test_s6_the_window_ends_a_running_start_too(pen):
    assert pen.treat()
    pen.stop()
    pen.run_ms(29 * MINUTE_MS + 45_000)
    pen.wake()
    assert pen.treat()
    pen.run_ms(MINUTE_MS)
    assert not pen.driven
    assert pen.found("needles_off")[-1]["reason"] == r.STOP_WINDOW
    assert not pen.treat()


def test_s6_s14_another_cartridge_cannot_go_on_the_first_can(pen):
    assert pen.treat()
    pen.stop()
    first = pen.world.cartridge
    pen.fresh_cartridge()
    pen.run_ms(1_000)
    assert not pen.treat()
    assert pen.found("refusal", reason=r.CARTRIDGE_OTHER)
    pen.world.eject()
    pen.run_ms(700)
    pen.world.insert(first)
    pen.run_ms(700)
    assert pen.treat()
    assert first.uses() == 1


# --- S14, S15 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "sessions"), (("DISPOSABLE", 1), ("MULTI_USE", 3), (77, 1)))
def test_s14_h6_a_cartridge_serves_as_often_as_its_type_says(pen, kind, sessions):
    pen.fresh_cartridge(kind)
    pen.run_ms(1_000)
    for _ in range(sessions):
        assert pen.session()
        pen.days(28)
    assert not pen.treat()
    assert pen.found("refusal", reason=r.CARTRIDGE_SPENT)
    assert pen.world.cartridge.uses() == sessions


def test_s14_h7_a_clone_of_the_fresh_tag_does_not_start_anew(pen):
    clone = pen.world.cartridge.copy()
    for _ in range(3):
        assert pen.session()
        pen.days(28)
    pen.world.eject()
    pen.world.insert(clone)
    pen.run_ms(1_000)
    assert not pen.treat()
    assert pen.found("refusal", reason=r.CARTRIDGE_SPENT)


def test_s14_h8_a_cartridge_of_another_pen_is_refused(pen):
    other = WholePen(seed=2)
    assert other.session()
    pen.world.eject()
    pen.world.insert(other.world.eject())
    pen.run_ms(1_000)
    assert not pen.treat()
    assert pen.found("refusal", reason=r.CARTRIDGE_FOREIGN)


def test_s15_h19_the_whole_face_gets_its_strokes_and_no_more(pen):
    """Measured on the motor: zone after zone until the pen has none left."""
    budgets = (1_250, 833, 833, 416, 125)  # cm2 x 250 / 12 needles
    for zone, budget in enumerate(budgets):
        before, begun_us = pen.world.strokes_true, pen.world.now_us
        assert pen.controller.menu.zone == zone and pen.treat(1_000)
        assert pen.until(states.PAUSED, at_most_ms=30_000)
        assert pen.world.now_us - begun_us < 60_000_000
        pen.run_ms(1_500)
        in_the_air = pen.world.strokes_true - before - pen.ledger.zone_strokes[zone]
        assert 30 <= in_the_air <= 100  # before the skin was felt
        assert budget <= pen.ledger.zone_strokes[zone] <= budget + 25  # it coasts a little
    assert [x["reason"] for x in pen.found("needles_off")] == [r.STOP_ZONE_DONE] * 5
    assert sum(x["strokes"] for x in pen.found("needles_off")) == pen.world.strokes_true
    assert not pen.treat()
    assert pen.ledger.needle_ms <= 120_000
