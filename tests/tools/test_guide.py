"""The owner's guide, firmware/GUIDE.md, says what the firmware does: its numbers and its words.

A sentence of FACTS is written with the firmware's figures and has to stand in the guide; every figure of the guide has
to be in one of them. So a limit that changes, and a figure that nothing proves, both fail.
"""

import re

import pytest
from needlepen.history import plan
from pen.core import cartridge, limits, questions, skin, touch_limits, zones
from pen.core.depth import ceiling_um
from pen.core.states import arming, ended
from pen.formats import reasons
from pen.link import consent
from pen.ui import font
from pen.ui.texts import conditions, faults, locked, refusals, stops

from boards.common.mechanics import ERROR_BUDGET_UM
from boards.documents import guide
from boards.tools.languages import ENGLISH
from tests.firmware import face
from tests.firmware.formats import reason_lists
from tests.firmware.ui.test_no_claims import STEMS
from tests.tools import registers
from tests.tools.paths import ROOT

GUIDE = guide.guide(ENGLISH).read_text(encoding="utf-8")
PROSE = " ".join(GUIDE.split())
ROWS = registers.rows(guide.guide(ENGLISH))
REFUSED = {number: refusals.REFUSALS[number] for number in (*reason_lists.REFUSALS, *refusals.REFUSALS)}


def mm(um):
    return f"{um / 1_000:.2f} mm"


def seconds(ms):
    assert ms % 100 == 0
    return f"{ms / 1_000:g}"


def minutes(ms):
    return f"{ms // 60_000}"


def hours(s):
    assert s % 3_600 == 0
    return f"{s // 3_600}"


def days(s):
    assert s % limits.DAY_S == 0
    return f"{s // limits.DAY_S}"


_UPPER = {zone: mm(min(zones.ceiling_um(zone), ceiling_um(ERROR_BUDGET_UM, limits.CAP_UM))) for zone in range(5)}
_FOREHEAD, _CHEEK, _LIP = _UPPER[face.FOREHEAD], _UPPER[face.LEFT_CHEEK], _UPPER[face.UPPER_LIP]
_REST, _WINDOW, _NEEDLES = days(limits.INTERVAL_MIN_S), limits.SESSION_WINDOW_S // 60, minutes(limits.NEEDLE_MAX_MS)
_SKIN, _SUN = hours(questions.SKIN_HOLD_S), hours(questions.SUN_HOLD_S)
_ACTIVES, _RUN, _OLD = hours(questions.ACTIVES_HOLD_S), seconds(limits.RUN_MAX_MS), days(cartridge.OPENED_MAX_S)
_TREATED, _CLEAR = limits.INTERVAL_MIN_S, seconds(limits.CLEAR_HOLD_MS)
_HOURS = "{}, {}, {} and {}".format(*skin.CHECKIN_H)
_ALCOHOL = minutes(limits.DISINFECT_MS)

FACTS = (
    f"{_REST} days lie between two sessions",
    f"{limits.RATE_MIN_HZ} to {limits.RATE_MAX_HZ} times a second, and no deeper than {mm(limits.CAP_UM)}",
    f"Untouched for {seconds(limits.AUTO_OFF_MS)} s it switches itself off",
    f"A session needs {limits.BATTERY_START_MV / 1_000:.2f} V",
    f"hold ▲ for {seconds(limits.HOLD_MS)} s",
    f"“Hold SELECT {_CLEAR} s: end”",
    "Isotretinoin (last 6 months), Under 22",  # question 2, compared below
    f"then at most {mm(limits.PIGMENT_UM)}, and {days(limits.PIGMENT_INTERVAL_S)} days of rest",
    f"for single use serves {limits.USES_DISPOSABLE} session, one for several serves {limits.USES_MULTI},",
    f"for {_OLD} days after it was opened. Needles longer than {mm(limits.NEEDLE_LENGTH_MAX_UM)} are refused",
    f"You choose from {mm(limits.DEPTH_MIN_UM)} up to",
    f"upper lip {_LIP}, forehead {_FOREHEAD}, cheeks and chin {_CHEEK}",
    f"Your first {limits.FIRST_SESSIONS} sessions, and any after one that nobody has called calm, end at"
    f" {mm(limits.FIRST_SESSIONS_UM)}",
    f"no retinol, acids, vitamin C or scrubs ({_ACTIVES} hours)",
    f"Answers hold for {minutes(limits.SCREEN_VALID_MS)} minutes",
    f"keep it wet for {_ALCOHOL} minutes",
    f"it can be gone on with for {minutes(limits.CLEAN_KEEP_MS)} minutes",
    f"{seconds(limits.DRY_MS)} s in the air, nothing touches the tip",
    f"After {seconds(arming.ARMED_MAX_MS)} s it cancels by itself",
    f"when the zone has enough, after {_RUN} s, or when you lift it",
    f"A session has {_NEEDLES} minutes of needle time within {_WINDOW} minutes from its first stroke",
    "within 3 s if it never touched",  # README, and below
    f"A zone may have {limits.AIR_FREE_STROKES} strokes in the air free",
    f"Hold any button for {seconds(limits.BLEED_HOLD_MS)} s",
    f"One start lasts {_RUN} s.",
    f"The {_NEEDLES} minutes of a session are used.",
    f"A session lasts {_WINDOW} minutes from its first start.",
    f"within its {_WINDOW} minutes",
    f"On the same day** ({hours(plan.OPEN_S)} hours) nothing but",
    f"For {hours(plan.ACTIVES_S)} hours** no acids",
    f"From the day after, for {days(plan.GENTLE_S)} days**: a bland moisturiser, and mineral"
    " sunscreen (SPF 30 or more)",
    f"how your skin is {_HOURS} hours after the session",
    f"needs an answer from {skin.CHECKIN_H[2]} hours or later",
    f"A reaction adds {days(limits.REACTION_S)} days to the rest and takes {mm(limits.REACTION_STEP_UM)} off the depth,"
    f" until {limits.CALM_SESSIONS} calm sessions in a row",
    "Red for more than 48 hours",  # question 6, compared below
    f"opens again: {_REST} days after the start. Gentler are {days(plan._SUGGESTED_S)}.",
    f"“Clean up 1/{ended.CLEANUP_STEPS}”",
    f"for {seconds(limits.DRY_MS)} s, cap it",
    f"the rest is {days(limits.REACTION_S)} days longer",
    f"Wait {_SKIN} hours, and until it is gone",
    f"Wait {_SUN} hours, and until it is gone",
    f"Wait {_SKIN} hours. Use no numbing cream",
    f"or a scrub in the last {_ACTIVES} hours",
    f"Leave them out for {_ACTIVES} hours",
    f"in the last {_TREATED // limits.DAY_S // 7} weeks",
    f"Wait {days(_TREATED)} days; ask whoever",
    f"has had its {_WINDOW} minutes, or its {_NEEDLES} minutes of needle time",
    f"it reacted in {limits.REACTIONS_REVIEW} sessions in a row",
    f"opened more than {_OLD} days ago",
    f"The pen takes at most {mm(limits.NEEDLE_LENGTH_MAX_UM)}",
    f"warmer than {limits.MOTOR_TEMP_START_DC // 10} °C",
    f"hold SELECT for {_CLEAR} s",
    f"Hold SELECT for {_CLEAR} s",
    f"was down, or loose, for {limits.STUCK_MS // 1_000} seconds",
    f"waits up to {consent._WAIT * limits.STEP_MS // 1_000} s for your ▼",
    "alcohol of 70 %",  # the pen's own words say so, compared below
    "CR2032",
)


# What is no figure: the rules' and steps' numbers, those of the pictures, code, links
_NO_FIGURE = re.compile(r"\(screens? \d+(?: and \d+)?(?:, “[^”]*”)?\)|(?<= )\d+\. |`[^`]*`|\]\([^)]*\)")


def numbers(*prefixes):
    return {n: name for name, n in vars(reasons).items() if name.startswith(prefixes) and isinstance(n, int)}


def shown(*headings):
    """First cells of the tables under these headings; their wording is that of the screens."""
    return [row.cells[0] for row in ROWS if row.heading in headings]


REFUSING = ("Waiting", "About you and your skin", "The cartridge", "Zone, depth, speed", "The pen itself")


@pytest.mark.parametrize("fact", FACTS)
def test_what_it_says_of_a_limit_is_the_firmwares(fact):
    assert fact in PROSE


def unproven(text):
    """Figures of a text that no fact covers. A screen's own words, first cells of the tables, are compared below."""
    for words in sorted((*FACTS, *(f"| {cell} |" for cell in screens_said())), key=len, reverse=True):
        text = text.replace(words, " ")
    return re.findall(r"\S*\d\S*", _NO_FIGURE.sub(" ", text))


def screens_said():
    return shown(*REFUSING, "Faults", "Why the needles stopped")


def test_every_figure_is_one_of_the_firmwares():
    assert unproven(PROSE) == []
    assert unproven(PROSE + " Then wait 21 days.") == ["21"], "the check itself"


def test_the_figures_that_only_texts_have():
    assert limits.STEP_MS < touch_limits.REACH_MS < 3_000, "within 3 s"
    text = {number: " ".join(lines) for number, lines in asked().items()}
    assert "under 22, or any isotretinoin in the last 6 months" in text[2]
    assert "more than 48 hours" in text[questions.RED] and "48 hours" in text[10] and "4 weeks" in text[18]
    assert touch_limits.HARD_MAX_MS == 1_000 and touch_limits.LIFT_MAX_MS < 1_000, "after a second"
    assert limits.READ_MS == 500, "half a second"
    assert zones.COUNT == 5, "five zones"


def asked():
    from pen.ui.texts.questions import QUESTIONS

    return QUESTIONS


# --- words --------------------------------------------------------------------------------------------------


def test_every_refusal_is_there_once_with_the_words_of_its_screen():
    wanted = [registers.screen(text) for text in (*REFUSED.values(), refusals.FOREVER)]
    assert sorted(shown(*REFUSING)) == sorted(wanted)


def test_every_fault_is_there_once_with_the_words_of_its_screen():
    wanted = [registers.screen(text) for text in faults.FAULTS.values()]
    by_end = {}
    for number, part in enumerate(faults.PARTS):
        if part:
            end = " ".join(faults.look_up(reasons.F_PART + number)[3:])
            by_end.setdefault(end, []).append(part)
    wanted += [f"{', '.join(parts)}: {end}" for end, parts in by_end.items()]
    assert sorted(shown("Faults")) == sorted(wanted)
    assert set(faults.FAULTS) | {reasons.F_PART} == set(numbers("F_"))


def test_every_reason_why_needles_stop_is_there_once_with_its_words():
    wanted = [f"{why}: {helps}" if helps else why for why, helps in stops.STOPS.values()]
    assert sorted(shown("Why the needles stopped")) == sorted(wanted)
    assert set(stops.STOPS) == set(reason_lists.STOPS)


def test_every_condition_is_there_under_what_the_pen_does():
    rows = [row.cells for row in ROWS if row.heading == "Before the first use"]
    never, ends, note, darkens = (cells[0] for cells in rows)
    for bit, name in enumerate(conditions.CONDITIONS):
        mask = 1 << bit
        row = (
            darkens if mask == skin.PIGMENT else note if mask & skin.NOTE else ends if mask & skin.CLEARABLE else never
        )
        assert [name in cells[0] for cells in rows] == [one is row for one in (never, ends, note, darkens)], name


def test_the_pauses_of_the_home_screen_are_named():
    assert all(f"“{words}”" in PROSE for words in locked.HOLDS.values())


def spoken():
    """All that the pen's screens say, each text as one line."""
    said = []
    for file in sorted((ROOT / "firmware" / "pen" / "ui" / "texts").glob("*.py")):
        text = re.sub(r'" \+ (UP|DOWN)\b', lambda m: {"UP": "▲", "DOWN": "▼"}[m[1]] + '"', file.read_text("utf-8"))
        said += re.findall(r'"((?:[^"\\]|\\.)*)"', re.sub(r'""".*?"""', "", text, flags=re.S))
    return said


def test_what_stands_in_quotes_stands_on_a_screen():
    said = {re.sub(r"%[sd]|\d+", "…", text.replace(font.DEGREE, "°")) for text in spoken()}
    quoted = re.findall(r"“([^”]+)”", GUIDE.partition("![")[2])
    assert len(quoted) > 25
    strange = [text for text in quoted if re.sub(r"\d+", "…", " ".join(text.split())).lstrip("⚠ ") not in trimmed(said)]
    assert strange == []


def trimmed(said):
    return said | {text.strip() for text in said}


def test_it_promises_nothing():
    stems = [stem for stem in STEMS if stem != r"\bmedical"]  # it says that it is no medical device
    assert [stem for stem in stems if re.search(stem, PROSE, re.IGNORECASE)] == []
