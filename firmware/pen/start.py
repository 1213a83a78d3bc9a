"""What a start writes into journal and ledger, how a pen in OFF lets go of its supply (decision 054), and its end.

Loaded for a moment by `App`, at the start, in OFF and at its end. It must not move or drive anything. What a start
would not bring back must not be lost: a session that is open, what no store has taken, answers and alcohol that hold.
"""

from micropython import const

from pen.core import skin
from pen.core.limits import NAP_MS
from pen.core.states import may_bleed
from pen.formats import record
from pen.formats.button_bits import SELECT
from pen.formats.reasons import F_HOMING, RING_LOST
from pen.formats.version import VERSION
from pen.hal import chip
from pen.hal.errors import PartError
from pen.hal.modules import load
from pen.hal.ticks import ticks_ms
from pen.storage.store import StoreError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.ledger import Ledger
    from pen.update.trial import Trial

_LATE_S = const(60)  # after a check-in is due, so that it is due by every count
_AWAKE = const(0)


def boot(app, slots, reset_cause: int) -> "Trial | None":
    """Journal and ledger learn of this start, the clock is asked, the controller wakes.

    `app`: with all its parts; `slots`: None where the program is in none. Returns the version on trial, or the outcome
    of one, until the journal has it; else None.
    """
    store, controller, sensors = app.store, app.controller, app.sensors
    ledger = store.ledger
    sensors.zero_counts = ledger.zero_counts
    clock = app.clock_reader.start(ticks_ms())
    app.events.proven_s = app.inputs.proven_s
    if app.parts.homings.read() > 1 and ledger.fault not in RING_LOST:  # they may have moved it the wrong way (H29)
        ledger.latch(F_HOMING)
        app.events.emit(record.FAULT, F_HOMING)
    ledger.boots += 1
    app.events.emit(record.BOOT, ledger.boots, reset_cause, *VERSION, store.found, clock)
    controller.self_test.after_start(reset_cause in (chip.CRASH, chip.WATCHDOG))
    if store.dead_part:
        sensors.part_failed(store.dead_part)
        sensors.part_failed(store.dead_part)
    app.clock_reader.unsaved = True  # stored once needles are known to be at rest: a reset may find them coasting
    controller.wake(ticks_ms())
    buttons = controller.buttons  # one that is down already may say that it bleeds
    acted = 0 if reset_cause == chip.WATCHDOG else SELECT  # that press has switched the pen on
    buttons.may_bleed = may_bleed(controller) & ~acted
    buttons.update(app.parts.buttons.read(), ticks_ms())
    buttons.mute()
    controller.self_test.own_start = reset_cause == chip.RESTART
    if slots is not None and (slots.trial or slots.record.outcome):
        return load("pen.update.trial").Trial(slots, controller, store, reset_cause, ticks_ms())
    return None


def let_go(app, pin_number: int, ms: int) -> int:
    """Let go of the supply on GPIO `pin_number`, if nothing is lost by it. The pen is OFF, no version is on trial.

    `ms`: after a rest of so long. Returns only if the pen is still on: how long it may sleep before the next try, ms;
    0: not at all, look at it now.
    """
    controller, inputs, store, parts = app.controller, app.inputs, app.store, app.parts
    ledger = store.ledger
    pressed, heard = parts.buttons.read(), ~controller.buttons.stuck  # a contact that chatters is nobody
    if inputs.vbus or ledger.session_open or pressed & heard:
        return _AWAKE  # OFF ends a session whose window is over
    controller.restart_idle_time()  # or one that chatters would have it tried again at once
    if controller.screening.known(ticks_ms(), inputs) and not controller.gate.lock(inputs, ledger):
        return ms
    if (
        not inputs.clock_ok
        or inputs.cell_empty
        or not (store.reliable() or store.dead_part)
        or not controller.at_rest()
    ):
        return NAP_MS
    try:
        _store(store)
        load("pen.hal.clock_writes").wake(parts.clock, _due(ledger, inputs.proven_s))
    except (StoreError, PartError):
        return NAP_MS
    supply = load("pen.hal.supply")
    wanted = supply.let_go(pin_number, lambda: parts.vbus.present() or (parts.buttons.read() ^ pressed) & heard)
    return _AWAKE if wanted else NAP_MS


def _store(store) -> None:
    """Store what is not stored yet; without the store that did not answer at boot the other one is enough (H43).

    Raises StoreError: it is in none, or a record waits.
    """
    try:
        store.commit()
    except StoreError:
        if store.lost or not store.dead_part or not store.stored or store.events.count:
            raise


def _due(ledger: "Ledger", proven_s: int) -> int:
    """Seconds until the next check-in is due; 0: none will be."""
    if ledger.session:
        for hours in skin.CHECKIN_H:
            ahead_s = ledger.lock_from_s + hours * 3600 - proven_s
            if ahead_s > 0:
                return ahead_s + _LATE_S
    return 0


def end(app) -> None:
    """Leave the pen to the laptop: off, stored, and no watchdog that would end a copy by a reset."""
    app.parts.needle.off()
    try:
        app.parts.stepper.release()
    except PartError as error:
        app.sensors.part_failed(error.part)
    app.parts.buzzer.tone(0)
    app._commit()
    app.parts.watchdog.stop()
