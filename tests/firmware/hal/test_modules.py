"""A module that is loaded for a while leaves nothing behind, and takes nothing away that somebody else has."""

import importlib
import sys

import pytest
from pen.hal.modules import load

TABLES = "pen.ui.texts.long"


@pytest.fixture(autouse=True)
def _as_before():
    """Whatever other tests have imported is out of the way, and back afterwards."""
    package = importlib.import_module("pen.ui.texts")
    kept = sys.modules.pop(TABLES, None)
    vars(package).pop("long", None)
    yield
    sys.modules.pop(TABLES, None)
    vars(package).pop("long", None)
    if kept is not None:
        sys.modules[TABLES] = kept
        package.long = kept


def test_it_is_gone_when_it_is_let_go():
    first = load(TABLES)
    assert first.REFUSALS and TABLES not in sys.modules
    assert not hasattr(sys.modules["pen.ui.texts"], "long")
    assert load(TABLES) is not first


def test_what_was_imported_before_stays():
    from pen.ui.texts import long

    assert load(TABLES) is long
    assert sys.modules[TABLES] is long


def test_what_comes_along_goes_along(tmp_path, monkeypatch):
    for name, text in (("outer_of_a_test", "import inner_of_a_test\n"), ("inner_of_a_test", "")):
        (tmp_path / (name + ".py")).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    assert load("outer_of_a_test").inner_of_a_test
    assert set(sys.modules) == before


def test_a_module_that_does_not_exist_is_an_import_error():
    with pytest.raises(ImportError):
        load("pen.ui.no_such_words")


def test_the_latest_text_is_kept_and_its_tables_are_not():
    from pen.formats import reasons
    from pen.ui.texts import lookup

    text = lookup.refusal(reasons.CARTRIDGE_NONE)
    assert lookup.refusal(reasons.CARTRIDGE_NONE) is text and TABLES not in sys.modules
    assert lookup.fault(reasons.F_HOMING)[0] == "Zero not found"
    assert lookup.refusal(reasons.F_HOMING) != lookup.fault(reasons.F_HOMING)
    assert lookup.refusal(99) and lookup.fault(99)
