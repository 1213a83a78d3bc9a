"""What must be true in every control step, checked from outside with literal numbers (S1, S2, S3, S5, S6, S11, S15)."""

from pen.core.io import COMMIT_LEDGER, DONE, Inputs, Outputs
from pen.core.practice import Practice
from pen.core.states import OFF, RUNNING
from pen.formats import record

from tests.firmware.core.bench import Bench

INTERVAL_S = 28 * 86_400
CEILINGS_UM = (300, 450, 450, 450, 250)
AREAS_CM2 = (60, 40, 40, 20, 6)


def attributes(one, seen=None):
    """How many attributes a controller and all that is its own have; a practice pen comes and goes."""
    seen = set() if seen is None else seen
    its_own = type(one).__module__.startswith("pen.core.") and not isinstance(one, (Inputs, Outputs, Practice))
    if id(one) in seen or not its_own:
        return 0
    seen.add(id(one))
    parts = [part for value in vars(one).values() for part in (value if isinstance(value, (tuple, list)) else (value,))]
    return len(vars(one)) + sum(attributes(part, seen) for part in parts)


class CheckedBench(Bench):
    """A bench that fails a test the moment a rule is broken."""

    def __init__(self, ledger=None):
        self.fuelled_ms = 0
        self.run_ms = 0
        self.duties = 0
        self.moved_step = -1_000
        self.durable = None  # what a cut would leave: (session, charged, uses) of the last use commit
        self.starts = []
        self._seen_strokes = 0
        self._was = OFF
        super().__init__(ledger)
        self._attributes = attributes(self.pen)

    def _bring_treatment(self):
        had = self.pen.running_state
        super()._bring_treatment()
        if self.pen.running_state is not had:
            self._attributes = attributes(self.pen)

    def before(self):
        self._was = self.pen.state
        self._opened = self.ledger.session
        if self.inputs.strokes != self._seen_strokes:
            self._seen_strokes = self.inputs.strokes
            self.moved_step = self.steps

    def after(self):
        i, o, ledger = self.inputs, self.outputs, self.ledger
        assert 0 <= o.target_um <= 450  # S1: cap less the board's budget
        assert not o.duty or o.target_um <= CEILINGS_UM[ledger.charged_zone]
        assert not o.duty or o.target_um <= 250 or ledger.session > 2, "the first sessions are gentle"
        assert o.target_um <= ledger.depth_max_um or not o.duty
        if ledger.session != self._opened:
            assert ledger.session == self._opened + 1
            if self.starts:
                assert i.proven_s - self.starts[-1] >= INTERVAL_S, "S6"
            self.starts.append(i.proven_s)
            self.fuelled_ms = 0
        if self.pen.state != self._was:
            assert attributes(self.pen) == self._attributes, "S16: a new attribute takes heap"
        if self.pen.state != RUNNING:
            self.run_ms = 0
        if ledger.fault:
            assert o.duty == 0, "S2: no fuel with a fault"
            assert o.target_um == 0 or self.pen.state != RUNNING
        if o.duty:
            self._fuel(i, o, ledger)
        else:
            assert not o.arm or self.pen.state == RUNNING

    def _fuel(self, i, o, ledger):
        self.duties += 1
        assert 0 < o.duty <= 1_000
        assert self._was == RUNNING and self.pen.state == RUNNING, "S3: the one place"
        assert ledger.session_open == 1
        assert not i.vbus and not i.buttons and not i.latched and not i.broken_part
        assert i.battery_mv >= 3_200 and i.motor_temp_dc <= 450
        assert i.clock_ok and i.store_ok and i.calibrated
        assert not i.ring_busy and abs(i.measured_um - o.target_um) <= 25 and o.target_um >= 100, "S2"
        c = i.cartridge
        assert c.present and c.readable and 100 <= c.needle_um <= 500
        assert c.bound == ledger.pen_id, "S14: bound before the first stroke"
        assert (c.hi, c.lo) == (ledger.session_cart_hi, ledger.session_cart_lo)
        uses = ledger.uses(c.hi, c.lo)
        assert 1 <= uses <= (3 if c.type == 2 else 1), "S14"
        assert self.durable == (ledger.session, ledger.needle_ms, ledger.charged_ms, uses), "S5"
        assert i.proven_s - ledger.lock_from_s < 1_800, "S6: the window"
        assert not ledger.review and not ledger.profile & ~ledger.cleared and ledger.profile_set, "H22"
        made = self.pen.session.zone_strokes(ledger.charged_zone, self.pen.motion.strokes)
        needles = c.needles if 9 <= c.needles <= 36 else 36
        assert made <= AREAS_CM2[ledger.charged_zone] * 250 // needles, "S15, H19: the zone's dose"
        self.run_ms += 10
        self.fuelled_ms += 10
        assert self.run_ms <= 60_000 + 10, "S15: one start"
        assert self.fuelled_ms <= 600_000 + 10, "S15: one session"

    def _durable(self):
        done = len(self.commits)
        super()._durable()
        if len(self.commits) > done:
            assert self.steps - self.moved_step >= 19, "S11: nothing is written while needles move"
            assert self.pen.state != RUNNING
            ledger, c = self.ledger, self.inputs.cartridge
            kind, answer = self.commits[-1]
            if answer == DONE and kind == COMMIT_LEDGER:
                self.durable = (ledger.session, ledger.needle_ms, ledger.charged_ms, ledger.uses(c.hi, c.lo))

    def _take_events(self):
        assert self.pen.state != RUNNING, "S11"
        super()._take_events()

    def sessions_logged(self):
        """SESSION_START events that reached the journal."""
        return [e for e in self.log if e[0] == record.SESSION_START]
