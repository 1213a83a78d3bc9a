"""Every state of the controller that a person, the world and power cuts can lead to, walked breadth first.

    python -m tests.tools.explore [small]

What is walked is the real controller on the watched bench of the core tests, in snapshots; `watch.py` checks every
step. Two snapshots count as the same when their keys are (amounts are sorted into a few drawers), so the walk ends.
Then it is asked of the whole graph: can every place be left, and does every way lead home? Prints what it found.
"""

import pickle
import sys
import time
from collections import Counter, deque

from pen.core import cartridge, clock, ledger, reasons, record, skin, states
from pen.core.gate import session_left_s
from pen.core.io import DONE, FAILED_STORE, FAILED_TAG

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.watch import Watched

MASK = (1 << 30) - 1
NAMES = {value: name for name, value in vars(states).items() if name.isupper()}
STATE_NAMES = ("OFF", "SELF_TEST", "LOCKED", "READY", "ARMING", "RUNNING", "PAUSED", "ENDED", "FAULT", "ASKING",
               "CLEANING", "REHEARSING")  # fmt: skip


class Place(Watched):
    """A watched bench that can be kept, and that knows what its stores hold."""

    def __init__(self, of=None):
        self.stored = b""
        super().__init__(of)
        self._store()

    def _store(self):
        buf = bytearray(ledger.SIZE)
        ledger.encode(self.ledger, buf)
        self.stored = bytes(buf)

    def _durable(self):
        before = self.ledger.sequence
        super()._durable()
        if self.ledger.sequence != before:
            self._store()

    def stride(self, seconds):
        """One control step after a pause without steps: for the long waits of a pen that does nothing."""
        self.now_ms = (self.now_ms + seconds * 1_000) & MASK
        self.inputs.proven_s += seconds
        self.step()

    def quiet(self):
        """Nothing moves, nothing is being stored."""
        moving = self.pen.state in (states.ARMING, states.RUNNING, states.SELF_TEST) or not self.pen.still
        return not moving and not self.inputs.ring_busy and not self.outputs.commit

    def wait(self, seconds):
        """Let time pass: in control steps while something happens, in strides otherwise."""
        end_s = self.inputs.proven_s + seconds
        while self.inputs.proven_s < end_s:
            left_s = end_s - self.inputs.proven_s
            if not self.quiet() or left_s < 2:
                self.run(100)
            elif self.pen.state == states.OFF:
                self.stride(left_s)
            else:
                self.stride(min(left_s, 5 if left_s < 600 else 60 if left_s < 7_200 else 21_600))

    def reboot(self):
        """Power away and back: what is stored is all there is."""
        new = Place(ledger.decode(self.stored))
        new.now_ms, new.starts = self.now_ms, self.starts
        new.stored = self.stored
        new.inputs.__dict__.update(self.inputs.__dict__)
        new.inputs.buttons = new.inputs.commit_result = new.inputs.strokes = 0
        new.encoder_off_um, new.ring_late, new.touch_ma = self.encoder_off_um, self.ring_late, self.touch_ma
        new.store_answer, new.tag_answer = self.store_answer, self.tag_answer
        new.ring_um = new._target_um = self.ring_um
        new.pen.session.close_cut()
        new.pen.wake(new.now_ms)
        new.run(1_500)
        return new


# --- what can happen ------------------------------------------------------------------------------------


def press(mask, ms):
    def act(place):
        place.press(mask, ms)
        place.run(200)
        return place

    return act


def put(**values):
    """Set something on the bench or its inputs."""

    def act(place):
        mend(place)  # one thing at a time; the random lives combine them
        for name, value in values.items():
            setattr(place.inputs if hasattr(place.inputs, name) else place, name, value)
        place.run(1_300)
        return place

    return act


def wait(seconds):
    def act(place):
        place.wait(seconds)
        return place

    return act


def fresh(place):
    place.insert(serial=len(place.starts) + 100)
    place.run(100)
    return place


def mine(place):
    """The cartridge of the session comes back, or the last one."""
    led = place.ledger
    place.insert(serial=led.session_cart_lo or 100, marks=led.uses(1, led.session_cart_lo), bound=led.pen_id)
    place.run(100)
    return place


def pull(place):
    place.pull()
    place.run(100)
    return place


def unreadable(place):
    place.insert()
    place.inputs.cartridge.readable = False
    place.run(100)
    return place


def mend(place):
    """All is well outside the pen."""
    i = place.inputs
    i.vbus = False
    i.broken_part = place.encoder_off_um = 0
    i.clock_ok = i.store_ok = True
    i.battery_mv, i.motor_temp_dc = 3_900, 250
    place.ring_late = place.stalled = False
    place.store_answer = place.tag_answer = DONE
    place.touch_ma = 40


def heal(place):
    mend(place)
    place.run(200)
    return place


def laptop(place):
    """A review and every possible clearance are put on record by laptop."""
    if place.pen.state not in (states.ARMING, states.RUNNING):
        skin.clear(place.ledger, place.ledger.profile & skin.CLEARABLE)
        skin.reviewed(place.ledger)
        place.run(50)
    return place


def plug(place):
    vbus = place.inputs.vbus
    mend(place)
    place.inputs.vbus = not vbus
    place.run(900)
    return place


PEOPLE = {
    "tap SELECT": press(SELECT, 100), "tap UP": press(UP, 100), "tap DOWN": press(DOWN, 100),
    "hold SELECT": press(SELECT, 2_200), "hold UP": press(UP, 2_200), "hold DOWN": press(DOWN, 2_200),
    "hold SELECT long": press(SELECT, 3_300),
    "fresh cartridge": fresh, "its cartridge": mine, "no cartridge": pull,
    "wait 1 s": wait(1), "wait 1 min": wait(61), "wait 5 min": wait(301), "wait 1 h": wait(3_601),
    "wait 1 d": wait(86_400), "wait 28 d": wait(28 * 86_400 + 300),
    "reboot": Place.reboot, "laptop": laptop,
}  # fmt: skip
WORLD = {
    "bad cartridge": unreadable, "cable": plug,
    "skin: none": put(touch_ma=0), "skin: firm": put(touch_ma=90), "skin: hard": put(touch_ma=220),
    "part broken": put(broken_part=3), "ring late": put(ring_late=True), "depth off": put(encoder_off_um=60),
    "clock broken": put(clock_ok=False), "store broken": put(store_answer=FAILED_STORE, store_ok=False),
    "tag broken": put(tag_answer=FAILED_TAG), "battery low": put(battery_mv=3_100), "hot": put(motor_temp_dc=460),
    "all well": heal,
}  # fmt: skip


# --- when are two places the same? ----------------------------------------------------------------------


def drawer(value, *edges):
    """Which drawer a value belongs in."""
    return sum(value >= edge for edge in edges)


def asking_key(pen):
    asking = pen.asking
    if pen.state != states.ASKING:
        return None
    return (asking.group, asking.question, asking.worries() != 0, pen.checking_in, asking._wanted)


def key(place, deep=True):
    """What of a place makes a difference, amounts in drawers."""
    pen, led, i = place.pen, place.ledger, place.inputs
    now_s = i.proven_s
    is_open = led.session_open
    zone_left = pen.zone_left(pen.zone) > 0 if is_open else True
    screening = pen.screening
    out = (
        (pen.state, pen.phase, pen.item, pen.page if pen.state == states.ENDED else 0, pen.blood != 0),
        (is_open, drawer(led.session, 1, 3), led.fault != 0),
        (led.profile_set, skin.blocked(led), led.calm, drawer(led.reactions_row, 1, 2)),
        (skin.due(led, now_s) if not is_open else -1, skin.before_next(led)),
        drawer(clock.unlock_at_s(led) - now_s, 1, 86_401) if not is_open else drawer(session_left_s(now_s, led), 1),
        drawer(led.hold_until_s - now_s, 1),
        (zone_left, pen.zones_treated() if is_open and deep else 0, drawer(led.needle_ms, led.needle_max_ms)),
        (screening.open(place.now_ms, i, False) == 0, screening.clean(place.now_ms, i)),
        drawer(screening.left_ms(), 1, 300_000) if pen.state == states.CLEANING else 0,
        asking_key(pen),
        (cartridge.refusal(i.cartridge, led), cartridge.uses(i.cartridge, led) > 0),
        (i.vbus, i.broken_part, place.ring_late, place.encoder_off_um, i.clock_ok, i.store_ok),
        (place.tag_answer, place.store_answer, i.battery_mv < 3_500, i.motor_temp_dc > 400),
        place.touch_ma if pen.state == states.RUNNING else 0,
    )
    if pen.state == states.REHEARSING:
        its = pen.rehearsal.pen
        practice = (its.state, its.phase, its.item, asking_key(its) and its.asking.question, its.ledger.session_open)
        return out[0], out[1], practice
    return out


def keep(place):
    place.log.clear()
    place.commits.clear()
    return pickle.dumps(place, protocol=5)


# --- the walk -------------------------------------------------------------------------------------------


class Walk:
    """Breadth first from a new pen. `graph`: key → {event: key}."""

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

    def go(self, start):
        """Walk until nothing new is found. AssertionError of a rule, with the way that broke it."""
        first = key(start)
        seen = {first: (keep(start), ())}
        todo = deque([first])
        while todo:
            here = todo.popleft()
            kept, way = seen[here]
            seen[here] = (b"", way)  # room
            self.graph[here] = {}
            self.states[here[0][0]] += 1
            self.deepest = max(self.deepest, len(way))
            for name, act in self.events.items():
                place = pickle.loads(kept)
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
                    seen[there] = (keep(place), (*way, name))
                    todo.append(there)
        return self

    def _count(self, place):
        events = place.log + [tuple(place.events.peek(k)) for k in range(place.events.count)]
        for event in events:
            kind, reason = event[0], event[3]
            if kind == record.REFUSAL:
                assert reason in reasons.REFUSALS and reason, "a refusal without a reason"
                self.refusals[reason] += 1
            elif kind == record.NEEDLES_OFF:
                assert event[4] in reasons.STOPS, "needles stopped without a reason"
                self.stops[event[4]] += 1
            elif kind == record.SESSION_END:
                self.ends[event[4]] += 1

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


def new_pen():
    """From the factory: never asked anything, a fresh cartridge in, awake."""
    led = blank_ledger()
    led.profile_set = 0
    place = Place(led)
    place.press(SELECT)
    place.run(300)
    return place


def main(small):
    begun = time.monotonic()
    walk = Walk(PEOPLE if small else {**PEOPLE, **WORLD}).go(new_pen())
    assert not walk.stuck(), walk.stuck()[:3]
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
