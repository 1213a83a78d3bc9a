"""What the journal says behind the ledger's end, the third witness: what is stricter holds from now on (S9, H38).

Loaded at boot when there are such records. It writes nothing.
"""

from micropython import const

from pen.formats import record
from pen.formats.ledger import NO_MARK, ZONES
from pen.formats.reasons import F_HOMING, F_NEW_ZERO, LEDGER_DAMAGED, LEDGER_FOREIGN, LEDGER_NONE, STOP_CRASH

from . import questions, reported, settings, skin
from .merge import lock_unknown, time_unproven

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .ledger import Ledger

_CRASHED = const(0x40)  # of `cut_zones`, as in `states/self_test.py`
_CUT = const(0x80)


def take_over(ledger: "Ledger", kind: int, proven_s: int, values: "tuple[int, ...]") -> None:
    """A record that no ledger knows yet: what it says that is stricter holds from now on.

    `values`: the fields of its kind. Nothing is given back: what was charged to a run stays charged.
    """
    if kind in ACTS:
        ACTS[kind](ledger, proven_s, *values)


def _session_start(
    ledger: "Ledger", proven_s: int, session: int, hi: int, lo: int, uses: int, limit: int, depth_um: int, rate_hz: int
) -> None:
    if session <= ledger.session:
        return
    ledger.session = session
    ledger.session_open = 1
    ledger.session_lost = 1 if ledger.mark_rtc_s == NO_MARK else 0
    ledger.locked = 1
    ledger.history_lost = 0
    ledger.lock_from_s = max(ledger.lock_from_s, proven_s)
    ledger.session_cart_hi = hi
    ledger.session_cart_lo = lo
    ledger.session_depth_um = depth_um
    ledger.session_rate_hz = rate_hz
    ledger.needle_ms = ledger.charged_ms = ledger.charged_strokes = ledger.strokes = ledger.cut_zones = 0
    for zone in range(ZONES):
        ledger.zone_strokes[zone] = ledger.zone_ds[zone] = ledger.zone_um[zone] = ledger.zone_measured_um[zone] = 0
    skin.session_began(ledger)
    ledger.set_uses(hi, lo, uses, ledger.began(hi, lo) if uses > 1 else max(1, proven_s))


def _needles_on(
    ledger: "Ledger",
    _: int,
    session: int,
    depth_um: int,
    measured_um: int,
    rate_hz: int,
    charged_ms: int,
    zone: int,
    charged_strokes: int,
) -> None:
    if session != ledger.session or zone >= ZONES:
        return
    ledger.needle_ms += charged_ms
    ledger.charged_ms = charged_ms
    ledger.charged_zone = zone
    ledger.charged_strokes = charged_strokes
    ledger.session_depth_um = depth_um
    ledger.session_rate_hz = rate_hz
    ledger.zone_strokes[zone] = min(0xFFFF, ledger.zone_strokes[zone] + charged_strokes)
    ledger.zone_ds[zone] = min(0xFFFF, ledger.zone_ds[zone] + (charged_ms + 99) // 100)
    if depth_um >= ledger.zone_um[zone]:
        ledger.zone_um[zone] = depth_um
        ledger.zone_measured_um[zone] = measured_um


def _needles_off(
    ledger: "Ledger", _: int, session: int, reason: int, strokes: int, ran_ms: int, needle_ms: int
) -> None:
    if session == ledger.session and ledger.charged_ms:
        ledger.charged_ms = ledger.charged_strokes = 0
        ledger.strokes += strokes
        # what was not used was given back in no ledger: the charge stands and is called so, as after any cut
        ledger.cut_zones |= 1 << ledger.charged_zone | (_CRASHED if reason == STOP_CRASH else _CUT)


def _zone(
    ledger: "Ledger", _: int, session: int, zone: int, depth_um: int, measured_um: int, strokes: int, ds: int
) -> None:
    if session == ledger.session and zone < ZONES:
        ledger.zone_strokes[zone] = max(ledger.zone_strokes[zone], strokes)
        ledger.zone_ds[zone] = max(ledger.zone_ds[zone], ds)


def _session_end(
    ledger: "Ledger", _: int, session: int, reason: int, strokes: int, needle_ms: int, unlock_at_s: int
) -> None:
    if session >= ledger.session:
        ledger.session_open = 0
        skin.session_ended(ledger)


def _bleeding(ledger: "Ledger", _: int, session: int, buttons: int) -> None:
    skin.bled(ledger)


def _checkin(ledger: "Ledger", _: int, session: int, hours: int, findings: int, by: int) -> None:
    if findings:
        skin.react(ledger, findings & (reported.BLED | reported.LATE))


def _fault(ledger: "Ledger", _: int, code: int, detail: int, other: int) -> None:
    ledger.latch(code)


def _recalibrated(ledger: "Ledger", _: int, old: int, new: int) -> None:
    ledger.zero_counts = new
    if not ledger.fault or ledger.fault == F_HOMING:
        ledger.fault = F_NEW_ZERO


def _setting(ledger: "Ledger", _: int, setting: int, old: int, new: int) -> None:
    try:
        settings.tighten(ledger, setting, new)
    except ValueError:  # looser than it is
        return


def _looser(ledger: "Ledger", _: int, setting: int, old: int, new: int, at_s: int) -> None:
    """As in `stricter`: what only one witness knows is not agreed to; nor is what it took the place of."""
    if setting in settings.TABLE:
        ledger.looser[setting - 1] = 0


def _answers(ledger: "Ledger", _: int, group: int, asked: int, yes: int, a: int, b: int) -> None:
    if group == questions.TODAY and yes >> questions.ANYTHING_NEW & 1:
        reported.changed(ledger)


def _profile(ledger: "Ledger", _: int, profile: int, cleared: int, by: int) -> None:
    ledger.profile |= profile
    ledger.cleared &= cleared
    ledger.profile_set = max(1, ledger.profile_set)


def _hold(ledger: "Ledger", _: int, why: int, hold_until_s: int) -> None:
    if hold_until_s > ledger.hold_until_s:
        ledger.hold_until_s = hold_until_s
        ledger.hold_why = why


def _clock(ledger: "Ledger", proven_s: int, event: int, mark_s: int) -> None:
    ledger.mark_s = max(ledger.mark_s, mark_s)
    time_unproven(ledger)


def _ledger(ledger: "Ledger", proven_s: int, event: int, sequence: int) -> None:
    if event in (LEDGER_NONE, LEDGER_DAMAGED, LEDGER_FOREIGN):
        ledger.mark_s = max(ledger.mark_s, proven_s)
        lock_unknown(ledger)


# what the kinds of records that bind mean; why each other kind does not is in `tests/firmware/core/test_take_over.py`
ACTS = {
    record.SESSION_START: _session_start,
    record.NEEDLES_ON: _needles_on,
    record.NEEDLES_OFF: _needles_off,
    record.ZONE: _zone,
    record.SESSION_END: _session_end,
    record.BLEEDING: _bleeding,
    record.CHECKIN: _checkin,
    record.FAULT: _fault,
    record.SETTING: _setting,
    record.LOOSER: _looser,
    record.RECALIBRATED: _recalibrated,
    record.ANSWERS: _answers,
    record.PROFILE: _profile,
    record.HOLD: _hold,
    record.CLOCK: _clock,
    record.LEDGER: _ledger,
}
