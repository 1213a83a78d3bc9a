"""How hard the nose presses, from the motor's current; and the stroke rate held against the tacho (S15, H17, H18).

The load index is the current above what the same needles drew in free air at the start of this very run. Integers
only, nothing allocated. It must not stop anything: it reports how hard the nose is pressed, and for how long.
"""

from micropython import const

from .limits import TICKS_MASK, elapsed_ms
from .touch_limits import (
    AIR_MEAN_MS,
    AIR_RISE_PERCENT,
    AIR_SETTLE_MS,
    AIR_SLOW_MIN_PERCENT,
    AIR_SLOW_MS,
    AIR_TOLERANCE_PERCENT,
    CONTACT_MA,
    FIRM_MA,
    HARD_LET_GO_MA,
    HARD_MA,
    RATE_HIGH_PERCENT,
    RATE_LOW_PERCENT,
    RATE_SETTLE_MS,
    RATE_TRIM_DOWN,
    RATE_TRIM_UP,
    RATE_WINDOW_MS,
    RATE_WRONG_MS,
    SLIP_BACK_PERMILLE,
    SLIP_PERMILLE,
)

# how hard it presses
CALIBRATING = const(0)  # in free air
NO_AIR = const(1)  # what should have been free air was not, or the motor is faulty
NONE = const(2)  # off the skin
LIGHT = const(3)
FIRM = const(4)
HARD = const(5)

_FELT_MA = const(50)  # of the lowest rate alone: more than stiff bearings take, so the run began on the skin (J)
_APART = const(10)  # the lowest rate says something of friction if it is a tenth lower than the own one
_SMOOTH = const(4)  # the index follows a quarter of each step's change: 40 ms


class Air:
    """Needles in free air at the lowest rate and at the run's own: a y for an x, in the mean of what was measured.

    Friction takes current, and speed, at any rate. So below the own rate the y is looked for on the line between both;
    above it, or if both are much the same, on the one through zero. A lifted nose must not look like a touch (H18).
    """

    def __init__(self):
        self._sums = [0] * 6  # at the lowest rate x, y and their count, and at the own
        self.scaled = 0  # the y that `at` found last on the line through zero

    def begin(self) -> None:
        """Forget what was measured: nothing is known of free air yet."""
        for i in range(6):
            self._sums[i] = 0

    def learn(self, x: int, y: int, slow: bool) -> None:
        """One step; `slow`: at the lowest rate."""
        sums = self._sums
        i = 0 if slow else 3
        sums[i] += x
        sums[i + 1] += y
        sums[i + 2] += 1

    def mean(self, i: int) -> int:
        """The x (0) or y (1) of the lowest rate, or of the own (3, 4)."""
        return self._sums[i] // (self._sums[i // 3 * 3 + 2] or 1)

    def at(self, x: int, lower: bool) -> int:
        """The y at this x. `lower`: which of both lines counts when they disagree."""
        sums = self._sums
        if sums[5] >= 0:
            self._draw()
        own = sums[3]
        self.scaled = y = x * sums[4] // own
        if x < own and sums[0]:
            drawn = sums[4] - (own - x) * sums[1] // sums[0]
            return drawn if (drawn < y) == lower else y
        return y

    def _draw(self) -> None:
        """Nothing more is learnt. From here on the list has how far apart both are (0: too near), in x and in y."""
        sums = self._sums
        own, own_y = self.mean(3) or 1, self.mean(4)
        apart = own - self.mean(0)
        sums[0] = apart if apart * _APART >= own else 0
        sums[1] = own_y - self.mean(1)
        sums[3], sums[4] = own, own_y
        sums[5] = -1


class Touch:
    """One run's load: `level` is one of the constants above, `index_ma` the load, `baseline_ma` that of free air."""

    def __init__(self, free_current_ua_per_hz: int):
        """`free_current_ua_per_hz`: what the board's motor draws in free air, per stroke a second."""
        self._ua_per_hz = free_current_ua_per_hz
        self._air = Air()  # mA at strokes a second
        self.begin(0)

    def begin(self, now_ms: int) -> None:
        """Begin a run at `now_ms`: what these needles draw in free air is measured first."""
        self.level = CALIBRATING
        self.index_ma = self.baseline_ma = 0
        self.free_ma = 0  # what these needles draw in free air at the present rate; 0 before it was measured
        self.touched = False  # the skin was reached in this run
        self.slow = True  # lowest rate: at first, and to the run's end once it was pressed too hard
        self.learning = False  # free air is measured now
        self._from_ms = self._hard_ms = now_ms
        self._contact_ms = now_ms  # last contact, or the end of the calibration
        self._air.begin()
        self._spare_ma = 0  # what free air took more than the board says: the nose may have been on the skin already
        self._index = 0  # in 1/_SMOOTH mA

    def update(self, now_ms: int, current_ma: int, rate_hz: int, held: bool = True) -> int:
        """One step with the measured current and stroke rate; `held`: as of `Slip`. Returns the level."""
        before = self.level
        if before == CALIBRATING:
            self._calibrate(now_ms, current_ma, rate_hz)
            return self.level
        if before == NO_AIR:
            return NO_AIR
        self.free_ma = free_ma = self._air.at(rate_hz, False)
        index = self._index
        index += current_ma - free_ma - index // _SMOOTH
        self._index = index
        self.index_ma = index_ma = index // _SMOOTH
        # a touch while free air was measured must not hide pressure: here the least that free air can be counts
        hard_ma = index_ma + free_ma - self._air.scaled + self._spare_ma
        if hard_ma >= (HARD_LET_GO_MA if before == HARD else HARD_MA):
            if before != HARD:
                self._hard_ms = now_ms
            level = HARD
            self.slow = True
        elif not held or index_ma < CONTACT_MA:
            self.level = NONE
            return NONE
        else:
            level = FIRM if index_ma >= FIRM_MA else LIGHT
        self.level = level
        self._contact_ms = now_ms
        self.touched = True
        return level

    def off_ms(self, now_ms: int) -> int:
        """How long the nose has not touched; 0 while it does."""
        return (now_ms - self._contact_ms) & TICKS_MASK if self.level == NONE else 0

    def hard_ms(self, now_ms: int) -> int:
        """How long it has pressed too hard; 0 while it does not."""
        return elapsed_ms(now_ms, self._hard_ms) if self.level == HARD else 0

    def _calibrate(self, now_ms: int, current_ma: int, rate_hz: int) -> None:
        for_ms = elapsed_ms(now_ms, self._from_ms)
        if for_ms >= AIR_SETTLE_MS + AIR_MEAN_MS and not self.slow:
            if self.learning:  # judged in the step after, as both would make this one too long (S4)
                self.learning = False
                self.baseline_ma = self._air.mean(4)
                expected_ma = self._ua_per_hz * self._air.mean(3) // 1_000
                self._spare_ma = max(0, self.baseline_ma - expected_ma - CONTACT_MA)
            else:
                self.level = NONE if self._in_air() else NO_AIR
                self._contact_ms = now_ms
            return
        if for_ms >= AIR_SETTLE_MS:
            self.learning = True
            self._air.learn(rate_hz, current_ma, self.slow)
            if self.slow and for_ms >= AIR_SLOW_MS:
                self.learning = False
                self._from_ms = now_ms
                self.slow = False

    def _in_air(self) -> bool:
        """Does a stroke take what the board says, at both rates? A shunt in the ground line shows duty x current."""
        rate_hz = self._air.mean(3) or 1
        expected_ma = self._ua_per_hz * rate_hz // 1_000
        more_ma = self.baseline_ma - expected_ma
        slow_hz, slow_ma = self._air.mean(0) or 1, self._air.mean(1)
        slow_ua = slow_ma * 1_000 // slow_hz
        return (
            -expected_ma * AIR_TOLERANCE_PERCENT <= more_ma * 100 <= expected_ma * AIR_TOLERANCE_PERCENT
            and slow_ua * 100 >= self._ua_per_hz * AIR_SLOW_MIN_PERCENT
            and self.baseline_ma * 1_000 <= slow_ua * rate_hz // 100 * AIR_RISE_PERCENT
            and slow_ma - self._ua_per_hz * slow_hz // 1_000 <= (more_ma if more_ma > 0 else 0) + _FELT_MA
        )


class Slip:
    """How much slower the needles are than the same drive made them in free air: `permille`. The skin holds them.

    The second witness of a touch, beside the current: an amplifier that tells too much, or the same for ever, must not
    hide that the nose is off the skin (H33). `drive`: per mille of the cell's volts.
    """

    def __init__(self):
        self._air = Air()  # tenths of a stroke a second at a drive
        self.begin(0)

    def begin(self, now_ms: int) -> None:
        """Begin a run at `now_ms`: the needles count as held until they turn freely."""
        self.permille = self._slip = 0  # … and in 1/_SMOOTH of it
        self.held, self.fast = True, False  # not as free as air; faster than anything could make them
        self._slower_ms = now_ms  # when they were last not much faster than in free air
        self._air.begin()

    def learn(self, now_ms: int, rate_dhz: int, drive: int, slow: bool = False) -> None:
        """One step in free air. `rate_dhz`: tenths of a stroke a second; `slow`: at the lowest rate."""
        self._slower_ms = now_ms
        self._air.learn(drive, rate_dhz, slow)

    def feel(self, now_ms: int, rate_dhz: int, drive: int) -> None:
        """One step after that."""
        free_dhz = max(1, self._air.at(drive, True))
        slip = self._slip
        slip += (free_dhz - rate_dhz) * 1_000 // free_dhz - slip // _SMOOTH
        self._slip = slip
        self.permille = permille = slip // _SMOOTH
        self.fast = fast = permille < -SLIP_BACK_PERMILLE
        if not fast:
            self._slower_ms = now_ms
        self.held = fast or permille >= SLIP_PERMILLE

    def fast_ms(self, now_ms: int) -> int:
        """How long they have been faster than anything could make them; 0 while they are not."""
        return elapsed_ms(now_ms, self._slower_ms)


class Governor:
    """Holds the stroke rate: an integral trim of the drive, from the strokes of each window; and judges it.

    The window in which the rate asked for has changed is not regulated, and the time around it not judged.
    """

    def __init__(self):
        self.begin(0, 0, 0)

    def begin(self, now_ms: int, strokes: int, rate_hz: int) -> None:
        """Begin a run at `now_ms`, with `strokes` counted before it, at the rate `rate_hz`."""
        self.trim = 0  # per mille, added to the drive
        self.slow = self.fast = False  # the rate has been too low, too high for RATE_WRONG_MS
        self.uneven = 0  # strokes of the last second whose interval did not fit, times four, older ones for less
        self._earlier = self._from_uneven = 0  # of these, those of the windows before
        self.measured = False  # a window ended in this step
        self.measured_hz = self.judged_hz = 0  # in the last one, and of the last four strokes
        self._rate_hz = rate_hz
        self._changed(now_ms, strokes)

    def update(self, now_ms: int, strokes: int, rate_hz: int, uneven: int = 0) -> int:
        """One step; returns the trim in per mille."""
        if rate_hz != self._rate_hz:
            self._rate_hz = rate_hz
            self._changed(now_ms, strokes)
        fresh = self._fresh
        if not fresh:  # in every step: a window is longer than needles may be driven on
            self.uneven = self._earlier + 4 * (uneven - self._from_uneven)
        for_ms = (now_ms - self._from_ms) & TICKS_MASK
        self.measured = for_ms >= RATE_WINDOW_MS
        if self.measured:
            made = strokes - self._from_strokes
            self.measured_hz = made_hz = made * 1_000 // for_ms
            self._from_ms, self._from_strokes = now_ms, strokes
            if not fresh:
                self._earlier = self.uneven * 3 // 4
                # a tenth of the error in the drive each window: no overshoot
                trim = self.trim + rate_hz - made_hz
                if trim > RATE_TRIM_UP:
                    trim = RATE_TRIM_UP
                self.trim = trim if trim > -RATE_TRIM_DOWN else -RATE_TRIM_DOWN
            self._from_uneven, self._fresh = uneven, False
        return self.trim

    def judge(self, now_ms: int, span_us: int, hard: bool) -> None:
        """After `update`. `span_us`: of the last four strokes; `hard`: pressed too hard, which slows and stops itself.

        A span says nothing of strokes that do not come: STALL_MS does.
        """
        settled = self._settled
        if not settled:
            settled = self._settled = elapsed_ms(now_ms, self._changed_ms) >= RATE_SETTLE_MS
        hz = self.judged_hz = 4_000_000 // (span_us if span_us > 0 else 1)
        rate_hz = self._rate_hz
        self.slow = self.fast = False
        if hard or not settled or hz * 100 >= rate_hz * RATE_LOW_PERCENT:
            self._not_slow_ms = now_ms
        else:
            self.slow = elapsed_ms(now_ms, self._not_slow_ms) >= RATE_WRONG_MS
        if not settled or hz * 100 <= rate_hz * RATE_HIGH_PERCENT:
            self._not_fast_ms = now_ms
        else:
            self.fast = elapsed_ms(now_ms, self._not_fast_ms) >= RATE_WRONG_MS

    def _changed(self, now_ms: int, strokes: int) -> None:
        self._fresh, self._settled = True, False
        self._changed_ms = self._not_slow_ms = self._not_fast_ms = self._from_ms = now_ms
        self._from_strokes = strokes
