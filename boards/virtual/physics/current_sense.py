"""The motor's current on its way to the ADC: where the shunt sits, the ripple of the strokes, the filter.

A stroke costs torque, so the current rises and falls once a stroke around its mean. Between two looks the filter is
followed in slices of a millisecond. Battery and heat do not see the ripple: its mean is nothing.
"""

from boards.virtual import wiring

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

RIPPLE_PERMILLE = 100  # of a small motor that drives a spring-loaded needle bar (judgement)
_SLICE_US = 1_000
_SETTLED = 12  # time constants after which nothing of a step is left


class CurrentSense:
    """`ripple_permille` of the current, from its mean to its peak; `ripple_at`: per mille of a stroke where it begins.

    `filter_us`: time constant before the pad, 0 for none. `in_ground_line`: the shunt is where it is usually put, and
    shows duty x current.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.ripple_permille = RIPPLE_PERMILLE
        self.ripple_at = 0
        self.filter_us = wiring.CURRENT_FILTER_US
        self.in_ground_line = False
        self._ua = 0  # at the pad, as microamperes of the motor
        self._t_us = 0  # valid here

    def follow(self, stroke_nano: int) -> None:
        """Bring the filter up to now, with the motor's present current and speed.

        `stroke_nano`: its place in the stroke at the last call, 1/1,000,000,000.
        """
        now_us = self._world.now_us
        if self.filter_us:
            motor = self._world.motor
            left_us = now_us - self._t_us
            if motor.current_ma == 0 and (self._ua == 0 or left_us > _SETTLED * self.filter_us):
                self._ua = left_us = 0  # at rest nothing moves: looked at most often, so it has to be cheap
            speed_mhz = motor.speed_mhz
            while left_us > 0:
                slice_us = _SLICE_US if left_us > _SLICE_US else left_us
                source_ua = self._source_ua(stroke_nano + speed_mhz * slice_us // 2)
                self._ua += (source_ua - self._ua) * 2 * slice_us // (2 * self.filter_us + slice_us)
                stroke_nano += speed_mhz * slice_us
                left_us -= slice_us
        self._t_us = now_us

    def millivolts(self) -> int:
        """At the pad now."""
        motor = self._world.motor
        motor.settle()
        ua = self._ua if self.filter_us else self._source_ua(motor.stroke_permille() * 1_000_000)
        return ua * wiring.CURRENT_MV_PER_MA // 1_000

    def _source_ua(self, stroke_nano: int) -> int:
        """What the amplifier shows at this place of the stroke."""
        motor = self._world.motor
        ua = motor.current_ma * 1_000
        if self.ripple_permille and motor.speed_mhz:
            ua += motor.current_ma * self.ripple_permille * _wave(stroke_nano // 1_000_000 + self.ripple_at) // 1_000
        return ua * motor.duty // 1_000 if self.in_ground_line else ua


def _wave(permille: int) -> int:
    """Up and down once in 1000: a sine of +-1000, made of two parabolas."""
    place = permille % 500
    height = place * (500 - place) * 16 // 1_000
    return height if permille % 1_000 < 500 else -height
