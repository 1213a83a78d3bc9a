"""Pulses on the STEP pin against pulses asked, for many moves of the pen's own driver, most of them aborted."""

from itertools import pairwise

from tests.tools.emulator.pen import MARK, STEP, Pen

CAP_UM = 450  # the highest set-point of this board: 500 um less its error budget (its README)
PULSES_PER_UM = 3.2
_GIVE_UP_MS = 5_000


def measure(count: int, seed: int) -> "dict[str, object]":
    """Of `count` moves: how many were wrong, by what was counted on the pin, and the deepest position."""
    pulses: list[int] = []
    marks: list[int] = []
    with Pen() as pen:
        pen.service()
        pen.call(f"steps({count}, {seed})", module="probe_drivers")
        for _ in range(_GIVE_UP_MS // 50 + count):
            pen.run(50)
            pulses += [t for t, level in pen.edges(STEP) if level]
            marks += [t for t, _ in pen.edges(MARK)]
            if b"DONE" in pen.said():
                break
        deepest_um = pen.world.max_tip_um
        told = [line.split() for line in pen.said().decode().splitlines() if line[:1].isdigit()]
    return judged([(int(asked), int(position)) for asked, position in told], pulses, marks) | {
        "deepest_true_um": deepest_um
    }


def judged(moves: "list[tuple[int, int]]", pulses: "list[int]", marks: "list[int]") -> "dict[str, object]":
    """Compare each move's pulses on the pin with what the driver asked for and says it has not sent."""
    wrong = aborted = at = 0
    before = deepest = 0
    for (asked, position), (began, ended) in zip(moves, pairwise(marks), strict=True):
        sent = 0
        while at < len(pulses) and pulses[at] < ended:
            sent += pulses[at] >= began
            at += 1
        remaining = asked - abs(position - before)
        wrong += sent + remaining != asked or not 0 <= remaining <= asked
        aborted += remaining > 0
        before, deepest = position, max(deepest, position)
    return {
        "moves": len(moves),
        "aborted": aborted,
        "wrong": wrong,
        "pulses": len(pulses),
        "deepest_pulses": deepest,
        "cap_pulses": round(CAP_UM * PULSES_PER_UM),
    }
