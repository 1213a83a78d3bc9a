"""Every state of the controller that a person, the world and power cuts can lead to, walked breadth first.

    python -m tests.tools.explore [small]

What is walked is the real controller on the checked bench of the core tests, in snapshots; `checked_bench.py` checks
every step. A place is a node of the graph: a pen and its world at one moment. `explore_bench.py` has what can happen
there, `explore_key.py` says when two places count as the same. Then it is asked of the whole graph: can every place be
left for a menu or the lock-out, was every reason to refuse met? Prints the answers.
"""

import sys
import time
from collections import Counter, deque

from tests.tools import paths  # noqa: F401 - first: the others are found there

# isort: split
from pen.core import states
from pen.formats import record

from tests.firmware.formats import reason_lists
from tests.tools.explore_bench import PEOPLE, WORLD, kept, new_pen
from tests.tools.explore_key import key

ALL = {**PEOPLE, **WORLD}
STATE_NAMES = ("OFF", "SELF_TEST", "LOCKED", "READY", "ARMING", "RUNNING", "PAUSED", "ENDED", "FAULT", "ASKING",
               "CLEANING", "PRACTISING")  # fmt: skip


class Walk:
    """Breadth first from one place. `graph`: key → {event: key}."""

    def __init__(self, events, most=1_000_000):
        self.events = events
        self.most = most
        self.graph = {}
        self.refusals = Counter()
        self.stops = Counter()
        self.ends = Counter()
        self.states = Counter()
        self.transitions = 0
        self.deepest = 0

    def go(self, start, tell=lambda walked, known: None):
        """Walk until nothing new is found. AssertionError of a rule, with the way that broke it.

        `tell` hears at each place how many were walked and how many are known.
        """
        first = key(start)
        seen = {first}
        todo = deque([(first, start.keep(), ())])
        while todo:
            here, snapshot, way = todo.popleft()
            self.graph[here] = {}
            self.states[here[0][0]] += 1
            self.deepest = max(self.deepest, len(way))
            for name, act in self.events.items():
                place = kept(snapshot)
                try:
                    place = act(place)
                    self._count(place)
                except AssertionError as broken:
                    raise AssertionError(f"{broken} after {[*way, name]}") from broken
                there = key(place)
                self.graph[here][name] = there
                self.transitions += 1
                if there not in seen:
                    assert len(seen) < self.most, f"no end in sight: {len(seen)} places, the last by {[*way, name]}"
                    seen.add(there)
                    todo.append((there, place.keep(), (*way, name)))
            tell(len(self.graph), len(seen))
        return self

    def _count(self, place):
        events = place.log + [tuple(place.events.peek(k)) for k in range(place.events.count)]
        for event in events:
            kind, reason = event[0], event[3]
            if kind == record.REFUSAL:
                assert reason in reason_lists.REFUSALS and reason, "a refusal without a reason"
                self.refusals[reason] += 1
            elif kind == record.NEEDLES_OFF:
                assert event[4] in reason_lists.STOPS, "needles stopped without a reason"
                self.stops[event[4]] += 1
            elif kind == record.SESSION_END:
                self.ends[event[4]] += 1

    def unmet(self):
        """Reasons to refuse that came up nowhere."""
        return [reason for reason in reason_lists.REFUSALS if reason not in self.refusals]

    def stuck(self):
        """Places from which no way leads to a menu or the lock-out: there must be none."""
        back = {}
        for here, ways in self.graph.items():
            for there in ways.values():
                back.setdefault(there, set()).add(here)
        home = {k for k in self.graph if k[0][0] in (states.READY, states.LOCKED)}
        todo = deque(home)
        while todo:
            for before in back.get(todo.popleft(), ()):
                if before not in home:
                    home.add(before)
                    todo.append(before)
        return [k for k in self.graph if k not in home]


def main(small):
    begun = time.monotonic()
    walk = Walk(PEOPLE if small else ALL).go(new_pen())
    assert not walk.stuck(), walk.stuck()[:3]
    assert small or not walk.unmet(), walk.unmet()
    took_s = time.monotonic() - begun
    print(
        f"{len(walk.graph)} places, {walk.transitions} transitions, at most {walk.deepest} events deep, {took_s:.0f} s"
    )
    print("states: " + ", ".join(f"{STATE_NAMES[s]} {n}" for s, n in sorted(walk.states.items())))
    print("refusals seen: " + ", ".join(map(str, sorted(walk.refusals))))
    print("needles stopped for: " + ", ".join(map(str, sorted(walk.stops))))
    print("sessions ended for: " + ", ".join(map(str, sorted(walk.ends))))
    print("every place can be left for a menu or the lock-out; no rule was broken")


if __name__ == "__main__":
    main("small" in sys.argv[1:])
