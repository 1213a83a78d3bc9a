"""S6, S9: of two stores, and of their two slots each, the stricter ledger."""

import copy

from hypothesis import assume, given
from hypothesis import strategies as st
from pen.core import ledger as ledgers
from pen.core import merge
from pen.core.clock import ProvenClock, unlock_at_s
from pen.formats import reasons
from pen.formats.ledger import NO_MARK
from pen.storage import recovery

from tests.firmware.core.any_ledger import believable, fields, stored
from tests.firmware.core.clock_world import World


def strictness(fault):
    """That the ring is lost is stricter than anything else; a part that is broken is the least."""
    return (fault in reasons.RING_LOST, 0 < fault < reasons.F_PART, fault > 0)


def outlasts(fault, other):
    """Is `fault` as strict as `other`?"""
    return strictness(fault) >= strictness(other)


def test_s9_of_one_store_the_newer_slot():
    a, b = ledgers.Ledger(), ledgers.Ledger()
    a.sequence, b.sequence = 4, 5
    assert recovery.newest(a, b) is b and recovery.newest(b, a) is b
    assert recovery.newest(None, a) is recovery.newest(a, None) is a and recovery.newest(None, None) is None


@given(believable(), believable())
def test_s9_the_merged_ledger_is_as_strict_as_each(a, b):
    out = merge.stricter(a, b)
    new = b if b.sequence >= a.sequence else a
    for one in (a, b):
        assert out.lock_from_s >= one.lock_from_s and out.locked >= one.locked
        assert out.interval_s >= one.interval_s
        assert unlock_at_s(out) >= unlock_at_s(one)
        assert out.depth_max_um <= one.depth_max_um and out.uses_max <= one.uses_max
        assert out.rate_max_hz <= one.rate_max_hz and out.needle_max_ms <= one.needle_max_ms
        assert outlasts(out.fault, one.fault) and out.history_lost >= one.history_lost
        assert out.session >= one.session and out.boots >= one.boots and out.sequence >= one.sequence
        assert out.profile & one.profile == one.profile and not out.cleared & ~one.cleared
        assert out.profile_set <= one.profile_set and out.calm <= one.calm
        assert out.review >= one.review and out.reactions_row >= one.reactions_row
        assert out.reaction_um <= one.reaction_um and out.hold_until_s >= one.hold_until_s
        for serial in range(10):
            assert out.uses(5, serial) >= one.uses(5, serial)
            assert not one.uses(5, serial) or out.began(5, serial) <= one.began(5, serial), "H50: none is younger"
        if one.session == out.session:
            assert out.session_open <= one.session_open and out.needle_ms >= one.needle_ms
            for zone in range(5):
                assert out.zone_strokes[zone] >= one.zone_strokes[zone] and out.zone_ds[zone] >= one.zone_ds[zone]
    assert out.lock_from_s <= out.mark_s
    # ahead only to wait a whole interval; back only where the marks are of two clocks
    assert out.mark_s in (new.mark_s, out.lock_from_s, min(a.mark_s, b.mark_s))
    ledgers.decode(stored(out))


@given(believable(), believable())
def test_s7_h40_of_two_clocks_nothing_is_proven_but_what_both_stores_know(eeprom, flash):
    """The EEPROM lies beside the clock of now. Where the marks name two clocks, nobody knows whose time is whose."""
    assume(eeprom.mark_s - eeprom.mark_rtc_s != flash.mark_s - flash.mark_rtc_s)
    out = merge.stricter(eeprom, flash)
    assert out.mark_rtc_s == NO_MARK and not any(out.opened_s) and out.session_lost >= out.session_open
    assert out.mark_s == max(out.lock_from_s, min(eeprom.mark_s, flash.mark_s))
    for one in (eeprom, flash):
        if one.locked:
            assert unlock_at_s(out) - out.mark_s >= min(unlock_at_s(one) - one.mark_s, 28 * 86_400)
        assert out.hold_until_s - out.mark_s >= min(one.hold_until_s - one.mark_s, one.hold_until_s - out.lock_from_s)


def test_s7_the_same_clock_goes_on_counting_whatever_its_eeprom_has_missed():
    eeprom, flash = ledgers.Ledger(), ledgers.Ledger()
    eeprom.sequence, eeprom.mark_s, eeprom.mark_rtc_s = 4, 1_000, 300
    flash.sequence, flash.mark_s, flash.mark_rtc_s = 9, 5_000, 4_300
    assert merge.stricter(eeprom, flash).mark_rtc_s == 4_300
    eeprom.sequence, eeprom.mark_rtc_s = 9, 7_000  # of the same number, beside another clock
    assert merge.stricter(eeprom, flash).mark_rtc_s == NO_MARK


@given(believable(), believable())
def test_s9_the_wait_left_is_no_shorter_than_the_newer_one_says(a, b):
    new = b if b.sequence >= a.sequence else a
    out = merge.stricter(a, b)
    assert max(0, unlock_at_s(out) - out.mark_s) >= max(0, unlock_at_s(new) - new.mark_s)


@st.composite
def histories(draw):
    """What one pen stored in its life: (snapshot, true second of its last session start)."""
    world, out, started_s = World(), [], None
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["off", "awake", "nap", "stop", "back", "session", "fault", "cut"]))
        days_s = draw(st.integers(0, 40)) * 86_400 + draw(st.integers(0, 99))
        if kind in ("off", "awake", "nap"):
            getattr(world, kind)(days_s)
        elif kind == "stop":
            world.stopped = True
        elif kind == "back":
            world.rtc_s = max(0, world.rtc_s - days_s)
        elif kind == "fault":
            world.ledger.fault = days_s % 40
        elif kind == "session" and world.clock.proven_s >= unlock_at_s(world.ledger):
            world.look()
            world.ledger.session += 1
            world.ledger.locked = 1
            world.ledger.lock_from_s = world.clock.proven_s
            world.ledger.set_uses(1, world.ledger.session % 5, world.ledger.session)
            started_s = world.true_s
        else:
            continue
        world.ledger.sequence += 1
        world.store()
        out.append((copy.deepcopy(world.stored), started_s))
    return world, out


@given(histories(), st.data())
def test_s9_s6_whatever_slots_survive_are_as_strict_as_each_of_them(history, data):
    world, saved = history
    slots = [data.draw(st.sampled_from([*saved, None])) if saved else None for _ in range(4)]
    whole = [s[0] if s else None for s in slots]
    eeprom, flash = recovery.newest(*whole[:2]), recovery.newest(*whole[2:])
    if eeprom and flash:
        out = merge.stricter(eeprom, flash)
    else:
        out = copy.deepcopy(eeprom or flash or ledgers.Ledger())
        if not (eeprom or flash):
            merge.lock_unknown(out)
    clock = ProvenClock(out)
    clock.start(world.rtc_s, world.stopped, 0)
    wait_s = unlock_at_s(out) - clock.proven_s
    if not any(slots):
        assert wait_s == 28 * 86_400 + 240
    for one, started_s in filter(None, slots):
        assert outlasts(out.fault, one.fault) or one not in (eeprom, flash)  # an older slot's fault was cleared since
        assert out.session >= one.session
        for serial in range(5):
            assert out.uses(1, serial) >= one.uses(1, serial)
        if started_s is not None:
            assert wait_s >= started_s + 28 * 86_400 - world.true_s


@given(believable(), believable())
def test_s9_s6_two_sessions_are_never_mixed(a, b):
    assume(a.session != b.session)
    later = a if a.session > b.session else b
    out = merge.stricter(a, b)
    for name in (
        "session_open",
        "session_cart_hi",
        "session_cart_lo",
        "needle_ms",
        "charged_ms",
        "strokes",
        "zone_ds",
    ):
        assert getattr(out, name) == getattr(later, name)


@given(believable())
def test_s9_two_alike_give_the_same(ledger):
    out = merge.stricter(ledger, copy.deepcopy(ledger))
    assert fields(out) == fields(ledger)


@given(st.integers(0, 2**32 - 2))
def test_s9_nothing_known_is_a_full_interval(rtc_s):
    ledger = ledgers.Ledger()
    merge.lock_unknown(ledger)
    clock = ProvenClock(ledger)
    clock.start(rtc_s, False, 0)
    assert ledger.locked and ledger.history_lost
    assert unlock_at_s(ledger) - clock.proven_s == 28 * 86_400 + 240


@given(believable())
def test_h50_when_no_time_is_proven_nobody_knows_for_how_long_a_cartridge_has_been_open(ledger):
    merge.time_unproven(ledger)
    assert not any(ledger.opened_s)
    assert ledger.session_lost == ledger.session_open


@given(believable(), st.integers(0, (1 << 30) - 1), st.integers(0, 0xFFFF))
def test_s9_h40_a_module_gets_a_number_that_nobody_knows(one, drawn, other):
    known = [one.module, other, merge.number(one, drawn, [])]
    number = merge.number(one, drawn, known)
    assert number not in (0, *known) and number <= 0xFFFF


def test_s9_h40_of_the_same_ledger_each_draw_makes_another_number():
    """A bit that is wrong may bring an older ledger back, and with flash and EEPROM empty it is always the same one."""
    drawn = [merge.number(ledgers.Ledger(), bits, []) for bits in range(0, 1 << 30, 1 << 20)]
    assert len(set(drawn)) > 0.98 * len(drawn)
