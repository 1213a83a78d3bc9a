"""A bench for the controller: ring, encoder, motor, stores and tag as they behave, and the app's rules of durability.

Runs on CPython and MicroPython. It checks nothing: `checked_bench.py` does. Numbers here are the bench's own, so that a
wrong constant in `pen.core` is seen.
"""

from pen.core import screening, treatment
from pen.core.controller import Controller
from pen.core.events import Events
from pen.core.io import COMMIT_NONE, COMMIT_USE, DONE, NO_DEPTH, Inputs, Outputs
from pen.core.ledger import Ledger
from pen.core.limits import READ_MS
from pen.core.menu import END_ITEM, START_ITEM
from pen.core.practice import Practice
from pen.core.states import ARMING, ASKING, CLEANING, PAUSED, PRACTISING, READY, RUNNING
from pen.core.states.arming import ARMED

SELECT, UP, DOWN = 1, 2, 4
PEN_ID = b"\x01pen-one"
DAY_S = 86_400
STEP_MS = 10
RING_UM_PER_STEP = 5  # a stretch a step
HOME_UM = 700  # homing goes on into the stop
FULL_RATE_HZ = 140
FREE_UA_PER_HZ = 1_333
REACH_MS = 1_000  # when this person's needles reach the skin
ERROR_BUDGET_UM = 50
MOTOR = ERROR_BUDGET_UM, FULL_RATE_HZ, FREE_UA_PER_HZ
START_MS = (1 << 30) - 20_000  # ticks wrap 20 s after power-on


def blank_ledger():
    """A pen from the factory, calibrated, its clock marked."""
    ledger = Ledger()
    ledger.pen_id = PEN_ID
    ledger.zero_counts = 100
    ledger.epoch = 1
    ledger.mark_rtc_s = 0
    ledger.profile_set = 2
    return ledger


def calm_ledger():
    """The same after two sessions that the skin took well: its owner may go deeper than 250 um."""
    ledger = blank_ledger()
    ledger.session = 2
    ledger.calm = 1
    ledger.checkin_done = 0b1111
    return ledger


class Bench:
    """One pen awake. Set the faults, press buttons, let steps pass."""

    def __init__(self, ledger=None):
        self.ledger = ledger or blank_ledger()
        self.events = Events()
        self.inputs = Inputs()
        self.outputs = Outputs()
        self.pen = Controller(self.ledger, self.events, *MOTOR)
        self.pen.practising.allowed = True
        self.now_ms = START_MS
        self.steps = 0
        self.ring_um = self.encoder_off_um = 0
        self.encoder_frozen = self.encoder_dead = False
        self.ring_stuck = self.ring_wrong_way = self.ring_late = False
        self.free_spin = 0  # strokes a step that nobody asked for
        self.stalled = False
        self.store_answer = DONE
        self.tag_answer = DONE
        self.commit_steps = 0  # how long a commit takes
        self.commits = []  # (kind, answer)
        self.drain = True  # the journal takes the events while at rest
        self.log = []  # events taken: (kind, values...)
        self._commit_left = self._target_um = 0
        self._left_um = 0  # of the move under way
        self._pulses_um = 0  # where its pulses have put the ring
        self._homing = False
        self._spin = 0  # strokes * 1000 not yet whole
        self._speed = self._driven_ms = 0  # strokes/s, and for how long
        self.touch_ma = 40  # a light touch, from REACH_MS on
        self.drag = 2  # per mille of its speed that the motor loses for every mA of touch
        self.motor_ma = 0  # more than that, in free air too
        i = self.inputs
        i.battery_mv = 3_900
        i.motor_temp_dc = 250
        i.clock_ok = i.store_ok = i.calibrated = True
        i.proven_s = self.ledger.mark_s
        i.measured_um = 0
        self.insert()

    def insert(self, serial=7, type_=2, needle_um=500, marks=0, bound=b"\xff" * 8, needles=12):
        """Put a cartridge in."""
        c = self.inputs.cartridge
        c.present = c.readable = True
        c.hi, c.lo = 1, serial
        c.type, c.needle_um, c.marks, c.bound, c.needles = type_, needle_um, marks, bound, needles

    def pull(self):
        """Take the cartridge out."""
        self.inputs.cartridge.clear()

    def step(self):
        """10 ms: the world moves, the controller decides, the app's part follows."""
        self._world()
        self._bring_treatment()
        self.before()
        self.pen.step(self.now_ms, self.inputs, self.outputs)
        self._bring_practice()
        self.after()
        self._drive()
        self._durable()
        self.now_ms = (self.now_ms + STEP_MS) & ((1 << 30) - 1)
        self.steps += 1
        if self.steps % 100 == 0:
            self.inputs.proven_s += 1

    def before(self):
        """For tests: the inputs are ready."""

    def after(self):
        """For tests: the controller has decided."""

    def run(self, ms):
        """Let so many milliseconds pass, step by step."""
        for _ in range(ms // STEP_MS):
            self.step()

    def until(self, state, ms=10_000, phase=None):
        """Steps until the controller is in `state` (and `phase`); False when it never is."""
        for _ in range(ms // STEP_MS):
            if self.pen.state == state and (phase is None or self.pen.phase == phase):
                return True
            self.step()
        return False

    def press(self, mask, ms=100):
        """Press for `ms` and release, after what stands before the first screen was read and taken off."""
        if self.pen.notice.alone and self.pen.notice.on_screen(self.pen.state, self.now_ms):
            self.run(READ_MS)
            self.press_once(SELECT)
        self.press_once(mask, ms)

    def press_once(self, mask, ms=100):
        """Press for `ms`, release, let the debouncing end. A question, or what starts the needles, is read first."""
        if self.pen.state == ASKING or (self.pen.state, self.pen.phase) == (ARMING, ARMED):
            self.run(READ_MS)
        self.inputs.buttons = mask
        self.run(ms)
        self.inputs.buttons = 0
        self.run(60)

    def _world(self):
        i = self.inputs
        if self._left_um and not self.outputs.hold:
            move = min(RING_UM_PER_STEP, abs(self._left_um))
            move = move if self._left_um > 0 else -move
            self._left_um -= move
            self._pulses_um = 0 if self._homing else self._pulses_um + move
            i.ring_moved_um += move
            if not self.ring_stuck:
                self.ring_um = max(0, self.ring_um + (-move if self.ring_wrong_way else move))
        i.ring_busy = self._left_um != 0
        i.ring_late = self.ring_late
        if self.encoder_dead:
            i.measured_um = NO_DEPTH
        elif not self.encoder_frozen:
            i.measured_um = self.ring_um + self.encoder_off_um
        self._driven_ms = self._driven_ms + STEP_MS if self.outputs.duty else 0
        touch_ma = self.touch_ma if self._driven_ms > REACH_MS else 0
        if self.outputs.duty and not self.stalled:
            self._speed = self.outputs.duty * FULL_RATE_HZ * i.battery_mv // 3_700 // 1_000
            self._speed = self._speed * (1_000 - self.drag * touch_ma) // 1_000
        else:
            self._speed = 0 if self.stalled else self._speed * 8 // 10
        i.current_ma = 0
        if self.outputs.duty:
            i.current_ma = self._speed * FREE_UA_PER_HZ // 1_000 + self.motor_ma + touch_ma
        speed = self._speed + self.free_spin * 100
        i.stroke_span_us = 4_000_000 // speed if speed else i.stroke_span_us
        self._spin += self._speed * STEP_MS
        i.strokes += self._spin // 1_000 + self.free_spin
        self._spin %= 1_000

    def _drive(self):
        o = self.outputs
        i = self.inputs
        if o.let_go or o.at_stop:
            self._left_um = 0
        elif o.home or o.target_um != self._target_um:
            self._left_um = -HOME_UM if o.home else o.target_um - self._pulses_um
            self._homing = o.home
            i.ring_moved_um = 0
        self._target_um = 0 if o.let_go or o.home else o.target_um

    def _durable(self):
        """As `App._durable`: only at rest; a request is answered, otherwise the events drain."""
        if not self.pen.at_rest():
            return
        kind = self.pen.commit.wanted
        if kind == COMMIT_NONE:
            self._commit_left = self.commit_steps
            if self.drain and self.inputs.store_ok:
                self._take_events()
            return
        if self._commit_left:
            self._commit_left -= 1
            return
        answer = self.tag_answer if kind == COMMIT_USE else self.store_answer
        if answer == DONE and kind == COMMIT_USE:
            self._mark_tag()
        elif answer == DONE:
            self._take_events()
            self.ledger.mark_s = self.inputs.proven_s
            self.ledger.sequence += 1
        self.pen.commit.answer(answer)
        self.commits.append((kind, answer))
        self._commit_left = self.commit_steps

    def _bring_treatment(self):
        """As `App._bring_treatment`: the states of a treatment come and go with it."""
        near = screening.treatment_near(self.pen, self.inputs)
        if near == screening.DUE and not self.pen.running_state:
            treatment.make(self.pen)
        elif near == screening.FAR and self.pen.running_state:
            self.pen.far_from_treatment()

    def _bring_practice(self):
        """As `App._bring_practice`: the practice comes and goes with the state."""
        if (self.pen.state == PRACTISING) != (self.pen.practising.practice is not None):
            begins = self.pen.practising.practice is None
            self.pen.practising.practice = Practice(*MOTOR, self.now_ms) if begins else None

    def _mark_tag(self):
        c = self.inputs.cartridge
        if c.present:
            c.bound = self.ledger.pen_id
            c.marks = max(c.marks, self.ledger.uses(c.hi, c.lo)) + (0 if self.ledger.session_open else 1)
            began = self.ledger.began(c.hi, c.lo) if c.marks > 1 else max(1, self.inputs.proven_s)
            self.ledger.set_uses(c.hi, c.lo, c.marks, began)

    def _take_events(self):
        if not self.events.count:  # most steps
            return
        for k in range(self.events.count):
            self.log.append(tuple(self.events.peek(k)))
        self.events.discard(self.events.count)

    def kinds(self):
        """Kinds of all events so far, drained or waiting."""
        return [e[0] for e in self.log] + [self.events.peek(k)[0] for k in range(self.events.count)]

    def last(self, kind):
        """Values of the newest event of `kind`, None when there was none."""
        events = self.log + [tuple(self.events.peek(k)) for k in range(self.events.count)]
        return next((event[3:] for event in reversed(events) if event[0] == kind), None)

    # --- ways through the treatment ---------------------------------------------------------------------

    def wake(self):
        """From OFF to wherever the self-test leads."""
        self.press(SELECT)
        self.run(200)
        self.screen()

    def screen(self):
        """Today's questions answered well and the nose clean, without the presses and the five minutes."""
        self.pen.screening.answered(self.now_ms, self.inputs, 0b1_1110_1101_1111_0000_0000)
        self.pen.screening.dry(self.now_ms, self.inputs)

    def choose_start(self):
        """In a menu, go to START and press it."""
        for _ in range(4):
            if self.pen.state not in (READY, PAUSED) or self.pen.menu.item == START_ITEM:
                break
            self.press(UP if self.pen.menu.item == END_ITEM else SELECT)
        self.press(SELECT)

    def answer_well(self):
        """Answer the questions on the screen so that nothing speaks against needles."""
        while self.pen.state == ASKING and self.pen.phase == 0:
            self.press(UP if self.pen.asking.round.question in (11, 12) else DOWN)
        self.run(50)

    def start(self, ms=10_000):
        """From READY or PAUSED to RUNNING, if the pen lets us; returns whether it did."""
        if self.pen.state == PAUSED:
            self.run(700)
        if self.pen.state in (READY, PAUSED):
            self.choose_start()
        self.answer_well()
        if self.pen.state == CLEANING:
            self.press(SELECT)
            self.screen()
            self.choose_start()
        if not self.until(ARMING, 100) or not self.until(ARMING, ms, ARMED):
            return False
        self.press(UP)
        return self.until(RUNNING, ms)
