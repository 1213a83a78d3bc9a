"""H22, H46 to H48: the truth table of the questions, and one round of them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import questions as q
from pen.core import reported
from pen.formats import reasons as r


def test_every_condition_and_finding_is_asked_about_once():
    profile = [q.meaning(i) for i in (0, 1, 2, 3, 4, 13, 16)]
    assert sum(profile) == 0xFFFF
    assert profile[0] == 0x21, "what nothing can clear stands alone"
    assert sum(q.meaning(i) for i in (1, 2, 13, 16)) & ~128 == reported.CHANGING == 0xC05E, (
        "under 22 is asked along, and only ends"
    )
    assert q.CHANGING == 0b1_0010_0000_0000_0110
    assert [q.meaning(i) for i in range(5, 8)] == [1, 2, 4]
    assert (q.of_group(q.PROFILE), q.of_group(q.CHECKIN), q.of_group(q.TODAY)) == (0x1_201F, 0xE0, 0x1E_DF00)


def test_h22_the_truth_table_of_today():
    """All 1,024 ways to answer: only one is not refused, and it is told which answer came first."""
    good = (False, False, False, True, True, False, False, False, False, False)
    for answers in product((False, True), repeat=10):
        asking = q.Round()
        asking.begin(q.TODAY, 0x1E_5F00)
        for yes in answers:
            asking.answer(yes)
        if answers[-1]:
            assert asking.question == q.CONFIRM, "what leads to a doctor is confirmed"
            asking.answer(True)
        assert asking.question == -1 and asking.asked == 0x1E_5F00
        assert (asking.refusal() == r.NONE) == (answers == good)
        wrong = [i for i in range(10) if answers[i] != good[i]]
        assert not wrong or asking.refusal() == ORDER[wrong[0]]


ORDER = (
    r.SKIN_TODAY,
    r.SUN_TODAY,
    r.ACTIVES_TODAY,
    r.PACK_OPENED,
    r.NOT_CLEANSED,
    r.PROFILE_UNKNOWN,
    r.LESION_TODAY,
    r.TREATED_LATELY,
    r.NUMB_TODAY,
    r.REVIEW_NEEDED,
)


def test_the_mask_of_good_answers_is_that_of_the_table():
    asking = q.Round()
    for question in range(q.COUNT):
        asking.begin(q._QUESTIONS[3 * question], 1 << question)
        asking.answer(bool(q._QUESTIONS[3 * question + 1]))
        assert not asking.reported() and asking.question == -1


def test_h47_a_late_finding_that_was_a_slip_is_asked_again_and_nothing_else():
    asking = q.Round()
    asking.begin(q.TODAY, 1 << 19 | 1 << q.LATE)
    asking.answer(False)
    asking.answer(True)
    assert asking.question == q.CONFIRM
    asking.answer(False)
    assert asking.question == q.LATE and asking.asked == 1 << 19
    asking.answer(False)
    assert asking.question == -1 and asking.refusal() == r.NONE


@pytest.mark.parametrize(
    ("question", "reason", "hours"),
    [(8, r.SKIN_TODAY, 24), (9, r.SUN_TODAY, 72), (10, r.ACTIVES_TODAY, 48), (11, r.PACK_OPENED, 0)]
    + [(12, r.NOT_CLEANSED, 0), (17, r.LESION_TODAY, 0), (18, r.TREATED_LATELY, 28 * 24), (19, r.NUMB_TODAY, 24)],
)
def test_h22_what_a_bad_answer_costs(question, reason, hours):
    asking = q.Round()
    asking.begin(q.TODAY, 1 << question)
    asking.answer(question not in (11, 12))
    assert asking.refusal() == reason and q.HOLDS_S[reason] == hours * 3_600


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_profile_is_confirmed_when_something_applies(answers):
    asking = q.Round()
    asking.begin(q.PROFILE, 0x1F)
    for yes in answers:
        asking.answer(yes)
    bits = sum(q.meaning(i) for i, yes in enumerate(answers) if yes)
    assert asking.reported() == bits
    if bits:
        assert asking.question == q.CONFIRM and asking.place() == (5, 5)
        asking.answer(False)
        assert asking.question == 0 and not asking.reported(), "asked again"
        for yes in answers:
            asking.answer(yes)
        asking.answer(True)
    assert asking.question == -1 and asking.reported() == bits


def test_one_back():
    asking = q.Round()
    asking.begin(q.CHECKIN, 0b1010_0000)
    asking.back()
    assert asking.question == 5 and asking.place() == (1, 2)
    asking.answer(True)
    assert asking.question == 7 and asking.place() == (2, 2)
    asking.back()
    assert asking.question == 5 and not asking.asked and not asking.yes
    asking.answer(False)
    asking.answer(True)
    asking.back()  # from CONFIRM
    assert asking.question == 7 and asking.asked == 1 << 5
