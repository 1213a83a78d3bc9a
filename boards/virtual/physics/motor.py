"""The needle motor: gate drive in, strokes, current and heat out.

A first-order response to the free speed (proportional to battery voltage and duty), evaluated on a 5 ms grid
and whenever the drive or the load changes; between two points speed and current are constant.
"""

from boards.virtual import wiring
from boards.virtual.resets import NEVER
from boards.virtual.rng import Rng

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

_TAU_US = 80_000  # mechanical time constant
_GRID_US = 5_000
_STROKE = 1_000_000_000  # one stroke in mHz x us
_FREE_MHZ = 140_000  # strokes/s x 1000 at 3700 mV and full duty
_FREE_MV = 3700
JITTER_PERMILLE = 10  # of a stroke: the magnet's play, and torque that is not even (judgement)
_DROP_MHZ_PER_MA = (
    220  # what a current costs of the speed in the windings: 2 mA of `load` cost 1 of 250 at 110 strokes/s
)
_AT_90_MA = 120  # free running at 90 strokes/s
_STICTION_MHZ = 2_000  # below 2 strokes/s an undriven motor stops


class Motor:
    """`speed_mhz` strokes/s x 1000, `current_ma`, `strokes` made, `duty` per mille of the effective drive.

    Current: 120 mA at 90 strokes/s free running, 2 mA more per unit of load, and as much as the missing speed
    asks for (so a start or a stall draws most). Faults: `stalled`, `overcurrent_ma` added while driven,
    `dynamic_drive` False (the charge pump is bridged, so that a level turns the motor), `full_drive` (any drive is a
    full one), `unplugged` (no motor), `bridged` (a builder's jumper to ground: it runs, whatever the gate does),
    `percent` of its proper free speed; `tacho_dead`, `tacho_loses_every` (each n-th edge), `tacho_doubles` (two edges
    a stroke).
    `friction_ma`: how many of the 120 mA are friction that is the same at any speed, of bearings and brushes; the rest
    grows with the speed. It costs the volts that this current drops. At 3.7 V and full drive it runs as fast.
    `jitter_permille`: how early or late the tacho's edges come.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.speed_mhz = 0
        self.current_ma = 0
        self.strokes = 0
        self.duty = 0
        self.load = 0
        self.stalled = False
        self.overcurrent_ma = 0
        self.dynamic_drive = True
        self.full_drive = False
        self.unplugged = False
        self.percent = 100
        self.friction_ma = 0
        self.bridged = False
        self.tacho_dead = False
        self.tacho_loses_every = 0
        self.tacho_doubles = False
        self.tacho_edges = 0  # that the sensor gave
        self.on_stroke = None  # a witness: called at every true stroke
        self.due_us = NEVER
        self.jitter_permille = JITTER_PERMILLE
        self._rng = Rng(world.seed + 11)  # its own: other random numbers must not depend on how many strokes were made
        self._late = 0  # how much later than its place the last tacho edge came, 1/_STROKE
        self._length = _STROKE  # from the last tacho edge to the next
        self._phase = 0  # since the last tacho edge, 0.._length
        self._t_us = 0  # phase is valid here
        self._speed_us = 0  # speed is valid here

    @property
    def turning(self) -> bool:
        """Whether the needles move, driven or coasting."""
        return self.speed_mhz > 0

    def gate_changed(self) -> None:
        """The level or the toggling on the gate pin has changed: work out the drive."""
        wires = self._world.wires
        duty = wires.toggling(wiring.GATE)
        if duty == 0 and not self.dynamic_drive and wires.at_part(wiring.GATE):
            duty = 1000
        if duty and self.full_drive:
            duty = 1000
        if self.bridged:
            duty = 1000
        if self.unplugged or not self._world.latch.closed:
            duty = 0
        if duty != self.duty:
            self.settle()
            self._update_speed()
            self.duty = duty
            self._refresh()

    def set_load(self, load: int) -> None:
        """Pressure on the skin, 0 (none) to 100."""
        if not 0 <= load <= 100:
            raise ValueError("load is 0..100")
        self.settle()
        self._update_speed()
        self.load = load
        self._refresh()

    def changed(self) -> None:
        """Something else about the motor has changed (a fault, the battery): recompute."""
        self.set_load(self.load)

    def tacho_level(self) -> int:
        """The tacho pin: high in the first half of every stroke, low while the motor has never turned."""
        if self.tacho_dead or self.strokes == 0:
            return 0
        phase = self._phase + self.speed_mhz * (self._world.now_us - self._t_us)
        return 1 if phase % self._length < self._length // 2 else 0

    def stroke_permille(self) -> int:
        """How far the present stroke is, 0..999."""
        phase = self._phase + self.speed_mhz * (self._world.now_us - self._t_us)
        return phase % self._length * 1000 // self._length

    def run(self) -> None:
        """A grid point or a tacho edge is due."""
        self.settle()
        stroke = self._phase >= self._length
        if stroke:
            self._phase -= self._length
            self._next_length()
            self.strokes += 1
            if self.on_stroke is not None:
                self.on_stroke()
        if self._world.now_us - self._speed_us >= _GRID_US:
            self._update_speed()
            self._refresh()
        else:
            self._plan()
        if stroke and not self.tacho_dead:
            if not self.tacho_loses_every or self.strokes % self.tacho_loses_every:
                self.edge()
            if self.tacho_doubles:
                self.edge()

    def edge(self) -> None:
        """The tacho's output rises once."""
        self.tacho_edges += 1
        self._world.gpio.rising(wiring.TACHO)

    def _next_length(self) -> None:
        """How much of a turn it is to the next tacho edge: each is early or late by `jitter_permille` at most."""
        before = self._late
        jitter = self.jitter_permille
        self._late = (self._rng.below(2 * jitter + 1) - jitter) * (_STROKE // 1000) if jitter else 0
        self._length = _STROKE + self._late - before

    def settle(self) -> None:
        """Bring phase, charge, heat and the sensed current up to now at the present speed and current."""
        now_us = self._world.now_us
        dt_us = now_us - self._t_us
        if dt_us > 0:
            self._world.current_sense.follow(self._phase)
            self._t_us = now_us
            if self.speed_mhz:
                self._phase += self.speed_mhz * dt_us
            if self.current_ma:
                self._world.battery.draw(self.current_ma, dt_us)
                self._world.thermal.heat(self.current_ma, dt_us)

    def _free_mhz(self) -> int:
        """Speed without any load at the present drive."""
        if not self.duty:
            return 0
        percent = self.percent * self._world.rail.gate_percent() // 100
        drop_mhz = self.friction_ma * _DROP_MHZ_PER_MA
        ideal_mhz = (_FREE_MHZ + drop_mhz) * self._world.battery.mv() * self.duty * percent // (_FREE_MV * 100_000)
        return max(0, ideal_mhz - drop_mhz)

    def _update_speed(self) -> None:
        """Move the speed towards its target for the time since the last update."""
        now_us = self._world.now_us
        dt_us = min(now_us - self._speed_us, _TAU_US)
        self._speed_us = now_us
        if dt_us <= 0 or (self.speed_mhz == 0 and self.duty == 0):
            return
        target = self._free_mhz() * (250 - self.load) // 250
        if self.stalled:
            self.speed_mhz = 0
        else:
            change = (target - self.speed_mhz) * dt_us // _TAU_US
            self.speed_mhz = self.speed_mhz + change if change else target
        if self.duty == 0 and self.speed_mhz < _STICTION_MHZ:
            self.speed_mhz = 0

    def _refresh(self) -> None:
        """Recompute the current after speed, drive or load have changed, and plan the next point."""
        if self.duty:
            missing = max(0, self._free_mhz() * (250 - self.load) // 250 - self.speed_mhz)
            running = self.friction_ma + self.speed_mhz * (_AT_90_MA - self.friction_ma) // 90_000 + self.load * 2
            self.current_ma = running + missing // 200 + self.overcurrent_ma
        else:
            self.current_ma = 0
        if self.speed_mhz:
            self._world.ring.note_tip(True)
        self._world.battery.watch()
        self._plan()

    def _plan(self) -> None:
        if self.speed_mhz == 0 and self.duty == 0:
            self.due_us = NEVER
            return
        due_us = self._speed_us + _GRID_US
        if self.speed_mhz:
            edge_us = self._t_us + (self._length - self._phase + self.speed_mhz - 1) // self.speed_mhz
            if edge_us < due_us:
                due_us = edge_us
        self.due_us = due_us
