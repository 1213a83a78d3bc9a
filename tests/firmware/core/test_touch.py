"""H17, H18: the load index, and the governor of the stroke rate; then both on running needles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import touch
from pen.core.touch import Governor, Slip, Touch

START_MS = (1 << 30) - 500


def at(ms):
    return (START_MS + ms) & ((1 << 30) - 1)


def calibrated(free_ma=120, rate_hz=90, slow_ma=80):
    """900 ms in free air, to `at(700)`, and judged: at first at 60 strokes a second, where it draws `slow_ma`."""
    feel = Touch(1_333)
    feel.begin(at(-200))
    for ms in range(0, 900, 10):
        assert feel.slow == (ms <= 360)
        ma, hz = (slow_ma, 60) if feel.slow else (free_ma, rate_hz)
        after_ms = ms if feel.slow else ms - 360
        assert feel.update(at(ms - 200), 400 if after_ms < 300 else ma, hz) == touch.CALIBRATING
    assert feel.update(at(700), free_ma, rate_hz) == touch.CALIBRATING
    feel.update(at(710), free_ma, rate_hz)
    return feel


def held(feel, ma, from_ms, for_ms, rate_hz=90):
    for ms in range(from_ms, from_ms + for_ms, 10):
        feel.update(at(ms), ma, rate_hz)
    return feel.level


@pytest.mark.parametrize(
    ("index_ma", "level"),
    [(-50, touch.NONE), (0, touch.NONE), (7, touch.NONE), (9, touch.LIGHT), (69, touch.LIGHT)]
    + [(71, touch.FIRM), (139, touch.FIRM), (141, touch.HARD), (400, touch.HARD)],
)
def test_h17_h18_the_levels(index_ma, level):
    feel = calibrated()
    assert held(feel, 120 + index_ma, 710, 600) == level
    assert abs(feel.index_ma - index_ma) <= 1
    assert feel.touched == (level != touch.NONE) and feel.slow == (level == touch.HARD)


@pytest.mark.parametrize(
    ("free_ma", "slow_ma", "level"),
    [(72, 80, 2), (71, 80, 1), (166, 110, 2), (167, 112, 1), (0, 0, 1)]
    + [(85, 57, 2), (85, 55, 1), (137, 80, 2), (139, 80, 1), (114, 76, 2)],
)
def test_h17_a_start_that_is_not_in_free_air_is_noticed(free_ma, slow_ma, level):
    feel = calibrated(free_ma, slow_ma=slow_ma)
    assert feel.level == level
    assert held(feel, 900, 710, 100) == (1 if level == 1 else touch.HARD)


@pytest.mark.parametrize("rate_hz", range(60, 111, 10))
@pytest.mark.parametrize("motor", (75, 85, 100, 120, 135))
@pytest.mark.parametrize("battery_mv", (3_450, 3_900, 4_200))
def test_h17_a_shunt_in_the_ground_line_is_no_free_air_at_any_rate(rate_hz, motor, battery_mv):
    """It shows duty x current. `motor`: per cent of the current that the board tells."""
    slow_ma, free_ma = 80 * motor // 100, rate_hz * 4 * motor // 300
    assert calibrated(free_ma, rate_hz, slow_ma).level == touch.NONE
    slow_ma, free_ma = (ma * hz * 3_700 // (140 * battery_mv) for ma, hz in ((slow_ma, 60), (free_ma, rate_hz)))
    assert calibrated(free_ma, rate_hz, slow_ma).level == touch.NO_AIR


def test_h17_too_hard_until_it_is_clearly_less():
    feel = calibrated()
    held(feel, 120 + 145, 710, 600)
    assert held(feel, 120 + 130, 1_310, 600) == touch.HARD and feel.hard_ms(at(1_900)) > 1_000
    assert held(feel, 120 + 115, 1_910, 600) == touch.FIRM and feel.hard_ms(at(2_500)) == 0
    assert feel.slow, "for the rest of the run"


def test_slower_needles_draw_less_in_free_air():
    feel = calibrated()
    assert held(feel, 80 + 50, 710, 600, rate_hz=60) == touch.LIGHT and feel.index_ma in (49, 50)
    assert feel.off_ms(at(1_400)) == 0


def test_h18_lifted():
    feel = calibrated()
    held(feel, 160, 710, 500)
    held(feel, 120, 1_210, 500)
    assert feel.level == touch.NONE and 250 <= feel.off_ms(at(1_710)) <= 500


def slip(drive, rate_dhz, ms=400):
    """What a motor that makes 60.0 strokes a second of a drive of 1,700 in free air feels after so long like this."""
    second = Slip()
    second.begin(at(0))
    for step in range(40):
        second.learn(at(10 * step), 600, 1_700)
        assert second.held, "no judgement in free air"
    for step in range(ms // 10):
        second.feel(at(400 + 10 * step), rate_dhz, drive)
    return second


@pytest.mark.parametrize(("rate_dhz", "held"), [(600, False), (640, False), (596, False), (594, True), (550, True)])
@pytest.mark.parametrize("percent", (70, 100, 130))
def test_h18_h33_needles_that_nothing_holds_are_as_fast_as_their_drive_makes_them(rate_dhz, held, percent):
    second = slip(1_700 * percent // 100, rate_dhz * percent // 100)
    assert second.held == held and second.fast_ms(at(790)) == 0


def test_h32_faster_than_free_needles_by_a_tenth_is_no_touch_and_no_air():
    second = slip(1_700, 670)
    assert second.held and 300 <= second.fast_ms(at(790)) <= 400


def test_h18_h33_what_is_felt_by_the_current_alone_is_no_skin():
    feel = calibrated()
    for ms in range(710, 1_310, 10):
        feel.update(at(ms), 120 + 40, 90, held=False)
    assert feel.level == touch.NONE and not feel.touched
    for ms in range(1_310, 1_910, 10):
        feel.update(at(ms), 120 + 200, 90, held=False)
    assert feel.level == touch.HARD, "too much current stops in any case"


def test_h18_h33_a_slip_without_any_sample_is_none():
    second = Slip()
    second.feel(at(0), 600, 0)
    assert second.held and second.permille < -1_000


# --- governor ---------------------------------------------------------------------------------------------


@given(st.integers(60, 110), st.integers(900, 1_100), st.integers(0, 80), st.integers(3_300, 4_200))
def test_s15_the_governor_reaches_the_rate_when_it_can(rate_hz, motor, drag, battery_mv):
    """A motor 10 % off its data sheet, dragged by skin: within 4 strokes/s of the wish after four seconds."""
    governor = Governor()
    governor.begin(START_MS, 0, rate_hz)
    full = 140 * battery_mv // 3_700
    done = trim = 0
    top = 0
    for ms in range(0, 6_000, 10):
        base = rate_hz * 1_000 // full
        speed = full * (base + trim) * motor * (1_000 - drag) // 1_000_000_000
        top = max(top, speed)
        done += speed * 10
        trim = governor.update(at(ms), done // 1_000, rate_hz)
        assert -200 <= trim <= 100
    assert abs(speed - rate_hz) <= 4 or trim in (-200, 100)
    assert top <= 135, "no overshoot that would trip"


def test_the_window_of_a_changed_rate_is_not_judged():
    governor = Governor()
    governor.begin(START_MS, 0, 90)
    for ms in range(0, 600, 10):
        governor.update(at(ms), ms * 90 // 1_000, 90)
    assert governor.trim == 0 or abs(governor.trim) <= 4
    before = governor.trim
    for ms in range(600, 840, 10):
        governor.update(at(ms), ms * 90 // 1_000, 60)
    assert governor.trim == before
