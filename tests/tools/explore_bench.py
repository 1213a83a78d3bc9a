"""For `explore.py`: a checked bench that can be kept as bytes, and what can happen to it, one event at a time."""

import pickle

from pen.core import ledger, merge, reported, skin, states
from pen.core.gate import session_left_s
from pen.core.io import DONE, FAILED_STORE, FAILED_TAG
from pen.formats import ledger as layout

from tests.firmware.core import bench
from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench

MASK = (1 << 30) - 1


class ExploredBench(CheckedBench):
    """A checked bench that can be kept as bytes, and that knows what its stores hold: one place of the walk."""

    def __init__(self, of=None):
        self.stored = b""
        super().__init__(of)
        self._store()

    def _store(self):
        buf = bytearray(layout.SIZE)
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
        moving = self.pen.state in (states.ARMING, states.RUNNING, states.SELF_TEST) or not self.pen.motion.still
        return not moving and not self.inputs.ring_busy and not self.pen.commit.wanted

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
        new = ExploredBench(ledger.decode(self.stored))
        new.now_ms, new.starts = self.now_ms, self.starts
        new.stored = self.stored
        new.inputs.__dict__.update(self.inputs.__dict__)
        new.inputs.buttons = new.inputs.strokes = 0
        new.encoder_off_um, new.ring_late, new.touch_ma = self.encoder_off_um, self.ring_late, self.touch_ma
        new.store_answer, new.tag_answer = self.store_answer, self.tag_answer
        new.ring_um = new._target_um = self.ring_um
        new.pen.session.close_cut()
        new.pen.wake(new.now_ms)
        new.run(1_500)
        return new

    def keep(self):
        """Everything of this place, as bytes."""
        self.log.clear()
        self.commits.clear()
        return pickle.dumps(self, protocol=5)


def kept(buf):
    """The place of `keep()`."""
    return pickle.loads(buf)


def new_pen():
    """From the factory: never asked anything, a fresh cartridge in, awake."""
    led = blank_ledger()
    led.profile_set = 0
    place = ExploredBench(led)
    place.press(SELECT)
    place.run(300)
    return place


# --- what can happen ------------------------------------------------------------------------------------


def press(mask, ms, times=1):
    def act(place):
        for _ in range(times):
            place.press(mask, ms)
        place.run(200)
        return place

    return act


def put(ms=600, **values):
    """Set something on the bench or its inputs. `ms`: until what follows from it has followed."""

    def act(place):
        mend(place)  # one thing at a time; the random lives combine them
        for name, value in values.items():
            setattr(place.inputs if hasattr(place.inputs, name) else place, name, value)
        place.run(ms)
        return place

    return act


def wait(seconds):
    def act(place):
        place.wait(seconds)
        return place

    return act


def nearly_over(place):
    """Wait until 20 s are left of the session's window."""
    if place.ledger.session_open:
        place.wait(max(0, session_left_s(place.inputs.proven_s, place.ledger) - 20))
    return place


def insert(**values):
    """A cartridge that nobody has seen before."""

    def act(place):
        place.insert(serial=len(place.starts) + 100, **values)
        place.run(100)
        return place

    return act


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
    i.clock_ok = i.store_ok = i.calibrated = True
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
        reported.clear(place.ledger, place.ledger.profile & skin.CLEARABLE)
        reported.reviewed(place.ledger)
        place.run(50)
    return place


def plug(place):
    vbus = place.inputs.vbus
    mend(place)
    place.inputs.vbus = not vbus
    place.run(900)
    return place


def forgotten(place):
    """Power away and back, and neither store holds a ledger any more (S9)."""
    led = blank_ledger()
    led.mark_s = place.inputs.proven_s
    merge.lock_unknown(led)
    blank = ExploredBench(led)
    place.stored = blank.stored
    return place.reboot()


PEOPLE = {
    "tap SELECT": press(SELECT, 100), "tap UP": press(UP, 100), "tap DOWN": press(DOWN, 100),
    "tap UP six times": press(UP, 60, 6),
    "hold SELECT": press(SELECT, 2_200), "hold UP": press(UP, 2_200), "hold DOWN": press(DOWN, 2_200),
    "hold SELECT long": press(SELECT, 3_300),
    "fresh cartridge": insert(), "its cartridge": mine, "no cartridge": pull,
    "wait 1 s": wait(1), "wait 1 min": wait(61), "wait 5 min": wait(301), "wait 1 h": wait(3_601),
    "wait 1 d": wait(86_400), "wait 28 d": wait(28 * 86_400 + 300), "wait till nearly over": nearly_over,
    "reboot": ExploredBench.reboot, "laptop": laptop,
}  # fmt: skip
WORLD = {
    "unreadable": unreadable, "too long": insert(needle_um=1_500), "worn": insert(marks=3, bound=bench.PEN_ID),
    "another's": insert(marks=1, bound=b"\x02another"), "cable": plug,
    "skin: none": put(1_300, touch_ma=0), "skin: firm": put(1_300, touch_ma=90), "skin: hard": put(1_300, touch_ma=220),
    "part broken": put(broken_part=3), "ring late": put(ring_late=True), "depth off": put(encoder_off_um=60),
    "clock broken": put(clock_ok=False), "store broken": put(store_answer=FAILED_STORE, store_ok=False),
    "tag broken": put(tag_answer=FAILED_TAG), "battery low": put(battery_mv=3_100), "hot": put(motor_temp_dc=460),
    "no calibration": put(calibrated=False), "both stores lost": forgotten, "all well": heal,
}  # fmt: skip
