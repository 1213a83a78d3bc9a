"""The states without needles: OFF, SELF_TEST, LOCKED, READY, FAULT. One function a state, called every step."""

from ..masks import DOWN, SELECT, UP
from . import reasons
from .depth import agrees, limit_um
from .io import COMMIT_LEDGER, NO_DEPTH, PENDING, Inputs, Outputs
from .limits import DEPTH_MIN_UM, DEPTH_STEP_UM, HOME_TOLERANCE_UM, RATE_MIN_HZ, RATE_STEP_HZ
from .record import FAULT_CLEARED
from .states import (
    ARMING,
    COMMITTING,
    DEPTH_ITEM,
    HOME,
    IDLE,
    LOCKED,
    MOVING,
    PAGES,
    RATE_ITEM,
    READY,
    SELF_TEST,
    SETTLING,
    START_ITEM,
)

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from .controller import Controller


def off(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Dark. SELECT or the USB cable wakes."""
    outputs.target_um = 0
    if pen.buttons.tapped & SELECT or pen.buttons.held & SELECT or inputs.vbus:
        pen.wake(now_ms)


def self_test(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Do ring and encoder agree about home? Then wherever the ledger says this pen is.

    The ring is driven home when it is not there (a power cut) or when a fault is to be cleared; arming homes it too.
    """
    if pen.phase == HOME:
        at_home = inputs.measured_um != NO_DEPTH and agrees(0, inputs.measured_um, HOME_TOLERANCE_UM)
        if not inputs.calibrated or (at_home and not pen.clearing):
            pen.clearing = False
            pen.rest(now_ms, inputs)
            return
    if pen.phase == COMMITTING:
        if pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            pen.rest(now_ms, inputs)
    elif pen.phase == MOVING:
        if pen.since_ms(now_ms) and pen.moved(now_ms, inputs, outputs):
            pen.clearing = False
            pen.events.emit(FAULT_CLEARED, pen.ledger.fault)
            pen.ledger.fault = 0
            outputs.target_um = 0
            pen.go(COMMITTING, now_ms)
    elif pen.homed(now_ms, inputs, outputs):
        if pen.clearing:  # a frozen encoder reads home for ever: it must follow a small move too (H3)
            outputs.target_um = DEPTH_MIN_UM
            pen.go(MOVING, now_ms)
        else:
            pen.go(COMMITTING, now_ms)


def locked(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Shows why and until when. SELECT asks anyway and gets a refusal; UP and DOWN turn pages."""
    outputs.target_um = 0
    if pen.gate.lock(inputs, pen.ledger) == reasons.NONE:
        pen.enter(READY, now_ms)
    elif pen.buttons.tapped & SELECT:
        pen.refuse(pen.gate, now_ms)
    elif pen.buttons.tapped & (UP | DOWN):
        pen.hush()
        pen.page = (pen.page + (1 if pen.buttons.tapped & DOWN else PAGES - 1)) % PAGES
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)


def ready(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The menu: depth, rate, start."""
    outputs.target_um = 0
    tapped = pen.buttons.tapped
    if tapped or pen.buttons.held:
        pen.hush()
    if pen.gate.lock(inputs, pen.ledger):
        pen.enter(LOCKED, now_ms)
    elif tapped & SELECT and pen.item != START_ITEM:
        pen.item += 1
    elif tapped & SELECT:
        if pen.gate.start(inputs, pen.ledger):
            pen.refuse(pen.gate, now_ms)
        else:
            pen.enter(ARMING, now_ms)
    elif tapped & (UP | DOWN):
        _adjust(pen, 1 if tapped & UP else -1, now_ms)
    elif pen.buttons.held & SELECT:
        pen.item = DEPTH_ITEM
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)


def _adjust(pen: "Controller", sign: int, now_ms: int) -> None:
    """UP and DOWN in the menu: depth and rate inside what is allowed; on START they lead back."""
    if pen.item == DEPTH_ITEM:
        ceiling = pen.ceiling_um()
        wanted = pen.depth_um + sign * DEPTH_STEP_UM
        if wanted > ceiling:
            pen.gate.say(reasons.TOO_DEEP, ceiling)
            pen.refuse(pen.gate, now_ms)
        pen.depth_um = limit_um(max(wanted, DEPTH_MIN_UM), ceiling)
    elif pen.item == RATE_ITEM:
        most = pen.ledger.rate_max_hz
        wanted = pen.rate_hz + sign * RATE_STEP_HZ
        if wanted > most:
            pen.gate.say(reasons.TOO_FAST, most)
            pen.refuse(pen.gate, now_ms)
        pen.rate_hz = min(max(wanted, RATE_MIN_HZ), most)
    else:
        pen.item = RATE_ITEM


def fault(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Latched. First the needles come to rest and it is made durable; then a long hold of SELECT tests again."""
    outputs.target_um = 0
    if pen.phase == SETTLING:
        if pen.still and pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            pen.go(IDLE, now_ms)
    elif pen.buttons.held_long == SELECT and inputs.broken_part:
        outputs.reset = True
    elif pen.buttons.held_long == SELECT:  # SELECT alone: another may be stuck
        pen.clearing = True
        pen.enter(SELF_TEST, now_ms)
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)
