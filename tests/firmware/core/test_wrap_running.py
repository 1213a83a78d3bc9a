"""The milliseconds wrap every 12 days: a run in which they do is judged, stopped and charged like any other (S15, H18).

Each scene is played with the wrap at many instants of the run, and once with none.
"""

import pytest
from pen.core.states import RUNNING
from pen.formats import reasons as r

from tests.firmware.core.checked_bench import CheckedBench

WRAP_MS = 1 << 30
FAR_MS = 1_000_000  # from any wrap


def lifted(bench):
    bench.run(1_500)
    bench.touch_ma = 0


def stalled(bench):
    bench.run(1_200)
    bench.stalled = True
    bench.motor_ma = 100  # it draws still


def never_reached(bench):
    """Brushed late: what was made in the air until a short while before is not the zone's."""
    bench.touch_ma = 0
    bench.run(1_700)
    bench.touch_ma = 40
    bench.run(500)
    bench.press(2)


def late(bench):
    bench.run(1_200)
    bench.now_ms = (bench.now_ms + 60) % WRAP_MS


def play(scene, start_ms):
    """What it came to, and how long after power-on the needles began and ended."""
    bench = CheckedBench()
    bench.now_ms = start_ms
    bench.wake()
    assert bench.start()
    began = bench.steps
    scene(bench)
    for _ in range(100):
        if bench.pen.state != RUNNING:
            break
        bench.step()
    ended = bench.steps
    assert bench.pen.state != RUNNING
    bench.run(1_000)
    ledger = bench.ledger
    events = [(event[0], *event[3:]) for event in bench.log]
    came_to = bench.pen.stop_reason, ended, ledger.needle_ms, ledger.zone_strokes, ledger.zone_ds, events
    return came_to, 10 * began, 10 * ended


@pytest.mark.parametrize(
    ("scene", "reason"),
    [
        (lifted, r.STOP_NO_CONTACT),
        (stalled, r.STOP_STALL),
        (never_reached, r.STOP_BUTTON),
        (late, r.STOP_LATE),
    ],
)
def test_s15_h18_a_run_in_which_the_ticks_wrap_is_like_any_other(scene, reason):
    came_to, began_ms, ended_ms = play(scene, FAR_MS)
    assert ended_ms - began_ms > 1_200
    assert came_to[0] == reason
    for after_ms in range(began_ms + 5, ended_ms + 60, 40):
        assert play(scene, WRAP_MS - after_ms)[0] == came_to, after_ms
