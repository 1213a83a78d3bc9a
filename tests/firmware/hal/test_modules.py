"""A module that is loaded for a while leaves nothing behind, and takes nothing away that somebody else has."""

import importlib
import sys

import pytest
from pen.hal import modules
from pen.hal.modules import Portions, load

TABLES = "pen.ui.texts.refusals"


@pytest.fixture(autouse=True)
def _as_before():
    """Whatever other tests have imported is out of the way, and back afterwards."""
    package = importlib.import_module("pen.ui.texts")
    kept = sys.modules.pop(TABLES, None)
    vars(package).pop("refusals", None)
    yield
    sys.modules.pop(TABLES, None)
    vars(package).pop("refusals", None)
    if kept is not None:
        sys.modules[TABLES] = kept
        package.refusals = kept


def test_it_is_gone_when_it_is_let_go():
    first = load(TABLES)
    assert first.REFUSALS and TABLES not in sys.modules
    assert not hasattr(sys.modules["pen.ui.texts"], "refusals")
    assert load(TABLES) is not first


def test_what_was_imported_before_stays():
    from pen.ui.texts import refusals

    assert load(TABLES) is refusals
    assert sys.modules[TABLES] is refusals


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


def test_a_module_that_the_caller_has_is_not_brought_a_second_time(tmp_path, monkeypatch):
    for name, text in (("shared_of_a_test", ""), ("user_of_a_test", "import shared_of_a_test\n")):
        (tmp_path / (name + ".py")).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    shared = load("shared_of_a_test")
    before = set(sys.modules)
    assert load("user_of_a_test", shared).shared_of_a_test is shared
    assert load("user_of_a_test").shared_of_a_test is not shared  # without it, a copy
    assert set(sys.modules) == before


def test_portions_are_found_by_all_until_they_are_let_go(tmp_path, monkeypatch):
    for name, text in (
        ("first_of_a_test", "import inner_of_a_test\n"),
        ("inner_of_a_test", ""),
        ("last_of_a_test", ""),
    ):
        (tmp_path / (name + ".py")).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    portions = Portions(("first_of_a_test", "last_of_a_test"))
    assert portions.bring_next() is None and portions.count == 1
    assert load("inner_of_a_test") is sys.modules["first_of_a_test"].inner_of_a_test
    assert portions.bring_next().__name__ == "last_of_a_test" and portions.count == 2
    portions.let_go()
    assert set(sys.modules) == before and portions.count == 0


def test_what_was_there_stays():
    from pen.ui.texts import refusals

    portions = Portions((TABLES,))
    assert portions.bring_next() is refusals
    portions.let_go()
    assert sys.modules[TABLES] is refusals


class Opened:
    """The boot's slots as an import sees them: what was done, in order."""

    def __init__(self):
        self.done = []

    def open(self):
        self.done.append("open")

    def close(self):
        self.done.append("closed")


def test_after_the_start_the_program_is_open_while_modules_come(tmp_path, monkeypatch):
    for name, text in (("outer_of_a_test", "import inner_of_a_test\n"), ("inner_of_a_test", "")):
        (tmp_path / (name + ".py")).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    slots = Opened()
    monkeypatch.setattr(modules, "slots", slots)
    load("outer_of_a_test")
    assert slots.done == ["open", "closed"]
    Portions(("inner_of_a_test",)).bring_next()
    sys.modules.pop("inner_of_a_test")
    assert slots.done == ["open", "closed"] * 2
    with pytest.raises(ImportError):
        load("no_such_module_of_a_test")
    assert slots.done == ["open", "closed"] * 3


def test_what_lies_deep_comes_first_and_goes_along(tmp_path, monkeypatch):
    for name, text in (("outer_of_a_test", "import inner_of_a_test\n"), ("inner_of_a_test", "")):
        (tmp_path / (name + ".py")).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    before, slots = set(sys.modules), Opened()
    monkeypatch.setattr(modules, "slots", slots)
    assert load("outer_of_a_test", first="inner_of_a_test").inner_of_a_test
    assert set(sys.modules) == before and slots.done == ["open", "closed"] * 2
