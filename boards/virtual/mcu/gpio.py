"""The RP2040's pins: function select, levels, pulls and edge interrupts, and what is wired to them outside.

It must not know what the firmware thinks a pin is for; the wiring alone decides what a level does.
"""

from boards.virtual import heap, wiring
from boards.virtual.chips.tag_wire import US, TagWire
from boards.virtual.mcu.wires import HIGH, LOW

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

PINS = 30
FUNC_NULL = 0  # after reset (RP2040 data sheet 2.19.2)
FUNC_SIO = 1
FUNC_PIO = 2
FUNC_PWM = 3
FUNC_OTHER = 4  # I2C, ADC, bit streams

PULL_NONE = 0
PULL_UP = 1
PULL_DOWN = 2  # on after reset (RP2040 data sheet 2.19.6.3)

EDGE_FALL = 4  # GPIO_IRQ_EDGE_FALL and _RISE of the SDK
EDGE_RISE = 8
_KEPT_EDGES = 48


class Gpio:
    """State of every pin. `ext` is what the outside drives: 0, 1, None for nothing. `tag_wire`: the cartridge's."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.tag_wire = TagWire(world.violation)
        self.ext: list = [None] * PINS
        self.ext[wiring.NENABLE] = 1
        self.ext[wiring.GATE] = 0
        self.ext[wiring.SDA] = 1  # pull-ups
        self.ext[wiring.SCL] = 1
        self.ext[wiring.VBUS] = 0
        self.func = [FUNC_NULL] * PINS
        self.out = [0] * PINS
        self.driven = [False] * PINS
        self.open_drain = [False] * PINS
        self.pull = [PULL_DOWN] * PINS
        self.pwm: list = [None] * PINS  # (Hz, duty_u16)
        self._edges_us = [0] * _KEPT_EDGES  # when the tacho's latest edges reached the pad
        self._edges = 0
        self.irq: list = [None] * PINS  # (handler, edges, hard, pin object)

    def reset(self) -> None:
        """A reset of the chip: every pin an input with its pull-down on."""
        self.tag_wire.gone(self._world.now_us * US)
        for n in range(PINS):
            self.func[n] = FUNC_NULL
            self.out[n] = 0
            self.driven[n] = False
            self.pull[n] = PULL_DOWN
            self.pwm[n] = None
            self.irq[n] = None
        self._world.motor.gate_changed()
        self._world.latch.changed()

    def soft_reset(self) -> None:
        """The interpreter starts anew: interrupts go, PWM slices 0-3 freeze, 4-7 keep running."""
        for n in range(PINS):
            self.irq[n] = None
            if self.pwm[n] is not None and (n >> 1) & 7 < 4:
                self.pwm[n] = None
        self._world.motor.gate_changed()
        if self.pwm[wiring.BUZZER] is None:
            self._world.buzzer.power_off()

    def level(self, n: int) -> int:
        """What the pad carries now, 0 or 1."""
        source: int | None = n
        if self._world.wires.bad:
            state = self._world.wires.bad.get(n)
            if state in (HIGH, LOW):
                return 1 if state == HIGH else 0
            source = self._world.wires.source(n)
        func = self.func[n]
        if func == FUNC_SIO:
            if self.driven[n]:
                return self.out[n]
        elif func == FUNC_PIO:
            return self._world.needle.level() if n == self._world.needle.pin else 0
        ext = None if source is None else self.ext[source]
        if ext is None:
            if source == wiring.TACHO:
                return self._world.motor.tacho_level()
            if source == wiring.TAG:
                return self.tag_wire.level(self._world.now_us * US)
            return 1 if self.pull[n] == PULL_UP else 0
        return ext

    def toggle_duty(self, n: int) -> int:
        """Per mille of high time while the pin toggles fast, else 0."""
        func = self.func[n]
        if func == FUNC_PIO and n == self._world.needle.pin:
            return self._world.needle.duty
        if func == FUNC_PWM and self.pwm[n] is not None:
            duty = self.pwm[n][1] * 1000 // 65535
            return duty if duty < 1000 else 0
        return 0

    def tacho_us(self) -> list:
        """When the tacho's latest edges reached the pad, the oldest first."""
        kept = range(max(0, self._edges - _KEPT_EDGES), self._edges)
        return [self._edges_us[i % _KEPT_EDGES] for i in kept]

    def set_function(self, n: int, func: int) -> None:
        """Connect the pad to a peripheral."""
        if self.func[n] != func:
            self._before(n)
            self.func[n] = func
            self._after(n)

    def set_direction(self, n: int, driven: bool, pull: int) -> None:
        """SIO direction and pulls, as Pin.init does."""
        if driven and n in wiring.INPUTS:
            self._world.violation("GP%d is driven by the chip and by the board" % n)
        self._before(n)
        self.func[n] = FUNC_SIO
        self.driven[n] = driven
        self.open_drain[n] = False
        self.pull[n] = pull
        self._after(n)

    def set_open_drain(self, n: int, high: bool, pull: int) -> None:
        """As the port does it: the output register is low, and the direction is what changes; no edge on the way."""
        self.open_drain[n] = False
        if high:
            self.set_direction(n, False, pull)
            self.set_out(n, 0)
        else:
            self.set_out(n, 0)
            self.set_direction(n, True, pull)
        self.open_drain[n] = True

    def drive_low(self, n: int, low: bool) -> None:
        """The direction alone of a pad whose output register is low, as the port's open-drain pads and 1-Wire do it."""
        self._before(n)
        rises = self.driven[n] and not low
        self.driven[n] = low
        if rises and self._world.wires.bad and self._world.wires.source(wiring.STEP) == n:
            self._world.stepper.at_driver(1)
        self._after(n)

    def strong(self, n: int) -> bool:
        """Does the chip drive the pad high, more than any pull-up does?"""
        return self.func[n] == FUNC_SIO and self.driven[n] and self.out[n] == 1

    def set_out(self, n: int, value: int) -> None:
        """The SIO output register; an open-drain pad drives low or lets go."""
        if self.open_drain[n]:
            self.drive_low(n, not value)
            return
        if self.out[n] == value:
            return
        self._before(n)
        rises = value and self.func[n] == FUNC_SIO and self.driven[n]
        self.out[n] = value
        if rises:
            if n == wiring.STEP:
                self._world.stepper.pulses(1)
            elif self._world.wires.source(wiring.STEP) == n:
                self._world.stepper.at_driver(1)
        self._after(n)

    def set_pwm(self, n: int, freq_hz: int, duty_u16: int) -> None:
        """PWM on a pin: a violation wherever it could move something."""
        if n in (wiring.GATE, wiring.STEP):
            self._world.violation("machine.PWM on GP%d" % n)
        self.pwm[n] = (freq_hz, duty_u16)
        self.set_function(n, FUNC_PWM)
        self._after(n)

    def stop_pwm(self, n: int) -> None:
        """The slice stops; the pin keeps its function."""
        self.pwm[n] = None
        self._after(n)

    def _before(self, n: int) -> None:
        if n == wiring.DIR or n == wiring.NENABLE or n == wiring.STEP:
            self._world.stepper.settle()

    def _after(self, n: int) -> None:
        if n == wiring.GATE:
            self._world.motor.gate_changed()
        elif n == wiring.HOLD:
            self._world.latch.changed()
        elif n == wiring.SCL:
            self._world.i2c.clock_line(self.level(n))
        elif n == wiring.SDA:
            self._world.i2c.data_line(self.level(n))
        elif n == wiring.TAG:
            self._tag_line()
        elif n == wiring.BUZZER:
            heard = self._world.wires.connects(n)
            freq_hz, duty_u16 = (heard and self.pwm[n]) or (0, 0)
            self._world.buzzer.drive(freq_hz, duty_u16)

    def _tag_line(self) -> None:
        """What the chip does to the cartridge's line; the tag at the end of a broken wire sees nothing of it."""
        world = self._world
        n = wiring.TAG
        low = self.func[n] == FUNC_SIO and self.driven[n] and self.out[n] == 0 and world.wires.connects(n)
        self.tag_wire.tag = None if world.cartridge is None else world.cartridge.tag
        self.tag_wire.master(low, world.now_us * US)

    # --- from outside -------------------------------------------------------------------------------------

    def drive(self, n: int, level: "int | None") -> None:
        """Something outside drives a pin, or lets go of it (None)."""
        pad = self._world.wires.source(n)
        before = 0 if pad is None else self.level(pad)
        self.ext[n] = level
        if pad is not None:
            self.wire_changed(pad, before)

    def wire_changed(self, n: int, before: int) -> None:
        """What reaches pad `n` from outside may have changed; its level was `before`."""
        if n == wiring.TAG:
            self.tag_wire.excuse()
            self._tag_line()
            self.tag_wire.excuse()
        after = self.level(n)
        if after != before:
            self._world.needle.pin_changed(n)
            self.fire(n, EDGE_RISE if after else EDGE_FALL)

    def rising(self, n: int) -> None:
        """A short pulse or a rising edge on an input."""
        pad = self._world.wires.source(n)
        if pad is not None:
            self.fire(pad, EDGE_RISE)

    def fire(self, n: int, edge: int) -> None:
        """Run the interrupt handler of a pin, if it wants this edge.

        A hard handler runs under the heap lock, and is disabled for good when it raises, as on the chip.
        """
        if n == wiring.TACHO and edge == EDGE_RISE:
            self._edges_us[self._edges % _KEPT_EDGES] = self._world.now_us  # nothing may be allocated here
            self._edges += 1
        entry = self.irq[n]
        if entry is None or not entry[1] & edge or not self._world.powered:
            return
        self._world.woken = True
        handler = entry[0]
        hard = entry[2]
        if hard:
            heap.lock()
        try:
            handler(entry[3])
        except Exception as error:
            if hard:
                self.irq[n] = None
            self._world.violation("interrupt handler of GP%d raised %r" % (n, error))
        finally:
            if hard:
                heap.unlock()
