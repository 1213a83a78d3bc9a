"""S17: every number that may come onto the screen has words of its own, and a picture in the gallery."""

import ast
import re
from pathlib import Path

import pytest
from pen.formats import messages as m
from pen.formats import reasons
from pen.hal import errors
from pen.ui.texts import consents, faults, refusals, stops

from boards.tools import languages
from tests.firmware.formats import reason_lists
from tests.firmware.ui.prepared_pens import QUESTIONS
from tests.firmware.ui.seen_language import LANGUAGE
from tests.firmware.ui.texts.test_texts import literals
from tests.tools import screens

SHOTS = {label: frame for _, label, frame in screens.shots()}
SECTIONS = re.split(r"^# --- ", Path(reasons.__file__).read_text(encoding="utf-8"), flags=re.M)


def numbers(section):
    """Name and number of each constant in a section of reasons.py, named by its first word."""
    (text,) = (part for part in SECTIONS if part.startswith(section))
    return {name: int(number) for name, number in re.findall(r"^([A-Z_]+) = (\d+)", text, flags=re.M)}


REFUSALS = {n: v for n, v in numbers("refusals").items() if n != "NONE"}
STOPS = numbers("why")
FAULTS = {n: v for n, v in numbers("faults").items() if n != "F_PART"}
PARTS = {n: reasons.F_PART + v for n, v in vars(errors).items() if n.isupper() and isinstance(v, int) and n.isalpha()}


def test_the_sections_are_found():
    assert set(REFUSALS.values()) == {*reason_lists.REFUSALS, reasons.AFTER_CRASH, reasons.AFTER_CUT}
    assert set(STOPS.values()) == set(reason_lists.STOPS)
    assert len(FAULTS) == 10 and len(set(PARTS.values())) == 8 and reasons.F_DEPTH in FAULTS.values()


@pytest.mark.parametrize("name", REFUSALS)
def test_s17_a_refusal_or_notice(name):
    words = refusals.look_up(REFUSALS[name])
    assert words != refusals.UNKNOWN
    assert [other for other in REFUSALS if refusals.look_up(REFUSALS[other]) == words] == [name]
    assert "no: %d" % REFUSALS[name] in SHOTS


@pytest.mark.parametrize("name", STOPS)
def test_s17_a_stop(name):
    words = stops.stop(STOPS[name])
    assert words != stops.UNKNOWN
    assert [other for other in STOPS if stops.stop(STOPS[other]) == words] == [name]
    assert "stop %d" % STOPS[name] in SHOTS


@pytest.mark.parametrize("name", FAULTS | PARTS)
def test_s17_a_fault(name):
    codes = FAULTS | PARTS
    words = faults.look_up(codes[name])
    assert words != faults.UNKNOWN
    assert [other for other in codes if faults.look_up(codes[other]) == words] == [name]
    assert "fault %d" % codes[name] in SHOTS


def test_s18_each_question_of_the_laptop():
    """Every request that asks, every limit in both directions, and every word that a question may have."""
    assert {kind for _, kind, fields in QUESTIONS if "restart" not in fields} == set(consents.TABLE)
    for kind in (m.SET_SETTING, m.LOOSEN):
        assert {fields["setting"] for _, one, fields in QUESTIONS if one == kind} == set(consents.LIMITS)
    shown = "\n".join("\n".join(consents.question(kind, fields)) for _, kind, fields in QUESTIONS)
    shown = languages.decoded(LANGUAGE, shown)
    tree = ast.parse(Path(consents.__file__).read_text(encoding="utf-8"))
    indices = [one.slice for one in ast.walk(tree) if isinstance(one, ast.Subscript)]
    keys = {one.value for one in indices if isinstance(one, ast.Constant)}
    parts = {part.strip() for text in literals(tree) for part in re.split(r"%[.0-9]*[ds]", text)}
    missing = [part for part in parts - keys - {"restart"} if re.search("[A-Za-z]", part) and part not in shown]
    assert not missing
    assert all(label in SHOTS for label, _, _ in QUESTIONS)


def test_no_two_numbers_look_the_same():
    for kind in ("no: ", "fault ", "stop "):
        labels = [label for label in SHOTS if label.startswith(kind) and label != "no: %d" % reasons.HOLD]
        frames = [SHOTS[label] for label in labels]  # HOLD looks as the answer that is its reason
        assert len(set(frames)) == len(frames), kind
