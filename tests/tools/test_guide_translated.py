"""The guides in other languages are the English one: headings, figures, tables; and they have the pen's words.

The pen speaks German: firmware/GUIDE.de.md has its German words. In French and Spanish it does not: their guides have
its English words, each with a translation beside it, and the terms of the laptop tool's catalog. What the English
guide says is compared with the firmware by `test_guide.py`.
"""

import re
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from babel.messages.pofile import read_po
from pen.formats import reasons

from boards.documents import guide
from boards.tools import languages
from tests.host_tools.texts.test_catalogs import CLAIMS
from tests.tools import registers
from tests.tools.paths import ROOT

GERMAN = "de"
OTHERS = tuple(language for language in guide.LANGUAGES if language != languages.ENGLISH)
TRANSLATED = tuple(language for language in OTHERS if language not in languages.names())
TEXT = {language: guide.guide(language).read_text(encoding="utf-8") for language in guide.LANGUAGES}
ENGLISH = TEXT[languages.ENGLISH]
TEXTS = languages.FOLDER / GERMAN / "texts"
TERMS = ("pen", "session", "needle", "cartridge", "depth", "depth ring", "rate", "rest", "check-in", "stroke")
NAMES = ("forehead", "left cheek", "right cheek", "chin", "upper lip", "rosacea", "psoriasis", "vitiligo", "eczema")


def module(name):
    """A file of the German pen's texts, with its letters as they are written."""
    spec = spec_from_file_location(f"german_{name}", TEXTS / f"{name}.py")
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def english(name):
    from importlib import import_module

    return import_module(f"pen.ui.texts.{name}")


def parts(text):
    """The ranks of the headings, and what stands under each."""
    pieces = re.split(r"(?m)^(#+) .*$", text)
    return list(zip(pieces[1::2], pieces[2::2]))


def figures(text):
    """Its figures in any order, with points; not those of the screens' own words, which differ."""
    text = re.sub(r" · \*[^*|]*\*", "", re.sub(r"“[^”]*”(?:,?\s\(?«[^»]*»\)?)?|„[^“]*“", "", text))
    text = re.sub(r"(?m)^\| [^|]*: [^|]* \|", "", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(\d),(\d)", r"\1.\2", text)))


@pytest.mark.parametrize("language", OTHERS)
def test_it_has_the_same_headings(language):
    assert [rank for rank, _ in parts(TEXT[language])] == [rank for rank, _ in parts(ENGLISH)]


@pytest.mark.parametrize("language", OTHERS)
def test_it_has_the_same_figures_under_each(language):
    for (_, told), (_, other) in zip(parts(ENGLISH), parts(TEXT[language])):
        assert figures(other) == figures(told), other[:200]
        assert commands(other) == commands(told)


def translations():
    """What the screens say in English, and the same in German, as the guide's tables have it."""
    pairs = {}
    for name, table in (("refusals", "REFUSALS"), ("faults", "FAULTS")):
        told, german = getattr(english(name), table), getattr(module(name), table)
        pairs |= {registers.screen(told[key]): registers.screen(german[key]) for key in told}
    pairs[registers.screen(english("refusals").FOREVER)] = registers.screen(module("refusals").FOREVER)
    told, german = english("stops").STOPS, module("stops").STOPS
    pairs |= {": ".join(filter(None, told[key])): ": ".join(filter(None, german[key])) for key in told}
    told, german = english("faults"), module("faults")
    ends = {}
    for n in range(1, len(told.PARTS)):
        end, in_german = (text.look_up(reasons.F_PART + n)[3:] for text in (told, german))
        names, in_german_too, _ = ends.setdefault(end, ([], [], in_german))
        names.append(told.PARTS[n])
        in_german_too.append(german.PARTS[n])
    for end, (names, in_german_too, in_german) in ends.items():
        pairs[f"{', '.join(names)}: {' '.join(end)}"] = f"{', '.join(in_german_too)}: {' '.join(in_german)}"
    return pairs


def commands(text):
    return re.findall(r"`[^`]+`", " ".join(text.split()))


def test_its_tables_have_the_german_pens_words_in_the_same_rows():
    pairs = translations()
    told, german = (registers.rows(guide.guide(language)) for language in (languages.ENGLISH, GERMAN))
    assert len(told) == len(german)
    seen = 0
    for one, other in zip(told, german):
        assert len(one.cells) == len(other.cells)
        if one.cells[0] in pairs:
            assert other.cells[0] == pairs[one.cells[0]]
            seen += 1
    assert seen == len(pairs)


def test_every_condition_has_the_german_name_in_the_same_row():
    told, german = (registers.rows(guide.guide(language)) for language in (languages.ENGLISH, GERMAN))
    for name, translated in zip(english("conditions").CONDITIONS, module("conditions").CONDITIONS):
        at = next(i for i, row in enumerate(told) if re.search(rf"(^|, ){re.escape(name)}", row.cells[0]))
        assert translated in german[at].cells[0], translated


def test_what_stands_in_quotes_stands_on_the_german_screen():
    said = set()
    for file in TEXTS.glob("*.py"):
        said |= set(re.findall(r'"([^"\n]*)"', file.read_text(encoding="utf-8")))
    said = {re.sub(r"%[sd]|\d+", "…", text).strip() for text in said}
    quoted = re.findall(r"„([^“]+)“", TEXT[GERMAN].partition("![")[2])
    assert len(quoted) > 25
    assert [one for one in quoted if re.sub(r"\d+", "…", " ".join(one.split())).lstrip("⚠ ") not in said] == []


# --- languages that the pen does not speak ------------------------------------------------------------------


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_screens_words_are_english_with_a_translation_behind_them(language):
    told, other = registers.rows(guide.guide(languages.ENGLISH)), registers.rows(guide.guide(language))
    assert len(told) == len(other)
    seen = 0
    for one, beside in zip(told, other):
        assert len(one.cells) == len(beside.cells)
        if one.cells[0] in translations():
            assert re.fullmatch(rf"{re.escape(one.cells[0])} · \*[^*]+\*", beside.cells[0])
            seen += 1
    assert seen == len(translations())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_condition_is_in_the_same_row_with_the_catalogs_word(language):
    told, other = registers.rows(guide.guide(languages.ENGLISH)), registers.rows(guide.guide(language))
    for name in english("conditions").CONDITIONS:
        at = next(i for i, row in enumerate(told) if re.search(rf"(^|, ){re.escape(name)}", row.cells[0]))
        assert re.search(rf"{re.escape(name)}( \([^)]*\))? · \*[^*]+\*", other[at].cells[0]), name


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_it_quotes_the_english_guide_quotes_and_it_says_what_it_means(language):
    text = " ".join(TEXT[language].partition("![")[2].split())
    quoted = re.findall(r"“([^”]+)”((?: \(|, )«[^»]+»)?", text)
    english_ones = re.findall(r"“([^”]+)”", " ".join(ENGLISH.partition("![")[2].split()))
    assert sorted(words for words, _ in quoted) == sorted(english_ones)
    explained = {words for words, meaning in quoted if meaning}
    assert {words for words, _ in quoted} == explained


@pytest.mark.parametrize("language", TRANSLATED)
def test_its_first_lines_say_that_the_pen_speaks_english(language):
    first = TEXT[language].partition("![")[0]
    assert {"fr": "anglais", "es": "inglés"}[language] in first


@pytest.mark.parametrize("language", TRANSLATED)
def test_it_promises_nothing(language):
    stop = {"fr": "arrêt de sécurité", "es": "parada de seguridad"}[language]  # what the pen's own screen calls it
    assert re.findall(CLAIMS[language], TEXT[language].replace(stop, ""), re.IGNORECASE) == []


def terms(head):
    """The catalog's own list of terms: English, and what it always says for it."""
    listed = " ".join(head.partition("Terms, always the same:")[2].split())
    return [item.strip() for item in re.split(r" · | (?=depth ring |hold |refusal |record |sync )", listed)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_its_words_are_those_of_the_catalog(language):
    """The terms of its head, the zones, and the conditions that both call alike."""
    with (ROOT / "host_tools/needlepen/locale" / language / "LC_MESSAGES/needlepen.po").open("rb") as file:
        catalog = read_po(file)
    text = " ".join(TEXT[language].lower().split())
    listed = terms(catalog.header_comment.replace("#", ""))
    for term in TERMS:
        found = [item.removeprefix(f"{term} ") for item in listed if item.startswith(f"{term} ")]
        assert found and min(found, key=len) in text, (term, found)
    said = {message.id: message.string for message in catalog if isinstance(message.id, str)}
    for name in NAMES:
        assert said[name].lower() in text, name
