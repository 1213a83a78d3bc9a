"""Another language is the same program with other words: same names, keys, lines and places; each line fits and has
letters; numbers that are limits are the right ones, and nothing is promised."""

import ast
import re

import pytest
from pen.core import cartridge, limits, questions, reported
from pen.formats import reasons
from pen.ui import font
from pen.ui.refusal import ends_by_time

from boards.tools import languages
from tests.firmware.ui.texts import other_languages as other
from tests.firmware.ui.texts.test_texts import UI, WIDEST, literals

_COLUMNS = 5  # of a glyph
FILES = [(language, name) for language in other.OTHERS for name in other.NAMES]
IN_A_COLON = 20  # a condition's name stands before a colon
TITLE = 17
# Places of the screens beside other things, as the English words have them: module, name, columns
NARROW = (
    ("labels", "CHECKING", 10), ("labels", "SAVING", 10), ("cleaning", "DRYING", 10), ("stops", "STOPPING", 10),
    ("treatment", "HOMING", 10), ("treatment", "MOVING", 10), ("treatment", "RELEASE", 10), ("session", "WIPED", 10),
    ("cleaning", "WET", 7), ("cleaning", "DISINFECTING", TITLE), ("treatment", "GETTING_READY", TITLE),
    ("treatment", "RUNNING", TITLE), ("treatment", "IN_AIR_FIRST", 14), ("treatment", "STARTS", 14),
    ("treatment", "TOUCH", 9), ("treatment", "PASSES", 9), ("treatment", "HOLD_IN_AIR", 13),
    ("treatment", "TOUCH_NOW", 13), ("treatment", "LESS", 13), ("labels", "ZONES", 12), ("menu", "READY", TITLE),
    ("menu", "START", 7), ("paused", "GO_ON", 7), ("paused", "END", 7), ("stops", "PAUSED", 10),
    ("asking", "YES", 10), ("asking", "NO", 10), ("asking", "ASK_AGAIN", 10), ("asking", "GROUPS", 12),
    ("locked", "LOCKED", 13), ("locked", "LAST_SESSION", 13), ("locked", "THIS_PEN", 13), ("session", "SET", 5),
    ("session", "MEASURED", 8), ("session", "SECONDS", 7), ("session", "ENDED", TITLE), ("updates", "NEW", TITLE),
    ("updates", "BACK", TITLE), ("updates", "OLDER", TITLE), ("conditions", "CONDITIONS", IN_A_COLON),
)  # fmt: skip
# With the longest figure that it gets
FILLED = (
    ("treatment", "ARMED", 18, "zone"), ("treatment", "TO_DEPTH", 21, "0.43"), ("treatment", "MEASURED", 21, "-9.99"),
    ("stops", "FAULT", 17, 134), ("session", "RECEIPT", TITLE, (6, 6)), ("session", "CLEAN_UP", TITLE, (3, 3)),
    ("session", "DRIES_FOR", 21, 30), ("cleaning", "NOT_DRY_FOR", 21, 30), ("locked", "NO_ACTIVES", 21, "hours"),
    ("paused", "ZONE_PERCENT", 21, 100), ("paused", "ZONES_DONE", 21, "zones"),
    ("paused", "USED_OF", 21, ("10:00", "10:00")), ("menu", "UP_TO_MM", 21, "0.43"), ("menu", "UP_TO_RATE", 21, 110),
    ("menu", "CARTRIDGE_USE", 21, (10, 10)),
)  # fmt: skip
# How a language counts, for the limits that are in words
UNITS = {
    "de": {
        "days": "Tage",
        "hours": "Stunden",
        "minutes": "Minuten",
        "weeks": "Wochen",
        "One minute": "Eine Minute",
        "ten": "zehn",
    },
}
# What each question has to ask for
ASKED = {
    "de": {
        0: ("blutung", "keloid"),
        1: ("abwehr", "chemo", "bestrahlung", "diabetes"),
        2: ("schwanger", "stillend", "unter 22", "isotretinoin", "6 monate"),
        3: ("rosazea", "ekzem", "schuppenflechte", "vitiligo", "autoimmun"),
        4: ("dunkel", "flecken"),
        5: ("geblutet",),
        6: ("48 stunden",),
        7: ("eiter", "blasen", "knoten", "fieber", "flecken", "röte"),
        8: ("akne", "ausschlag", "her- pes", "infektion", "wunde"),
        9: ("sonne", "gebräunt"),
        10: ("retinol", "säuren", "vitamin c", "peelings"),
        11: ("neu", "packung", "zu", "unbeschädigt"),
        12: ("gewaschen", "creme", "make-up", "tönung", "son- nenschutz", "pflaster"),
        13: ("blutverdünner",),
        14: ("neu", "schwanger", "krank", "me- dikament", "allergie", "herpes", "gewächs"),  # what it is, is asked next
        15: ("nein beendet", "30 minuten"),
        16: ("hautkrebs", "sonne", "metallallergie", "herpes"),
        17: ("muttermal", "warze", "ge- wächs", "knötchen"),
        18: ("letzte 4 wochen", "filler", "botu- linum", "laser", "peeling", "operation"),
        19: ("taub", "creme", "spritze"),
        20: ("knoten", "dunkle flecken", "wochen danach", "ärztlich"),
    },
}
BANNED = {
    "de": (
        "steril", "heil", "garant", "medizin", "zugelassen", "zulassung", "zertifi", "klinisch", "schmerzfrei",
        "schmerzlos", "wirksam", "verjüng", "kollagen", "falten", "ergebnis", "bewiesen", "erwiesen", "therap",
        "falsch", "fehler", "schuld", "verboten", "ungültig", "du ", "dein",
    ),
}  # fmt: skip


def blank(tree):
    """A syntax tree with each text that a person reads as its places and whether it is empty; keys stay."""
    keys = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            keys.update(ast.walk(node.slice))
        elif isinstance(node, ast.Compare):
            keys.update(ast.walk(node.left))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            keys.update(ast.walk(node.args[0]))
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            keys.update(ast.walk(part) if part else ())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in keys and node.value:
            node.value = " ".join(["text", *places(node.value)])
    return ast.dump(tree)


def places(text):
    """What a figure replaces, in its order."""
    return re.findall(r"%\d*[a-z%]", text)


def parts(value):
    """All texts in a value."""
    if isinstance(value, str):
        return [value]
    return [text for one in (value.values() if isinstance(value, dict) else value) for text in parts(one)]


@pytest.mark.parametrize("language", other.OTHERS)
def test_it_has_the_files_of_texts_and_no_others_but_a_font(language):
    folder = languages.FOLDER / language
    assert sorted(path.name for path in (folder / "texts").glob("*.py")) == other.NAMES
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")} - {"font.py"} == {
        f"texts/{name}" for name in other.NAMES
    }


@pytest.mark.parametrize("language, name", FILES)
def test_a_file_is_the_english_one_with_other_words(language, name):
    """Same names, keys, numbers of lines, places and code: whatever reads the English file can read this one."""
    theirs = blank(other.tree_of(languages.FOLDER / language / "texts" / name))
    assert theirs == blank(other.tree_of(other.ENGLISH / name))


@pytest.mark.parametrize("language, name", FILES)
def test_every_text_fits_a_line_and_has_letters_of_the_font(language, name):
    letters = languages.letters(language)
    for text in other.words_of(languages.FOLDER / language / "texts" / name):
        assert len(re.sub("%[sd]", "", text).replace("%%", "%")) <= WIDEST, text
        for char in text:
            assert char in letters or (char.isascii() and char not in letters.values()), (text, char)
            assert font.FIRST <= ord(letters.get(char, char)) < font.BOX, (text, char)


@pytest.mark.parametrize("language", other.OTHERS)
def test_every_text_fits_the_place_where_it_stands(language):
    for file, name, columns in NARROW:
        for text in parts(getattr(other.texts(language, file), name)):
            assert len(text) <= columns, (name, text)
    conditions = other.texts(language, "conditions")
    assert all(
        len(name) <= IN_A_COLON for name in parts([name for _, name in getattr(conditions, "TOLD_TOGETHER", ())])
    )


@pytest.mark.parametrize("language", other.OTHERS)
def test_a_text_fits_with_its_figures(language):
    labels, times = other.texts(language, "labels"), other.texts(language, "times")
    longest = {
        "zone": max(labels.ZONES, key=len),
        "zones": labels.OF_ZONES % (5, 5),
        "hours": times.DAYS_HOURS % (2, 23),
    }
    for file, name, columns, value in FILLED:
        text = getattr(other.texts(language, file), name) % longest.get(value, value)
        assert len(text) <= columns, (name, text)
    for reason, lines in other.texts(language, "refusals").REFUSALS.items():
        figure = times.DAYS_MINUTES % (28, 59) if ends_by_time(reason) else "3.49"
        if not lines[1].startswith("%s") and not lines[2].startswith("%s"):  # a condition's name, or degrees
            assert all(len(line.replace("%s", figure)) <= WIDEST for line in lines), lines
    assert len(other.texts(language, "refusals").look_up(-3)[3] % times.DAYS_MINUTES % (28, 59)) <= WIDEST
    dates = [len("31 %s 2026, 23:59" % month) for month in times.MONTHS]
    assert max(dates) <= WIDEST and len(set(times.MONTHS)) == 12


@pytest.mark.parametrize("language", other.OTHERS)
def test_limits_in_words_are_those_of_limits_py(language):
    unit = UNITS[language]
    refusals, faults = other.texts(language, "refusals").REFUSALS, other.texts(language, "faults")
    stops, paused = other.texts(language, "stops"), other.texts(language, "paused")
    menu, session, labels = (other.texts(language, name) for name in ("menu", "session", "labels"))

    def said(text, lines):
        assert text in " ".join([lines] if isinstance(lines, str) else lines), (text, lines)

    said("%d.%02d V" % divmod(limits.BATTERY_START_MV // 10, 100), refusals[reasons.BATTERY_LOW])
    said(" %d " % (limits.MOTOR_TEMP_START_DC // 10), refusals[reasons.MOTOR_HOT])
    said("%d.%02d mm" % divmod(limits.NEEDLE_LENGTH_MAX_UM // 10, 100), refusals[reasons.CARTRIDGE_NEEDLES])
    hold = "SELECT %d s" % (limits.CLEAR_HOLD_MS // 1_000)
    for lines in (stops.TEST_AGAIN, refusals[reasons.FAULT_LATCHED], labels.PRACTICE_ENDS):
        said(hold, lines)
    window = "%d %s" % (limits.SESSION_WINDOW_S // 60, unit["minutes"])
    said(window, stops.STOPS[reasons.STOP_WINDOW])
    said(window, refusals[reasons.SESSION_OVER])
    said(unit["One minute"], stops.STOPS[reasons.STOP_RUN_OVER])
    said(unit["ten"], faults.FAULTS[reasons.F_BUTTON])
    said("%d %s" % (limits.REACTION_S // limits.DAY_S, unit["days"]), refusals[reasons.REACTION])
    said("%d s" % (limits.BLEED_HOLD_MS // 1_000), paused.BLEEDS)
    said("%d %s" % (limits.DISINFECT_MS // 60_000, unit["minutes"]), menu.NEXT_CLEAN)
    said("%d %s" % (reported.ACTIVES_AFTER_S // limits.DAY_S, unit["days"]), session.STORE)
    asked = other.texts(language, "questions").QUESTIONS
    said("%d %s" % (questions.HOLDS_S[reasons.ACTIVES_TODAY] // 3_600, unit["hours"]), asked[10])
    said("%d %s" % (cartridge.OPENED_MAX_S // limits.DAY_S, unit["days"]), refusals[reasons.CARTRIDGE_OLD])
    said("%d %s" % (questions.HOLDS_S[reasons.TREATED_LATELY] // (7 * limits.DAY_S), unit["weeks"]), asked[18])


@pytest.mark.parametrize("language", other.OTHERS)
def test_a_question_asks_for_all_that_its_answer_means_and_ends_as_one(language):
    asks = other.texts(language, "questions")
    for number, words in ASKED[language].items():
        asked = " ".join(asks.QUESTIONS[number]).lower()
        assert [word for word in words if word not in asked] == [], asked
    assert all(lines[-1].endswith("?") for lines in asks.QUESTIONS.values())
    assert set(ASKED[language]) == set(asks.QUESTIONS) - {max(asks.QUESTIONS)}, "the last one is the confirmation"


@pytest.mark.parametrize("language, name", FILES)
def test_nothing_is_promised_and_nobody_blamed(language, name):
    for text in other.words_of(languages.FOLDER / language / "texts" / name):
        assert [word for word in BANNED[language] if word in text.lower()] == [], text


# --- the font -------------------------------------------------------------------------------------------


def glyph(of, char):
    at = (ord(char) - of.FIRST) * _COLUMNS
    return of.GLYPHS[at : at + _COLUMNS]


@pytest.mark.parametrize("language", other.OTHERS)
def test_the_font_is_the_english_one_but_for_the_letters(language):
    theirs, codes = other.font(language), languages.letters(language).values()
    same = {name for name in vars(font) if name.isupper() and name != "GLYPHS"}
    assert {name: getattr(theirs, name) for name in same} == {name: getattr(font, name) for name in same}
    chars = [chr(code) for code in range(font.FIRST, font.BOX + 1)]
    assert [char for char in chars if glyph(theirs, char) != glyph(font, char)] == sorted(codes)
    shapes = [glyph(theirs, char) for char in chars if char != "O"]
    assert len(set(shapes)) == len(shapes) and len(theirs.GLYPHS) == len(font.GLYPHS)


@pytest.mark.parametrize("language", other.OTHERS)
def test_a_letter_takes_the_place_of_a_character_that_no_screen_shows(language):
    """Nor may it be one that the compiler reads: a backslash, a quote, a per cent sign."""
    codes = languages.letters(language)
    assert len(set(codes.values())) == len(codes) and not set(codes.values()) & set("\\\"'%")
    assert all(len(letter) == len(code) == 1 and code.isascii() for letter, code in codes.items())
    sources = [path for path in UI.rglob("*.py") if path.name != "font.py"]
    shown = [text for path in sources for text in literals(ast.parse(path.read_text(encoding="utf-8")))]
    assert [text for text in shown if not text.startswith("pen.") and set(text) & set(codes.values())] == []
