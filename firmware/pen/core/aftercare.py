"""A session between runs and after its end: the states PAUSED and ENDED. Needles are off in both (H11, S17)."""

from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import dose, screening, skin
from .gate import session_left_s
from .io import COMMIT_LEDGER, PENDING, Inputs, Outputs
from .limits import AUTO_OFF_MS
from .menu import adjust_depth, turn_zone
from .states import (
    CLEANUP,
    CLEANUP_STEPS,
    DEPTH_ITEM,
    END_ITEM,
    ENDED,
    IDLE,
    LOCKED,
    SETTLING,
    START_ITEM,
    WIPE,
    ZONE_ITEM,
)

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from .controller import Controller


def paused(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """The session is open, needles are off. A menu; any button held for 2 s says that it bleeds, which ends it.

    So do the window and the budget. The press that stopped the needles counts for the hold, and is no tap.
    """
    outputs.target_um = 0
    ledger = pen.ledger
    if pen.buttons.bleeding:
        pen.blood = pen.buttons.bleeding
    if pen.phase == SETTLING:
        if pen.still and pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            pen.go(IDLE, now_ms)
    elif pen.blood:
        pen.events.emit(record.BLEEDING, ledger.session, pen.blood)
        skin.bled(ledger)
        _end(pen, reasons.STOP_BLEEDING, now_ms)
    elif session_left_s(inputs.proven_s, ledger) <= 0:
        _end(pen, reasons.STOP_WINDOW, now_ms)
    elif ledger.needle_ms >= ledger.needle_max_ms:
        _end(pen, reasons.STOP_BUDGET, now_ms)
    elif pen.buttons.tapped & SELECT:
        _select(pen, now_ms, inputs)
    elif pen.buttons.tapped & (UP | DOWN):
        _turn(pen, 1 if pen.buttons.tapped & UP else -1, now_ms)
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)


def _select(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    pen.hush()
    if pen.item == START_ITEM:
        screening.proceed(pen, now_ms, inputs)
    elif pen.item == END_ITEM:
        _end(pen, reasons.STOP_USER, now_ms)
    else:
        pen.item = DEPTH_ITEM if pen.item == ZONE_ITEM else START_ITEM


def _turn(pen: "Controller", sign: int, now_ms: int) -> None:
    pen.hush()
    if pen.item == ZONE_ITEM:
        turn_zone(pen, sign)
    elif pen.item == DEPTH_ITEM:
        adjust_depth(pen, sign, now_ms)
    elif pen.item == START_ITEM:
        pen.item = ZONE_ITEM if sign > 0 else END_ITEM
    else:
        pen.item = START_ITEM


def _end(pen: "Controller", reason: int, now_ms: int) -> None:
    pen.stop_reason = reason
    pen.session.end(reason)
    pen.steps = 0
    pen.wiped_ms = 0
    pen.enter(ENDED, now_ms)


def ended(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Durable first; then the receipt, then the clean-up steps. A minute without a touch leads on, and is recorded."""
    outputs.target_um = 0
    if pen.phase == SETTLING:
        if pen.still and pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            pen.go(IDLE, now_ms)
            pen.attend(now_ms)
        return
    if pen.phase == CLEANUP and pen.page == WIPE:
        pen.wiped_ms = min(pen.since_ms(now_ms), pen.disinfect_ms)
        if pen.wiped_ms < pen.disinfect_ms:
            pen.attend(now_ms)
    if pen.idle_ms(now_ms) >= AUTO_OFF_MS:
        _close(pen, now_ms)
    elif pen.phase == IDLE:
        _receipt(pen, now_ms)
    elif pen.buttons.tapped & SELECT:
        _step_done(pen, now_ms)


def _receipt(pen: "Controller", now_ms: int) -> None:
    """Pages: the whole session, then each treated zone."""
    pages = 1 + dose.zones_treated(pen.ledger)
    if pen.buttons.tapped & SELECT:
        pen.page = 0
        pen.go(CLEANUP, now_ms)
    elif pen.buttons.tapped & (UP | DOWN):
        pen.page = (pen.page + (1 if pen.buttons.tapped & DOWN else pages - 1)) % pages


def _step_done(pen: "Controller", now_ms: int) -> None:
    """SELECT goes to the next step. Wiping counts as done when its five minutes were kept."""
    if pen.page != WIPE or pen.wiped_ms >= pen.disinfect_ms:
        pen.steps |= 1 << pen.page
    if pen.page + 1 < CLEANUP_STEPS:
        pen.page += 1
        pen.go(CLEANUP, now_ms)
    else:
        _close(pen, now_ms)


def _close(pen: "Controller", now_ms: int) -> None:
    pen.events.emit(record.CLEANUP, pen.ledger.session, pen.steps, pen.wiped_ms // 1_000)
    pen.attend(now_ms)
    pen.enter(LOCKED, now_ms)
