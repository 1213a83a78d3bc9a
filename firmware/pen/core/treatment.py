"""The states in which needles are about to move, or do: ARMING and RUNNING. Only `running` fuels the needles (S3)."""

from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import dose, interlock, screening, touch
from .depth import limit_um
from .gate import session_left_s
from .io import COMMIT_LEDGER, COMMIT_USE, DONE, PENDING, Inputs, Outputs
from .limits import (
    ARMED_MAX_MS,
    CURRENT_SETTLE_MS,
    HARD_MAX_MS,
    LIFT_MAX_MS,
    MOTOR_CURRENT_STOP_MA,
    RATE_TRIP_HZ,
    REACH_MS,
    SAMPLE_MS,
    STALL_MS,
    TOUCH_RECORD_MS,
    elapsed_ms,
)
from .states import (
    ARMED,
    CHARGING,
    COMMITTING,
    END_ITEM,
    HOMING,
    MARKING,
    MOVING,
    PAUSED,
    READY,
    RELEASE,
    RUNNING,
    START_ITEM,
    ZONE_ITEM,
)

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from .controller import Controller

_DUTY_MAX = 1000

# open interlock → why needles stopped, most urgent first
_STOPS = (
    (interlock.BUTTON, reasons.STOP_BUTTON),
    (interlock.USB, reasons.STOP_USB),
    (interlock.CARTRIDGE, reasons.STOP_CARTRIDGE),
    (interlock.BATTERY, reasons.STOP_BATTERY),
    (interlock.HEAT, reasons.STOP_HEAT),
)


def arming(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Home, move, verify, wait for the thumb, mark the cartridge, charge, make it durable, wait for the release, go."""
    if pen.phase < MARKING:
        step = screening.next_step(pen, now_ms, inputs, pen.gate)
        if step != screening.ARM:
            if step != screening.REFUSED:
                pen.gate.say(reasons.NOT_ANSWERED, screening.missing(step))
            pen.refuse(pen.gate, now_ms)
            _retreat(pen, now_ms, outputs)
            return
        if pen.buttons.tapped & (UP | DOWN) or pen.since_ms(now_ms) >= ARMED_MAX_MS:
            _retreat(pen, now_ms, outputs)
            return
    if pen.phase <= HOMING:
        if pen.homed(now_ms, inputs, outputs):
            outputs.target_um = limit_um(pen.depths_um[pen.zone], pen.ceiling_um())
            pen.go(MOVING, now_ms)
    elif pen.phase == MOVING:
        if pen.since_ms(now_ms) and pen.moved(now_ms, inputs, outputs):
            pen.go(ARMED, now_ms)
    elif pen.phase == ARMED:
        if pen.buttons.tapped & SELECT:
            pen.go(MARKING, now_ms)
    elif pen.phase == MARKING:
        _marking(pen, now_ms, inputs, outputs)
    elif pen.phase == CHARGING:
        pen.session.charge(pen.zone, pen.needles, outputs.target_um, inputs.measured_um, pen.rate_hz)
        pen.go(COMMITTING, now_ms)
    elif pen.phase == COMMITTING:
        _committing(pen, now_ms, inputs, outputs)
    elif not inputs.buttons:
        outputs.arm = True
        pen.stroke_ms = now_ms
        pen.sample_ms = now_ms
        pen.sample_strokes = inputs.strokes
        pen.measured_hz = 0
        pen.session.run(now_ms, inputs.strokes)
        pen.touch.begin(now_ms, pen.rate_hz)
        pen.governor.begin(now_ms, inputs.strokes, pen.rate_hz)
        pen.told_touch = touch.CALIBRATING
        pen.enter(RUNNING, now_ms)


def _begin(pen: "Controller", inputs: "Inputs", outputs: "Outputs") -> None:
    """The thumb said yes: a new session, or the open one goes on."""
    if pen.ledger.session_open:
        pen.rate_hz = min(pen.ledger.session_rate_hz, pen.ledger.rate_max_hz)  # tightened since: S8
        pen.events.emit(record.RESUME, pen.ledger.session, session_left_s(inputs.proven_s, pen.ledger))
    else:
        pen.rate_hz = min(pen.rate_hz, pen.ledger.rate_max_hz)
        pen.session.begin(inputs, outputs.target_um, pen.rate_hz)
        pen.screening.forget()


def _marking(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The tag first: one that cannot be written, or is pulled meanwhile, costs nothing, as no session has begun."""
    result = pen.commit(COMMIT_USE, inputs, outputs)
    if result == DONE and inputs.cartridge.readable:
        _begin(pen, inputs, outputs)
        pen.go(CHARGING, now_ms)
    elif result != PENDING:
        pen.gate.say(reasons.CARTRIDGE_WRITE)
        pen.refuse(pen.gate, now_ms)
        _retreat(pen, now_ms, outputs)


def _committing(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Both stores next; only then may a stroke happen (S5)."""
    result = pen.commit(COMMIT_LEDGER, inputs, outputs)
    if result == DONE:
        pen.go(RELEASE, now_ms)
    elif result != PENDING:
        pen.fail(reasons.F_STORE, result, 0, now_ms, inputs, outputs)


def _retreat(pen: "Controller", now_ms: int, outputs: "Outputs") -> None:
    """Not starting after all: ring home, back to where we came from."""
    outputs.target_um = 0
    pen.attend(now_ms)
    pen.enter(PAUSED if pen.ledger.session_open else READY, now_ms)
    pen.item = START_ITEM


def running(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Needles move while every interlock is closed. Any open one stops them in this step."""
    _sample(pen, now_ms, inputs)
    session = pen.session
    left = session.left_ms(now_ms) if session.strokes_left(inputs.strokes) > 0 else 0
    bits = interlock.open_bits(inputs, pen.ledger, outputs.target_um, pen.ceiling_um(), left)
    if bits & interlock.DEPTH:
        pen.fail(reasons.F_DEPTH, outputs.target_um, inputs.measured_um, now_ms, inputs, outputs)
    elif bits:
        _stop(pen, _why(pen, bits, inputs), now_ms, inputs, outputs)
    elif pen.measured_hz > RATE_TRIP_HZ:
        pen.fail(reasons.F_OVERSPEED, pen.measured_hz, 0, now_ms, inputs, outputs)
    elif session_left_s(inputs.proven_s, pen.ledger) <= 0:
        _stop(pen, reasons.STOP_WINDOW, now_ms, inputs, outputs)
    elif pen.events.full:
        _stop(pen, reasons.STOP_RUN_OVER, now_ms, inputs, outputs)
    elif elapsed_ms(now_ms, pen.stroke_ms) >= STALL_MS:
        _stop(pen, reasons.STOP_STALL, now_ms, inputs, outputs)
    elif inputs.current_ma > MOTOR_CURRENT_STOP_MA and pen.since_ms(now_ms) >= CURRENT_SETTLE_MS:
        _stop(pen, reasons.STOP_CURRENT, now_ms, inputs, outputs)
    else:
        why = _feel(pen, now_ms, inputs)
        if why:
            _stop(pen, why, now_ms, inputs, outputs)
            return
        rate_hz = pen.wanted_hz()
        trim = pen.governor.update(now_ms, inputs.strokes, rate_hz)
        outputs.duty = duty(rate_hz, pen.full_rate_hz, inputs.battery_mv, trim)


def _feel(pen: "Controller", now_ms: int, inputs: "Inputs") -> int:
    """How the nose is held: a reason to stop, or NONE (H17, H18). Changes that matter are journalled."""
    feel = pen.touch
    rate_hz = pen.governor.measured_hz or pen.wanted_hz()  # the true one: a lifted nose runs faster for a while
    level = feel.update(now_ms, inputs.current_ma, rate_hz)
    if level != pen.told_touch and max(level, pen.told_touch) >= touch.FIRM:
        if pen.told_touch == touch.CALIBRATING or elapsed_ms(now_ms, pen.told_ms) >= TOUCH_RECORD_MS:
            pen.told_touch = level
            pen.told_ms = now_ms
            pen.events.emit(record.TOUCH, level, feel.index_ma, pen.since_ms(now_ms))
    if level == touch.NO_AIR:
        return reasons.STOP_NO_AIR
    if level == touch.NONE and feel.off_ms(now_ms) >= (LIFT_MAX_MS if feel.touched else REACH_MS):
        return reasons.STOP_NO_CONTACT
    if feel.hard_ms(now_ms) >= HARD_MAX_MS:
        return reasons.STOP_PRESSURE
    return reasons.NONE


def duty(rate_hz: int, full_rate_hz: int, battery_mv: int, trim: int) -> int:
    """Per mille of drive for a stroke rate: the free motor's rate follows the voltage; `trim`: the governor's."""
    return max(1, min(_DUTY_MAX, rate_hz * 3_700 * 1_000 // (full_rate_hz * battery_mv) + trim))


def _sample(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """Once a second: measured rate, and a routine sample for the journal."""
    for_ms = elapsed_ms(now_ms, pen.sample_ms)
    if for_ms < SAMPLE_MS:
        return
    pen.measured_hz = (inputs.strokes - pen.sample_strokes) * 1_000 // for_ms
    pen.sample_ms = now_ms
    pen.sample_strokes = inputs.strokes
    pen.events.emit(
        record.SAMPLE,
        pen.session.strokes(inputs.strokes),
        min(pen.measured_hz, 255),
        inputs.measured_um,
        inputs.current_ma,
        inputs.battery_mv,
        inputs.motor_temp_dc,
    )


def _why(pen: "Controller", bits: int, inputs: "Inputs") -> int:
    for i in range(len(_STOPS)):
        if bits & _STOPS[i][0]:
            return _STOPS[i][1]
    return pen.session.over(inputs.strokes) if bits & interlock.BUDGET else reasons.STOP_FAULT


def _stop(pen: "Controller", reason: int, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Fuel is cut in this very step; the books are closed once the needles are at rest. A zone done: on to the next."""
    pen.stop_reason = reason
    pen.session.stop(reason, now_ms)
    pen.buttons.mute()
    outputs.target_um = 0
    pen.attend(now_ms)
    pen.enter(PAUSED, now_ms)
    if reason == reasons.STOP_ZONE_DONE:
        zone = dose.next_zone(pen.ledger, pen.zone, inputs.cartridge.needles)
        pen.item = END_ITEM if zone < 0 else ZONE_ITEM
        pen.zone = pen.zone if zone < 0 else zone
