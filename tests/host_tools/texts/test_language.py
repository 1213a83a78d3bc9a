"""Which language is chosen, what English costs, and how numbers and dates are written."""

import re
import time

import pytest
from needlepen import language
from needlepen.errors import UsageError
from needlepen.language import Later, Names, Words, chosen, english, fill, later, tr, trn, use
from needlepen.texts import dates, numbers
from needlepen.texts.limits import SETTINGS

from tests.host_tools.cli.test_start import RUN, loaded

AT = 1_795_000_000  # 18 Nov 2026, 11:06:40 UTC


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """UTC, and English again afterwards."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    use("en")
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de"}, "de"),
        ({"LANG": "DE_at@euro"}, "de"),
        ({"LANG": "den_CA"}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR"}, "fr"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": "es_MX"}, "es"),
        ({"LANG": "de_DE", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": ""}, "de"),
        ({"NEEDLEPEN_LANG": "fr", "LC_ALL": "de_DE"}, "fr"),
        ({"NEEDLEPEN_LANG": "en", "LC_ALL": "de_DE"}, "en"),
        ({"NEEDLEPEN_LANG": "", "LANG": "es"}, "es"),
    ],
)
def test_the_environment_chooses(environment, name):
    assert chosen(environment) == name


@pytest.mark.parametrize("asked", ["xx", "de_DE", "German", "../../etc"])
def test_a_language_that_is_not_here_is_an_error_with_the_list(asked):
    with pytest.raises(UsageError) as e:
        chosen({"NEEDLEPEN_LANG": asked})
    assert asked in e.value.what
    assert all(name in e.value.why for name in ("en", "de", "fr", "es"))


def test_english_needs_no_library_and_no_catalog(tmp_path):
    modules, said = loaded(RUN, "--db", str(tmp_path / "none.db"), "history", NEEDLEPEN_LANG="en")
    assert not [name for name in modules if name.partition(".")[0] in ("babel", "gettext") and name != "gettext"]


def test_a_german_version_needs_none_either():
    modules, said = loaded(RUN, "--version", NEEDLEPEN_LANG="de")
    assert said.startswith("needlepen ") and not [name for name in modules if name.startswith("babel")]


def test_a_text_without_values_is_as_it_is():
    assert tr("a {brace} that is none") == "a {brace} that is none"
    use("de")
    assert tr("nobody ever wrote this {brace}") == "nobody ever wrote this {brace}"


@pytest.mark.parametrize(
    ("name", "number", "figure", "strokes", "depth", "off"),
    [
        ("en", "12,345.60", "2", "12,345", "0.43 mm", "−1.5 µm"),
        ("de", "12.345,60", "2", "12.345", "0,43 mm", "−1,5 µm"),
        ("fr", "12\u202f345,60", "2", "12\u202f345", "0,43 mm", "−1,5 µm"),
        ("es", "12.345,60", "2", "12.345", "0,43 mm", "−1,5 µm"),
    ],
)
def test_numbers_are_written_as_the_language_has_them(name, number, figure, strokes, depth, off):
    use(name)
    assert fill("{n:,.2f}", n=12345.6) == number
    assert fill("{n}", n=2) == figure
    assert fill("{version} {text}", version="0.2.0", text="1,2") == "0.2.0 1,2"  # what is no number stays
    assert numbers.strokes({"strokes": 12345, "charged_strokes": 0}) == strokes
    assert (numbers.depth(430), numbers.off(-1.5)) == (depth, off)


@pytest.mark.parametrize(
    ("name", "date", "from_minute", "wait"),
    [
        ("en", "18 Nov 2026", "18 Nov 2026, from 11:07", "in 3 days"),
        ("de", "18. Nov. 2026", "18. Nov. 2026, ab 11:07", "in 3 Tagen"),
        ("fr", "18 nov. 2026", "18 nov. 2026, à partir de 11:07", "dans 3 jours"),
        ("es", "18 nov 2026", "18 nov 2026, desde las 11:07", "en 3 días"),
    ],
)
def test_dates_are_written_as_the_language_has_them(name, date, from_minute, wait):
    use(name)
    assert dates.date(AT) == date
    assert dates.from_minute(AT) == from_minute  # rounded up in all (H26)
    assert dates.wait(2 * 86_400 + 1) == wait


@pytest.mark.parametrize(("name", "months"), [("en", "Dec 2027 Feb"), ("de", "Dez. 2027 Feb."), ("es", "dic 2027 feb")])
def test_the_months_of_a_drawing(name, months):
    use(name)
    assert dates.months_of("Dec 2027 Feb") == months


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("en", ["no sessions", "1 session", "2 sessions"]),
        ("de", ["keine Sitzungen", "1 Sitzung", "2 Sitzungen"]),
        ("fr", ["aucune séance", "1 séance", "2 séances"]),
        ("es", ["ninguna sesión", "1 sesión", "2 sesiones"]),
    ],
)
def test_plurals(name, said):
    use(name)
    assert [numbers.count(n, "session") for n in (0, 1, 2)] == said
    assert trn("in {n} day", "in {n} days", 1) != trn("in {n} day", "in {n} days", 2)


def test_a_table_speaks_the_language_of_the_moment_and_its_keys_stay():
    table = Words({1: "no cartridge", 2: ("no cartridge", "Insert a cartridge."), 3: 7})
    names = Names(("forehead", "chin"))
    use("de")
    assert table[1] == table.get(1) == "keine Kartusche"
    assert table[2] == ("keine Kartusche", "Setzen Sie eine Kartusche ein.")
    assert [value for _, value in table.items()][2] == 7 and list(table) == [1, 2, 3]
    assert list(table.values())[0] == "keine Kartusche" and table.get(9) is None
    assert (names[1], list(names), len(names)) == ("Kinn", ["Stirn", "Kinn"], 2)
    use("en")
    assert table[1] == "no cartridge" and names[0] == "forehead"
    assert {**table}[1] == "no cartridge"  # put together with others, it is still translated once


def test_a_text_that_is_made_too_early_waits():
    said = later("Waited {s:.0f} s.", s=3)
    assert isinstance(said, Later) and said == "Waited 3 s."
    use("de")
    assert tr(said) == "3 s gewartet."


def test_for_programs_it_is_english():
    use("fr")
    with english():
        assert tr("no cartridge") == "no cartridge"
    assert tr("no cartridge") == "pas de cartouche"


def test_a_limit_is_understood_as_people_type_it():
    use("de")
    assert SETTINGS["depth"].parse("depth", "0,30") == SETTINGS["depth"].parse("depth", "0.30 mm") == 300
    assert SETTINGS["interval"].parse("interval", "42 Tagen") == 42 * 86_400
    with pytest.raises(UsageError) as e:
        SETTINGS["interval"].parse("interval", "viel")
    assert e.value.why == "Es ist die kürzeste Zeit zwischen zwei Sitzungen, in Tagen."


def test_reading_a_catalog_takes_no_time_that_is_noticed():
    """Once in a process; measured at 0.05 s."""
    language._catalog.cache_clear()
    began = time.perf_counter()
    use("de")
    assert re.match("keine", tr("no cartridge"))
    assert time.perf_counter() - began < 2
