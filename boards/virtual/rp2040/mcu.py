"""What stands in a `World` for the microcontroller when that is an emulated one: the pads, seen from the board.

Models drive pads here and ask what the chip drives; what changed is kept in `pending` until the chip is told. It must
not talk to the chip itself: `bench.py` does.
"""

from boards.virtual import wiring
from boards.virtual.resets import NEVER
from boards.virtual.world import World

TACHO_HIGH_NS = 3_000_000  # of a hall sensor's pulse: less than half a stroke at any speed the motor has
_INPUTS = (wiring.TACHO, wiring.SELECT, wiring.UP, wiring.DOWN, wiring.VBUS)


class Pads:
    """Offers what `mcu.gpio.Gpio` offers to the models. `pending`: [[ns, pin, level], …] not yet told to the chip."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._board: dict[int, int | None] = dict.fromkeys(_INPUTS)
        self._board.update({wiring.TACHO: 0, wiring.VBUS: 0, wiring.TAG: 1})  # 1-Wire: its pull-up
        self._chip: dict[int, int | None] = {}
        self._pulls = {wiring.NENABLE: 1, wiring.GATE: 0}  # resistors where the chip alone drives
        self._gate_duty = 0
        self.pending: list[list] = []

    # --- the board --------------------------------------------------------------------------------------

    def drive(self, n: int, level: "int | None") -> None:
        """Something on the board drives a pad, or lets go of it (None)."""
        if self._board.get(n) != level:
            self._board[n] = level
            self.pending.append([self._world.now_us * 1000, n, level])

    def rising(self, n: int) -> None:
        """A pulse of the tacho's hall sensor."""
        at_ns = self._world.now_us * 1000
        self.pending += [[at_ns, n, 1], [at_ns + TACHO_HIGH_NS, n, 0]]

    def pull_low(self, n: int, from_ns: int, to_ns: int) -> None:
        """An open-drain output on the board holds a pad low for a while; a pull-up is on it."""
        self.pending += [[from_ns, n, 0], [to_ns, n, 1]]

    def everything(self) -> None:
        """A chip gets power: it has yet to be told how every pad stands."""
        now_ns = self._world.now_us * 1000
        self.pending = [[now_ns, n, level] for n, level in self._board.items()]

    # --- the chip ---------------------------------------------------------------------------------------

    def chip_drives(self, n: int, level: "int | None") -> None:
        """The chip drives a pad to a new level, or lets go of it."""
        self._chip[n] = level
        if n == wiring.HOLD:
            self._world.latch.changed()

    def gate(self, duty: int, level: int) -> None:
        """The motor's gate toggles with `duty` per mille, or (0) rests at `level`."""
        self._gate_duty = duty
        self._chip[wiring.GATE] = level
        self._world.motor.gate_changed()

    def level(self, n: int) -> int:
        """What a pad carries now, 0 or 1; the chip wins."""
        level = self._chip.get(n)
        if level is None:
            level = self._board.get(n)
        return self._pulls.get(n, 0) if level is None else level

    def strong(self, n: int) -> bool:
        """Does the chip drive a pad high? Its edges come late and in batches, so it is believed."""
        return True

    def toggle_duty(self, n: int) -> int:
        """Per mille of high time while the pad toggles fast, else 0."""
        return self._gate_duty if n == wiring.GATE else 0

    def reset(self) -> None:
        """The chip has let go of everything."""
        self._chip = {}
        self.gate(0, 0)
        self._world.latch.changed()


class Steps:
    """Delivers the chip's step pulses to the ring. `emitted` counts them all."""

    due_us = NEVER  # nothing of it is ever due: each pulse comes when the chip makes it

    def __init__(self, world: World, pads: Pads) -> None:
        self._world = world
        self._pads = pads
        self.emitted = 0

    def pulse(self) -> None:
        """One rising edge on STEP."""
        self.emitted += 1
        deeper = self._pads.level(wiring.DIR) == 1
        self._world.ring.pulses(1, deeper, self._pads.level(wiring.NENABLE) == 0)

    def settle(self) -> None:
        """Nothing is ever outstanding."""

    def off(self) -> None:
        """A reset of the chip: it ends its pulses itself."""


class Inside:
    """What the chip keeps to itself: the needle's state machine, the watchdog. `starved` counts its resets."""

    due_us = NEVER

    def __init__(self) -> None:
        self.starved = 0

    def off(self) -> None:
        """A reset of the chip takes care of it."""


class EmulatedMcu:
    """`World(seed, mcu=EmulatedMcu)`: a world around an emulated chip."""

    def __init__(self, world: World) -> None:
        self.gpio = Pads(world)
        self.stepper = Steps(world, self.gpio)
        self.needle = Inside()
        self.watchdog = Inside()
