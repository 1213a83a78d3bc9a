"""Ways into a treatment, on a bench that is watched in every step."""

from pen.core.states import ARMED, ARMING, RUNNING

from tests.firmware.core.bench import SELECT
from tests.firmware.core.watch import Watched


def awake(ledger=None, depth_um=200):
    bench = Watched(ledger)
    bench.wake()
    bench.pen.depths_um[:] = [depth_um] * 5
    return bench


def running(ms=500, **kw):
    bench = awake(**kw)
    assert bench.start()
    bench.run(ms)
    assert bench.pen.state == RUNNING and bench.outputs.duty
    return bench


def armed(**kw):
    bench = awake(**kw)
    for _ in range(4):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, ARMED)
    return bench


def thumb(bench):
    """The tap that starts, up to its release."""
    bench.inputs.buttons = SELECT
    bench.run(50)
    bench.inputs.buttons = 0
