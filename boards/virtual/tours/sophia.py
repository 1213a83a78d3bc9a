"""The woman of the article: 1.0 mm, twice a week, not disinfected, acid afterwards, on through redness and scabs.

Within three weeks she had scabs and dark patches, and it took six months to treat. Here she has this pen: the same
mistakes, and what becomes of each. The demo tells the same story, with a laptop
(`boards/virtual/demo/scenes/cautionary_tale.py`).
"""

from boards.virtual.tours.moves import (
    ALCOHOL,
    ARM,
    DAY_MS,
    GO,
    HEALTHY,
    NO,
    NOTED,
    READ,
    START,
    TO_START,
    WAKE,
    WELL_AGAIN,
    WELL_ANEW,
    YES,
    on_skin,
    put,
    taps,
)  # fmt: skip
from boards.virtual.tours.steps import Step, Tour

_NO_STROKES = (("strokes", "same"),)
_SHALLOW = (("max_tip_um", "<=", 275),)
_NOT_WASHED = (NO, NO, NO, YES, NO)

TOUR = Tour(
    "sophia",
    "Sophia's three weeks",
    "The article's woman and her mistakes, one by one, on a pen that says no.",
    3,
    (
        Step(
            "Sophia wants results. Her pen was set to 1.0 mm; this one ends at 0.25 mm in the first sessions.",
            (("wait", 4_000), taps("SELECT", *["UP"] * 8), READ),
            ("Depth limit", "0.25 mm"),
            (("strokes", "==", 0),),
            ("A1", "A2", "S1"),
        ),
        Step(
            "So a cartridge with 1.0 mm needles, as it was sold to her.",
            (NOTED, *put("long"), taps("SELECT", "SELECT"), START, READ),
            ("Unsuitable needles", "1.00 mm"),
            _NO_STROKES,
            ("A1", "H5"),
        ),
        Step(
            "One that fits, then. The questions; and no, she has not washed her face.",
            (NOTED, *put("multi"), START, taps(*HEALTHY, *_NOT_WASHED), READ),
            ("Wash your face first",),
            _NO_STROKES,
            ("A5", "H22"),
        ),
        Step(
            "Washed. But five minutes of alcohol? She has no time: SELECT, START, SELECT, START.",
            (
                NOTED,
                START,
                taps(*WELL_ANEW),
                READ,
                taps("SELECT"),
                READ,
                START,
                READ,
                taps("SELECT"),
                READ,
                START,
                READ,
            ),
            ("Disinfect", "70%"),
            _NO_STROKES,
            ("A4", "H22"),
        ),
        Step(
            "Every way leads back to it. In the end she waits, and starts. More must help more: she presses hard.",
            (ALCOHOL, taps("SELECT"), *ARM, *GO, *on_skin(20, 3_000), *on_skin(100, 2_500), ("touch", 0), READ),
            ("Pressed too hard",),
            (("state", "==", 6), ("tip_um", "==", 0), *_SHALLOW),
            ("A14", "H17"),
        ),
        Step(
            "That was it for today. Glycolic acid afterwards? The pen cannot stop her; it counts three days without.",
            (
                NOTED,
                taps("DOWN", "SELECT"),
                ("wait", 2_500),
                taps("SELECT"),
                ("out",),
                READ,
                taps("SELECT", "SELECT", "SELECT"),
                READ,
            ),
            ("Locked", "No actives: 3 d"),
            (),
            ("A6", "A19"),
        ),
        Step(
            "Three days later, the second time this week. First it asks: her skin has been red for more than 48 hours.",
            (("wait", 3 * DAY_MS), *WAKE, taps(NO, YES, NO), READ),
            ("Is that right?",),
            _NO_STROKES,
            ("A22", "H27"),
        ),
        Step(
            "She confirms it, and asks for a session all the same. 28 days, and 14 more because the skin has reacted.",
            (taps(YES), READ, taps("SELECT"), READ),
            ("Skin needs more rest", "Unlocks in"),
            _NO_STROKES,
            ("A3", "A22", "S6"),
        ),
        Step(
            "Three weeks. Her article ends here, with scabs along the jaw. She asks again.",
            (("wait", 18 * DAY_MS), *WAKE, taps("SELECT"), READ),
            ("Skin needs more rest",),
            _NO_STROKES,
            ("A3", "S6"),
        ),
        Step(
            "Six weeks: it opens, and asks how the skin is. A scab is left.",
            (("wait", 22 * DAY_MS), *WAKE, TO_START, START, taps(YES), READ),
            ("Let skin calm down", "Unlocks in"),
            _NO_STROKES,
            ("A7", "H22"),
        ),
        Step(
            "Two days later it has healed. But there was acid on it last night.",
            (("wait", 2 * DAY_MS), *WAKE, TO_START, START, taps(NO, NO, YES), READ),
            ("Wait after actives",),
            _NO_STROKES,
            ("A6", "H22"),
        ),
        Step(
            "Calm skin, no acid, washed, clean: now the pen lets her. 0.25 mm, and once in six weeks.",
            (
                ("wait", 3 * DAY_MS),
                *WAKE,
                *put("new"),
                TO_START,
                START,
                taps(*WELL_AGAIN),
                ALCOHOL,
                taps("SELECT"),
                *ARM,
                *GO,
                *on_skin(20, 3_000),
            ),
            (),
            (("state", "==", 5), *_SHALLOW),
            ("A24",),
        ),
        Step(
            "It bleeds. She holds any button for two seconds, and that ends it for good.",
            (("touch", 0), ("hold", "UP", 2_300), ("wait", 3_000)),
            ("Bleeding was noted",),
            (("tip_um", "==", 0),),
            ("A23",),
        ),
        Step(
            "Two months later. No rest alone opens it after blood: somebody has to look at the skin first.",
            (
                taps("SELECT"),
                ("out",),
                READ,
                taps("SELECT", "SELECT", "SELECT"),
                READ,
                ("wait", 60 * DAY_MS),
                *WAKE,
                taps(YES, NO, NO, YES),
                READ,
                taps("SELECT"),
                READ,
            ),
            ("See a doctor first",),
            (*_NO_STROKES, ("violations", "==", 0), *_SHALLOW),
            ("A23", "A26"),
        ),
    ),
)
