"""Benches whose owner has not answered and cleaned yet, and ways through the questions."""

from pen.core.menu import START_ITEM
from pen.core.states import ASKING

from tests.firmware.core.bench import SELECT, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench

DAY_S = 86_400


def never_asked():
    """A pen from the factory, awake; nothing is skipped."""
    ledger = blank_ledger()
    ledger.profile_set = 0
    return unscreened(ledger)


def unscreened(ledger=None):
    bench = CheckedBench(ledger)
    bench.press(SELECT)
    bench.run(100)
    bench.presses = 1
    return bench


def tap(bench, *masks):
    for mask in masks:
        bench.press(mask)
        bench.presses += 1


def to_start(bench):
    while bench.pen.menu.item != START_ITEM:
        tap(bench, SELECT)
    tap(bench, SELECT)


def question(bench):
    return bench.pen.asking.round.question if bench.pen.state == ASKING else -1


def checked_in(session=1):
    """Its last session was long ago."""
    ledger = blank_ledger()
    ledger.session, ledger.locked, ledger.lock_from_s = session, 1, 0
    ledger.mark_s = 40 * DAY_S
    return ledger
