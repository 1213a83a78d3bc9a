"""The catalogs are whole: every text of the tool in every language, with its places, marks and commands.

And no language promises anything: no healing, no younger skin, no safety.
"""

import re
import string

import pytest
from needlepen.cli.commands import COMMANDS
from needlepen.language import LANGUAGES

from tests.tools import languages

OTHERS = [name for name in LANGUAGES if name != "en"]
FORMATTER = string.Formatter()
MARKS = re.compile(r"\[/?(?:bold |dim|cyan|yellow|red|green|bold)*\]")
_NAMES = "|".join(sorted((name for group in COMMANDS.values() for name in group), reverse=True))
_PARTS = "update|verify|keygen|sign|status|confirm|rollback|history|backup|check|get|set"
COMMAND = re.compile(
    rf"(?<!a )needlepen (?:{_NAMES})(?!, \{{)(?: (?:{_PARTS}))?\b|(?<![\w-])--[a-z][a-z-]*"
    r"|mpremote reset|NEEDLEPEN_\w+|[▲▼]|\bmake [a-z]\w*\b(?<!make it)(?! sound)"
)

# Words of a promise. Each language by what is looked for in a maker's brochure; some stand in a text that denies one.
CLAIMS = {
    "en": r"\bheals?\b|healing|\bcures?\b|rejuven|younger|anti-?ag|wrinkl|glow|flawless|beautif|collagen|effective"
    r"|proven to|guarantee|\bsafe\b|safely|safety|harmless|risk-?free|painless|clinically|no side effects"
    r"|(?<!chemo)therap|improve",
    "de": r"\bheil|geheilt|verjüng|jünger|anti-?ag|falten|strahlend|makellos|\bschön|kollagen|wirksam|garant"
    r"|\bsicher(?!ung)|ungefährlich|unbedenklich|harmlos|risikofrei|schmerzfrei|schmerzlos|klinisch|nebenwirkung"
    r"|(?<!chemo)therapie|verbesser|gesund",
    "fr": r"guéri|soigne|rajeuni|jeunesse|anti-?(âge|rides)|\brides\b|éclat|parfait|collagène|efficace|garanti"
    r"|\bsûr(e|es|s)?\b|sécurité|inoffensi|sans risque|sans douleur|indolore|cliniquement|effets? secondaires?|améliore"
    r"|(?<!chimio)(?<!radio)thérapi",
    "es": r"\bcura(r|n)?\b|\bsanar?\b|rejuvene|juvent|antiedad|arrugas|brillo|perfect|colágeno|eficaz|garant"
    r"|\bsegur[oa]|(?<!copia de )seguridad|inofensiv|sin riesgo|sin dolor|indolor|clínicamente|efectos? secundarios?"
    r"|mejora|(?<!quimio)(?<!radio)terapi",
}
# Where such a word is no promise: what it is about instead.
DENIED = {
    "Next safe day: {at}": "a day from which the lock allows; its translations say possible",
    "The next safe day, sessions, depth": "the same",
    "It waits one full interval, to be safe.": "caution",
    "the depth ring stands too deep to be moved safely": "a fault",
    "Let it heal; the pen asks again.": "what to wait for, before anything is done",
}


@pytest.fixture(scope="module")
def wanted():
    return languages.messages()


def pairs(name):
    """(English, translation) of every text; of a plural each form beside that of many."""
    for one in languages.read(name):
        if isinstance(one.id, str):
            if one.id:
                yield one.id, one.string
        else:
            yield from ((one.id[1], said) for said in one.string)


@pytest.mark.parametrize("name", OTHERS)
def test_the_catalog_is_of_today(name):
    """`make languages` would change nothing: no text is missing, none is left over."""
    assert languages.renewed(name) == languages.path_of(name).read_bytes()


@pytest.mark.parametrize("name", OTHERS)
def test_every_text_is_translated_and_none_is_fuzzy(name, wanted):
    catalog = languages.read(name)
    assert {one.id for one in catalog if one.id} == set(wanted)
    assert [one.id for one in catalog if one.id and (one.fuzzy or not all(_forms(one.string)))] == []


def _forms(said):
    return [said] if isinstance(said, str) else said


@pytest.mark.parametrize("name", OTHERS)
def test_places_and_marks_are_those_of_the_english_text(name):
    wrong = []
    for english, said in pairs(name):
        if "{" in english and not places(said) <= places(english):
            wrong.append(said)
        if "{" in english and places(english) - places(said) - {("n", "", None)}:  # one of a plural may say "a"
            wrong.append(said)
        if MARKS.findall(english) != MARKS.findall(said):
            wrong.append(said)
        if blank(english) != blank(said) or english.count("\n") != said.count("\n"):
            wrong.append(said)
    assert wrong == []


def places(text):
    """The places of a text, each with how it is written."""
    return {(name, form, conversion) for _, name, form, conversion in FORMATTER.parse(text) if name is not None}


def blank(text):
    """Blanks at both ends: pieces are put together by them. French has one before ; as well."""
    front = text[:1].isspace() and text.lstrip()[:1] not in (";", ":")
    return front, text[-1:].isspace()


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_typed_and_pressed_stays(name):
    """A command that a text names is in its translation, too, in the same words; more may be explained."""
    wrong = [
        (english, said)
        for english, said in pairs(name)
        if not {found.strip() for found in COMMAND.findall(english)}
        <= {found.strip() for found in COMMAND.findall(said)}
    ]
    assert wrong == []


def test_what_the_page_leaves_out_is_found_in_every_language():
    """The dashboard cuts ": needlepen …" off a sentence (`live_parts.py`): it has to be there."""
    for name in OTHERS:
        for english, said in pairs(name):
            if ": needlepen " in english and "Example" not in english:
                assert ": needlepen " in said.replace("\u00a0", ""), said


@pytest.mark.parametrize("name", LANGUAGES)
def test_nothing_is_promised(name, wanted):
    texts = english_texts(wanted) if name == "en" else [(said, english) for english, said in pairs(name)]
    found = [
        said
        for said, english in texts
        if re.search(CLAIMS[name], said, re.IGNORECASE) and not any(english.startswith(known) for known in DENIED)
    ]
    assert found == []


def english_texts(wanted):
    """Every English text twice: as it is said, and as it is looked up."""
    return [(text, text) for message in wanted for text in ([message] if isinstance(message, str) else message)]


@pytest.mark.parametrize("name", ["de", "fr", "es"])
def test_people_are_addressed_politely(name):
    """Sie, vous, usted: no text says du, tu or tú."""
    familiar = {"de": r"\b(du|dich|dein\w*|euch)\b", "fr": r"\b(tu|toi|ton|tes)\b", "es": r"\b(tú|tus?|contigo)\b"}[
        name
    ]
    assert [said for _, said in pairs(name) if re.search(familiar, said, re.IGNORECASE)] == []
