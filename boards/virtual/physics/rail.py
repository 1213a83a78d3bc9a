"""3V3: what feeds the processor and is its ADC's reference, and the shunt reference that tells how high it really is.

Two kinds of supply. A converter up and down, as on the Pico, makes 3.3 V of any cell. A low-drop regulator, as the
RP2040-Zero needs it, can only follow a weak cell down: TPS736 data sheet (SBVS038), electrical characteristics: ZO(DO)
0.25 ohm, and VDO at most 200 mV at 400 mA, which is 0.5 ohm.
"""

from boards.virtual import wiring

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

_DROP_MV = 35  # 0.5 ohm at the 70 mA of an awake pen without its motor
_SHUNT_MV = 2048
# LM4040: regulates from 75 uA on (SLOS456; 19-1787: 65 uA); and 21 uA flow into 100 kOhm at the pin
_SHUNT_FROM_MV = 2_259  # of 3V3: (75 uA + 21 uA) x 2.2 kOhm more
# Si2312CDS data sheet (65900): on-resistance specified from VGS 1.8 V on; VGS(th) at most 1.0 V. Two diodes of the pump
_GATE_GOOD_MV, _GATE_OFF_MV, _PUMP_MV = 1_800, 1_000, 500


class Rail:
    """`low_drop`: a regulator that follows the cell, not a converter. `fitted`: the shunt reference is there.

    `makes_mv`: what the supply makes of a good cell; a fault makes it another.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.low_drop = False
        self.fitted = False
        self.makes_mv = wiring.ADC_REF_MV

    def fit(self, reference: bool) -> None:
        """A board with a shunt reference, which is one with the low-drop regulator; or the other one."""
        self.fitted = reference
        if reference:
            self.low_drop = True

    def mv(self) -> int:
        """Voltage of 3V3 now."""
        battery = self._world.battery
        if not self.low_drop or battery.vbus:  # with the cable in, the board's own regulator has 5 V
            return self.makes_mv
        return max(1, min(self.makes_mv, battery.mv() - _DROP_MV))

    def shunt_mv(self) -> int:
        """At the shunt reference: below its least current it no longer regulates, and falls with 3V3."""
        return _SHUNT_MV * min(self.mv(), _SHUNT_FROM_MV) // _SHUNT_FROM_MV if self.fitted else 0

    def gate_percent(self) -> int:
        """How much of its drive the motor gets: below the gates' range the MOSFETs are resistors, then open."""
        gate_mv = self.mv() - _PUMP_MV
        if gate_mv >= _GATE_GOOD_MV:
            return 100
        return max(0, (gate_mv - _GATE_OFF_MV) * 100 // (_GATE_GOOD_MV - _GATE_OFF_MV))
