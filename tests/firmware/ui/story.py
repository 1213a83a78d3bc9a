"""A whole treatment on the real Controller, with the simplest world that answers it. For the screens' tests only."""

from pen.core import io, states
from pen.core.controller import Controller
from pen.core.events import Events
from pen.core.ledger import Ledger
from pen.core.limits import STEP_MS

from tests.firmware.ui.scenes import BUDGET_UM, FULL_RATE_HZ, good_inputs

_START_MS = (1 << 30) - 20_000  # the ticks wrap on the way
_SELECT, _UP = 1, 2


class World:
    """Ring, tacho and store that do what they are told, a little later."""

    def __init__(self, pen, inputs):
        self.pen, self.inputs, self.outputs = pen, inputs, io.Outputs()
        self.now_ms = _START_MS
        self.step_no = 0
        self.stroke_parts = 0

    def step(self):
        """10 ms."""
        inputs, outputs = self.inputs, self.outputs
        self.step_no += 1
        self.now_ms = (self.now_ms + STEP_MS) & ((1 << 30) - 1)
        if self.step_no % 100 == 0:
            inputs.proven_s += 1
        gap_um = outputs.target_um - inputs.measured_um
        inputs.measured_um += min(max(gap_um, -4), 4)
        inputs.ring_busy = gap_um != 0
        self.stroke_parts += outputs.duty * FULL_RATE_HZ * STEP_MS // 1_000
        inputs.strokes = self.stroke_parts // 1_000
        inputs.commit_result = io.DONE if outputs.commit and self.step_no % 30 == 0 else io.PENDING
        self.pen.events.discard(self.pen.events.count)
        self.pen.step(self.now_ms, inputs, outputs)


def story():
    """Yields (pen, inputs, now_ms) after each step of: wake, choose, arm, run, pause, go on, end, look again."""
    ledger = Ledger()
    ledger.zero_counts, ledger.wall_offset_s = 100, 1_787_000_000
    pen, inputs = Controller(ledger, Events(), BUDGET_UM, FULL_RATE_HZ), good_inputs()
    inputs.measured_um = 40  # the power was cut with the ring out
    world = World(pen, inputs)

    def press(button, for_ms):
        inputs.buttons = button
        yield from wait(for_ms)
        inputs.buttons = 0
        yield from wait(100)

    def wait(for_ms):
        for _ in range(for_ms // STEP_MS):
            world.step()
            yield pen, inputs, world.now_ms

    def until(state, phase=0, most_ms=20_000):
        for _ in range(most_ms // STEP_MS):
            if pen.state == state and pen.phase == phase:
                return
            yield from wait(STEP_MS)
        raise RuntimeError("state %d, phase %d" % (pen.state, pen.phase))

    yield from wait(100)
    yield from press(_SELECT, 100)
    yield from until(states.READY)
    for button in (_UP, _UP, _SELECT, _UP, _SELECT):
        yield from press(button, 100)
    yield from press(_SELECT, 100)
    yield from until(states.ARMING, states.ARMED)
    yield from press(_SELECT, 1_000)
    yield from until(states.RUNNING)
    yield from until(states.PAUSED, states.IDLE, 70_000)
    yield from wait(3_000)
    yield from press(_SELECT, 100)
    yield from until(states.ARMING, states.ARMED)
    yield from press(_SELECT, 100)
    yield from until(states.RUNNING)
    yield from wait(4_000)
    yield from press(_UP, 100)
    yield from until(states.PAUSED, states.IDLE)
    yield from press(_SELECT, 1_500)
    yield from until(states.ENDED, states.IDLE)
    yield from press(_SELECT, 100)
    yield from until(states.LOCKED)
    yield from press(_SELECT, 100)  # too soon
    yield from wait(5_000)
    for _ in range(states.PAGES):
        yield from press(_UP, 100)
