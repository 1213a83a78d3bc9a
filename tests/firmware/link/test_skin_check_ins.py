"""What the laptop may say about how the skin was, and what it may ask: a finding at any time, all with a hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import reported, skin
from pen.formats import messages as m
from pen.formats import record
from pen.formats.messages import CHECKIN, CLEARANCE, GET_SKIN, OK, SET_PROFILE, SKIN_IS

from tests.firmware.link.link_bench import Bench, after, last, refused

DAY = 20_000  # since 1970: autumn of 2024
DAY_S = 86_400
NAME = b"Dr. Patel"
PROFILE, REVIEW = record.CLEARED_PROFILE, record.CLEARED_REVIEW


def test_h27_a_finding_is_taken_at_any_time_and_needs_a_hand_too(bench):
    after(bench, 30)
    refused(bench, m.E_CONFIRM, CHECKIN, 0, reported.OTHER)
    bench.controller.confirmed = True
    assert bench.ask(CHECKIN, 0, reported.OTHER)[0] == OK
    said = last(bench)
    assert (said["kind"], said["session"], said["hours"], said["findings"], said["by"]) == ("checkin", 2, 24, 4, 2)
    assert bench.store.ledger.reaction_s == 14 * DAY_S


def test_h27_all_calm_needs_a_hand_and_the_check_in_that_is_due(bench):
    after(bench, 50)
    refused(bench, m.E_CONFIRM, CHECKIN, 48, 0)
    bench.controller.confirmed = True
    assert refused(bench, m.E_CHECKIN, CHECKIN, 72, 0) == 48
    assert refused(bench, m.E_CHECKIN, CHECKIN, 24, 0) == 48
    assert bench.ask(CHECKIN, 48, 0)[0] == OK
    assert bench.store.ledger.calm == 1
    assert refused(bench, m.E_CHECKIN, CHECKIN, 48, 0) == 0


def test_a_finding_before_the_first_check_in_counts(held):
    after(held, 0)
    assert held.ask(CHECKIN, 0, reported.BLED)[0] == OK
    assert (last(held)["hours"], held.store.ledger.review) == (1, 1)


def test_without_a_session_there_is_nothing_to_say():
    bench = Bench(sessions=0)
    bench.controller.confirmed = True
    refused(bench, m.E_CHECKIN, CHECKIN, 1, 0)
    refused(bench, m.E_CHECKIN, CHECKIN, 1, 1)
    refused(bench, m.E_CHECKIN, CHECKIN, 1, 8)
    refused(bench, m.E_VALUE, CHECKIN, 1, 16)


@pytest.mark.parametrize("days", [4, 30, 300])
def test_h47_a_late_finding_is_told_at_any_time_and_leads_to_a_doctor(held, days):
    after(held, 24 * days)
    assert held.ask(CHECKIN, 0, reported.LATE)[0] == OK
    assert (last(held)["hours"], last(held)["findings"]) == (72, 8)
    assert held.store.ledger.review and held.store.ledger.reacted
    assert held.store.ledger.reaction_um == 400 and held.store.ledger.reaction_s == 14 * DAY_S
    assert held.ask(CLEARANCE, REVIEW, 0, DAY, NAME)[0] == OK and not held.store.ledger.review


def test_while_somebody_holds_the_pen_for_something_else_nothing_is_taken(held):
    held.store.ledger.review = 1
    held.controller.occupied = True
    told_now = (SET_PROFILE, 1), (CLEARANCE, REVIEW, 0, DAY, NAME), (CHECKIN, 0, 1), (CHECKIN, 7, 0)
    for request in (*told_now, (m.SERVICE,)):
        refused(held, m.E_OCCUPIED, *request)


def test_a_store_that_fails_is_said(held):
    after(held, 50)
    held.store.broken = True
    assert held.error(SET_PROFILE, reported.ROSACEA) == m.E_STORE
    assert held.error(CHECKIN, 48, 1) == m.E_STORE


# --- asking ---------------------------------------------------------------------------------------------------


def test_what_the_pen_knows_of_the_skin(held):
    held.ask(SET_PROFILE, reported.ECZEMA)
    after(held, 25)
    kind, f = held.ask(GET_SKIN)
    assert kind == SKIN_IS
    assert (f["profile_set"], f["profile"], f["cleared"], f["due_h"], f["before_next"]) == (
        1,
        reported.ECZEMA,
        0,
        24,
        1,
    )
    assert (f["forehead_um"], f["upper_lip_um"], f["actives_left_s"]) == (300, 250, 47 * 3_600)
    held.ask(CHECKIN, 0, reported.OTHER)
    held.store.ledger.hold_until_s = held.store.proven_s + 1
    f = held.ask(GET_SKIN)[1]
    assert (f["due_h"], f["reactions_row"], f["reaction_s"], f["reaction_um"]) == (0, 1, 14 * DAY_S, 400)
    assert f["hold_until_s"] == held.store.proven_s + 1
    held.store.proven_s += 1
    assert held.ask(GET_SKIN)[1]["hold_until_s"] == 0


requests = st.one_of(
    st.tuples(st.just(SET_PROFILE), st.integers(0, 0xFFFF)),
    st.tuples(
        st.just(CLEARANCE), st.integers(0, 3), st.integers(0, 0xFFFF), st.integers(0, 50_000), st.binary(max_size=12)
    ),
    st.tuples(st.just(CHECKIN), st.sampled_from((0, 1, 24, 48, 72, 9)), st.integers(0, 255)),
)


@given(st.lists(requests, max_size=8))
def test_s8_h22_without_a_hand_on_the_pen_nothing_loosens(said):
    bench = Bench()
    ledger = bench.store.ledger
    reported.tell(ledger, reported.ECZEMA | reported.KELOID)
    after(bench, 60)
    ceiling, before = skin.ceiling_um(ledger), dict(vars(ledger))
    for request in said:
        bench.ask(*request)
    assert (ledger.profile, ledger.cleared, ledger.profile_set) == (before["profile"], 0, 2)
    assert skin.ceiling_um(ledger) <= ceiling
    assert ledger.review >= before["review"] and ledger.reaction_s >= before["reaction_s"]
    assert ledger.calm == 0
