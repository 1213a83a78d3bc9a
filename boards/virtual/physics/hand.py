"""The user's finger: three buttons, their bouncing, and what can break about them."""

from boards.virtual import wiring

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

BOUNCE_US = 400  # contacts of tact switches bounce for some hundred us, a few times


class Hand:
    """SELECT opens its contact to 3V3 when pressed; UP and DOWN close theirs to ground: all read low.

    UP and DOWN read high only where the firmware switches the pull-up of the pin on.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.down: dict = dict.fromkeys(wiring.BUTTONS, False)
        self._stuck: dict = dict.fromkeys(wiring.BUTTONS, False)
        self._welded: dict = dict.fromkeys(wiring.BUTTONS, False)
        self.chatter: dict = {}  # button → bounces of each press and release
        self._wire_broken = False
        self._update("SELECT")

    def press(self, name: str, bounces: int = 0) -> None:
        """Press a button of the pen. Raises KeyError for a name that is not on it."""
        self._move(name, True, bounces)

    def release(self, name: str, bounces: int = 0) -> None:
        """Let go of a button of the pen."""
        self._move(name, False, bounces)

    def stick(self, name: str, on: bool) -> None:
        """A button that is stuck reads pressed whatever the finger does."""
        self._stuck[name] = on
        self._update(name)

    def weld(self, name: str, on: bool) -> None:
        """A button that reads released whatever the finger does."""
        self._welded[name] = on
        self._update(name)

    def break_stop_wire(self, on: bool) -> None:
        """The wire of the SELECT contact breaks (or is mended): the pull-down wins."""
        self._wire_broken = on
        self._update("SELECT")

    def pulls_latch(self) -> bool:
        """Whether SELECT's other contact is closed: it leads to the stop wire, and that to ground."""
        return self._is_down("SELECT") and not self._wire_broken and self._world.wires.connects(wiring.SELECT)

    def _is_down(self, name: str) -> bool:
        return (self.down[name] or self._stuck[name]) and not self._welded[name]

    def _move(self, name: str, down: bool, bounces: int) -> None:
        self.down[name] = down
        self._update(name)
        for i in range(max(bounces, self.chatter.get(name, 0)) * 2):
            level = down if i & 1 else not down
            self._world.after_us(BOUNCE_US * (i + 1), lambda level=level: self._bounce(name, level))

    def _bounce(self, name: str, down: bool) -> None:
        self.down[name] = down
        self._update(name)

    def _update(self, name: str) -> None:
        pressed = self._is_down(name)
        pin = wiring.BUTTONS[name]
        if name == "SELECT":
            self._world.gpio.drive(pin, 0 if pressed or self._wire_broken else 1)
            self._world.latch.changed()
        else:
            self._world.gpio.drive(pin, 0 if pressed else None)
