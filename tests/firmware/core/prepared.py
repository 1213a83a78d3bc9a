"""Pens on a checked bench, already brought to where a test begins: awake, armed, running, practising."""

from pen.core.limits import READ_MS
from pen.core.states import ARMING, FAULT, PRACTISING, RUNNING
from pen.core.states.arming import ARMED
from pen.formats import reasons

from tests.firmware.core.bench import SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench


def locked_ledger():
    """A session began a moment ago and is over."""
    ledger = blank_ledger()
    ledger.locked = ledger.session = 1
    ledger.lock_from_s = ledger.mark_s = 1_000
    return ledger


def woken(ledger=None):
    """Awake, its screening passed."""
    bench = CheckedBench(ledger)
    bench.wake()
    return bench


def awake(ledger=None, depth_um=200):
    """The same, with one depth wished for in all zones."""
    bench = woken(ledger)
    bench.pen.menu.depths_um[:] = [depth_um] * 5
    return bench


def running(ms=500, **kw):
    """Needles have been moving for `ms`."""
    bench = awake(**kw)
    assert bench.start()
    bench.run(ms)
    assert bench.pen.state == RUNNING and bench.outputs.duty
    return bench


def armed(**kw):
    """The set-point is reached, and it has been read that UP starts."""
    bench = awake(**kw)
    for _ in range(4):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, ARMED)
    bench.run(READ_MS)
    return bench


def tap_to_start(bench):
    """On an armed pen: the tap on UP that starts, up to its release."""
    bench.inputs.buttons = UP
    bench.run(50)
    bench.inputs.buttons = 0


class PracticeBench(CheckedBench):
    """A checked bench that never lets anything real happen in practice."""

    def after(self):
        super().after()
        if self.pen.state == PRACTISING:
            o = self.outputs
            assert not o.duty and not o.arm and not o.home and not o.target_um and not o.reset
            assert not self.pen.commit.wanted


def practising(ledger=None):
    """A bench whose pen is in practice mode."""
    bench = PracticeBench(ledger)
    bench.wake()
    bench.pull()
    bench.press(UP, 1_400)
    assert bench.pen.state == PRACTISING
    bench.run(300)
    return bench


def faulted_in_a_session(code=reasons.F_DEPTH):
    """A fault was latched while a session was open."""
    bench = running()
    bench.pen.fail(code)
    bench.run(2_000)
    assert bench.pen.state == FAULT and bench.ledger.session_open
    return bench
