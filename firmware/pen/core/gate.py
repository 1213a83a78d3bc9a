"""May needles start? The first reason that says no, in the order a person can act on it (S6, S9, S17)."""

from micropython import const

from pen.formats import reasons

from . import skin, states, zones
from .cartridge import refusal as cartridge_refusal
from .cartridge import uses
from .clock import unlock_at_s
from .limits import (
    BATTERY_START_MV,
    MOTOR_TEMP_START_DC,
    NOTICE_MS,
    RATE_MIN_HZ,
    READ_MS,
    SESSION_WINDOW_S,
    elapsed_ms,
)

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .buttons import Buttons
    from .io import Inputs
    from .ledger import Ledger

_COVERED = (states.LOCKED, states.READY, states.PAUSED)


class Gate:
    """`lock()`, `ready()` and `fit()` set `reason`, `detail` and `until_s`; reason NONE means go."""

    def __init__(self):
        self.say(reasons.NONE)

    def say(self, reason: int, detail: int = 0, until_s: int = 0) -> int:
        """Set the answer: `reason` with its `detail` and end; returns the reason."""
        self.reason = reason
        self.detail = detail
        self.until_s = until_s
        return reason

    def lock(self, inputs: "Inputs", ledger: "Ledger") -> int:
        """What keeps the pen locked whatever is plugged or inserted: fault, clock, store, interval, skin."""
        if ledger.fault:
            return self.say(reasons.FAULT_LATCHED, ledger.fault)
        if skin.blocking(ledger) & ~skin.CLEARABLE:  # it has no end: nothing may promise a date before
            return self.say(reasons.PROFILE_NEVER, skin.blocking_bit(ledger))
        if not inputs.calibrated:
            return self.say(reasons.NOT_CALIBRATED)
        if not inputs.clock_ok:
            return self.say(reasons.CLOCK_FAILED)
        if not inputs.store_ok:
            return self.say(reasons.STORE_FAILED)
        if not ledger.session_open and inputs.proven_s < unlock_at_s(ledger) >= ledger.hold_until_s:  # the later one
            why = reasons.REACTION if ledger.reaction_s else reasons.INTERVAL
            return self.say(reasons.UNKNOWN_HISTORY if ledger.history_lost else why, 0, unlock_at_s(ledger))
        if inputs.proven_s < ledger.hold_until_s:
            return self.say(reasons.HOLD, ledger.hold_why, ledger.hold_until_s)
        why = skin.blocked(ledger)
        if why == reasons.PROFILE_UNKNOWN:  # that is no lock: the pen asks
            why = reasons.NONE
        return self.say(why, skin.blocking_bit(ledger))

    def ready(self, inputs: "Inputs", ledger: "Ledger") -> int:
        """Is the pen itself fit for needles now: no lock, time left, on battery, not hot?"""
        if self.lock(inputs, ledger):
            return self.reason
        used_up = session_left_s(inputs.proven_s, ledger) <= 0 or ledger.needle_ms >= ledger.needle_max_ms
        if ledger.session_open and used_up:
            return self.say(reasons.SESSION_OVER)
        if inputs.vbus:
            return self.say(reasons.USB_POWER)
        if inputs.battery_mv < BATTERY_START_MV:
            return self.say(reasons.BATTERY_LOW, inputs.battery_mv)
        if inputs.motor_temp_dc > MOTOR_TEMP_START_DC:
            return self.say(reasons.MOTOR_HOT, inputs.motor_temp_dc)
        return self.say(reasons.NONE)

    def fit(self, inputs: "Inputs", ledger: "Ledger", zone: int) -> int:
        """Of a pen that is `ready`: may this cartridge be used here, and has the zone not had enough?

        With `ready`: may a session begin, or the open one go on, right now? The screening is not asked.
        """
        why = cartridge_refusal(inputs.cartridge, ledger, inputs.proven_s)
        if why == reasons.CARTRIDGE_NEEDLES:
            return self.say(why, inputs.cartridge.needle_um)
        if why == reasons.CARTRIDGE_SPENT:
            return self.say(why, uses(inputs.cartridge, ledger))
        if why == reasons.NONE and zones.done(ledger, zone, inputs.cartridge.needles):
            return self.say(reasons.POWER_WAS_CUT if ledger.cut_zones >> zone & 1 else reasons.ZONE_DONE, zone)
        if why == reasons.NONE and zones.rate_max_hz(ledger, zone, inputs.cartridge.needles) < RATE_MIN_HZ:
            return self.say(reasons.FEW_STROKES, zone)
        return self.say(why)


class Notice(Gate):
    """The refusal that is on the screen, and since when (S17)."""

    def __init__(self):
        super().__init__()
        self._shown_ms = self._looked_ms = 0
        self.shown = False  # and not dismissed since: asked first in every step, as nearly always there is none
        self.stays = False  # until a button is pressed
        self.alone = False  # it covers the first screen after a start: no press may act on what nobody has seen

    def show(self, why: "Gate", now_ms: int, stays: bool = False) -> None:
        """Show what `why` says from now on, for NOTICE_MS (or, if it `stays`, for ever) or until it is dismissed."""
        self.stays = stays
        self.alone = False
        self.say(why.reason, why.detail, why.until_s)
        self._shown_ms = now_ms
        self.shown = True

    def hear(self, buttons: "Buttons", now_ms: int) -> None:
        """One step with it on the screen: a press takes it off, and acts on a menu beneath that it came from.

        The first after a start has to be there long enough to be read, and a finger that taps on has not read it.
        """
        if self.alone:
            if elapsed_ms(now_ms, self._looked_ms) > READ_MS:
                self._shown_ms = now_ms  # it was dark, or something else stood there
            self._looked_ms = now_ms
            if buttons.began & buttons.fresh and elapsed_ms(now_ms, self._shown_ms) >= READ_MS:
                self.dismiss()
            buttons.spend()
        elif buttons.tapped or buttons.held:
            self.dismiss()

    def dismiss(self) -> None:
        """Take it off the screen: a button was pressed, or its time is over."""
        self.shown = self.stays = False

    def on_screen(self, state: int, now_ms: int) -> bool:
        """Does it cover the screen of `state`? Never moving needles or a fault; a receipt only if it `stays`."""
        covers = state in _COVERED or (self.stays and state == states.ENDED)
        return covers and self.visible(now_ms)

    def visible(self, now_ms: int, for_ms: int = NOTICE_MS) -> bool:
        """Is it on the screen, and was it shown less than `for_ms` ago?"""
        if self.stays and for_ms == NOTICE_MS:
            return self.shown
        return self.shown and elapsed_ms(now_ms, self._shown_ms) < for_ms


def session_left_s(proven_s: int, ledger: "Ledger") -> int:
    """Seconds left of the open session's window; it began when the lock did. 0 when the clock lost count since."""
    if ledger.session_lost:
        return 0
    return session_ends_s(ledger) - proven_s


def session_ends_s(ledger: "Ledger") -> int:
    """The proven time at which the open session's window is over."""
    return ledger.lock_from_s + SESSION_WINDOW_S
