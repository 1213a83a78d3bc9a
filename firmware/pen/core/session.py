"""The open session in the ledger: begun, charged, stopped, ended (S5, S6, S15). Emits the journal's session events.

Needle time and a zone's strokes are charged before they are used: a start charges up to a minute and what is left of
the zone, what was not used is given back when the run is settled, a power cut gives back nothing. A run is settled
when the needles are at rest, so that strokes made in coasting count. Strokes in the air are not the zone's, but only
AIR_FREE_STROKES of them: needles that brush the skin too lightly to be felt look like that, too. Changes here become
durable when the controller's commit is done, never later than the first stroke.
"""

from micropython import const

from pen.formats import record
from pen.formats.ledger import ZONES
from pen.formats.reasons import STOP_BUDGET, STOP_POWER_CUT, STOP_RUN_OVER, STOP_ZONE_DONE

from . import skin, zones
from .cartridge import limit, uses
from .clock import unlock_at_s
from .limits import AIR_FREE_STROKES, AIR_KEEP_MS, RUN_MAX_MS, SESSION_WINDOW_S, TICKS_MASK, elapsed_ms

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .events import Events
    from .io import Inputs
    from .ledger import Ledger

# stages of a run
_NONE = const(0)
_CHARGED = const(1)
_RUNNING = const(2)
_STOPPED = const(3)  # the fuel is cut, the needles coast

_U16 = const(0xFFFF)


class Session:
    """The session of `ledger`. All times in ms of the control step."""

    def __init__(self, ledger: "Ledger", events: "Events"):
        self._ledger = ledger
        self._events = events
        self._stage = _NONE
        self._needles = 0
        self._from_ms = self._from_strokes = 0  # where the run began
        self._ran_ms = self._reason = 0  # how long it ran, and why it stopped
        self._free = [0] * ZONES  # strokes in the air that are not charged; after a start none: nobody has counted them
        self._no_air()

    def begin(self, inputs: "Inputs", depth_um: int, rate_hz: int) -> None:
        """A new session now, on the inserted cartridge: tag and ledger have counted this use already."""
        ledger = self._ledger
        ledger.session += 1
        ledger.session_open = 1
        ledger.session_lost = 0
        ledger.locked = 1
        ledger.history_lost = 0
        ledger.lock_from_s = inputs.proven_s
        cartridge = inputs.cartridge
        ledger.session_cart_hi = cartridge.hi
        ledger.session_cart_lo = cartridge.lo
        ledger.session_depth_um = depth_um
        ledger.session_rate_hz = rate_hz
        ledger.needle_ms = 0
        ledger.strokes = 0
        ledger.cut_zones = 0
        for zone in range(ZONES):
            ledger.zone_strokes[zone] = 0
            ledger.zone_ds[zone] = 0
            ledger.zone_um[zone] = 0
            ledger.zone_measured_um[zone] = 0
            self._free[zone] = AIR_FREE_STROKES
        skin.session_began(ledger)
        count = uses(cartridge, ledger)
        most = limit(cartridge.type, ledger.uses_max)
        start = record.SESSION_START
        self._events.emit(start, ledger.session, cartridge.hi, cartridge.lo, count, most, depth_um, rate_hz)

    def charge(self, zone: int, needles: int, depth_um: int, measured_um: int, rate_hz: int) -> None:
        """Charge the next run in `zone`, before it happens; its record is durable before its first stroke."""
        ledger = self._ledger
        self._stage = _CHARGED
        self._needles = needles
        left_ms = min(RUN_MAX_MS, ledger.needle_max_ms - ledger.needle_ms, zones.left_ms(ledger, zone, needles))
        ledger.charged_ms = max(0, left_ms)
        ledger.needle_ms += ledger.charged_ms
        ledger.charged_strokes = strokes = max(0, zones.strokes_left(ledger, zone, needles))
        ledger.charged_zone = zone
        ledger.session_depth_um = depth_um
        self._zone_had(strokes, _ds(ledger.charged_ms))
        if depth_um >= ledger.zone_um[zone]:
            ledger.zone_um[zone] = depth_um
            ledger.zone_measured_um[zone] = measured_um
        run_ms = ledger.charged_ms
        self._events.emit(record.NEEDLES_ON, ledger.session, depth_um, measured_um, rate_hz, run_ms, zone, strokes)

    def run(self, now_ms: int, strokes: int) -> None:
        """The needles get fuel from this step on."""
        self._stage = _RUNNING
        self._from_ms = now_ms
        self._from_strokes = strokes
        self._no_air()
        self._air_at_ms = now_ms

    def feels(self, air: bool, felt: bool, now_ms: int, strokes: int) -> None:
        """One step of the run. `air`: it was measured in free air, and the skin has not been `felt` yet (H18).

        What was made until a short while ago is then not the zone's.
        """
        self._in_air = air
        self.felt = felt
        if air and ((now_ms - self._air_at_ms) & TICKS_MASK) >= AIR_KEEP_MS:
            self._was_in_air(self._next_strokes, self._next_ms)
            self._next_strokes = strokes - self._from_strokes
            self._next_ms = (now_ms - self._from_ms) & TICKS_MASK
            self._air_at_ms = now_ms

    def left_ms(self, now_ms: int) -> int:
        """What is left of the charge; ≤ 0: the needles must stop."""
        return self._ledger.charged_ms - ((now_ms - self._from_ms) & TICKS_MASK)

    def strokes_left(self, strokes: int) -> int:
        """What is left of the zone's strokes while this run lasts; ≤ 0: the needles must stop."""
        made = strokes - self._from_strokes
        had = made - self._uncharged
        return self._ledger.charged_strokes - (had if had > 0 else 0)

    def over(self, strokes: int) -> int:
        """Why a run ends whose charge is used up."""
        ledger = self._ledger
        if self.strokes_left(strokes) <= 0:
            return STOP_ZONE_DONE
        if ledger.needle_ms >= ledger.needle_max_ms:
            return STOP_BUDGET
        return STOP_ZONE_DONE if zones.left_ms(ledger, ledger.charged_zone, self._needles) <= 0 else STOP_RUN_OVER

    def strokes(self, strokes: int) -> int:
        """Strokes of the session so far, the present run included; `strokes`: the tacho."""
        return self._ledger.strokes + self._made(strokes)

    def zone_strokes(self, zone: int, strokes: int) -> int:
        """Strokes really made in a zone in the last session so far; `strokes`: the tacho."""
        ledger = self._ledger
        had = ledger.zone_strokes[zone]
        if self._stage != _NONE and zone == ledger.charged_zone:
            had += (self._had(strokes) if self.felt else max(0, self._made(strokes) - self._free[zone])) - (
                ledger.charged_strokes
            )
        return had

    def stop(self, reason: int, now_ms: int) -> None:
        """The fuel was cut."""
        self._stage = _STOPPED
        self._reason = reason
        self._ran_ms = min(elapsed_ms(now_ms, self._from_ms), self._ledger.charged_ms)

    def settle(self, strokes: int) -> None:
        """The needles are at rest: replace what was charged for a stopped run by what it really used."""
        if self._stage == _STOPPED:
            if self._in_air:  # to its end
                self._was_in_air(self._made(strokes), self._ran_ms)
            self._close(self._reason, self._ran_ms, self._made(strokes), self._had(strokes))

    def refund(self, reason: int) -> None:
        """If a run was charged that never began: give it all back."""
        if self._stage == _CHARGED:
            self._close(reason, 0, 0, 0)

    def without_clock(self, idle_ms: int) -> None:
        """The clock is silent. If the pen has not been used for `idle_ms`, a window's length, the session's is over.

        Whatever the clock says when it answers again.
        """
        if self._ledger.session_open and idle_ms >= SESSION_WINDOW_S * 1_000:
            self._ledger.session_lost = 1

    def close_cut(self, reason: int = STOP_POWER_CUT) -> bool:
        """After a boot: a run that was charged and never closed was cut, for `reason`; all of it counts as used."""
        ledger = self._ledger
        if not ledger.charged_ms:
            return False
        ledger.cut_zones |= 1 << ledger.charged_zone
        self._close(reason, ledger.charged_ms, 0, ledger.charged_strokes)
        return True

    def _made(self, strokes: int) -> int:
        return strokes - self._from_strokes if self._stage >= _RUNNING else 0

    def _had(self, strokes: int) -> int:
        """Of these, what the skin had, or may have had."""
        return self._ledger.charged_strokes - self.strokes_left(strokes) if self._stage >= _RUNNING else 0

    def _was_in_air(self, strokes: int, for_ms: int) -> None:
        """The run's first strokes, and how long they took: they are not charged, as far as free ones are left."""
        self._air_strokes = strokes
        self._air_ms = for_ms
        self._uncharged = min(strokes, self._free[self._ledger.charged_zone])

    def _no_air(self) -> None:
        self._uncharged = self._air_strokes = self._air_ms = self._next_strokes = self._next_ms = 0
        self._air_at_ms = 0  # when these were taken last
        self._in_air = self.felt = False

    def _close(self, reason: int, ran_ms: int, made: int, had: int) -> None:
        """`made`: strokes counted, `had`: strokes the zone is taken to have had."""
        ledger = self._ledger
        zone = ledger.charged_zone
        self._stage = _NONE
        free = min(self._air_strokes, self._free[zone])
        self._free[zone] -= free
        free_ms = self._air_ms * free // max(1, self._air_strokes)
        self._zone_had(had - ledger.charged_strokes, _ds(max(0, ran_ms - free_ms)) - _ds(ledger.charged_ms))
        ledger.needle_ms += ran_ms - ledger.charged_ms
        ledger.charged_ms = 0
        ledger.charged_strokes = 0
        ledger.strokes += made
        self._events.emit(record.NEEDLES_OFF, ledger.session, reason, made, ran_ms, ledger.needle_ms)
        um = ledger.zone_um[zone]
        measured_um = ledger.zone_measured_um[zone]
        strokes = ledger.zone_strokes[zone]
        self._events.emit(record.ZONE, ledger.session, zone, um, measured_um, strokes, ledger.zone_ds[zone])

    def _zone_had(self, strokes: int, ds: int) -> None:
        """Add to what the charged zone had; negative: give back."""
        ledger = self._ledger
        zone = ledger.charged_zone
        ledger.zone_strokes[zone] = min(_U16, ledger.zone_strokes[zone] + strokes)
        ledger.zone_ds[zone] = min(_U16, ledger.zone_ds[zone] + ds)

    def end(self, reason: int) -> None:
        """No more needles in this session."""
        ledger = self._ledger
        ledger.session_open = 0
        skin.session_ended(ledger)
        end = record.SESSION_END
        self._events.emit(end, ledger.session, reason, ledger.strokes, ledger.needle_ms, unlock_at_s(ledger))


def _ds(ran_ms: int) -> int:
    """Tenths of a second, rounded up."""
    return (ran_ms + 99) // 100
