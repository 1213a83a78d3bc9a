"""Rare texts: found in their tables, which are not kept; the latest texts are."""

import pytest
from pen.formats import reasons
from pen.ui.texts import conditions, faults, lookup, questions, refusals

from tests.firmware.formats import reason_lists


@pytest.fixture(autouse=True)
def loads(monkeypatch):
    """Names of the modules that are loaded; nothing has been looked up before."""
    names, load = [], lookup.load

    def told(name):
        names.append(name)
        return load(name)

    monkeypatch.setattr(lookup, "load", told)
    monkeypatch.setattr(lookup, "_latest", [])
    return names


def test_each_text_is_that_of_its_table():
    assert lookup.refusal(reasons.HOLD) == refusals.REFUSALS[reasons.HOLD]
    assert lookup.fault(reasons.F_HOMING) == faults.FAULTS[reasons.F_HOMING]
    assert lookup.question(3) == questions.QUESTIONS[3]
    assert lookup.condition(8, 0) == conditions.CONDITIONS[8]
    assert lookup.forever() == refusals.FOREVER


def test_what_is_not_known_has_a_text_too():
    assert lookup.refusal(99) == refusals.UNKNOWN and lookup.fault(0) == faults.UNKNOWN
    assert lookup.question(99) == () and lookup.condition(20, 0) == "An answer of yours"


def test_equal_numbers_of_different_tables_are_told_apart():
    assert lookup.refusal(2) == refusals.REFUSALS[2] and lookup.fault(2) == faults.FAULTS[2]
    assert lookup.question(2) == questions.QUESTIONS[2] and lookup.refusal(2) == refusals.REFUSALS[2]


def test_a_picture_that_stays_loads_once(loads):
    """The most that one picture needs: what is refused, the condition, and that it does not end."""
    lookup.refusal(reasons.PROFILE_NEVER)
    for reason in (1, 2, 3):
        lookup.refusal(reason)
    loads.clear()
    for _ in range(20):
        lookup.refusal(reasons.PROFILE_NEVER)
        lookup.condition(5, 32)
        lookup.forever()
    assert len(loads) == 2


def test_only_the_latest_texts_stay(loads):
    for reason in (*reason_lists.REFUSALS, *reason_lists.REFUSALS):
        lookup.refusal(reason)
    assert len(loads) == 2 * len(reason_lists.REFUSALS)
    assert len(lookup._latest) <= 4
