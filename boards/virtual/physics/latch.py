"""The latched supply: what connects the cell to the pen, and lets go of it (boards/hardware, sheet "Supply").

The cell's switch Q6 is closed while something pulls its gate down: SELECT's other contact, the clock's INT, or the
processor's HOLD by way of Q7. C70 between gate and supply makes it slow both ways. USB power feeds the processor past
the switch; motor, light and battery divider stay without supply then.
"""

from boards.virtual import wiring
from boards.virtual.resets import NEVER

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

ON_US = 15_000  # from the press to a supply that the processor starts from
OFF_US = 500_000  # from the moment that nothing pulls to a supply that has gone: C71 holds so long, by SPICE


class Latch:
    """`closed`: the cell feeds the pen. `off`: the pen has been let go of, and nothing but what pulls brings it back;
    `calls`: something has, and the processor is to be started.

    `fitted` False: no such circuit, the cell is always connected; a bench fits it where the board has a pin for it.
    Faults: `shorted` (Q6 conducts whatever its gate says), `dead` (Q6 never conducts), `int_low` (the wire of INT is at
    ground). `due_us` is when what is pulled now, or is not, has its effect.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.fitted = False
        self.shorted = False
        self.dead = False
        self.int_low = False
        self.closed = True
        self.off = False
        self.calls = False
        self.due_us = NEVER

    def pulled(self) -> bool:
        """Whether anything keeps the switch closed, or would close it."""
        if not self.fitted or self.shorted:
            return True
        world = self._world
        if self.dead:
            return False
        if self.int_low or world.clock.pulls_int() or world.hand.pulls_latch():
            return True
        return world.powered and world.wires.at_part(wiring.HOLD) == 1

    def changed(self) -> None:
        """Something at the gate is not as it was."""
        pulled = self.pulled()
        if pulled == self.closed:
            self.due_us = NEVER
        elif self.due_us == NEVER and (self._world.powered or self.off):  # without a cell nothing happens
            self.due_us = self._world.now_us + (ON_US if pulled else OFF_US)

    def run(self) -> None:
        """The switch opens or closes."""
        self.due_us = NEVER
        world = self._world
        self.closed = not self.closed
        if self.closed:
            self._call()
        elif world.powered and not world.battery.vbus:
            self.let_go()
        world.motor.gate_changed()

    def let_go(self) -> None:
        """Nothing feeds the processor any more."""
        self._world.power_cut()
        self.closed = False
        self.off = True
        self.changed()

    def usb(self, on: bool) -> None:
        """USB power has come or gone."""
        world = self._world
        if on:
            self._call()
        elif not on and world.powered and not self.closed:
            self.let_go()

    def cell_in(self) -> None:
        """A cell is put in, or power comes anew: C70 is empty, so the switch begins closed."""
        self.closed = not self.dead
        self.off = self.calls = False
        self.due_us = NEVER
        self.changed()

    def cell_out(self) -> None:
        """The cell is pulled, or power is gone for another reason: nobody brings it back but the one who took it."""
        self.off = self.calls = False
        self.due_us = NEVER

    def _call(self) -> None:
        self.calls = self.off
        self.off = False
