"""Every picture of the pen: whole, true to its state, and redrawn when and only when needed."""

import copy

import pytest
from pen.core import states
from pen.core.limits import NOTICE_MS, STEP_MS
from pen.ui.canvas import Canvas
from pen.ui.screens import draw, signature

from tests.firmware.ui.scenes import NOW_MS, good_inputs, pen_in, scenes
from tests.firmware.ui.story import story

SCENES = list(scenes())


def picture(pen, inputs, now_ms):
    canvas = Canvas()
    draw(canvas, pen, inputs, now_ms)
    return bytes(canvas.buffer), canvas.clipped


def test_nothing_is_clipped_on_any_screen():
    assert len(SCENES) > 500
    assert [name for name, *scene in SCENES if picture(*scene)[1]] == []


def test_every_state_but_off_shows_something():
    for name, pen, inputs, now_ms in SCENES:
        assert any(picture(pen, inputs, now_ms)[0]) == (pen.state != states.OFF), name


def test_the_scenes_cover_every_state_and_phase():
    seen = {(pen.state, pen.phase) for _, pen, _, _ in SCENES}
    assert {(states.ARMING, phase) for phase in range(states.RELEASE + 1)} <= seen
    assert {(s, p) for s in (states.PAUSED, states.ENDED, states.FAULT) for p in (0, 1)} <= seen
    assert {state for state, _ in seen} == set(range(states.FAULT + 1))


def test_equal_signatures_mean_equal_pictures():
    by_signature = {}
    for name, pen, inputs, now_ms in SCENES:
        first = by_signature.setdefault(signature(pen, inputs, now_ms), (name, picture(pen, inputs, now_ms)))
        assert first[1] == picture(pen, inputs, now_ms), (first[0], name)


def test_whatever_changes_the_picture_changes_the_signature():
    """One field at a time, in one scene of each state, phase, item and page."""
    bases = {(pen.state, pen.phase, pen.item, pen.page): (pen, inputs, now_ms) for _, pen, inputs, now_ms in SCENES}
    changed = 0
    for pen, inputs, now_ms in bases.values():
        before = signature(pen, inputs, now_ms), picture(pen, inputs, now_ms)[0]
        for thing in (pen, inputs, inputs.cartridge, pen.ledger, pen.gate):
            for field, value in list(vars(thing).items()):
                if type(value) not in (int, bool) or field in ("state", "wall_offset_s"):
                    continue
                for other in {not value} if type(value) is bool else {0, 1, 2, value + 1, value + 4_000}:
                    if field in ("phase", "item", "page") and other > 2:
                        continue
                    setattr(thing, field, other)
                    after = signature(pen, inputs, now_ms), picture(pen, inputs, now_ms)[0]
                    assert before[1] == after[1] or before[0] != after[0], (pen.state, pen.phase, field, other)
                    changed += before[1] != after[1]
                    setattr(thing, field, value)
    assert changed > 100


def test_drawing_only_looks():
    for name, pen, inputs, now_ms in SCENES[::7]:
        before = copy.deepcopy((vars(pen.ledger), vars(pen.gate), vars(pen.notice), pen.events.count))
        draw(Canvas(), pen, inputs, now_ms)
        signature(pen, inputs, now_ms)
        assert before == (vars(pen.ledger), vars(pen.gate), vars(pen.notice), pen.events.count), name


def test_a_canvas_used_before_draws_the_same():
    canvas = Canvas()
    for _, pen, inputs, now_ms in SCENES:
        draw(canvas, pen, inputs, now_ms)
        assert bytes(canvas.buffer) == picture(pen, inputs, now_ms)[0]


def test_a_whole_treatment_is_drawn_whole_and_redrawn_when_it_changes():
    """Off → … → ended, at every step: nothing clipped; same signature, same picture; few redraws."""
    states_seen, redraws, steps = set(), 0, 0
    last_signature = last_picture = None
    for pen, inputs, now_ms in story():
        steps += 1
        states_seen.add(pen.state)
        now_signature = signature(pen, inputs, now_ms)
        if steps % 5 and now_signature == last_signature:
            continue
        now_picture, clipped = picture(pen, inputs, now_ms)
        assert clipped == 0
        if now_signature == last_signature:
            assert now_picture == last_picture
        else:
            redraws += 1
        last_signature, last_picture = now_signature, now_picture
    assert states_seen >= set(range(states.OFF, states.ENDED + 1))
    assert redraws * 200 < steps * STEP_MS, "more than five redraws a second"


@pytest.mark.parametrize("state", [states.LOCKED, states.READY, states.PAUSED])
def test_S17_a_refusal_covers_the_screen_and_goes_by_itself(state):
    pen, inputs = pen_in(state), good_inputs()
    before = picture(pen, inputs, NOW_MS)
    pen.gate.start(inputs, pen.ledger)
    pen.notice.say(4)
    pen.refuse(pen.notice, NOW_MS)
    assert picture(pen, inputs, NOW_MS) != before
    assert signature(pen, inputs, NOW_MS)[0] == -1
    assert signature(pen, inputs, NOW_MS + NOTICE_MS)[0] == state


@pytest.mark.parametrize("state", [states.RUNNING, states.ENDED, states.FAULT, states.ARMING, states.SELF_TEST])
def test_a_refusal_never_hides_moving_needles_a_receipt_or_a_fault(state):
    pen, inputs = pen_in(state), good_inputs()
    before = picture(pen, inputs, NOW_MS)
    pen.notice.say(4)
    pen.refuse(pen.notice, NOW_MS)
    assert picture(pen, inputs, NOW_MS) == before


def test_the_screen_survives_the_wrap_of_the_ticks():
    pen, inputs = pen_in(states.SELF_TEST), good_inputs()
    for now_ms in ((1 << 30) - 1, 0):
        assert picture(pen, inputs, now_ms)[1] == 0
