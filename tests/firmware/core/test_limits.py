"""Every limit, value for value: whoever changes one changes this page too, and says why in the review.

Rules that hold between limits stand below the table.
"""

import pytest
from pen.core import cartridge, limits, practice, questions, reported, touch_limits
from pen.core.states import arming
from pen.inputs import clock_start

VALUES = {
    # S1, S2, H1, H5: the article (home devices 250-500 um, hard cap 500 um)
    "CAP_UM": 500,
    "DEPTH_MIN_UM": 100,
    "DEPTH_STEP_UM": 50,
    "DEPTH_TOLERANCE_UM": 25,
    "HOME_TOLERANCE_UM": 15,
    "DEPTH_JUMP_UM": 8,
    "NEEDLE_LENGTH_MAX_UM": 500,
    "NEEDLE_LENGTH_MIN_UM": 100,
    # S6, S7: 28-day floor, window of 30 minutes
    "DAY_S": 86_400,
    "INTERVAL_MIN_S": 2_419_200,
    "INTERVAL_MAX_S": 31_536_000,
    "LOOSEN_S": 2_419_200,
    "SESSION_WINDOW_S": 1_800,
    "CLOCK_MARGIN_S": 240,
    "CLOCK_JUMP_S": 8,
    "CLOCK_BASE_S": 86_400,
    "UNSEEN_MAX_S": 400 * 86_400,
    "CLOCK_TRIES_MS": 4_000,
    "PROVEN_MAX_S": 1_000_000_000,
    "MARK_EVERY_S": 86_400,
    "NAP_MS": 3_300_000,
    # S15: at most 10 minutes of needles, 60-110 strokes/s
    "NEEDLE_MAX_MS": 600_000,
    "RUN_MAX_MS": 60_000,
    "RATE_MIN_HZ": 60,
    "RATE_MAX_HZ": 110,
    "RATE_STEP_HZ": 10,
    "RATE_TRIP_HZ": 135,
    # S14: 1, 3, never more than 5
    "USES_DISPOSABLE": 1,
    "USES_MULTI": 3,
    "USES_CEILING": 5,
    # H17, H21
    "BATTERY_START_MV": 3_500,
    "BATTERY_STOP_MV": 3_200,
    "MOTOR_TEMP_START_DC": 400,
    "MOTOR_TEMP_STOP_DC": 450,
    "MOTOR_CURRENT_STOP_MA": 600,
    "MOTOR_CURRENT_MIN_MA": 10,
    "MOTOR_CURRENT_MIN_PERCENT": 75,
    "STALL_MS": 150,
    "STILL_MS": 500,
    "RUNAWAY_STROKES": 30,
    "CURRENT_SETTLE_MS": 300,
    # H22, H27: the article and the reasons in `core/limits.py`, `core/questions.py` and `core/reported.py`
    "FIRST_SESSIONS": 2,
    "FIRST_SESSIONS_UM": 250,
    "PIGMENT_UM": 300,
    "PIGMENT_INTERVAL_S": 3_628_800,
    "REACTION_S": 1_209_600,
    "REACTION_STEP_UM": 100,
    "CALM_SESSIONS": 2,
    "REACTIONS_REVIEW": 2,
    "OPENED_MAX_S": 7_776_000,
    "SKIN_HOLD_S": 86_400,
    "SUN_HOLD_S": 259_200,
    "ACTIVES_HOLD_S": 172_800,
    "ACTIVES_AFTER_S": 259_200,
    # the article: alcohol for 5-10 min
    "DISINFECT_MS": 300_000,
    "DRY_MS": 30_000,
    "PRACTICE_DISINFECT_MS": 10_000,
    "CLEAN_KEEP_MS": 600_000,
    "SCREEN_VALID_MS": 3_600_000,
    "BLEED_HOLD_MS": 2_000,
    # S15, H19: clinical targets (250-300 punctures/cm2)
    "DENSITY_PER_CM2": 250,
    "NEEDLES_MIN": 9,
    "NEEDLES_MAX": 36,
    "ZONE_TIME_FACTOR": 2,
    # H17, H18
    "AIR_SETTLE_MS": 300,
    "AIR_SLOW_MS": 360,
    "AIR_MEAN_MS": 240,
    "AIR_TOLERANCE_PERCENT": 40,
    "AIR_SLOW_MIN_PERCENT": 70,
    "AIR_RISE_PERCENT": 115,
    "CONTACT_MA": 8,
    "SLIP_PERMILLE": 8,
    "SLIP_BACK_PERMILLE": 100,
    "SLIP_BACK_MS": 500,
    "FIRM_MA": 70,
    "HARD_MA": 140,
    "HARD_LET_GO_MA": 120,
    "HARD_MAX_MS": 1_000,
    "REACH_MS": 1_000,
    "LIFT_MAX_MS": 300,
    "RATE_WINDOW_MS": 250,
    "RATE_TRIM_UP": 100,
    "RATE_TRIM_DOWN": 200,
    "TOUCH_RECORD_MS": 1_000,
    "AIR_KEEP_MS": 100,
    "AIR_FREE_STROKES": 300,
    # H30, H32
    "RATE_LOW_PERCENT": 70,
    "RATE_HIGH_PERCENT": 135,
    "RATE_WRONG_MS": 120,
    "RATE_SETTLE_MS": 250,
    "UNEVEN_MAX": 3,
    # H29, S4
    "RING_STRETCH_UM": 5,
    "RING_FOLLOW_UM": 15,
    "RING_BACK_UM": 3,
    "HOME_STALL_UM": 100,
    "RING_LOOKS": 2,
    "LATE_MS": 50,
    # H16 and the screen
    "DEBOUNCE_MS": 30,
    "HOLD_MS": 1_200,
    "CLEAR_HOLD_MS": 3_000,
    "READ_MS": 500,
    "STUCK_MS": 10_000,
    "STEADY_MS": 300,
    "NOTICE_MS": 7_000,
    "AUTO_OFF_MS": 60_000,
    "ARMED_MAX_MS": 60_000,
    "SAMPLE_MS": 1_000,
    "STEP_MS": 10,
    "TICKS_MASK": 0x3FFF_FFFF,
}


MODULES = (limits, touch_limits)
ELSEWHERE = (arming, cartridge, clock_start, practice, questions, reported)  # where one module alone needs a limit


@pytest.mark.parametrize("name", VALUES)
def test_limit(name):
    assert {vars(module)[name] for module in (*MODULES, *ELSEWHERE) if name in vars(module)} == {VALUES[name]}


def test_every_limit_is_in_the_table():
    numbers = [
        name
        for module in (*MODULES, *ELSEWHERE)
        for name, value in vars(module).items()
        if name.isupper() and name[0] != "_" and isinstance(value, int)
        if module in MODULES or name.endswith(("_S", "_MS"))
    ]
    assert sorted(set(numbers)) == sorted(VALUES)


def test_limits_fit_together():
    assert limits.DEPTH_TOLERANCE_UM < limits.DEPTH_MIN_UM  # H3: an encoder frozen at home never confirms a depth
    assert limits.HOME_TOLERANCE_UM < limits.DEPTH_TOLERANCE_UM
    assert limits.USES_DISPOSABLE <= limits.USES_MULTI <= limits.USES_CEILING
    assert limits.BATTERY_STOP_MV < limits.BATTERY_START_MV
    assert limits.MOTOR_TEMP_START_DC < limits.MOTOR_TEMP_STOP_DC
    assert limits.RATE_MIN_HZ < limits.RATE_MAX_HZ < touch_limits.RATE_TRIP_HZ
    assert limits.RUN_MAX_MS <= limits.NEEDLE_MAX_MS <= limits.SESSION_WINDOW_S * 1_000
    assert limits.DEBOUNCE_MS < limits.HOLD_MS < limits.BLEED_HOLD_MS < limits.CLEAR_HOLD_MS < limits.STUCK_MS
    assert touch_limits.CONTACT_MA < touch_limits.FIRM_MA < touch_limits.HARD_LET_GO_MA < touch_limits.HARD_MA
    assert touch_limits.HARD_MA + 200 < touch_limits.MOTOR_CURRENT_STOP_MA  # the trip stays for what is no touch
    # a motor that stands is stalled, not "no air"
    assert touch_limits.STALL_MS < touch_limits.AIR_SETTLE_MS + touch_limits.AIR_MEAN_MS
    assert limits.FIRST_SESSIONS_UM <= limits.PIGMENT_UM <= limits.CAP_UM
    assert limits.PIGMENT_INTERVAL_S > limits.INTERVAL_MIN_S
    fastest = limits.RATE_MAX_HZ * 1_000 + touch_limits.RATE_TRIM_UP * 140 * 4_200 // 3_700
    assert fastest < touch_limits.RATE_TRIP_HZ * 1_000


def test_elapsed_over_the_wrap_of_ticks():
    assert limits.elapsed_ms(5, (1 << 30) - 5) == 10
    assert limits.elapsed_ms(1_000, 400) == 600
    assert limits.elapsed_ms(7, 7) == 0
