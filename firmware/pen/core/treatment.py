"""The states with a treatment: ARMING, RUNNING, PAUSED, ENDED. Only `running` fuels the needles (S3)."""

from ..masks import DOWN, SELECT, UP
from . import interlock, reasons, record
from .depth import limit_um
from .gate import session_left_s
from .io import COMMIT_LEDGER, COMMIT_USE, DONE, PENDING, Inputs, Outputs
from .limits import (
    ARMED_MAX_MS,
    CURRENT_SETTLE_MS,
    MOTOR_CURRENT_STOP_MA,
    RATE_TRIP_HZ,
    SAMPLE_MS,
    STALL_MS,
    elapsed_ms,
)
from .states import (
    ARMED,
    ARMING,
    COMMITTING,
    ENDED,
    HOMING,
    IDLE,
    LOCKED,
    MARKING,
    MOVING,
    PAUSED,
    READY,
    RELEASE,
    RUNNING,
    SETTLING,
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
    (interlock.BUDGET, reasons.STOP_RUN_OVER),
)


def arming(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Home, move, verify, wait for the thumb, mark the cartridge, make it durable, wait for the release, go."""
    if pen.phase < MARKING:
        if pen.gate.start(inputs, pen.ledger):
            pen.refuse(pen.gate, now_ms)
            _retreat(pen, now_ms, outputs)
            return
        if pen.buttons.tapped & (UP | DOWN) or pen.since_ms(now_ms) >= ARMED_MAX_MS:
            _retreat(pen, now_ms, outputs)
            return
    if pen.phase <= HOMING:
        if pen.homed(now_ms, inputs, outputs):
            wanted = pen.ledger.session_depth_um if pen.ledger.session_open else pen.depth_um
            outputs.target_um = limit_um(wanted, pen.ceiling_um())
            pen.go(MOVING, now_ms)
    elif pen.phase == MOVING:
        if pen.since_ms(now_ms) and pen.moved(now_ms, inputs, outputs):
            pen.go(ARMED, now_ms)
    elif pen.phase == ARMED:
        if pen.buttons.tapped & SELECT:
            pen.go(MARKING, now_ms)
    elif pen.phase == MARKING:
        _marking(pen, now_ms, inputs, outputs)
    elif pen.phase == COMMITTING:
        _committing(pen, now_ms, inputs, outputs)
    elif not inputs.buttons:
        outputs.arm = True
        pen.stroke_ms = now_ms
        pen.sample_ms = now_ms
        pen.sample_strokes = inputs.strokes
        pen.measured_hz = 0
        pen.session.run(now_ms, inputs.strokes)
        pen.enter(RUNNING, now_ms)


def _begin(pen: "Controller", inputs: "Inputs", outputs: "Outputs") -> None:
    """The thumb said yes: a new session, or the open one goes on; the minute is charged."""
    if pen.ledger.session_open:
        pen.rate_hz = min(pen.ledger.session_rate_hz, pen.ledger.rate_max_hz)  # tightened since: S8
        pen.events.emit(record.RESUME, pen.ledger.session, session_left_s(inputs.proven_s, pen.ledger))
    else:
        pen.rate_hz = min(pen.rate_hz, pen.ledger.rate_max_hz)
        pen.session.begin(inputs, outputs.target_um, pen.rate_hz)
    pen.session.charge(outputs.target_um, inputs.measured_um, pen.rate_hz)


def _marking(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The tag first: one that cannot be written, or is pulled meanwhile, costs nothing, as no session has begun."""
    result = pen.commit(COMMIT_USE, inputs, outputs)
    if result == DONE and inputs.cartridge.readable:
        _begin(pen, inputs, outputs)
        pen.go(COMMITTING, now_ms)
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
    pen.touch(now_ms)
    pen.enter(PAUSED if pen.ledger.session_open else READY, now_ms)


def running(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Needles move while every interlock is closed. Any open one stops them in this step."""
    _sample(pen, now_ms, inputs)
    bits = interlock.open_bits(inputs, pen.ledger, outputs.target_um, pen.ceiling_um(), pen.session.left_ms(now_ms))
    if bits & interlock.DEPTH:
        pen.fail(reasons.F_DEPTH, outputs.target_um, inputs.measured_um, now_ms, inputs, outputs)
    elif bits:
        _stop(pen, _why(pen, bits), now_ms, inputs, outputs)
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
        outputs.duty = duty(pen.rate_hz, pen.full_rate_hz, inputs.battery_mv)


def duty(rate_hz: int, full_rate_hz: int, battery_mv: int) -> int:
    """Per mille of drive for a stroke rate: the free motor's rate is proportional to voltage."""
    return min(_DUTY_MAX, rate_hz * 3_700 * 1_000 // (full_rate_hz * battery_mv))


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


def _why(pen: "Controller", bits: int) -> int:
    for i in range(len(_STOPS)):
        if bits & _STOPS[i][0]:
            if _STOPS[i][0] == interlock.BUDGET and pen.ledger.needle_ms >= pen.ledger.needle_max_ms:
                return reasons.STOP_BUDGET
            return _STOPS[i][1]
    return reasons.STOP_FAULT


def _stop(pen: "Controller", reason: int, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Fuel is cut in this very step; the books are closed once the needles are at rest."""
    pen.stop_reason = reason
    pen.session.stop(reason, now_ms, inputs.strokes)
    pen.buttons.mute()
    outputs.target_um = 0
    pen.touch(now_ms)
    pen.enter(PAUSED, now_ms)


def paused(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The session is open, needles are off. SELECT arms again, holding it ends, so do the window and the budget."""
    outputs.target_um = 0
    ledger = pen.ledger
    if pen.buttons.held & SELECT:
        pen.end_wanted = True
    if pen.phase == SETTLING:
        if pen.still and pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            pen.go(IDLE, now_ms)
    elif session_left_s(inputs.proven_s, ledger) <= 0:
        _end(pen, reasons.STOP_WINDOW, now_ms)
    elif ledger.needle_ms >= ledger.needle_max_ms:
        _end(pen, reasons.STOP_BUDGET, now_ms)
    elif pen.end_wanted:
        _end(pen, reasons.STOP_USER, now_ms)
    elif pen.buttons.tapped & SELECT:
        pen.hush()
        if pen.gate.start(inputs, ledger):
            pen.refuse(pen.gate, now_ms)
        else:
            pen.enter(ARMING, now_ms)
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)


def _end(pen: "Controller", reason: int, now_ms: int) -> None:
    pen.stop_reason = reason
    pen.session.end(reason)
    pen.enter(ENDED, now_ms)


def ended(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The receipt. Durable first; then a tap, or a minute, leads on."""
    outputs.target_um = 0
    if pen.phase == SETTLING:
        if pen.still and pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            pen.go(IDLE, now_ms)
    elif pen.buttons.tapped or pen.since_ms(now_ms) >= ARMED_MAX_MS:
        pen.touch(now_ms)
        pen.enter(LOCKED, now_ms)
