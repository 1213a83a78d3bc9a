"""Every tour on the native pen: at each step what is said to be seen is on its display, and what is said is true."""

import pytest

from boards.tools.pen_files import ROOT
from boards.virtual.action_log import MOST_ACTIONS, parse
from boards.virtual.handle import VirtualPen
from boards.virtual.link import MOST_LINK, fragment
from boards.virtual.site import rules_page
from boards.virtual.tours import TOURS
from boards.virtual.tours.steps import Step, log_of, missed, play

RULES = rules_page.rules()
_EACH = pytest.mark.parametrize("tour", TOURS, ids=[tour.name for tour in TOURS])


@_EACH
def test_each_step_is_seen_and_true(tour):
    with VirtualPen() as pen:
        for step, _, wrong in play(pen, tour):
            assert not wrong, step.say
        assert pen.look()["violations"] == []


@_EACH
def test_its_log_is_one_and_fits_a_link(tour):
    log, ends = log_of(tour)
    assert vars(parse(log.text())) == vars(log)
    assert len(log.actions) < MOST_ACTIONS and len(fragment(log.text())) < MOST_LINK
    assert ends == sorted(ends) and ends[-1] == log.end_ms
    assert not {ms for ms, _ in log.actions} & set(ends), "an action at the very end of a step would belong to both"


@_EACH
def test_each_step_names_a_rule_that_there_is_with_a_test(tour):
    for step in tour.steps:
        assert step.rules, step.say
        for name in step.rules:
            assert RULES[name].words and RULES[name].place, name
            if RULES[name].test:
                assert (ROOT / RULES[name].test.partition("::")[0]).exists(), RULES[name].test


def test_the_page_of_rules_has_every_row_of_the_registers():
    page = rules_page.page()
    assert {name for name in RULES if name[0] == "A"} == {f"A{number}" for number in range(1, 27)}
    assert {name for name in RULES if name[0] == "H"} == {f"H{number}" for number in range(1, 51)}
    assert {name for name in RULES if name[0] == "S"} == {f"S{number}" for number in range(1, 22)}
    assert all(f'<section id="{name}">' in page for name in RULES)
    assert "](" not in page and "`" not in page


@pytest.mark.parametrize(
    ("sees", "true", "wrong"),
    [
        (("nothing of it",), (), "is not in"),
        ((), (("strokes", "==", 1),), "strokes is 2"),
        ((), (("strokes", "<=", 1),), "strokes is 2"),
        ((), (("strokes", ">=", 3),), "strokes is 2"),
        ((), (("strokes", "same"),), "not same"),
        ((), (("violations", "==", 0),), "violations is 1"),
    ],
)
def test_what_is_missed_is_told(sees, true, wrong):
    look = {"screen": "", "strokes": 2, "violations": ["deep"]}
    (told,) = missed(Step("", (), sees, true), look, {"strokes": 1})
    assert wrong in told
