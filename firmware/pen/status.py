"""What the laptop may know of the pen right now: a read-only view over controller, inputs and ledger."""

from .core.clock import unlock_at_s
from .core.gate import Gate
from .masks import DOWN


class Status:
    """Each property is one field of `STATUS_IS` or `HELLO_IS` in `core/messages.py`."""

    def __init__(self, controller, inputs):
        self._controller = controller
        self._gate = Gate()
        self._inputs = inputs

    @property
    def state(self) -> int:
        """Controller state, see `core/states.py`."""
        return self._controller.state

    @property
    def busy(self) -> bool:
        """A treatment is under way."""
        return self._controller.busy()

    @property
    def reason(self) -> int:
        """Why no session can start now (`core/reasons.py`), NONE if one can."""
        return self._gate.lock(self._inputs, self._controller.ledger)

    @property
    def detail(self) -> int:
        """The number that belongs to `reason`."""
        self._gate.lock(self._inputs, self._controller.ledger)
        return self._gate.detail

    @property
    def unlock_at_s(self) -> int:
        """When the next session may start, proven seconds."""
        return unlock_at_s(self._controller.ledger)

    @property
    def depth_limit_um(self) -> int:
        """Highest set-point allowed."""
        return self._controller.ceiling_um()

    @property
    def proven_s(self) -> int:
        """Proven seconds now."""
        return self._inputs.proven_s

    @property
    def battery_mv(self) -> int:
        """Cell voltage."""
        return self._inputs.battery_mv

    @property
    def motor_temp_dc(self) -> int:
        """Motor temperature, 0.1 degree."""
        return self._inputs.motor_temp_dc

    @property
    def vbus(self) -> bool:
        """USB power present."""
        return self._inputs.vbus

    @property
    def confirmed(self) -> bool:
        """DOWN is held: a person at the pen agrees with what the laptop asks."""
        return bool(self._controller.buttons.down & DOWN)
