"""Every number has words, every line fits, and nothing is said that must not be said."""

import ast
import re
from pathlib import Path

import pytest
from pen.core import cartridge, limits, questions, reported, touch, zones
from pen.formats import reasons
from pen.ui import font
from pen.ui.texts import (
    asking,
    cleaning,
    conditions,
    faults,
    labels,
    locked,
    menu,
    paused,
    refusals,
    session,
    stops,
    treatment,
    updates,
)
from pen.ui.texts import questions as asked

from tests.firmware.formats import reason_lists

WIDEST = 21
SHORT = (labels, asking, cleaning, locked, menu, paused, session, treatment)
UI = Path(labels.__file__).parents[1]
BANNED = (
    "steril", "cure", "guarant", "fda", "clearance", "cleared", "medical", "absor", "heal", "treats", "approved",
    "certified", "compliant", "clinical", "result", "proven", "painless", "risk-free", "wrong", "your fault",
    "illegal", "error", "failed to", "you must", "invalid", "lime serum",
)  # fmt: skip


def strings(value):
    """Every text in a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def all_texts():
    for module in (*SHORT, stops, updates, refusals, conditions, faults, asked):
        for name, value in vars(module).items():
            if not name.startswith("__") and not callable(value):
                for text in strings(value):
                    yield name, text


def numbers(prefix):
    return {v for n, v in vars(reasons).items() if n.startswith(prefix) and n != "F_PART"}


def test_S17_every_refusal_says_what_is_wrong_and_how_it_ends():
    assert set(refusals.REFUSALS) == {*reason_lists.REFUSALS, reasons.AFTER_CRASH, reasons.AFTER_CUT}
    for title, what, _, end, _ in refusals.REFUSALS.values():
        assert title and what and end


def test_every_stop_and_fault_has_words():
    assert set(stops.STOPS) == numbers("STOP_")
    assert set(faults.FAULTS) == numbers("F_")
    assert all(len(lines) == 2 and lines[0] for lines in stops.STOPS.values())
    assert all(len(faults.look_up(code)) == 5 and all(faults.look_up(code)) for code in faults.FAULTS)


def test_every_part_of_hal_errors_has_a_name_and_a_fault():
    source = (UI.parent / "hal" / "errors.py").read_text()
    parts = [int(n) for n in re.findall(r"^[A-Z]+ = const\((\d+)\)", source, re.M)]
    assert set(parts) | {7} == set(range(1, len(faults.PARTS))), "7 was the needle drive and may be in a journal"
    assert len(set(faults.PARTS[1:])) == len(faults.PARTS) - 1 and all(faults.PARTS[1:])
    for part in range(1, len(faults.PARTS)):
        assert faults.look_up(reasons.F_PART + part)[0] == faults.PARTS[part]


@pytest.mark.parametrize("code", [0, 31, reasons.F_PART, reasons.F_PART + 60, 255])
def test_an_unknown_fault_still_has_words(code):
    assert faults.look_up(code) == faults.UNKNOWN


def test_every_text_can_be_drawn_and_fits_a_line():
    for name, text in all_texts():
        assert all(font.FIRST <= ord(c) < font.BOX for c in text), (name, text)
        assert len(text.replace("%s", "").replace("%d", "")) <= WIDEST, (name, text)


@pytest.mark.parametrize("banned", BANNED)
def test_banned_words_are_nowhere(banned):
    for name, text in all_texts():
        assert banned not in text.lower(), (name, text)


def literals(tree):
    """Every text literal that is neither a docstring nor a type."""
    types = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            types.add(node.value)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            types.update(ast.walk(part) if part else ())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in types:
            yield node.value


def test_no_other_file_of_the_ui_holds_words():
    """A text literal with a word of letters in it belongs to `ui/texts`."""
    for path in sorted(UI.glob("*.py")):
        if path.name != "font.py":
            for text in literals(ast.parse(path.read_text())):
                bare = re.sub(r"%\d*[sd]|^pen[.a-z_]*$|^\d+s$", "", text)  # a module's name or a format is no word
                assert not re.search(r"[A-Za-z]{2}", bare), (path.name, text)


def test_limits_named_in_words_are_those_of_limits_py():
    assert "%d.%02d V" % divmod(limits.BATTERY_START_MV // 10, 100) in refusals.REFUSALS[reasons.BATTERY_LOW][2]
    assert "at %d " % (limits.MOTOR_TEMP_START_DC // 10) in refusals.REFUSALS[reasons.MOTOR_HOT][4]
    assert (
        "%d.%02d mm" % divmod(limits.NEEDLE_LENGTH_MAX_UM // 10, 100) in refusals.REFUSALS[reasons.CARTRIDGE_NEEDLES][4]
    )
    hold = "%d s" % (limits.CLEAR_HOLD_MS // 1_000)
    assert hold in stops.TEST_AGAIN and hold in refusals.REFUSALS[reasons.FAULT_LATCHED][3]
    window = "%d minutes" % (limits.SESSION_WINDOW_S // 60)
    assert window in stops.STOPS[reasons.STOP_WINDOW][0] and window in refusals.REFUSALS[reasons.SESSION_OVER][1]
    assert limits.RUN_MAX_MS == 60_000 and "One minute" in stops.STOPS[reasons.STOP_RUN_OVER][0]
    assert limits.STUCK_MS == 10_000 and "ten seconds" in faults.FAULTS[reasons.F_BUTTON][2]
    assert "%d more days" % (limits.REACTION_S // limits.DAY_S) in refusals.REFUSALS[reasons.REACTION][2]
    assert "%d s" % (limits.BLEED_HOLD_MS // 1_000) in paused.BLEEDS
    assert "%d minutes" % (limits.DISINFECT_MS // 60_000) in menu.NEXT_CLEAN[1]
    assert "%d days" % (reported.ACTIVES_AFTER_S // limits.DAY_S) in session.STORE[2]
    assert "%d hours" % (questions.ACTIVES_HOLD_S // 3_600) in " ".join(asked.QUESTIONS[10])
    assert "%d weeks" % (questions.HOLDS_S[reasons.TREATED_LATELY] // (7 * limits.DAY_S)) in asked.QUESTIONS[18][0]
    assert "%d days" % (cartridge.OPENED_MAX_S // limits.DAY_S) in refusals.REFUSALS[reasons.CARTRIDGE_OLD][1]
    assert "%d s" % (limits.CLEAR_HOLD_MS // 1_000) in labels.PRACTICE_ENDS


# --- questions, zones, conditions ---------------------------------------------------------------------


def test_every_question_has_at_most_four_lines():
    assert set(asked.QUESTIONS) == set(range(questions.COUNT)) | {questions.CONFIRM}
    for number in asked.QUESTIONS:
        lines = asked.look_up(number)
        assert 1 <= len(lines) <= 4 and all(lines) and lines[-1].endswith("?")


@pytest.mark.parametrize(
    "number, words_of_it",
    [
        (0, ("bleeding", "keloid")),
        (1, ("immune", "chemo", "radiation", "diabetes")),
        (2, ("pregnant", "nursing", "under 22", "isotretinoin", "6 months")),
        (3, ("rosacea", "eczema", "psoriasis", "vitiligo", "autoimmune")),
        (4, ("darken",)),
        (6, ("48 hours",)),
        (8, ("acne", "rash", "cold sore", "infection", "wound")),
        (9, ("sun", "tanned")),
        (10, ("retinol", "acids", "vitamin c", "scrubs")),
        (11, ("sealed",)),
        (12, ("washed", "cream", "make-up", "tint", "sunscreen", "plaster")),
        (13, ("blood thinners",)),
        (14, ("new", "pregnan", "illness", "medicine", "allergy", "cold sores", "growth")),  # what it is, is asked next
        (16, ("skin cancer", "sun damage", "metal allergy", "cold sores")),
        (17, ("mole", "wart", "growth", "raised")),
        (18, ("4 weeks", "filler", "botulinum", "laser", "peel", "operation")),
        (19, ("numb", "cream", "injection")),
        (20, ("bumps", "dark patches", "weeks after", "doctor")),
    ],
)
def test_a_question_asks_for_all_that_its_answer_means(number, words_of_it):
    text = " ".join(asked.QUESTIONS[number]).lower()
    for word in words_of_it:
        assert word in text


def test_every_zone_condition_level_and_pass_has_a_name():
    assert len(labels.ZONES) == zones.COUNT and len(treatment.PASSES) == zones.PASSES
    assert set(treatment.TOUCH) == set(range(touch.HARD + 1))
    bits = [1 << i for i in range(len(conditions.CONDITIONS))]
    assert sum(bits) == reported.ALL
    for bit in range(len(bits)):
        assert conditions.look_up((bit, bits[bit]))[0] == conditions.CONDITIONS[bit]


def test_conditions_told_in_one_answer_are_named_together():
    """The pen asks for several at once: none of them may be named alone when nobody told it alone."""
    for number in range(5):
        mask = questions.meaning(number)
        lowest = (mask & -mask).bit_length() - 1
        name = conditions.look_up((lowest, mask))[0]
        assert (name in conditions.CONDITIONS) == (mask.bit_count() == 1), number


def test_holds_have_a_label_beside_the_time():
    assert set(locked.HOLDS) == {reason for reason, for_s in questions.HOLDS_S.items() if for_s}
