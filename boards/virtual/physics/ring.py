"""The depth ring: a micro-stepper on a 1 mm thread, with a home stop and the mechanical end-stop.

Position is kept in micro-steps, 3.2 to the um. It survives everything, because it is a piece of metal.
"""

from boards.virtual import wiring

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

TRAVEL_UM = 600  # end of the thread, where nothing else stops the ring


class Ring:
    """`pos` in micro-steps from the home stop, rising with depth; public, so that a test can place the ring.

    `endstop_um`: the mechanical end-stop, None when a test takes it away. Faults: `stuck` (no step moves it),
    `lose_every_n` (every n-th pulse is lost; 0 = none), `step_percent` (of the way that a pulse should make: 200 with
    the driver set to half as many micro-steps). `lost` and `moved` count micro-steps.
    """

    def __init__(self, world: "World", endstop_um: "int | None") -> None:
        self._world = world
        self.endstop_um = endstop_um
        self._pos = 0
        self.stuck = False
        self.lose_every_n = 0
        self.step_percent = 100
        self.lost = 0
        self.moved = 0
        self.deepest_um = 0
        self.deepest_stroke_um = 0
        self._pulses = 0

    @property
    def pos(self) -> int:
        """Micro-steps from the home stop, now."""
        self._world.stepper.settle()
        return self._pos

    @pos.setter
    def pos(self, steps: int) -> None:
        self._world.stepper.settle()
        self._pos = steps

    @property
    def um(self) -> int:
        """Protrusion the ring allows, in um, rounded up: the truth never looks shallower than it is."""
        return (self.pos * 5 + 15) // 16

    def counts(self) -> int:
        """Angle of the ring in encoder counts from home (not reduced to one turn)."""
        return self.pos * wiring.COUNTS_PER_TURN // wiring.PULSES_PER_TURN

    def pulses(self, count: int, deeper: bool, energised: bool) -> None:
        """`count` STEP pulses arrive at the driver; those that cannot move the ring are lost."""
        go = count
        if not energised or self.stuck:
            go = 0
        elif self.lose_every_n:
            before = self._pulses // self.lose_every_n
            self._pulses += count
            go = count - (self._pulses // self.lose_every_n - before)
        self._move(go * self.step_percent // 100 if deeper else -go * self.step_percent // 100, count)

    def slip(self, um: int) -> None:
        """The ring turns by itself by `um`, deeper if positive."""
        self._world.stepper.settle()
        self._move(um * wiring.PULSES_PER_TURN // wiring.PITCH_UM, 0)

    def _move(self, steps: int, count: int) -> None:
        limit_um = TRAVEL_UM if self.endstop_um is None else min(self.endstop_um, TRAVEL_UM)
        target = self._pos + steps
        target = max(0, min(target, limit_um * wiring.PULSES_PER_TURN // wiring.PITCH_UM))
        step = abs(target - self._pos)
        self._pos = target
        self.moved += step
        self.lost += max(0, count - step)
        if step:
            self.note_tip(False)

    def note_tip(self, stroking: bool) -> None:
        """Remember the deepest protrusion so far; called while the ring moves or the motor turns."""
        if self._world.cartridge is not None:
            tip_um = self._world.tip_um
            if tip_um > self.deepest_um:
                self.deepest_um = tip_um
            if stroking and tip_um > self.deepest_stroke_um:
                self.deepest_stroke_um = tip_um
