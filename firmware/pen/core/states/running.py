"""RUNNING: the needles move. The only place in the firmware that fuels them (S3).

Left in the very step in which an interlock opens: for PAUSED, or for FAULT when something is wrong with the pen itself.
It must not write or wait for anything (S11), and must not allocate (S16).
"""

from micropython import const

from pen.core import interlock, touch, zones
from pen.core.cartridge import refusal
from pen.core.gate import session_ends_s
from pen.core.io import LOOK_PRESENT
from pen.core.limits import RATE_MIN_HZ, TICKS_MASK, elapsed_ms
from pen.core.menu import END_ITEM, ZONE_ITEM
from pen.core.touch import CALIBRATING, FIRM, HARD, NO_AIR, NONE
from pen.core.touch_limits import (
    CURRENT_SETTLE_MS,
    HARD_MAX_MS,
    LATE_MS,
    LIFT_MAX_MS,
    MOTOR_CURRENT_MIN_MA,
    MOTOR_CURRENT_MIN_PERCENT,
    MOTOR_CURRENT_STOP_MA,
    RATE_TRIP_HZ,
    REACH_MS,
    SAMPLE_MS,
    SLIP_BACK_MS,
    STALL_MS,
    TOUCH_RECORD_MS,
    UNEVEN_MAX,
)
from pen.formats import reasons, record

from . import PAUSED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# MAX_DUTY_PERMILLE of the boards, as the self-test asks for: drive that is not given must not be counted, or it looks
# like skin that holds the needles (H18)
_DUTY_MAX = const(900)
_FIRM_HZ = const(220)  # tones
_HARD_HZ = const(440)
_LOOKS = const(2)
_SAMPLED = const(60)  # events that wait for the journal: with more of them no sample comes, so that none is dropped
_SPAN_MIN_US = const(20_000)  # four strokes at 200 a second
_SPAN_MAX_US = const(200_000)  # … at 20

# open interlock, why needles stop then; the most urgent first. Flat, as nested tuples cost heap
_STOPS = (
    interlock.BUTTON, reasons.STOP_BUTTON,
    interlock.USB, reasons.STOP_USB,
    interlock.CARTRIDGE, reasons.STOP_CARTRIDGE,
    interlock.BATTERY, reasons.STOP_BATTERY,
    interlock.HEAT, reasons.STOP_HEAT,
)  # fmt: skip
_STOPS_SIZE = const(10)


class Running(State):
    """`touch`: how hard the nose presses; `governor`: holds the stroke rate; `measured_hz`: of the last second."""

    def __init__(self, pen: "Controller"):
        super().__init__(pen)
        self.touch = touch.Touch(pen.free_current_ua_per_hz)
        self.slip = touch.Slip()
        self.governor = touch.Governor()
        self.measured_hz = 0
        self._step_ms = 0  # of the step before …
        self._drive = 0  # … and its drive: per mille of the cell's volts
        self.ceiling_um = 0  # as deep as this run may go
        self._refused = reasons.NONE  # why the cartridge may not be used
        self._window_end_s = 0  # proven time at which the session's window is over
        self._edges = 0  # of the buttons' contacts, when the run began
        self._no_current = 0  # looks in a row at which the motor drew too little
        self._sample_ms = 0  # of the last sample
        self._told = True  # the journal has it
        self._sample_strokes = 0
        self._recorded_touch = CALIBRATING  # the level of touch that the journal has last …
        self._recorded_ms = 0  # … and since when

    def enter(self) -> None:
        """The needles get fuel from the next step on."""
        pen = self.pen
        now_ms = pen.now_ms
        strokes = pen.motion.strokes
        pen.motion.expect_strokes(now_ms)
        self._edges = pen.inputs.edges
        self._step_ms = self._sample_ms = now_ms
        self._told = True
        self._sample_strokes = strokes
        self.measured_hz = self._no_current = 0
        self.ceiling_um = pen.ceiling_um()  # nothing that it comes from can change while needles move
        inputs = pen.inputs
        self._refused = refusal(inputs.cartridge, pen.ledger, inputs.proven_s)  # until it is another one, or gone
        self._window_end_s = session_ends_s(pen.ledger)
        pen.session.run(now_ms, strokes)
        self.touch.begin(now_ms)
        self.slip.begin(now_ms)
        self.governor.begin(now_ms, strokes, self.wanted_hz())
        self._recorded_touch = CALIBRATING

    def look(self, entered: bool) -> int:
        """Anything else would take too long."""
        return LOOK_PRESENT

    def wanted_hz(self) -> int:
        """The stroke rate asked for now: the lowest at first, and once it was pressed too hard (H17)."""
        return RATE_MIN_HZ if self.touch.slow else self.pen.menu.rate_hz

    def too_hard(self) -> bool:
        """Is the nose pressed so hard that the needles will stop?"""
        return self.touch.level == HARD

    def step(self) -> None:
        """Fuel for one step while every interlock is closed. Any open one stops the needles in this step."""
        pen = self.pen
        inputs = pen.inputs
        outputs = pen.outputs
        session = pen.session
        now_ms = pen.now_ms
        late_ms = (now_ms - self._step_ms) & TICKS_MASK
        self._step_ms = now_ms
        ledger = pen.ledger
        cartridge = inputs.cartridge
        if pen.screening.swapped or not cartridge.readable:
            self._refused = refusal(cartridge, ledger, inputs.proven_s)
        left = session.left_ms(now_ms) if session.strokes_left(inputs.strokes) > 0 else 0
        bits = interlock.open_bits(inputs, ledger, self._refused, outputs.target_um, self.ceiling_um, left)
        if bits and bits & interlock.DEPTH:  # 0 is known sooner than a name is looked up
            pen.fail(reasons.F_DEPTH, outputs.target_um, inputs.measured_um)
        elif bits:
            self._stop(self._why(bits))
        elif inputs.edges != self._edges:
            self._stop(reasons.STOP_BUTTON)  # a press shorter than a step, or that began just before this run
        elif late_ms > LATE_MS:
            self._stop(reasons.STOP_LATE)
        elif self.measured_hz > RATE_TRIP_HZ:
            pen.fail(reasons.F_OVERSPEED, self.measured_hz)
        elif ledger.session_lost or inputs.proven_s >= self._window_end_s:
            self._stop(reasons.STOP_WINDOW)
        elif pen.events.full:
            self._stop(reasons.STOP_RUN_OVER)
        elif ((now_ms - pen.motion.stroke_ms) & TICKS_MASK) >= STALL_MS:
            self._stop(reasons.STOP_STALL)
        elif self._unpowered():
            self._stop(reasons.STOP_SLOW)
        elif inputs.current_ma > MOTOR_CURRENT_STOP_MA and pen.since_ms() >= CURRENT_SETTLE_MS:
            self._stop(reasons.STOP_CURRENT)
        else:
            why = self._judge_touch()
            if why:
                self._stop(why)
                return
            pressed = self.touch
            level = pressed.level
            rate_hz = RATE_MIN_HZ if pressed.slow else pen.menu.rate_hz  # `wanted_hz`
            governor = self.governor
            trim = governor.update(now_ms, inputs.strokes, rate_hz, inputs.uneven)
            governor.judge(now_ms, inputs.stroke_span_us, level == HARD)
            if governor.fast:
                pen.fail(reasons.F_OVERSPEED, governor.judged_hz, rate_hz)
            elif governor.slow:
                self._stop(reasons.STOP_SLOW)
            elif governor.uneven > 4 * UNEVEN_MAX:
                self._stop(reasons.STOP_TACHO)
            else:
                battery_mv = inputs.battery_mv
                permille = duty(rate_hz, pen.full_rate_hz, battery_mv, trim)
                outputs.duty = permille
                self._drive = permille * battery_mv // 1_000
                if level >= FIRM:  # the buzzer says that it is pressed too firmly (H17)
                    outputs.tone = _HARD_HZ if level == HARD else _FIRM_HZ
                sampled_ms = (now_ms - self._sample_ms) & TICKS_MASK
                if governor.measured:
                    return  # what follows in the same step would make it too long (S4)
                if sampled_ms >= SAMPLE_MS:
                    self._sample(sampled_ms)
                elif not self._told:
                    self._record()

    def _unpowered(self) -> bool:
        """Has the driven motor drawn too little at two looks in a row? A loose contact hides a touch, and its end."""
        pen = self.pen
        pressed = self.touch
        free_ma = pressed.free_ma
        least_ma = pressed.baseline_ma
        if free_ma < least_ma:
            least_ma = free_ma
        least_ma = least_ma * MOTOR_CURRENT_MIN_PERCENT // 100
        if least_ma < MOTOR_CURRENT_MIN_MA:
            least_ma = MOTOR_CURRENT_MIN_MA
        if pen.inputs.current_ma >= least_ma or pen.since_ms() < CURRENT_SETTLE_MS:
            self._no_current = 0
            return False
        self._no_current += 1
        return self._no_current >= _LOOKS

    def _judge_touch(self) -> int:
        """How the nose is held: a reason to stop, or NONE (H17, H18). Changes that matter are journalled."""
        pen = self.pen
        now_ms = pen.now_ms
        inputs = pen.inputs
        pressed = self.touch
        slip = self.slip
        # the rate of the last four strokes, in tenths: a lifted nose leaps ahead, and slows down again; before four
        # strokes of this run, and out of all reason, the rate asked for: other rules judge that
        span_us = inputs.stroke_span_us
        rate_dhz = 40_000_000 // span_us if _SPAN_MIN_US < span_us < _SPAN_MAX_US else 10 * self.wanted_hz()
        if pressed.level != CALIBRATING:
            slip.feel(now_ms, rate_dhz, self._drive)
        elif pressed.learning:
            slip.learn(now_ms, rate_dhz, self._drive, pressed.slow)
        level = pressed.update(now_ms, inputs.current_ma, rate_dhz // 10, slip.held)
        if not pen.session.felt:
            in_air = not pressed.touched and level == NONE
            pen.session.feels(in_air, pressed.touched, now_ms, inputs.strokes)
        if level != self._recorded_touch and max(level, self._recorded_touch) >= FIRM:
            first = self._recorded_touch == CALIBRATING
            if first or elapsed_ms(now_ms, self._recorded_ms) >= TOUCH_RECORD_MS:
                self._recorded_touch = level
                self._recorded_ms = now_ms
                pen.events.emit(record.TOUCH, level, pressed.index_ma, pen.since_ms())
        if level == NO_AIR:
            return reasons.STOP_NO_AIR
        if level == NONE:
            off_max_ms = LIFT_MAX_MS if pressed.touched else REACH_MS
            if pressed.off_ms(now_ms) >= off_max_ms:
                return reasons.STOP_NO_CONTACT
        elif level == HARD and pressed.hard_ms(now_ms) >= HARD_MAX_MS:
            return reasons.STOP_PRESSURE
        if slip.fast and slip.fast_ms(now_ms) >= SLIP_BACK_MS:
            return reasons.STOP_TACHO
        return reasons.NONE

    def _sample(self, for_ms: int) -> None:
        """Once a second: the measured rate. `for_ms`: since the last time."""
        pen = self.pen
        strokes = pen.inputs.strokes
        made = strokes - self._sample_strokes
        self.measured_hz = made * 1_000 // for_ms
        self._sample_ms = pen.now_ms
        self._sample_strokes = strokes
        # room for a touch a second until the run's end: to drop a sample from a full queue takes a third of a step (S4)
        self._told = pen.events.count > _SAMPLED

    def _record(self) -> None:
        """In a step after it: a routine sample for the journal."""
        self._told = True
        pen = self.pen
        i = pen.inputs
        hz = self.measured_hz
        if hz > 255:
            hz = 255
        made = pen.session.strokes(i.strokes)
        pen.events.emit(record.SAMPLE, made, hz, i.measured_um, i.current_ma, i.battery_mv, i.motor_temp_dc)

    def _why(self, bits: int) -> int:
        """The reason to stop that belongs to the most urgent open interlock."""
        for at in range(0, _STOPS_SIZE, 2):
            if bits & _STOPS[at]:
                return _STOPS[at + 1]
        return self.pen.session.over(self.pen.inputs.strokes) if bits & interlock.BUDGET else reasons.STOP_FAULT

    def _stop(self, reason: int) -> None:
        """The fuel is cut in this very step; the run is settled once the needles are at rest.

        When the zone has had enough, the menu offers the next one.
        """
        pen = self.pen
        pen.stop_reason = reason
        pen.session.stop(reason, pen.now_ms)
        pen.buttons.mute()
        pen.outputs.target_um = 0
        pen.restart_idle_time()
        pen.enter(PAUSED)
        if reason == reasons.STOP_ZONE_DONE:
            zone = zones.next_zone(pen.ledger, pen.menu.zone, pen.inputs.cartridge.needles)
            pen.menu.item = END_ITEM if zone < 0 else ZONE_ITEM
            pen.menu.zone = pen.menu.zone if zone < 0 else zone


def duty(rate_hz: int, full_rate_hz: int, battery_mv: int, trim: int) -> int:
    """Per mille of drive for a stroke rate: the free motor's rate follows the voltage; `trim`: the governor's."""
    permille = rate_hz * 3_700_000 // (full_rate_hz * battery_mv) + trim
    if permille > _DUTY_MAX:
        return _DUTY_MAX
    return permille if permille > 0 else 1
