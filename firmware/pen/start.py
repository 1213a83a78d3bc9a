"""What every power-on leaves in the books before anything else happens, and how the application ends.

Loaded for a moment. It must not move or drive anything: the first step of the loop does.
"""

from micropython import const

from pen.formats import record
from pen.formats.version import VERSION
from pen.hal import chip
from pen.hal.errors import PartError
from pen.hal.modules import load
from pen.hal.ticks import ticks_ms

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.update.trial import Trial


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
    ledger.boots += 1
    app.events.emit(record.BOOT, ledger.boots, reset_cause, *VERSION, store.found, clock)
    controller.self_test.after_start(reset_cause in (chip.CRASH, chip.WATCHDOG))
    if store.dead_part:
        sensors.part_failed(store.dead_part)
        sensors.part_failed(store.dead_part)
    app.clock_reader.unsaved = True  # stored once needles are known to be at rest: a reset may find them coasting
    controller.wake(ticks_ms())
    controller.self_test.own_start = reset_cause == chip.RESTART
    if slots is not None and (slots.trial or slots.record.outcome):
        return load("pen.update.trial").Trial(slots, controller, store, reset_cause, ticks_ms())
    return None


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
