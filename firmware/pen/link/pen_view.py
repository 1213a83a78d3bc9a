"""What the laptop may know of the pen right now: a read-only view over controller, inputs and ledger.

It must not offer a way to change anything.
"""

from micropython import const

from pen.core.clock import unlock_at_s
from pen.core.gate import Gate
from pen.core.states import ASKING, BUSY, CLEANING, FAULT, LOCKED, PRACTISING, READY
from pen.core.zones import COUNT

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs
    from pen.hal.modules import Portions
    from pen.ui.front_panel import FrontPanel


class PenView:
    """Most properties are one field of an answer in `formats/messages.py`."""

    def __init__(self, controller: "Controller", inputs: "Inputs", panel: "FrontPanel", treatment: "Portions"):
        self._controller = controller
        self._panel = panel
        self._treatment = treatment
        self._gate = Gate()
        self._inputs = inputs

    @property
    def state(self) -> int:
        """Controller state, see `core/states/__init__.py`."""
        return self._controller.state

    @property
    def busy(self) -> bool:
        """A treatment is under way."""
        return self._controller.state in BUSY

    @property
    def reason(self) -> int:
        """Why no session can start now (`formats/reasons.py`), NONE if one can."""
        return self._gate.lock(self._inputs, self._controller.ledger)

    @property
    def detail(self) -> int:
        """The number that belongs to `reason`."""
        self._gate.lock(self._inputs, self._controller.ledger)
        return self._gate.detail

    @property
    def unlock_at_s(self) -> int:
        """When the next session may start, at the earliest: after the interval and every hold; proven seconds."""
        ledger = self._controller.ledger
        return max(unlock_at_s(ledger), ledger.hold_until_s)

    @property
    def depth_limit_um(self) -> int:
        """Highest set-point allowed anywhere."""
        return max(self.ceilings_um)

    @property
    def ceilings_um(self) -> "tuple[int, ...]":
        """Highest set-point allowed in each zone, in the order of `core/zones.py`."""
        return tuple(self._controller.ceiling_of(zone) for zone in range(COUNT))

    @property
    def occupied(self) -> bool:
        """A person is in the middle of something: a session, questions, the disinfection, practising.

        An open session counts in every state, FAULT included: there a question would cover "it bleeds" (A23). Not the
        check-in that a pen asks when it wakes: that may be answered from the laptop.
        """
        controller = self._controller
        asked = controller.state == ASKING and not controller.asking.checking_in
        return asked or controller.state in (CLEANING, PRACTISING) or bool(controller.ledger.session_open)

    @property
    def worn(self) -> bool:
        """The code of a treatment was loaded since the start: its names take the memory that an update needs."""
        return self._treatment.used

    @property
    def idle(self) -> bool:
        """Nothing is under way and nothing moves: the program may change, or begin anew."""
        return self._controller.state in (LOCKED, READY, FAULT) and not self._inputs.ring_busy

    @property
    def proven_s(self) -> int:
        """The seconds that are proven by now, since the pen's first start."""
        return self._inputs.proven_s

    @property
    def battery_mv(self) -> int:
        """The voltage of the cell in mV."""
        return self._inputs.battery_mv

    @property
    def motor_temp_dc(self) -> int:
        """Motor temperature, 0.1 degree."""
        return self._inputs.motor_temp_dc

    @property
    def vbus(self) -> bool:
        """Whether USB gives power now."""
        return self._inputs.vbus

    @property
    def ring_moving(self) -> bool:
        """The depth ring is on its way."""
        return bool(self._inputs.ring_busy)

    @property
    def buttons(self) -> int:
        """Mask of the buttons that are down."""
        return self._controller.buttons.down

    @property
    def touched(self) -> bool:
        """Is any button down, or was it just now?"""
        return bool(self._inputs.buttons | self._controller.buttons.down)

    @property
    def shown(self) -> object:
        """Which of the laptop's matters stands on the display, whole: what `Link.offer` was; None: none."""
        return self._panel.shown
