"""Stop input → gate pin low, at random instants: with the driver alone, in the application, while it is disturbed."""

import random
from bisect import bisect_right

from tests.tools.emulator.pen import COLLECT, ERASE, GATE, MARK, MS, SELECT, Pen

KINDS = ("undisturbed", "gc.collect()", "flash erase")
_ASKS = {"gc.collect()": COLLECT, "flash erase": ERASE}
_RUNNING_NS = 60_000  # needles run: the gate was high within a period (50 us) before the press
_WINDOW_NS = 14 * MS  # after the probe's mark: the fuel lasts 24 ms


def latency_ns(gate: "list[tuple[int, int]]", at_ns: int) -> "int | None":
    """From the stop at `at_ns` until the gate was low for good; None when the needles were not running then."""
    times = [t for t, _ in gate]
    index = bisect_right(times, at_ns)
    if index == 0 or not any(level for t, level in gate[:index] if t > at_ns - _RUNNING_NS):
        return None
    after = gate[index:]
    if not after:
        return 0
    return after[-1][0] - at_ns if after[-1][1] == 0 else -1


def _press(pen: Pen, at_ns: int, hold_ms: int) -> "int | None":
    """Press SELECT at the exact instant; the latency."""
    pen.drive(at_ns, SELECT, 0)
    pen.run((at_ns - pen.now_ns) // MS + hold_ms)
    latency = latency_ns(pen.edges(GATE), at_ns)
    pen.drive(pen.now_ns, SELECT, 1)
    pen.run(5)
    return latency


def driver(counts: "dict[str, int]", seed: int) -> "dict[str, list[int]]":
    """Latencies (ns) with the pen's needle driver called from the REPL."""
    rng = random.Random(seed)
    kinds = [kind for kind in KINDS for _ in range(counts[kind])]
    rng.shuffle(kinds)
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    with Pen() as pen:
        pen.service()
        pen.call(f"needles(10000, {pen.spare_block()})", module="probe_drivers")
        while kinds:
            kind = kinds[-1]
            for other, pin in _ASKS.items():
                pen.drive(pen.now_ns, pin, int(kind == other))
            pen.drive(pen.now_ns, SELECT, 1)
            pen.run(15)
            pen.edges(MARK)
            pen.edges(GATE)
            pen.until_marked()
            latency = _press(pen, pen.now_ns + rng.randrange(_WINDOW_NS), 80)
            pen.drive(pen.now_ns, SELECT, 0)
            pen.run(60)
            if latency is not None:
                found[kind].append(latency)
                kinds.pop()
    return found


def application(count: int, seed: int) -> "dict[str, list[int]]":
    """Latencies (ns) in the running application, `count` of each kind."""
    rng = random.Random(seed)
    kinds = list(KINDS) * count
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    with Pen() as pen:
        pen.service()
        pen.application(f"stops({pen.spare_block()})")
        pen.to_start()
        while kinds:
            kind = kinds.pop()
            pen.treat()
            pen.run(rng.randrange(50, 400))
            if kind in _ASKS:
                pen.edges(MARK)
                pen.drive(pen.now_ns, _ASKS[kind], 1)
                pen.until_marked()
            pen.edges(GATE)
            pen.run(1)
            latency = _press(pen, pen.now_ns + rng.randrange(10 * MS), 90)
            if kind in _ASKS:
                pen.drive(pen.now_ns, _ASKS[kind], 0)
            pen.run(1_200)
            if latency is not None:
                found[kind].append(latency)
            else:
                kinds.append(kind)
    return found
