"""H22, H27: profile, clearances, check-ins, reactions, holds; literal numbers and bits, as reviewed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import reported, skin
from pen.core.clock import unlock_at_s
from pen.formats import reasons as r

from tests.firmware.core.bench import blank_ledger, calm_ledger

H = 3_600
DAY = 86_400


def after_session(number=1):
    """The last session has ended at 1,000 s."""
    ledger = blank_ledger()
    ledger.session, ledger.locked, ledger.lock_from_s = number, 1, 1_000
    return ledger


# --- profile ----------------------------------------------------------------------------------------------


def test_h22_who_was_never_asked_is_blocked():
    ledger = blank_ledger()
    ledger.profile_set = 0
    assert skin.blocked(ledger) == r.PROFILE_UNKNOWN
    reported.tell(ledger, 0)
    assert skin.blocked(ledger) == r.NONE and skin.blocking_bit(ledger) == 0


@pytest.mark.parametrize("bit", range(15))
def test_h22_each_condition_blocks_until_cleared_if_it_can_be(bit):
    ledger = blank_ledger()
    reported.tell(ledger, 1 << bit)
    assert skin.blocked(ledger) == (r.PROFILE_NEVER if bit < 8 or bit == 14 else r.PROFILE_NOTE)
    assert skin.blocking_bit(ledger) == bit
    if bit in (0, 5):  # a bleeding disorder, keloid scars
        with pytest.raises(ValueError, match="cleared"):
            reported.clear(ledger, 1 << bit)
        assert skin.blocked(ledger)
    else:
        reported.clear(ledger, 1 << bit)
        assert skin.blocked(ledger) == r.NONE
        reported.tell(ledger, 1 << bit)
        assert skin.blocked(ledger), "told again: it is news"


MASK = st.integers(0, 0xFFFF)


@given(st.lists(st.tuples(st.booleans(), MASK), max_size=12))
def test_s8_h22_a_profile_only_tightens(acts):
    ledger = blank_ledger()
    profile = cleared = 0
    for telling, bits in acts:
        before = ledger.profile
        try:
            (reported.tell if telling else reported.clear)(ledger, bits)
        except ValueError:
            assert bits & ~0xFFFF if telling else bits & ~(profile & ~0x21)
            continue
        if telling:
            profile |= bits
            cleared &= ~bits
        else:
            cleared |= bits
        assert ledger.profile & before == before
        assert (ledger.profile, ledger.cleared) == (profile, cleared)
        assert bool(skin.blocked(ledger)) == bool(profile & ~cleared)


def test_skin_that_darkens_easily_is_treated_shallower_and_rarer_even_when_cleared():
    ledger = calm_ledger()
    ledger.locked, ledger.lock_from_s = 1, 1_000
    assert skin.ceiling_um(ledger) == 500
    reported.tell(ledger, skin.PIGMENT)
    reported.clear(ledger, skin.PIGMENT)
    assert skin.ceiling_um(ledger) == 300
    assert unlock_at_s(ledger) == 1_000 + 42 * DAY + 240
    ledger.interval_s = 50 * DAY
    assert unlock_at_s(ledger) == 1_000 + 50 * DAY + 240


# --- sessions ---------------------------------------------------------------------------------------------


def test_the_first_two_sessions_are_gentle_and_so_is_every_one_without_a_calm_check_in():
    ledger = blank_ledger()
    ceilings = []
    for _ in range(4):
        ledger.session += 1
        ledger.session_open = 1
        skin.session_began(ledger)
        ceilings.append(skin.ceiling_um(ledger))
        ledger.session_open = 0
        skin.session_ended(ledger)
        assert skin.ceiling_um(ledger) == 250, "nobody has said how it went"
        reported.answer(ledger, 3, 0)
    assert ceilings == [250, 250, 500, 500]
    ledger.calm = 0
    assert skin.ceiling_um(ledger) == 250


# --- check-ins --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "index"), [(0, -1), (1, 0), (23, 0), (24, 1), (47, 1), (48, 2), (71, 2), (72, 3), (9_999, 3)]
)
def test_h27_which_check_in_is_due(hours, index):
    ledger = after_session()
    assert skin.due(ledger, 1_000 + hours * H) == index
    assert skin.due(ledger, 1_000 + (hours + 1) * H - 1) >= index
    if index >= 0:
        reported.answer(ledger, index, 0)
        assert skin.due(ledger, 1_000 + hours * H) == -1


def test_h27_none_is_due_before_a_session_or_in_one():
    assert skin.due(blank_ledger(), 99 * DAY) == -1 and not skin.before_next(blank_ledger())
    ledger = after_session()
    ledger.session_open = 1
    assert skin.due(ledger, 99 * DAY) == -1 and not skin.before_next(ledger)


@given(st.lists(st.integers(0, 3), max_size=4))
def test_h27_the_next_session_wants_the_48_or_the_72_hour_one(indexes):
    ledger = after_session()
    for i in indexes:
        reported.answer(ledger, i, 0)
    assert skin.before_next(ledger) == (not {2, 3} & set(indexes))


@pytest.mark.parametrize(("index", "findings"), [(-1, 0), (4, 0), (1, 16)])
def test_an_answer_that_makes_no_sense_changes_nothing(index, findings):
    ledger = after_session()
    with pytest.raises(ValueError, match="check-in"):
        reported.answer(ledger, index, findings)
    assert not ledger.checkin_done and not ledger.reacted


@pytest.mark.parametrize("findings", range(16))
def test_h27_h47_blood_and_what_came_late_need_a_review_and_nothing_else_at_once(findings):
    ledger = after_session()
    reported.answer(ledger, 3, findings)
    assert bool(ledger.review) == bool(findings & 0b1001) and bool(ledger.reacted) == bool(findings)
    reported.reviewed(ledger)
    assert skin.blocked(ledger) == r.NONE


@pytest.mark.parametrize("findings", [1, 2, 4, 7])
def test_h27_a_reaction_lengthens_lowers_and_counts_once(findings):
    ledger = after_session()
    wait_s = unlock_at_s(ledger)
    for i in (1, 2, 3):
        reported.answer(ledger, i, findings)
    assert unlock_at_s(ledger) == wait_s + 14 * DAY
    assert ledger.reaction_um == 400 and ledger.reactions_row == 1 and not ledger.calm
    assert ledger.review == (findings & 1), "blood needs a review"


def test_h27_an_early_clean_answer_does_not_end_it_and_a_late_finding_takes_it_back():
    ledger = after_session()
    reported.answer(ledger, 1, 0)
    assert not ledger.calm
    reported.answer(ledger, 2, 0)
    assert ledger.calm
    reported.answer(ledger, 3, 2)
    assert not ledger.calm and ledger.reaction_s == 14 * DAY
    reported.answer(ledger, 3, 0)
    assert not ledger.calm, "a reaction of this session stays one"


def test_h27_two_sessions_in_a_row_need_a_review_and_a_calm_one_between_does_not():
    for between, review in ((False, 1), (True, 0)):
        ledger = after_session()
        for reacts in (True, False, True) if between else (True, True):
            skin.session_began(ledger)
            reported.answer(ledger, 3, 4 if reacts else 0)
        assert ledger.review == review
        assert skin.blocked(ledger) == (r.REVIEW_NEEDED if review else r.NONE)
    ledger = after_session()
    skin.bled(ledger)
    assert skin.blocked(ledger) == r.REVIEW_NEEDED
    reported.reviewed(ledger)
    assert skin.blocked(ledger) == r.NONE and ledger.reaction_um == 400 and ledger.reaction_s


CHECK_INS = st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([0, 0, 2, 4, 6])), max_size=5)


@given(st.lists(CHECK_INS, min_size=2, max_size=6))
def test_h27_a_finding_after_a_calm_check_in_counts_like_any_other(sessions):
    """What counts of a session is whether anything was ever found, in whatever order the answers came."""
    ledger = after_session()
    row = 0
    for check_ins in sessions:
        skin.session_began(ledger)
        skin.session_ended(ledger)
        for index, findings in check_ins:
            reported.answer(ledger, index, findings)
        found = any(findings for _, findings in check_ins)
        calm = any(index > 1 and not findings for index, findings in check_ins)
        row = row + 1 if found else 0 if calm else row
        assert bool(ledger.review) == (row >= 2)
        if ledger.review:
            reported.reviewed(ledger)
            row = 0


def test_h27_the_ceiling_ends_at_the_shallowest_set_point():
    ledger = calm_ledger()
    for _ in range(300):
        skin.session_began(ledger)
        skin.bled(ledger)
    assert skin.ceiling_um(ledger) == 100 and ledger.reactions_row == 255


@given(st.lists(st.tuples(st.integers(0, 9_999), st.sampled_from([26, 27, 28]), st.integers(0, 3 * DAY))))
def test_h22_a_hold_is_never_shortened(acts):
    ledger = blank_ledger()
    until_s = 0
    for now_s, why, for_s in acts:
        reported.hold(ledger, now_s, why, for_s)
        assert ledger.hold_until_s >= max(until_s, now_s + for_s)
        until_s = ledger.hold_until_s


def test_72_hours_without_actives():
    ledger = after_session()
    assert reported.actives_left_s(ledger, 1_000) == 72 * H and reported.actives_left_s(ledger, 1_000 + 72 * H) == 0
    ledger.history_lost = 1
    assert reported.actives_left_s(ledger, 1_000) == 0
    assert reported.actives_left_s(blank_ledger(), 0) == 0


def test_h22_a_condition_that_does_not_exist_cannot_be_reported():
    ledger = blank_ledger()
    with pytest.raises(ValueError, match="profile bits"):
        reported.tell(ledger, 1 << 16)
    assert not ledger.profile
