"""A whole run of needles, a minute long: its longest turn, the gate train's longest hole, and what it does to the heap.

With true budgets no run lasts its full minute: the largest zone's strokes are used up after half of it. So the probe
makes the zones larger; all else is the pen's own. The run ends by its own limit.
"""

from itertools import pairwise

from tests.tools.emulator.pen import GATE, Pen

_LOADS = (30, 45, 60, 35, 65, 50)  # how firmly the nose is held, second by second
_START_MS = 1_100  # in free air first


def measure(seconds: int) -> "dict[str, object]":
    """A run of so many seconds, 60 at most, when it ends by itself.

    What `probe_app.py` says of it, and of the gate: pulses, and the longest time between two edges.
    """
    with Pen(measure="run") as pen:
        pen.bench.boot()
        pen.home()
        pen.to_start()
        pen.treat()
        pen.edges(GATE)
        pen.run(_START_MS)
        last: list[tuple[int, int]] = []
        longest_ns = pulses = 0
        for second in range(seconds + 2):
            if second == seconds:
                pen.world.press("UP")
            pen.world.touch(_LOADS[second % len(_LOADS)])
            pen.run(1_000)
            edges = last + pen.edges(GATE)
            longest_ns = max([longest_ns, *(after[0] - before[0] for before, after in pairwise(edges))])
            pulses += len(edges) // 2
            last = edges[-1:]
            if not pen.world.motor.duty:
                break
        pen.world.touch(0)
        pen.run(2_000)
        return {**pen.figures(), "longest_ns": longest_ns, "pulses": pulses}


if __name__ == "__main__":
    print(measure(60))
