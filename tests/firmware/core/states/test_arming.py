"""What it takes to start (S1, S2, S4, S5, S14, H2, H3, H16, H20)."""

import pytest
from pen.core.io import (
    COMMIT_LEDGER,
    COMMIT_USE,
    DONE,
    FAILED_STORE,
    FAILED_TAG,
    LOOK_AFRESH,
    LOOK_CLOSELY,
    LOOK_NOT,
    LOOK_PRESENT,
    LOOK_SAME,
)
from pen.core.limits import READ_MS
from pen.core.menu import START_ITEM
from pen.core.ring import HOMING
from pen.core.states import ARMING, FAULT, PAUSED, READY, RUNNING
from pen.core.states.arming import ARMED, COMMITTING, MOVING, RELEASE
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.prepared import armed, awake, tap_to_start


def test_s5_the_way_to_the_first_stroke():
    bench = armed()
    assert bench.ring_um == 200 and not bench.ledger.session and not bench.commits
    bench.press(UP, 50)
    assert bench.until(RUNNING, 500)
    assert bench.commits == [(COMMIT_USE, DONE), (COMMIT_LEDGER, DONE)] and bench.duties == 0
    assert [e[0] for e in bench.log][-2:] == [record.SESSION_START, record.NEEDLES_ON]
    assert bench.last(record.NEEDLES_ON)[:5] == (1, 200, 200, 60, 41_666)
    bench.run(1_000)
    assert bench.duties > 90 and bench.inputs.cartridge.marks == 1


def test_s18_a_press_that_began_before_it_was_armed_starts_nothing():
    """Held since before the screen said what UP does, and let go after it; a new tap starts."""
    bench = awake()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, MOVING)
    bench.inputs.buttons = UP
    assert bench.until(ARMING, 3_000, ARMED)
    bench.run(100)
    bench.inputs.buttons = 0
    bench.run(1_000)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, ARMED)
    tap_to_start(bench)
    assert bench.until(RUNNING, 1_000)


@pytest.mark.parametrize("button", (UP, SELECT, DOWN))
def test_s4_who_holds_a_button_on_an_armed_pen_starts_nothing_and_leaves(button):
    bench = armed()
    bench.run(READ_MS)
    bench.press(button, 1_400)
    assert bench.pen.state == READY and not bench.ledger.session
    bench.run(500)
    assert bench.pen.state == READY


@pytest.mark.parametrize("early_ms", (0, 200, READ_MS - 60))
def test_s18_a_press_that_began_before_what_starts_could_be_read_starts_nothing(early_ms):
    bench = awake()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, ARMED)
    bench.run(early_ms)
    tap_to_start(bench)
    bench.run(2_000)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, ARMED) and not bench.commits
    tap_to_start(bench)
    assert bench.until(RUNNING, 1_000)


def test_h16_the_contact_that_chooses_start_never_starts():
    """A loose contact of SELECT reads as taps: START, and no more."""
    bench = armed()
    for _ in range(200):
        bench.press(SELECT, 60)
        bench.run(540)
    assert bench.duties == 0 and not bench.commits and bench.pen.state in (ARMING, READY)


def test_s5_no_stroke_while_the_commit_takes_its_time():
    bench = armed()
    bench.commit_steps = 50
    tap_to_start(bench)
    bench.run(900)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, COMMITTING) and bench.duties == 0
    bench.run(300)
    assert bench.pen.state == RUNNING


def test_s5_a_store_that_fails_is_a_fault_before_the_first_stroke():
    bench = armed()
    bench.store_answer = FAILED_STORE
    bench.press(UP)
    bench.run(100)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_STORE and bench.duties == 0
    assert bench.last(record.FAULT)[:2] == (r.F_STORE, FAILED_STORE)
    assert bench.ledger.needle_ms == 0  # the charge is given back, the session stays counted
    assert bench.ledger.session == 1


def test_s5_s14_a_tag_that_does_not_take_the_mark_starts_nothing():
    bench = armed()
    bench.tag_answer = FAILED_TAG
    bench.press(UP)
    bench.run(1_000)
    assert bench.pen.state == READY and bench.duties == 0 and bench.ring_um == 0
    assert bench.last(record.REFUSAL)[0] == r.CARTRIDGE_WRITE
    assert bench.ledger.session == 0 and not bench.ledger.locked  # nothing was spent
    bench.tag_answer = DONE
    assert bench.start() and bench.ledger.session == 1


def test_s5_s14_a_cartridge_pulled_right_after_its_mark_opens_no_session():
    bench = armed()
    tap_to_start(bench)
    while (COMMIT_USE, DONE) not in bench.commits:
        bench.step()
    bench.pull()
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ledger.session == 0 and not bench.ledger.locked


def test_s5_s14_pulled_a_step_later_the_session_counts_and_its_cartridge_resumes_it():
    bench = armed()
    tap_to_start(bench)
    while not bench.ledger.session:
        bench.step()
    bench.pull()
    bench.run(1_000)
    assert bench.pen.state == PAUSED and bench.duties == 0
    bench.insert(marks=1, bound=bench.ledger.pen_id)
    assert bench.start() and bench.ledger.session == 1 and bench.ledger.uses(1, 7) == 1


@pytest.mark.parametrize("mask", [SELECT, DOWN])
def test_arming_is_left_with_select_or_down_and_costs_nothing(mask):
    bench = armed()
    bench.press(mask)
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0 and not bench.ledger.session


def test_armed_for_a_minute_without_a_decision():
    bench = armed()
    bench.run(59_000)
    assert bench.pen.state == ARMING
    bench.run(1_500)
    assert bench.pen.state == READY and bench.ring_um == 0 and not bench.ledger.session


def test_h20_the_cable_while_armed_refuses():
    bench = armed()
    bench.inputs.vbus = True
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0
    assert bench.last(record.REFUSAL)[0] == r.USB_POWER


@pytest.mark.parametrize(
    ("spoil", "phase", "code"),
    [
        ("ring_stuck", MOVING, r.F_RING),
        ("ring_wrong_way", MOVING, r.F_RING),
        ("encoder_frozen", MOVING, r.F_RING),
        ("encoder_dead", MOVING, r.F_RING),
        ("ring_late", MOVING, r.F_MOVE),
        ("encoder_dead", HOMING, r.F_HOMING),
        ("ring_late", HOMING, r.F_MOVE),
    ],
)
def test_s2_h2_h3_arming_verifies_home_and_depth(spoil, phase, code):
    bench = awake()
    for _ in range(3):
        bench.press(SELECT)
    bench.inputs.buttons = SELECT
    bench.run(60)
    bench.inputs.buttons = 0
    assert bench.until(ARMING, 200) and bench.until(ARMING, 3_000, phase)
    setattr(bench, spoil, True)
    bench.run(1_500)
    assert bench.pen.state == FAULT and bench.ledger.fault == code and not bench.ledger.session
    assert bench.outputs.target_um == 0 and bench.duties == 0


@pytest.mark.parametrize("off_um", [16, -16])
def test_s2_h3_an_encoder_off_at_home_never_arms(off_um):
    bench = awake()
    bench.encoder_off_um = off_um
    assert not bench.start(2_000)
    assert bench.ledger.fault == r.F_HOMING


def test_s1_a_depth_wish_above_the_ceiling_is_cut():
    bench = awake(depth_um=9_999)
    assert bench.start()
    assert bench.ring_um == 250 and bench.ledger.session_depth_um == 250  # of a first session


@pytest.mark.parametrize("button", (SELECT, UP, DOWN))
@pytest.mark.parametrize("ms", (50, 700, 3_000))
@pytest.mark.parametrize("after_ms", (0, 30, 60))
def test_s4_any_button_stops_before_the_first_stroke_too(button, ms, after_ms):
    """From the press that starts until the first stroke things are stored: a second thought counts, however long."""
    bench = armed()
    bench.commit_steps = 8
    bench.press(UP, 50)
    bench.run(after_ms)
    bench.press(button, ms)
    bench.run(2_000)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_BUTTON
    assert bench.duties == 0 and bench.inputs.strokes == 0
    assert bench.ledger.needle_ms == 0 and bench.ledger.charged_ms == 0, "the run was given back"
    assert bench.ledger.session_open and bench.pen.menu.item == START_ITEM, "its release has changed nothing"


@pytest.mark.parametrize("ms", (50, 1_500, 3_000))
@pytest.mark.parametrize("button", (SELECT, DOWN))
def test_s4_select_or_down_cancels_an_armed_pen_however_long_it_is_held(button, ms):
    bench = armed()
    bench.press(button, ms)
    bench.run(300)
    assert bench.pen.state == READY and bench.pen.menu.item == START_ITEM and not bench.commits


@pytest.mark.parametrize("button", (SELECT, DOWN))
@pytest.mark.parametrize("after_ms", (-30, 0, 20, 50, 60, 80))
def test_s3_a_touch_too_short_for_a_press_leaves_too_where_up_would_start(button, after_ms):
    """Around the release of the tap that starts; seen: needles moved, whoever had touched SELECT at that moment."""
    bench = armed()
    for ms in range(-40, 2_000, 10):
        bench.inputs.buttons = (UP if 0 <= ms < 60 else 0) | (button if after_ms <= ms < after_ms + 20 else 0)
        bench.run(10)
    assert bench.pen.state != RUNNING and not bench.commits and not bench.inputs.strokes
    bench.press(DOWN, 300)
    assert bench.pen.state == READY and bench.start(), "no trace is left of it"


def test_s19_h36_right_before_the_fuel_the_cartridge_is_the_one_that_was_marked():
    bench = armed()
    assert bench.pen.cartridge_look(True) == LOOK_CLOSELY | LOOK_AFRESH  # as it is when arming begins
    assert bench.pen.cartridge_look(False) == LOOK_CLOSELY
    bench.press(UP, 50)
    assert bench.until(ARMING, 500, RELEASE)
    bench.inputs.buttons = UP
    assert bench.pen.cartridge_look(False) == LOOK_NOT  # it would be too early
    bench.inputs.buttons = 0
    assert bench.pen.cartridge_look(False) == LOOK_SAME
    assert bench.until(RUNNING, 100) and bench.pen.cartridge_look(True) == LOOK_PRESENT


def test_s19_h31_a_press_that_began_in_the_dark_starts_nothing():
    bench = armed()
    bench.inputs.dark = True
    bench.inputs.buttons = UP
    bench.run(100)
    bench.inputs.dark = False
    bench.run(100)
    bench.inputs.buttons = 0
    bench.run(500)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, ARMED) and not bench.commits
    tap_to_start(bench)
    assert bench.until(RUNNING, 1_000)


def test_s19_h31_nor_does_one_that_was_let_go_in_the_dark():
    bench = armed()
    bench.inputs.buttons = UP
    bench.run(100)
    bench.inputs.dark = True
    bench.run(100)
    bench.inputs.buttons = 0
    bench.run(500)
    bench.inputs.dark = False
    bench.run(500)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, ARMED) and not bench.commits


def test_s19_h31_a_display_that_does_not_show_starts_nothing():
    bench = armed()
    bench.inputs.dark = True
    bench.press(UP)
    bench.run(500)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, ARMED) and not bench.commits
    bench.inputs.dark = False
    bench.press(UP, 50)
    assert bench.until(ARMING, 500, RELEASE)
    bench.inputs.dark = True
    bench.run(500)
    assert bench.pen.state == ARMING and bench.duties == 0
    bench.inputs.dark = False
    assert bench.until(RUNNING, 500)
