"""The Li-ion cell: charge, terminal voltage under load, charging from USB, and brown-out.

Standby consumption is not modelled: a month on the shelf leaves the charge as it was.
"""

from boards.virtual import wiring

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

CAPACITY = 300 * 3600 * 1_000_000  # 300 mAh in mA x us
CHARGE_MA = 150  # half an hour of charge rate per hour: gentle
RESISTANCE_MOHM = 150
BROWN_OUT_MV = 2800  # the 3.3 V converter gives up here
EMPTY_MV = 2400  # without one: the cell's protection circuit opens (DW01A data sheet: 2.4 V)
# Open-circuit mV at 0, 10 .. 100 % of charge: a typical LiCoO2 discharge curve
_OCV_MV = (3000, 3500, 3600, 3650, 3690, 3730, 3790, 3860, 3950, 4050, 4180)


class Battery:
    """`charge` in mA x us. `vbus` tells whether USB power is there. `bench_mv`: a supply in its place, or 0."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.charge = CAPACITY * 9 // 10
        self.vbus = False
        self.bench_mv = 0
        self._since_us = 0

    def ocv_mv(self) -> int:
        """The cell's voltage without load, in mV."""
        self._settle()
        tenth = CAPACITY // 10
        i = min(self.charge // tenth, 9)
        low = _OCV_MV[i]
        return low + (_OCV_MV[i + 1] - low) * (self.charge - i * tenth) // tenth

    def mv(self) -> int:
        """Terminal voltage at the present motor current."""
        if self.bench_mv:
            return self.bench_mv
        return self.ocv_mv() - self._world.motor.current_ma * RESISTANCE_MOHM // 1000

    def set_mv(self, mv: int) -> None:
        """Set the charge so that the open-circuit voltage is `mv` (clipped to the cell's range)."""
        self._settle()
        mv = max(_OCV_MV[0], min(mv, _OCV_MV[10]))
        i = 0
        while i < 9 and _OCV_MV[i + 1] < mv:
            i += 1
        tenth = CAPACITY // 10
        self.charge = tenth * i + tenth * (mv - _OCV_MV[i]) // (_OCV_MV[i + 1] - _OCV_MV[i])

    def plug(self, on: bool) -> None:
        """USB power comes or goes."""
        self._settle()
        self.vbus = on
        self._world.gpio.drive(wiring.VBUS, 1 if on else 0)
        self._world.latch.usb(on)

    def draw(self, ma: int, dt_us: int) -> None:
        """The motor takes `ma` for `dt_us`."""
        self.charge = max(0, self.charge - ma * dt_us)

    def watch(self) -> None:
        """Brown-out: too low a voltage without USB power is a power cut."""
        least_mv = EMPTY_MV if self._world.rail.low_drop else BROWN_OUT_MV
        if not self.vbus and self._world.powered and self.mv() < least_mv:
            self._world.power_cut()

    def _settle(self) -> None:
        now_us = self._world.now_us
        if self.vbus:
            self.charge = min(CAPACITY, self.charge + CHARGE_MA * (now_us - self._since_us))
        self._since_us = now_us
