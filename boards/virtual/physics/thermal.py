"""Motor temperature: warms with the square of the current, cools to the room, one-minute time constant."""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

_TAU_S = 60
_SECOND_US = 1_000_000
_RISE_MC_PER_MA2_PERMILLE = 833  # 120 mA for ever warm by 12 degrees

# NTC 10 kOhm at 25 degrees, B = 3950: R = 10000 exp(3950 (1/T - 1/298.15)), ohms at -10, -5 .. 120 degrees C
_NTC_OHM = (
    58_246, 44_026, 33_621, 25_925, 20_175, 15_837, 12_535, 10_000, 8037, 6506, 5301, 4348, 3588, 2978,
    2486, 2086, 1760, 1492, 1270, 1087, 934, 805, 698, 606, 529, 463, 407,
)  # fmt: skip
_NTC_FIRST_C = -10
_NTC_STEP_MC = 5_000


class Thermal:
    """Temperatures in milli-degrees C. `forced_mc` overrides the physics while it is not None."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.ambient_mc = 25_000
        self.forced_mc: int | None = None
        self._mc = 25_000
        self._heat = 0  # mA^2 x us since _t_us
        self._t_us = 0

    def heat(self, ma: int, dt_us: int) -> None:
        """The motor carried `ma` for `dt_us`."""
        self._heat += ma * ma * dt_us
        if self._world.now_us - self._t_us >= _SECOND_US:
            self._settle()

    def mc(self) -> int:
        """Temperature of the motor now."""
        self._settle()
        return self._mc if self.forced_mc is None else self.forced_mc

    def ntc_mv(self) -> int:
        """Voltage of the NTC (to ground, 10 kOhm to 3300 mV)."""
        ohm = self._ntc_ohm(self.mc())
        return 3300 * ohm // (ohm + 10_000)

    def _ntc_ohm(self, mc: int) -> int:
        mc -= _NTC_FIRST_C * 1000
        last = len(_NTC_OHM) - 1
        mc = max(0, min(mc, last * _NTC_STEP_MC))
        i = min(mc // _NTC_STEP_MC, last - 1)
        return _NTC_OHM[i] - (_NTC_OHM[i] - _NTC_OHM[i + 1]) * (mc - i * _NTC_STEP_MC) // _NTC_STEP_MC

    def _settle(self) -> None:
        """Whole seconds since the last time, at most until the motor is as cold as the room."""
        seconds = (self._world.now_us - self._t_us) // _SECOND_US
        if seconds <= 0:
            return
        self._t_us += seconds * _SECOND_US
        if self._heat:
            rise_mc = self._heat // _SECOND_US * _RISE_MC_PER_MA2_PERMILLE // 1000
            self._heat = 0
            self._mc += rise_mc // _TAU_S
        for _ in range(seconds):
            step = (self._mc - self.ambient_mc) // _TAU_S
            if step == 0:
                break
            self._mc -= step
