"""S20, H42: what can change is asked again, and calm sessions give back what a reaction took."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import reported, skin
from pen.formats import reasons as r

from tests.firmware.core.bench import blank_ledger, calm_ledger

H = 3_600
DAY = 86_400


@pytest.mark.parametrize("bit", [1, 2, 3, 4, 6, 14])
def test_s20_h42_what_can_change_is_asked_again_and_cleared_apart_from_what_stays(bit):
    ledger = blank_ledger()
    assert reported.CHANGING >> bit & 1 and skin.CLEARABLE >> bit & 1
    reported.tell(ledger, 1 << bit)
    reported.clear(ledger, 1 << bit)
    assert skin.blocked(ledger) == r.NONE
    reported.changed(ledger)
    assert skin.blocked(ledger) == r.PROFILE_UNKNOWN, "until it is told what is new"
    reported.tell(ledger, 1 << bit)
    assert skin.blocked(ledger) == r.PROFILE_NEVER and skin.blocking_bit(ledger) == bit


def sessions(ledger, *reacted):
    """Sessions one after the other; the ceiling that reactions leave before the next one, after each."""
    out = []
    for bad in reacted:
        ledger.session += 1
        ledger.session_open = 1
        skin.session_began(ledger)
        open_um = skin.reaction_ceiling_um(ledger)
        assert not out or open_um == out[-1], "what was promised before it began"
        ledger.session_open = 0
        skin.session_ended(ledger)
        assert skin.reaction_ceiling_um(ledger) <= open_um, "nobody has said how it went"
        reported.answer(ledger, 3, 4 if bad else 0)
        out.append(skin.reaction_ceiling_um(ledger))
    return out


@pytest.mark.parametrize(
    ("reacted", "ceilings"),
    [
        ((1, 0, 0), [400, 400, 500]),
        ((1, 0, 0, 0, 0), [400, 400, 500, 500, 500]),
        ((1, 1, 0, 0, 0, 0), [400, 300, 300, 400, 400, 500]),
        ((1, 0, 1, 0, 0), [400, 400, 300, 300, 400]),
        ((0, 0, 1, 0, 0), [500, 500, 400, 400, 500]),
    ],
)
def test_s20_h42_two_calm_sessions_give_one_step_back(reacted, ceilings):
    assert sessions(calm_ledger(), *reacted) == ceilings


def test_h27_a_late_finding_takes_back_what_the_calm_answer_gave():
    ledger = calm_ledger()
    assert sessions(ledger, 1, 0, 0)[-1] == 500
    reported.answer(ledger, 3, 2)
    assert skin.reaction_ceiling_um(ledger) == 300, "never given, and one step for the new one"
    assert sessions(ledger, 0, 0) == [300, 400]


def test_h27_a_session_that_nobody_speaks_of_is_not_calm():
    ledger = calm_ledger()
    sessions(ledger, 1, 0)
    ledger.session += 1
    skin.session_began(ledger)
    skin.session_ended(ledger)
    skin.session_began(ledger)
    assert sessions(ledger, 0) == [400], "not in a row"


@given(st.lists(st.sampled_from([0, 0, 0, 1]), max_size=30))
def test_s8_calm_sessions_never_give_more_than_was_taken(reacted):
    ledger = calm_ledger()
    for ceiling in sessions(ledger, *reacted):
        assert 100 <= ceiling <= 500
