"""The open session in the ledger: begun, charged, stopped, ended (S5, S6, S15). Emits the journal's session events.

Needle time is charged before it is used: a start charges up to a minute, a stop gives back what was not used, a power
cut gives back nothing. Changes here become durable when the controller's commit is done, never later than the first
stroke.
"""

from . import record
from .cartridge import limit, uses
from .clock import unlock_at_s
from .events import Events
from .io import Inputs
from .ledger import Ledger
from .limits import RUN_MAX_MS, elapsed_ms
from .reasons import STOP_POWER_CUT


class Session:
    """The session of `ledger`. All times in ms of the control step."""

    def __init__(self, ledger: "Ledger", events: "Events"):
        self._ledger = ledger
        self._events = events
        self._from_ms = 0
        self._from_strokes = 0

    def begin(self, inputs: "Inputs", depth_um: int, rate_hz: int) -> None:
        """A new session now, on the inserted cartridge, which bears the mark of this use already."""
        ledger = self._ledger
        cartridge = inputs.cartridge
        count = uses(cartridge, ledger)
        ledger.session += 1
        ledger.session_open = 1
        ledger.session_lost = 0
        ledger.locked = 1
        ledger.history_lost = 0
        ledger.lock_from_s = inputs.proven_s
        ledger.session_cart_hi = cartridge.hi
        ledger.session_cart_lo = cartridge.lo
        ledger.session_depth_um = depth_um
        ledger.session_rate_hz = rate_hz
        ledger.needle_ms = 0
        ledger.strokes = 0
        ledger.set_uses(cartridge.hi, cartridge.lo, count)
        most = limit(cartridge.type, ledger.uses_max)
        self._events.emit(
            record.SESSION_START, ledger.session, cartridge.hi, cartridge.lo, count, most, depth_um, rate_hz
        )

    def charge(self, depth_um: int, measured_um: int, rate_hz: int) -> None:
        """Charge the next run, before it happens; its record is durable before its first stroke."""
        ledger = self._ledger
        left_ms = ledger.needle_max_ms - ledger.needle_ms
        ledger.charged_ms = min(RUN_MAX_MS, left_ms) if left_ms > 0 else 0
        ledger.needle_ms += ledger.charged_ms
        self._events.emit(record.NEEDLES_ON, ledger.session, depth_um, measured_um, rate_hz, ledger.charged_ms)

    def run(self, now_ms: int, strokes: int) -> None:
        """The needles get fuel from this step on."""
        self._from_ms = now_ms
        self._from_strokes = strokes

    def left_ms(self, now_ms: int) -> int:
        """What is left of the charge; ≤ 0: the needles must stop."""
        return self._ledger.charged_ms - elapsed_ms(now_ms, self._from_ms)

    def strokes(self, strokes: int) -> int:
        """Strokes of the session so far, the present run included."""
        return self._ledger.strokes + strokes - self._from_strokes

    def stop(self, reason: int, now_ms: int, strokes: int) -> None:
        """The fuel was cut: give back the unused charge, count the strokes."""
        ran_ms = elapsed_ms(now_ms, self._from_ms)
        self._close(reason, min(ran_ms, self._ledger.charged_ms), strokes - self._from_strokes)

    def refund(self, reason: int) -> None:
        """The charged run never began."""
        self._close(reason, 0, 0)

    def close_cut(self) -> bool:
        """After a boot: a run that was charged and never closed was cut by the power; all of it counts as used."""
        if not self._ledger.charged_ms:
            return False
        self._close(STOP_POWER_CUT, self._ledger.charged_ms, 0)
        return True

    def _close(self, reason: int, ran_ms: int, strokes: int) -> None:
        ledger = self._ledger
        ledger.needle_ms += ran_ms - ledger.charged_ms
        ledger.charged_ms = 0
        ledger.strokes += strokes
        self._events.emit(record.NEEDLES_OFF, ledger.session, reason, strokes, ran_ms, ledger.needle_ms)

    def end(self, reason: int) -> None:
        """No more needles in this session."""
        ledger = self._ledger
        ledger.session_open = 0
        self._events.emit(
            record.SESSION_END, ledger.session, reason, ledger.strokes, ledger.needle_ms, unlock_at_s(ledger)
        )
