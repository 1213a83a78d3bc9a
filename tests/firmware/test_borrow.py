"""A borrowed module leaves nothing behind, and takes nothing away that somebody else has."""

import importlib
import sys

import pytest
from pen import borrow

TABLES = "pen.ui.long_words"


@pytest.fixture(autouse=True)
def _as_before():
    """Whatever other tests have imported is out of the way, and back afterwards."""
    package = importlib.import_module("pen.ui")
    kept = sys.modules.pop(TABLES, None)
    vars(package).pop("long_words", None)
    yield
    sys.modules.pop(TABLES, None)
    vars(package).pop("long_words", None)
    if kept is not None:
        sys.modules[TABLES] = kept
        package.long_words = kept


def test_it_is_gone_when_it_is_let_go():
    first = borrow.borrow(TABLES)
    assert first.REFUSALS and TABLES not in sys.modules
    assert not hasattr(sys.modules["pen.ui"], "long_words")
    assert borrow.borrow(TABLES) is not first


def test_what_was_here_before_stays():
    from pen.ui import long_words

    assert borrow.borrow(TABLES) is long_words
    assert sys.modules[TABLES] is long_words


def test_what_comes_along_goes_along():
    from pen.ui import font

    assert borrow.borrow(TABLES, "pen.ui.font").REFUSALS
    assert sys.modules["pen.ui.font"] is font


def test_a_module_that_does_not_exist_is_an_import_error():
    with pytest.raises(ImportError):
        borrow.borrow("pen.ui.no_such_words")


def test_the_latest_text_is_kept_and_its_tables_are_not():
    from pen.core import reasons
    from pen.ui import texts

    text = texts.refusal(reasons.CARTRIDGE_NONE)
    assert texts.refusal(reasons.CARTRIDGE_NONE) is text and TABLES not in sys.modules
    assert texts.fault(reasons.F_HOMING)[0] == "Zero not found"
    assert texts.refusal(reasons.F_HOMING) != texts.fault(reasons.F_HOMING)
    assert texts.refusal(99) and texts.fault(99)
