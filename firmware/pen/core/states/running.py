"""RUNNING: the needles move. The only place in the firmware that fuels them (S3).

Left in the very step in which an interlock opens: for PAUSED, or for FAULT when something is wrong with the pen itself.
It must not write or wait for anything (S11), and must not allocate (S16).
"""

from micropython import const

from pen.core import dose, interlock, menu, touch
from pen.core.gate import session_left_s
from pen.core.io import Inputs, Outputs
from pen.core.limits import (
    CURRENT_SETTLE_MS,
    HARD_MAX_MS,
    LIFT_MAX_MS,
    MOTOR_CURRENT_STOP_MA,
    RATE_MIN_HZ,
    RATE_TRIP_HZ,
    REACH_MS,
    SAMPLE_MS,
    STALL_MS,
    TOUCH_RECORD_MS,
    elapsed_ms,
)
from pen.formats import reasons, record

from . import PAUSED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

_DUTY_MAX = 1000

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

    def __init__(self, full_rate_hz: int, free_current_ua_per_hz: int):
        """`full_rate_hz`: strokes/s of the free motor at 3700 mV; `free_current_ua_per_hz`: as of `Touch`."""
        self._full_rate_hz = full_rate_hz
        self.touch = touch.Touch(free_current_ua_per_hz)
        self.governor = touch.Governor()
        self.measured_hz = 0
        self._sample_ms = 0  # of the last sample
        self._sample_strokes = 0
        self._recorded_touch = touch.CALIBRATING  # the level of touch that the journal has last …
        self._recorded_ms = 0  # … and since when

    def enter(self, pen: "Controller", now_ms: int) -> None:
        """The needles get fuel from the next step on."""
        strokes = pen.motion.strokes
        rate_hz = pen.menu.rate_hz
        pen.motion.expect_strokes(now_ms)
        self._sample_ms = now_ms
        self._sample_strokes = strokes
        self.measured_hz = 0
        pen.session.run(now_ms, strokes)
        self.touch.begin(now_ms, rate_hz)
        self.governor.begin(now_ms, strokes, rate_hz)
        self._recorded_touch = touch.CALIBRATING

    def wanted_hz(self, pen: "Controller") -> int:
        """The stroke rate asked for in this run: the lowest once it was pressed too hard (H17)."""
        return RATE_MIN_HZ if self.touch.slow else pen.menu.rate_hz

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Fuel for one step while every interlock is closed. Any open one stops the needles in this step."""
        self._sample(pen, now_ms, inputs)
        session = pen.session
        left = session.left_ms(now_ms) if session.strokes_left(inputs.strokes) > 0 else 0
        bits = interlock.open_bits(inputs, pen.ledger, outputs.target_um, pen.ceiling_um(), left)
        if bits & interlock.DEPTH:
            pen.fail(reasons.F_DEPTH, outputs.target_um, inputs.measured_um, now_ms, inputs, outputs)
        elif bits:
            self._stop(pen, self._why(pen, bits, inputs), now_ms, inputs, outputs)
        elif self.measured_hz > RATE_TRIP_HZ:
            pen.fail(reasons.F_OVERSPEED, self.measured_hz, 0, now_ms, inputs, outputs)
        elif session_left_s(inputs.proven_s, pen.ledger) <= 0:
            self._stop(pen, reasons.STOP_WINDOW, now_ms, inputs, outputs)
        elif pen.events.full:
            self._stop(pen, reasons.STOP_RUN_OVER, now_ms, inputs, outputs)
        elif elapsed_ms(now_ms, pen.motion.stroke_ms) >= STALL_MS:
            self._stop(pen, reasons.STOP_STALL, now_ms, inputs, outputs)
        elif inputs.current_ma > MOTOR_CURRENT_STOP_MA and pen.since_ms(now_ms) >= CURRENT_SETTLE_MS:
            self._stop(pen, reasons.STOP_CURRENT, now_ms, inputs, outputs)
        else:
            why = self._judge_touch(pen, now_ms, inputs)
            if why:
                self._stop(pen, why, now_ms, inputs, outputs)
                return
            rate_hz = self.wanted_hz(pen)
            trim = self.governor.update(now_ms, inputs.strokes, rate_hz)
            outputs.duty = duty(rate_hz, self._full_rate_hz, inputs.battery_mv, trim)

    def _judge_touch(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> int:
        """How the nose is held: a reason to stop, or NONE (H17, H18). Changes that matter are journalled."""
        pressed = self.touch
        rate_hz = self.governor.measured_hz or self.wanted_hz(pen)  # the true one: a lifted nose runs faster at first
        level = pressed.update(now_ms, inputs.current_ma, rate_hz)
        if level != self._recorded_touch and max(level, self._recorded_touch) >= touch.FIRM:
            first = self._recorded_touch == touch.CALIBRATING
            if first or elapsed_ms(now_ms, self._recorded_ms) >= TOUCH_RECORD_MS:
                self._recorded_touch = level
                self._recorded_ms = now_ms
                pen.events.emit(record.TOUCH, level, pressed.index_ma, pen.since_ms(now_ms))
        if level == touch.NO_AIR:
            return reasons.STOP_NO_AIR
        if level == touch.NONE and pressed.off_ms(now_ms) >= (LIFT_MAX_MS if pressed.touched else REACH_MS):
            return reasons.STOP_NO_CONTACT
        if pressed.hard_ms(now_ms) >= HARD_MAX_MS:
            return reasons.STOP_PRESSURE
        return reasons.NONE

    def _sample(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """Once a second: the measured rate, and a routine sample for the journal."""
        for_ms = elapsed_ms(now_ms, self._sample_ms)
        if for_ms < SAMPLE_MS:
            return
        self.measured_hz = (inputs.strokes - self._sample_strokes) * 1_000 // for_ms
        self._sample_ms = now_ms
        self._sample_strokes = inputs.strokes
        pen.events.emit(
            record.SAMPLE,
            pen.session.strokes(inputs.strokes),
            min(self.measured_hz, 255),
            inputs.measured_um,
            inputs.current_ma,
            inputs.battery_mv,
            inputs.motor_temp_dc,
        )

    def _why(self, pen: "Controller", bits: int, inputs: "Inputs") -> int:
        """The reason to stop that belongs to the most urgent open interlock."""
        for at in range(0, _STOPS_SIZE, 2):
            if bits & _STOPS[at]:
                return _STOPS[at + 1]
        return pen.session.over(inputs.strokes) if bits & interlock.BUDGET else reasons.STOP_FAULT

    def _stop(self, pen: "Controller", reason: int, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """The fuel is cut in this very step; the run is settled once the needles are at rest.

        When the zone has had enough, the menu offers the next one.
        """
        pen.stop_reason = reason
        pen.session.stop(reason, now_ms)
        pen.buttons.mute()
        outputs.target_um = 0
        pen.restart_idle_time(now_ms)
        pen.enter(PAUSED, now_ms)
        if reason == reasons.STOP_ZONE_DONE:
            zone = dose.next_zone(pen.ledger, pen.menu.zone, inputs.cartridge.needles)
            pen.menu.item = menu.END_ITEM if zone < 0 else menu.ZONE_ITEM
            pen.menu.zone = pen.menu.zone if zone < 0 else zone


def duty(rate_hz: int, full_rate_hz: int, battery_mv: int, trim: int) -> int:
    """Per mille of drive for a stroke rate: the free motor's rate follows the voltage; `trim`: the governor's."""
    return max(1, min(_DUTY_MAX, rate_hz * 3_700 * 1_000 // (full_rate_hz * battery_mv) + trim))
