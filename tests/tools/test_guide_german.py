"""The German guide, firmware/GUIDE.de.md, is the English one: headings, figures, tables; and the German pen's words.

What the English one says is compared with the firmware by `test_guide.py`.
"""

import re
from importlib.util import module_from_spec, spec_from_file_location

from pen.formats import reasons

from boards.tools import languages
from tests.tools import guide, registers

ENGLISH, GERMAN = (guide.guide(language).read_text(encoding="utf-8") for language in guide.LANGUAGES)
TEXTS = languages.FOLDER / guide.GERMAN / "texts"


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
    text = re.sub(r"(?m)^\| [^|]*: [^|]* \|", "", re.sub(r"“[^”]*”|„[^“]*“", "", text))
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(\d),(\d)", r"\1.\2", text)))


def test_it_has_the_same_headings():
    assert [rank for rank, _ in parts(GERMAN)] == [rank for rank, _ in parts(ENGLISH)]


def test_it_has_the_same_figures_under_each():
    for (_, told), (_, german) in zip(parts(ENGLISH), parts(GERMAN)):
        assert figures(german) == figures(told), german[:200]


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


def test_its_tables_have_the_german_pens_words_in_the_same_rows():
    pairs = translations()
    told, german = (registers.rows(guide.guide(language)) for language in guide.LANGUAGES)
    assert len(told) == len(german)
    seen = 0
    for one, other in zip(told, german):
        assert len(one.cells) == len(other.cells)
        if one.cells[0] in pairs:
            assert other.cells[0] == pairs[one.cells[0]]
            seen += 1
    assert seen == len(pairs)


def test_every_condition_has_the_german_name_in_the_same_row():
    told, german = (registers.rows(guide.guide(language)) for language in guide.LANGUAGES)
    for name, translated in zip(english("conditions").CONDITIONS, module("conditions").CONDITIONS):
        at = next(i for i, row in enumerate(told) if re.search(rf"(^|, ){re.escape(name)}", row.cells[0]))
        assert translated in german[at].cells[0], translated


def test_what_stands_in_quotes_stands_on_the_german_screen():
    said = set()
    for file in TEXTS.glob("*.py"):
        said |= set(re.findall(r'"([^"\n]*)"', file.read_text(encoding="utf-8")))
    said = {re.sub(r"%[sd]|\d+", "…", text).strip() for text in said}
    quoted = re.findall(r"„([^“]+)“", GERMAN.partition("![")[2])
    assert len(quoted) > 25
    assert [one for one in quoted if re.sub(r"\d+", "…", " ".join(one.split())).lstrip("⚠ ") not in said] == []
