"""S1-S3, S5, S6, S11, S15 over random treatments: a clumsy, hasty, unlucky owner never sees a rule broken.

`checked_bench.py` checks every step from outside.
"""

from hypothesis import given
from hypothesis import strategies as st
from pen.core import treatment
from pen.core.io import DONE, FAILED_STORE, FAILED_TAG
from pen.core.states import ASKING, BUSY, CLEANING, ENDED, FAULT, LOCKED, OFF, PAUSED, PRACTISING, READY, RUNNING
from pen.formats import record

from tests.firmware.core.bench import SELECT, UP, blank_ledger, calm_ledger
from tests.firmware.core.checked_bench import INTERVAL_S, CheckedBench
from tests.firmware.core.prepared import armed

MASK = st.integers(0, 7)
MS = st.sampled_from([10, 20, 50, 100, 300, 700, 1_500, 4_000])


def _set(target, name, values):
    return st.tuples(st.just(target), st.just(name), st.sampled_from(values), MS)


MISHAPS = st.one_of(
    st.tuples(st.just("press"), MASK, MS, MS),
    st.tuples(st.just("start"), st.booleans(), MS, MS),
    st.tuples(st.just("days"), st.sampled_from([0, 1, 27, 28, 30]), MS, MS),
    st.tuples(st.just("insert"), st.integers(6, 8), st.sampled_from([0, 1, 2, 9]), MS),
    _set("inputs", "vbus", [False, False, True]),
    _set("inputs", "battery_mv", [3_900, 3_600, 3_400, 3_100]),
    _set("inputs", "motor_temp_dc", [250, 420, 460]),
    _set("bench", "motor_ma", [0, 0, 700]),
    _set("bench", "touch_ma", [40, 40, 0, 90, 160]),
    st.tuples(st.just("zone"), st.integers(0, 4), st.just(0), MS),
    _set("inputs", "clock_ok", [True, True, False]),
    _set("inputs", "store_ok", [True, True, False]),
    _set("inputs", "calibrated", [True, True, False]),
    _set("inputs", "broken_part", [0, 0, 3]),
    _set("inputs", "latched", [False, False, True]),
    _set("bench", "store_answer", [DONE, DONE, FAILED_STORE]),
    _set("bench", "tag_answer", [DONE, DONE, FAILED_TAG]),
    _set("bench", "commit_steps", [0, 5, 60]),
    _set("bench", "encoder_off_um", [0, 0, 14, 24, -24, 40]),
    _set("bench", "encoder_dead", [False, False, True]),
    _set("bench", "ring_stuck", [False, False, True]),
    _set("bench", "stalled", [False, False, True]),
    _set("bench", "free_spin", [0, 0, 1]),
    _set("bench", "ring_late", [False, False, True]),
)


def _do(bench, what):
    kind, a, b, ms = what
    if kind == "press":
        bench.press(a, b)
    elif kind == "start":
        if a:
            heal(bench)
        bench.start(3_000)
    elif kind == "days":
        if bench.pen.state != RUNNING:
            bench.inputs.proven_s += a * 86_400
    elif kind == "insert":
        if b == 9:
            bench.pull()
        else:
            bench.insert(serial=a, type_=b, marks=0 if a == 8 else bench.ledger.uses(1, a))
    elif kind == "zone":
        if bench.pen.state in (READY, PAUSED):  # where the menu can do it
            bench.pen.menu.zone = a
    else:
        setattr(bench if kind == "bench" else bench.inputs, a, b)
    bench.run(ms)


def heal(bench):
    """Everything sound again, whatever state that finds the pen in."""
    i = bench.inputs
    i.vbus = i.latched = False
    i.battery_mv, i.motor_temp_dc, i.broken_part, i.buttons = 3_900, 250, 0, 0
    i.clock_ok = i.store_ok = i.calibrated = True
    bench.store_answer = bench.tag_answer = DONE
    bench.encoder_off_um = bench.free_spin = bench.commit_steps = 0
    bench.motor_ma, bench.touch_ma = 0, 40
    bench.encoder_dead = bench.encoder_frozen = bench.ring_stuck = bench.stalled = bench.ring_late = False
    bench.run(500)
    if bench.pen.state == OFF:
        bench.wake()
    if bench.pen.state == FAULT:
        bench.press(SELECT, 3_200)
        bench.run(1_000)


@given(st.lists(MISHAPS, min_size=1, max_size=30), st.integers(100, 500))
def test_s1_s2_s3_s5_s6_s11_s15_no_treatment_breaks_a_rule(mishaps, depth_um):
    ledger = calm_ledger() if depth_um & 1 else blank_ledger()
    ledger.depth_max_um = depth_um
    before = ledger.session
    bench = CheckedBench(ledger)
    bench.wake()
    bench.pen.menu.depths_um[:] = [450] * 5
    for what in mishaps:
        _do(bench, what)
    heal(bench)
    assert bench.pen.state not in (OFF, FAULT)
    assert all(b - a >= INTERVAL_S for a, b in zip(bench.starts, bench.starts[1:]))
    assert len(bench.starts) == bench.ledger.session - before


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from([10, 30, 60, 200, 1_300])), max_size=60))
def test_s3_h16_any_fingers_on_a_running_pen(presses):
    bench = CheckedBench()
    bench.wake()
    bench.start()
    bench.run(300)
    for mask, ms in presses:
        if mask and bench.pen.state == RUNNING:
            duties = bench.duties
            bench.inputs.buttons = mask
            bench.step()
            assert bench.duties == duties, "any button stops, at once and undebounced"
        bench.press(mask, ms)
        if bench.pen.state in (PAUSED, READY):
            bench.start(2_000)


def test_s5_h11_a_cut_at_any_step_never_gives_needle_time_back():
    """Cut the power at every tenth of a second of a session: what the ledger in the stores says is enough."""
    for cut_ms in range(0, 8_000, 130):
        bench = CheckedBench()
        bench.wake()
        begun = bench.steps
        snapshots = [None]
        take = bench._take_events

        def taken(bench=bench, snapshots=snapshots, take=take):
            take()
            snapshots[0] = (bench.ledger.session, bench.ledger.needle_ms, bench.ledger.lock_from_s)

        bench._take_events = taken
        for mask in (SELECT, SELECT, SELECT, SELECT):
            bench.press(mask)
        bench.run(1_500)
        bench.press(UP)
        while (bench.steps - begun) * 10 < 2_500 + cut_ms:
            bench.step()
        if bench.fuelled_ms:
            session, needle_ms, _ = snapshots[0]
            assert session == 1 and needle_ms >= bench.fuelled_ms


def test_s10_nothing_the_host_may_set_is_a_movement():
    """The controller takes no message: its only ways in are `step` and `wake`."""
    bench = CheckedBench()
    bench.inputs.vbus = True
    bench.wake()
    for _ in range(4):
        bench.press(SELECT)
    bench.run(2_000)
    bench.press(UP)
    assert bench.ring_um == 0 and bench.duties == 0 and bench.last(record.REFUSAL)


def test_a_step_in_every_state_leaves_home_and_arm_alone():
    bench = CheckedBench()
    bench.step()
    assert not bench.outputs.home and not bench.outputs.arm and bench.outputs.tone == 0


def test_s1_s2_where_the_ring_is_not_moved_it_is_called_home_in_every_step():
    for state in (OFF, LOCKED, READY, ASKING, CLEANING, PRACTISING, PAUSED, ENDED, FAULT):
        bench = CheckedBench()
        bench.wake()
        treatment.make(bench.pen)
        bench.pen.enter(state)
        bench.outputs.target_um = 200
        bench.pen.step(bench.now_ms, bench.inputs, bench.outputs)
        assert bench.outputs.target_um == 0


def test_a_pen_rests_where_nothing_moves_nor_soon_will():
    bench = CheckedBench(calm_ledger())
    assert not bench.pen.resting()
    bench.wake()
    bench.run(1_000)
    assert bench.pen.state == READY and bench.pen.resting()
    assert bench.start()
    assert bench.pen.state == RUNNING and not bench.pen.resting()
    bench.press(UP)
    bench.run(2_000)
    assert bench.pen.state == PAUSED and not bench.pen.resting()


def test_busy_and_rest_as_the_app_asks():
    bench = armed()
    assert bench.pen.state in BUSY and bench.pen.at_rest()
    bench.press(UP, 50)
    assert bench.until(RUNNING, 500)
    assert bench.pen.state in BUSY and not bench.pen.at_rest()  # in the first step too, before any fuel
    bench.run(500)
    bench.press(UP, 50)
    assert bench.pen.state not in BUSY and not bench.pen.at_rest()
    bench.run(1_000)
    assert bench.pen.at_rest()


def test_h43_a_contact_that_chatters_disturbs_no_rest_but_that_of_select_does():
    pen = armed().pen
    pen.restart_idle_time()
    since_ms, now_ms = pen.now_ms, pen.now_ms + 5_000
    for chatter, from_ms in ((0, now_ms), (UP, since_ms), (SELECT, now_ms), (SELECT | UP, now_ms)):
        pen.buttons.chatter = chatter
        assert pen.rests_from_ms(now_ms) == from_ms
