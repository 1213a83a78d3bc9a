"""The core at the ends of its numbers, every step under `heap_lock`: no number it makes may reach 2**30 (S16).

Run by test_small_integers.py on a MicroPython whose small integers end there, as the chip's do: a larger number needs
heap, and a step that asks for heap ends the program. Seen 12.4 days after a screening that nobody used: the seconds
since, times a thousand. Arguments: the folders to import from.
"""

import sys

for _folder in getattr(sys, "argv", [""])[1:]:  # WebAssembly has none
    sys.path.insert(0, _folder)

import micropython  # noqa: E402
from bench import DOWN, SELECT, UP, Bench, calm_ledger  # noqa: E402
from pen.core import limits  # noqa: E402
from pen.core.states import ARMING, PAUSED, READY, RUNNING  # noqa: E402
from pen.core.states.arming import ARMED  # noqa: E402

END = 1 << 30
TICKS_MS = (0, END - 20_000, END - 700, END // 2)
PROVEN_S = (0, 40_000_000, limits.PROVEN_MAX_S // 2, limits.PROVEN_MAX_S - 40_000_000, limits.PROVEN_MAX_S - 100)
FIELDS = {  # the largest that a ledger may hold and still be believed
    "interval_s": limits.INTERVAL_MAX_S,
    "reaction_s": 2 * limits.REACTION_S,
    "session": END // 2 - 2,
    "boots": 0xFFFF_FFFF,
    "sequence": 0xFFFF_FFFF,
    "strokes": END // 2 - 1,
}


class LockedBench(Bench):
    """A bench whose controller steps cannot allocate."""

    def before(self) -> None:
        micropython.heap_lock()

    def after(self) -> None:
        micropython.heap_unlock()


def bench_at(now_ms: int, proven_s: int, strokes: int = 0) -> LockedBench:
    """Awake at these counts."""
    ledger = calm_ledger()
    ledger.mark_s = proven_s
    bench = LockedBench(ledger)
    bench.now_ms = now_ms
    bench.inputs.proven_s = proven_s
    bench.inputs.strokes = strokes
    bench.wake()
    return bench


def later(bench, seconds: int) -> None:
    """Put the pen into a drawer for so long, and wake it."""
    bench.inputs.proven_s = min(bench.inputs.proven_s + seconds, limits.PROVEN_MAX_S - 1)
    bench.now_ms = (bench.now_ms + seconds * 1_000) & (END - 1)
    bench.run(300)


def treated(bench) -> None:
    """A run, whatever stops it, and every kind of button afterwards."""
    bench.start()
    bench.run(2_500)
    bench.press(UP)
    bench.run(1_500)
    for mask in (UP, DOWN, SELECT, UP | DOWN):
        bench.press(mask)
        bench.press(mask, 1_500)
        bench.run(200)


def lives() -> None:
    """Treatments at every end of ticks and proven time."""
    for now_ms in TICKS_MS:
        for proven_s in PROVEN_S:
            bench = bench_at(now_ms, proven_s, END - 150 if now_ms == 0 else 0)
            treated(bench)
            for seconds in (3, 60, 1_900, 90_000, 1_074_000, 1_075_000, 3_000_000, 32_000_000):
                later(bench, seconds)
                if bench.pen.state in (READY, PAUSED):
                    treated(bench)
                if bench.ledger.fault:
                    bench.press(SELECT, 3_300)
                    bench.run(2_500)


def unused_screenings() -> None:
    """Screened, and not treated for so long that the ticks come round."""
    for now_ms in TICKS_MS:
        for seconds in range(1_073_000, 1_078_000, 199):
            bench = bench_at(now_ms, 40_000_000)
            later(bench, seconds)
            bench.press(SELECT)
            bench.choose_start()
            bench.run(50)


def full_ledgers() -> None:
    """Ledgers that are full to the brim, with a session open, locked, in fault."""
    for name in FIELDS:
        for state in ("session_open", "locked", "fault", ""):
            ledger = calm_ledger()
            ledger.lock_from_s = ledger.mark_s = limits.PROVEN_MAX_S - 1
            ledger.hold_until_s = 0xFFFF_FFFF
            setattr(ledger, name, FIELDS[name])
            if state:
                setattr(ledger, state, 1)
            bench = LockedBench(ledger)
            bench.wake()
            bench.run(500)
            treated(bench)


def late_steps() -> None:
    """A step that comes seconds, hours or twelve days late, in every state on the way to needles."""
    seen = set()
    for late_ms in (500, 10_000, 3_600_000, END - 1, END - 11):
        for after in range(12):
            bench = bench_at(END - 5_000, 40_000_000)
            bench.choose_start()
            for _ in range(after):
                bench.run(150)
                if (bench.pen.state, bench.pen.phase) == (ARMING, ARMED):
                    bench.press(UP, 50)  # what starts them; SELECT would leave
                elif bench.pen.state not in (ARMING, RUNNING):
                    bench.press(SELECT, 50)
            seen.add(bench.pen.state)
            bench.now_ms = (bench.now_ms + late_ms) & (END - 1)
            bench.run(1_000)
            if bench.pen.state == RUNNING:
                bench.press(UP)
    if RUNNING not in seen or ARMING not in seen:
        raise MemoryError("no step of needles was late: this shows nothing")


failed = 0
for part in (lives, unused_screenings, full_ledgers, late_steps):
    try:
        part()
        print(part.__name__, "held")
    except MemoryError as error:
        failed += 1
        micropython.heap_unlock()
        print(part.__name__, "needs heap")
        sys.print_exception(error)
print("failed", failed)
