"""How much of the chip's C stack is left where it is deepest, with interrupts that come at every moment.

The stack has 8 KB, and the heap lies right below: nothing tells when it is overrun. Each hard interrupt with a handler
in Python takes some 400 bytes wherever it falls. Here a button's contact sends one a millisecond that is no press.
"""

import random

from needlepen.formats import bundle, messages
from needlepen.link.firmware_requests import HEAD_PIECE

from tests.tools.emulator import update
from tests.tools.emulator.pen import MS, UP, Pen

_PERIOD_NS, _JITTER_NS, _PULSE_NS = 1 * MS, 50_000, 20_000
_AHEAD_MS = 20  # so far ahead the pulses are planned
_QUESTION_MS = 1_500  # until the first question stands
_PLUGGED_MS = 1_500  # the link is loaded, and the laptop has found the port


class NoisyPen(Pen):
    """A pen whose UP sends pulses while `noise` is set. Its pulses are seeded, so a run repeats."""

    noise = False

    def __init__(self, seed: int) -> None:
        super().__init__(probe=False)
        self._random = random.Random(seed)

    def run(self, ms: int) -> None:
        """Let so many milliseconds pass."""
        while ms > 0:
            part_ms = min(ms, _AHEAD_MS)
            if self.noise:
                self._plan(part_ms)
            super().run(part_ms)
            ms -= part_ms

    def least(self) -> int:
        """Bytes of the stack that were free since the last question, at the least."""
        free = self.stack_free()
        self.forget_stack()
        return free

    def _plan(self, ms: int) -> None:
        now_ns = self.now_ns
        at_ns = self._random.randrange(_PERIOD_NS)
        while at_ns < ms * MS:
            self.drive(now_ns + at_ns, UP, 0)
            self.drive(now_ns + at_ns + _PULSE_NS, UP, 1)
            at_ns += _PERIOD_NS + self._random.randrange(_JITTER_NS)


def measure(seed: int) -> "dict[str, int]":
    """Bytes that are free in each part of a pen's life that loads much code."""
    found = {}
    data = update.new_version()
    head = data[: bundle.head_size(data)]
    with NoisyPen(seed) as pen:
        pen.noise = True
        pen.bench.boot()
        pen.run(update.START_MS)
        found["start"] = pen.least()
        pen.noise = False  # its edges would be taken for taps
        pen.home()
        pen.to_start()
        pen.press("SELECT")
        pen.run(_QUESTION_MS)
        found["a treatment's code"] = pen.least()
        pen.bench.press("SELECT", 1_500)  # back to the ready screen
        pen.run(_QUESTION_MS)
        pen.noise = True
        pen.world.plug_usb()
        pen.run(_PLUGGED_MS)
        found["cable"] = pen.least()
        laptop = update.afresh(pen, update.Laptop(pen), messages.FW_HEAD, 0, head[:HEAD_PIECE])
        found["a restart"] = pen.least()
        update.install(pen, laptop, data)
        found["update"] = pen.least()
        pen.run(update.TRIAL_MS)
        found["trial"] = pen.least()
    return found
