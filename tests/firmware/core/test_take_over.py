"""S9, H38: what a record says that no ledger knows yet: each kind that binds, taken over once and never loosened."""

import copy

import pytest
from pen.core import reported, settings, take_over
from pen.core.ledger import Ledger, check
from pen.formats import reasons as r
from pen.formats import record
from pen.formats.ledger import NO_MARK

from tests.firmware.formats.record_formats import formats

DAY_S = 86_400

# Kinds that need not be taken over, and why nothing is lost without. All others are in `take_over.ACTS`.
HARMLESS = {
    record.BOOT: "only counts starts",
    record.EPOCH: "the epochs are found in the flash",
    record.LOST: "says what is gone",
    record.LOST_EPOCH: "says what is gone",
    record.WALL: "the date is a label and binds nothing (S7)",
    record.CARTRIDGE: "tells what was read; its marks are on the tag, and the higher count wins",
    record.LOT: "tells what was read, and what the ledger knew of it",
    record.SAMPLE: "a measurement",
    record.TOUCH: "a measurement",
    record.REFUSAL: "changes nothing",
    record.FAULT_CLEARED: "gives back: the fault stays and is cleared once more",
    record.POWER: "changes nothing",
    record.RESUME: "changes nothing: the session is open already",
    record.CLEARANCE: "gives back: what was cleared needs its note once more",
    record.DISINFECTED: "in RAM: after a power cut it is cleaned again",
    record.CLEANUP: "changes nothing",
    record.REHEARSAL: "changes nothing",
    record.UPDATE: "about the slots and the boot record",
    record.RING_FOUND_OUT: "the ring is looked at at every start",
    record.CABLE_LIMIT: "counted in RAM, anew in each hour and at each start",
}


@pytest.fixture
def ledger():
    one = Ledger()
    one.mark_s, one.mark_rtc_s = 100 * DAY_S, 5_000
    one.session, one.locked, one.lock_from_s = 4, 1, 60 * DAY_S
    one.needle_ms, one.strokes = 9_000, 700
    one.zone_strokes[2] = 700
    one.checkin_done = 0b1100
    one.calm = 1
    return one


def taken(ledger, kind, *values, proven_s=101 * DAY_S):
    before = copy.deepcopy(vars(ledger))
    take_over.take_over(ledger, kind, proven_s, values)
    return {name for name, value in vars(ledger).items() if value != before[name]}


def begin(ledger, session=5, proven_s=101 * DAY_S):
    taken(ledger, record.SESSION_START, session, 1, 7, 2, 3, 300, 80, proven_s=proven_s)


def test_a_session_that_began(ledger):
    begin(ledger)
    assert (ledger.session, ledger.session_open, ledger.locked, ledger.lock_from_s) == (5, 1, 1, 101 * DAY_S)
    assert (ledger.needle_ms, ledger.strokes, ledger.zone_strokes) == (0, 0, [0] * 5)
    assert (ledger.session_cart_hi, ledger.session_cart_lo, ledger.uses(1, 7)) == (1, 7, 2)
    assert (ledger.session_depth_um, ledger.session_rate_hz) == (300, 80)
    assert not ledger.checkin_done and not ledger.session_lost


@pytest.mark.parametrize(("uses", "known_s", "opened_s"), [(1, 0, 101 * DAY_S), (2, 50 * DAY_S, 50 * DAY_S), (2, 0, 0)])
def test_h50_when_a_cartridge_was_opened_is_taken_over_with_its_first_use_alone(ledger, uses, known_s, opened_s):
    if known_s:
        ledger.set_uses(1, 7, 1, known_s)
    taken(ledger, record.SESSION_START, 5, 1, 7, uses, 3, 300, 80)
    assert ledger.began(1, 7) == opened_s


def test_a_session_that_the_ledger_knows_is_not_begun_again(ledger):
    assert taken(ledger, record.SESSION_START, 4, 1, 7, 2, 3, 300, 80) == set()


def test_a_session_that_began_when_no_time_was_proven_cannot_be_resumed(ledger):
    ledger.mark_rtc_s = NO_MARK
    begin(ledger)
    assert ledger.session_lost


def test_a_run_that_was_charged_counts_and_is_not_given_back(ledger):
    begin(ledger)
    taken(ledger, record.NEEDLES_ON, 5, 250, 251, 90, 60_000, 3, 833)
    assert (ledger.needle_ms, ledger.charged_ms, ledger.charged_zone, ledger.charged_strokes) == (
        60_000,
        60_000,
        3,
        833,
    )
    assert (ledger.zone_strokes[3], ledger.zone_ds[3], ledger.zone_um[3], ledger.zone_measured_um[3]) == (
        833,
        600,
        250,
        251,
    )
    taken(ledger, record.NEEDLES_OFF, 5, r.STOP_BUTTON, 40, 900, 900)
    assert (ledger.needle_ms, ledger.charged_ms, ledger.charged_strokes, ledger.strokes) == (60_000, 0, 0, 40)
    assert taken(ledger, record.NEEDLES_OFF, 5, r.STOP_BUTTON, 40, 900, 900) == set()
    taken(ledger, record.NEEDLES_ON, 5, 200, 201, 90, 1_000, 3, 65_535)
    assert (ledger.zone_strokes[3], ledger.zone_um[3]) == (65_535, 250)


@pytest.mark.parametrize("values", [(4, 250, 251, 90, 60_000, 9, 833), (3, 250, 251, 90, 60_000, 1, 833)])
def test_a_run_of_another_session_or_of_no_zone_changes_nothing(ledger, values):
    assert taken(ledger, record.NEEDLES_ON, *values) == set()


def test_a_session_that_ended(ledger):
    begin(ledger)
    taken(ledger, record.SESSION_END, 5, r.STOP_USER, 1, 1, 1)
    assert not ledger.session_open and not ledger.calm
    ledger.session_open = 1
    assert taken(ledger, record.SESSION_END, 4, r.STOP_USER, 1, 1, 1) == set()


def test_a_bleeding_a_finding_and_a_fault(ledger):
    taken(ledger, record.BLEEDING, 4, 2)
    assert ledger.review and ledger.reaction_s == 14 * DAY_S
    assert taken(ledger, record.BLEEDING, 4, 2) == set(), "counted once"
    other = Ledger()
    taken(other, record.CHECKIN, 4, 48, reported.RED_48H, 1)
    assert other.reaction_s == 14 * DAY_S and not other.review
    assert taken(Ledger(), record.CHECKIN, 4, 48, 0, 1) == set()
    late = Ledger()
    taken(late, record.CHECKIN, 4, 72, reported.LATE, 1)
    assert late.review and late.reacted, "H47"
    taken(other, record.FAULT, r.F_DEPTH, 1, 2)
    assert other.fault == r.F_DEPTH
    taken(other, record.FAULT, r.F_PART + 9, 0, 0)
    assert other.fault == r.F_DEPTH, "that the ring is lost outlasts any other fault"
    assert taken(other, record.FAULT_CLEARED, r.F_DEPTH) == set(), "an acknowledgement is not taken over"


def test_a_setting_a_profile_and_a_hold(ledger):
    taken(ledger, record.SETTING, settings.DEPTH_MAX, 450, 200)
    assert ledger.depth_max_um == 200
    assert taken(ledger, record.SETTING, settings.DEPTH_MAX, 200, 300) == set()
    ledger.profile = ledger.cleared = reported.ECZEMA
    taken(ledger, record.PROFILE, reported.KELOID, 0, 1)
    assert (ledger.profile, ledger.cleared, ledger.profile_set) == (reported.KELOID | reported.ECZEMA, 0, 1)
    ledger.profile_set = 2
    taken(ledger, record.PROFILE, reported.KELOID, 0, 1)
    assert ledger.profile_set == 2, "what was asked stays asked"
    taken(ledger, record.HOLD, r.SUN_TODAY, 110 * DAY_S)
    assert (ledger.hold_until_s, ledger.hold_why) == (110 * DAY_S, r.SUN_TODAY)
    assert taken(ledger, record.HOLD, r.SKIN_TODAY, 109 * DAY_S) == set()


def test_s7_what_the_clock_did_makes_the_time_since_unproven(ledger):
    ledger.session_open = 1
    taken(ledger, record.CLOCK, r.CLOCK_JUMPED, 102 * DAY_S)
    assert (ledger.mark_s, ledger.mark_rtc_s, ledger.session_lost) == (102 * DAY_S, NO_MARK, 1)


@pytest.mark.parametrize("event", (r.LEDGER_NONE, r.LEDGER_DAMAGED, r.LEDGER_FOREIGN))
def test_s9_an_interval_that_began_because_nothing_was_known(ledger, event):
    taken(ledger, record.LEDGER, event, 9)
    assert (ledger.locked, ledger.history_lost, ledger.lock_from_s) == (1, 1, 101 * DAY_S)
    check(ledger)


def test_what_binds_nobody_changes_nothing(ledger):
    assert taken(ledger, record.LEDGER, r.LEDGER_NO_FLASH, 9) == set()
    for kind in HARMLESS:
        assert taken(ledger, kind) == set()


def test_h38_of_every_kind_it_is_decided_whether_it_binds():
    undecided = set(formats()) - set(take_over.ACTS) - set(HARMLESS)
    assert not undecided, "does it change the ledger? An act in take_over.ACTS, or a reason in HARMLESS here"
    assert not set(take_over.ACTS) & set(HARMLESS) and set(take_over.ACTS) | set(HARMLESS) == set(formats())
    kinds = {name for name, value in vars(record).items() if isinstance(value, int) and value in formats()}
    assert len(kinds) >= len(formats())


@pytest.mark.parametrize(("before", "after"), [(0, r.F_NEW_ZERO), (r.F_HOMING, r.F_NEW_ZERO), (r.F_RING, r.F_RING)])
def test_s20_a_new_zero_of_which_only_the_journal_knows_is_the_zero_and_is_not_trusted_yet(ledger, before, after):
    ledger.fault = before
    taken(ledger, record.RECALIBRATED, 100, 345)
    assert (ledger.zero_counts, ledger.fault) == (345, after)


@pytest.mark.parametrize("known", [0, 400, 450])
def test_s8_what_only_the_journal_says_was_agreed_to_for_later_is_not_agreed_to(ledger, known):
    settings.tighten(ledger, settings.DEPTH_MAX, 200)
    ledger.looser[settings.DEPTH_MAX - 1] = known
    ledger.looser_at_s[settings.DEPTH_MAX - 1] = 110 * DAY_S
    taken(ledger, record.LOOSER, settings.DEPTH_MAX, 200, 300, 129 * DAY_S)
    assert ledger.looser == [0] * 5 and ledger.depth_max_um == 200
    assert taken(ledger, record.LOOSER, settings.DEPTH_MAX, 200, 300, 129 * DAY_S) == set()


@pytest.mark.parametrize(("group", "yes", "told_of"), [(3, 1 << 14, 0), (3, 1 << 11, 1), (1, 1 << 14, 1), (2, 0, 1)])
def test_h22_that_something_is_new_must_be_told_before_the_next_session(ledger, group, yes, told_of):
    ledger.profile_set = 1
    taken(ledger, record.ANSWERS, group, 0x7FFF, yes, 0, 0)
    assert ledger.profile_set == told_of


@pytest.mark.parametrize("setting", [0, 6, 255])
def test_s8_an_agreement_about_no_setting_of_this_version_changes_nothing(ledger, setting):
    ledger.looser = [1] * 5
    assert taken(ledger, record.LOOSER, setting, 200, 300, 129 * DAY_S) == set()


def test_s15_a_zone_had_at_least_what_its_record_says(ledger):
    begin(ledger)
    taken(ledger, record.NEEDLES_ON, 5, 250, 251, 90, 1_000, 3, 90)
    taken(ledger, record.ZONE, 5, 3, 250, 251, 94, 11)  # it coasted
    assert (ledger.zone_strokes[3], ledger.zone_ds[3]) == (94, 11)
    assert taken(ledger, record.ZONE, 5, 3, 250, 251, 90, 10) == set(), "nothing is given back"
    assert taken(ledger, record.ZONE, 4, 3, 250, 251, 900, 900) == set()
    assert taken(ledger, record.ZONE, 5, 5, 250, 251, 900, 900) == set()


def test_s17_a_session_that_only_the_journal_knows_has_no_cut_zones(ledger):
    ledger.cut_zones = 0b11
    begin(ledger)
    assert not ledger.cut_zones


@pytest.mark.parametrize(("reason", "bits"), [(r.STOP_BUTTON, 0x84), (r.STOP_POWER_CUT, 0x84), (r.STOP_CRASH, 0x44)])
def test_s17_h11_a_charge_that_no_ledger_gave_back_is_called_so(ledger, reason, bits):
    """The journal alone knows that the run is over: what was charged to it stands, and nobody calls it counted."""
    ledger.session, ledger.session_open, ledger.charged_ms, ledger.needle_ms = 3, 1, 40_000, 40_000
    ledger.charged_zone, ledger.charged_strokes, ledger.zone_strokes[2] = 2, 833, 833
    take_over.take_over(ledger, record.NEEDLES_OFF, 0, (3, reason, 92, 2_538, 2_538))
    assert ledger.zone_strokes[2] == 833 and not ledger.charged_ms and ledger.cut_zones == bits
