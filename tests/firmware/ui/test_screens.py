"""Every picture of the pen: whole, true to its state, and redrawn when and only when needed."""

import copy

import pytest
from pen.core import states, touch
from pen.core.limits import NOTICE_MS, STEP_MS
from pen.ui.canvas import Canvas
from pen.ui.screens import draw, draw_piece, state_of_picture

from tests.firmware.ui.prepared_pens import NOW_MS, good_inputs, pen_in
from tests.firmware.ui.scenes import scenes
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
    assert {(states.ARMING, phase) for phase in range(states.arming.RELEASE + 1)} <= seen
    assert {(s, p) for s in (states.PAUSED, states.ENDED, states.FAULT) for p in (0, 1)} <= seen
    assert {
        (states.ENDED, states.ended.CLEANUP),
        (states.ASKING, states.asking.COMMITTING),
        (states.CLEANING, states.cleaning.DRYING),
    } <= seen
    assert {state for state, _ in seen} == set(range(states.PRACTISING + 1))


def test_equal_signatures_mean_equal_pictures():
    by_signature = {}
    for name, pen, inputs, now_ms in SCENES:
        signature = tuple(state_of_picture(pen, inputs, now_ms))
        first = by_signature.setdefault(signature, (name, picture(pen, inputs, now_ms)))
        assert first[1] == picture(pen, inputs, now_ms), (first[0], name)


# fields that are numbers of something: the highest one
MOST = {"phase": 2, "item": 4, "page": 2, "zone": 4, "level": touch.HARD, "question": 12, "group": 3}
MOST["zone_strokes"] = 65_535


def places(thing):
    """Where a thing keeps numbers: (name, what holds it, key there), the places of lists one by one."""
    for name, value in list(vars(thing).items()):
        if type(value) in (int, bool) and name not in ("state", "wall_offset_s"):
            yield name, vars(thing), name
        elif type(value) is list and name.startswith("zone_"):
            for i in range(len(value)):
                yield name, value, i


def test_whatever_changes_the_picture_changes_the_signature():
    """One field at a time, in one scene of each state, phase, item and page."""
    bases = {
        (pen.state, pen.phase, pen.menu.item, pen.locked.page, pen.ended.page): (pen, inputs, now_ms)
        for _, pen, inputs, now_ms in SCENES
    }
    changed = 0
    for pen, inputs, now_ms in bases.values():
        before = state_of_picture(pen, inputs, now_ms), picture(pen, inputs, now_ms)[0]
        shown = (pen, pen.gate, pen.menu, pen.motion, pen.session, pen.screening, pen.locked, pen.paused, pen.ended)
        shown += (pen.asking, pen.asking.round, pen.running_state, pen.running_state.touch, pen.running_state.governor)
        for thing in (*shown, inputs, inputs.cartridge, pen.ledger):
            for name, holder, key in places(thing):
                value = holder[key]
                for other in {not value} if type(value) is bool else {0, 1, 2, value + 1, value + 4_000}:
                    if other > MOST.get(name, other):
                        continue
                    holder[key] = other
                    after = state_of_picture(pen, inputs, now_ms), picture(pen, inputs, now_ms)[0]
                    assert before[1] == after[1] or before[0] != after[0], (pen.state, pen.phase, name, other)
                    changed += before[1] != after[1]
                    holder[key] = value
    assert changed > 100


def test_drawing_only_looks():
    for name, pen, inputs, now_ms in SCENES[::7]:
        before = copy.deepcopy((vars(pen.ledger), vars(pen.gate), vars(pen.notice), pen.events.count))
        draw(Canvas(), pen, inputs, now_ms)
        state_of_picture(pen, inputs, now_ms)
        assert before == (vars(pen.ledger), vars(pen.gate), vars(pen.notice), pen.events.count), name


def test_a_canvas_used_before_draws_the_same():
    canvas = Canvas()
    for _, pen, inputs, now_ms in SCENES:
        draw(canvas, pen, inputs, now_ms)
        assert bytes(canvas.buffer) == picture(pen, inputs, now_ms)[0]


def test_needles_in_motion_are_drawn_over_the_picture_before():
    """Any running picture after any other is the same as on a fresh canvas: pieces replace what they stood on."""
    runs = [scene for _, *scene in SCENES if scene[0].state == states.RUNNING]
    canvas = Canvas()
    for stride in (1, 7, 11, 60):
        for k in range(len(runs)):
            scene = runs[k * stride % len(runs)]
            draw(canvas, *scene)
            assert bytes(canvas.buffer) == picture(*scene)[0]


def test_a_run_is_drawn_piece_by_piece_and_its_first_picture_is_ready():
    """The story's runs as the front panel draws them: armed, then a piece a step; soon the same as drawn at once."""
    canvas, seen = Canvas(), {"steps": 0, "late": 0, "most_late": 0, "cleared": 0, "armed": False}
    clear = canvas.clear

    def cleared():
        seen["cleared"] += 1
        clear()

    def look(pen, inputs, now_ms):
        if pen.state == states.ARMING and pen.phase == states.arming.ARMED and not seen["armed"]:
            canvas.clear = clear
            draw(canvas, pen, inputs, now_ms)
            seen["armed"] = True
        elif pen.state == states.ARMING and pen.phase == states.arming.RELEASE:
            draw(canvas, pen, inputs, now_ms)
        elif pen.state == states.RUNNING:
            seen["armed"] = False
            canvas.clear = cleared
            seen["steps"] += 1
            seen["late"] = seen["late"] + 1 if draw_piece(canvas, pen, inputs) else 0
            seen["most_late"] = max(seen["most_late"], seen["late"])
            if not seen["late"]:
                assert bytes(canvas.buffer) == picture(pen, inputs, now_ms)[0]

    story(look)
    assert seen["steps"] > 500 and seen["cleared"] == 0, "nothing was drawn from scratch with needles moving"
    assert seen["most_late"] <= 12


def test_a_whole_treatment_is_drawn_whole_and_redrawn_when_it_changes():
    """Off → … → ended, at every step: nothing clipped; same signature, same picture; few redraws."""
    seen = {"states": set(), "redraws": 0, "steps": 0, "signature": None, "picture": None}
    one = Canvas()

    def look(pen, inputs, now_ms):
        seen["steps"] += 1
        seen["states"].add(pen.state)
        now_signature = state_of_picture(pen, inputs, now_ms)
        same = now_signature == seen["signature"]
        if same and seen["steps"] % 50:
            return
        now_picture, clipped = picture(pen, inputs, now_ms)
        assert clipped == 0
        if same:
            assert now_picture == seen["picture"]
        else:
            seen["redraws"] += 1
            draw(one, pen, inputs, now_ms)
            assert bytes(one.buffer) == now_picture
        seen["signature"], seen["picture"] = now_signature, now_picture

    story(look)
    assert seen["states"] == set(range(states.PRACTISING + 1)) - {states.FAULT}
    assert seen["redraws"] * 200 < seen["steps"] * STEP_MS, "more than five redraws a second"


@pytest.mark.parametrize("state", [states.LOCKED, states.READY, states.PAUSED])
def test_S17_a_refusal_covers_the_screen_and_goes_by_itself(state):
    pen, inputs = pen_in(state), good_inputs()
    before, later = picture(pen, inputs, NOW_MS), picture(pen, inputs, NOW_MS + NOTICE_MS)
    assert not pen.gate.ready(inputs, pen.ledger) or state == states.LOCKED
    pen.refuse(4)
    assert picture(pen, inputs, NOW_MS) != before
    assert state_of_picture(pen, inputs, NOW_MS) != state_of_picture(pen, inputs, NOW_MS + NOTICE_MS)
    pen.gate.lock(inputs, pen.ledger)  # as LOCKED does in every step
    assert picture(pen, inputs, NOW_MS + NOTICE_MS) == later


@pytest.mark.parametrize(
    "state",
    [states.RUNNING, states.ENDED, states.FAULT, states.ARMING, states.SELF_TEST, states.ASKING, states.CLEANING],
)
def test_a_refusal_never_hides_moving_needles_a_receipt_or_a_fault(state):
    pen, inputs = pen_in(state), good_inputs()
    before = picture(pen, inputs, NOW_MS)
    pen.refuse(4)
    assert picture(pen, inputs, NOW_MS) == before


def test_the_screen_survives_the_wrap_of_the_ticks():
    pen, inputs = pen_in(states.SELF_TEST), good_inputs()
    for now_ms in ((1 << 30) - 1, 0):
        assert picture(pen, inputs, now_ms)[1] == 0
