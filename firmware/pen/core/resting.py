"""The states without a treatment: OFF, SELF_TEST, LOCKED, READY, FAULT, REHEARSING. One function a state."""

from pen.formats import reasons
from pen.formats.button_bits import DOWN, SELECT, UP
from pen.formats.record import FAULT_CLEARED, REHEARSAL

from .depth import agrees
from .io import COMMIT_LEDGER, NO_DEPTH, PENDING, Inputs, Outputs
from .limits import DEPTH_MIN_UM, HOME_TOLERANCE_UM
from .menu import adjust_depth, adjust_rate, turn_zone
from .screening import check_in, proceed
from .states import (
    COMMITTING,
    DEPTH_ITEM,
    HOME,
    IDLE,
    LOCKED,
    MOVING,
    PAGES,
    RATE_ITEM,
    READY,
    REHEARSING,
    SELF_TEST,
    SETTLING,
    START_ITEM,
    ZONE_ITEM,
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
            _awake(pen, now_ms, inputs)
            return
    if pen.phase == COMMITTING:
        if pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            _awake(pen, now_ms, inputs)
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


def _awake(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """Tested: to where the ledger says, and into the lock-out by way of a check-in that is due (H27)."""
    pen.rest(now_ms, inputs)
    if pen.state == LOCKED:
        check_in(pen, now_ms, inputs)


def locked(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Shows why and until when. SELECT asks anyway and gets a refusal; UP and DOWN turn pages."""
    outputs.target_um = 0
    if pen.offer is not None:  # the buttons answer that
        return
    if pen.gate.lock(inputs, pen.ledger) == reasons.NONE:
        pen.enter(READY, now_ms)
    elif pen.buttons.tapped & SELECT:
        pen.refuse(pen.gate, now_ms)
    elif pen.buttons.tapped & (UP | DOWN):
        pen.hush()
        pen.page = (pen.page + (1 if pen.buttons.tapped & DOWN else PAGES - 1)) % PAGES
    elif not _rehearse(pen, now_ms, inputs):
        pen.sleep_if_idle(now_ms, inputs, outputs)


def ready(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The menu: zone, its depth, rate, and START, which does whatever is due next."""
    outputs.target_um = 0
    if pen.offer is not None:
        return
    tapped = pen.buttons.tapped
    held = pen.buttons.held
    if tapped or held:
        pen.hush()
    if pen.gate.lock(inputs, pen.ledger):
        pen.enter(LOCKED, now_ms)
    elif tapped & SELECT and pen.item != START_ITEM:
        pen.item += 1
    elif tapped & SELECT:
        proceed(pen, now_ms, inputs)
    elif tapped & (UP | DOWN):
        _adjust(pen, 1 if tapped & UP else -1, now_ms)
    elif held & SELECT:
        pen.item = ZONE_ITEM
    elif not _rehearse(pen, now_ms, inputs):
        pen.sleep_if_idle(now_ms, inputs, outputs)


def _adjust(pen: "Controller", sign: int, now_ms: int) -> None:
    if pen.item == ZONE_ITEM:
        turn_zone(pen, sign)
    elif pen.item == DEPTH_ITEM:
        adjust_depth(pen, sign, now_ms)
    elif pen.item == RATE_ITEM:
        adjust_rate(pen, sign, now_ms)
    else:
        pen.item = RATE_ITEM


def _rehearse(pen: "Controller", now_ms: int, inputs: "Inputs") -> bool:
    """UP held, with nothing in the nose and no cable: the rehearsal begins."""
    if pen.buttons.held != UP or inputs.cartridge.present or inputs.vbus or not pen.practises:
        return False
    pen.events.emit(REHEARSAL, 1)
    pen.enter(REHEARSING, now_ms)
    return True


def rehearsing(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The practice pen has buttons and screen. A cartridge, the cable, its end, or SELECT held for 3 s ends it."""
    outputs.target_um = 0
    rehearsal = pen.rehearsal
    over = False
    if rehearsal is not None:  # the app brings it with the next step, see App
        rehearsal.step(now_ms, inputs.buttons)
        over = rehearsal.over(now_ms)
    if over or pen.buttons.held_long == SELECT or inputs.vbus or inputs.cartridge.present:
        pen.events.emit(REHEARSAL, 0)
        pen.rest(now_ms, inputs)


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
    elif pen.buttons.tapped & SELECT:
        pen.gate.lock(inputs, pen.ledger)
        pen.refuse(pen.gate, now_ms)
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)
