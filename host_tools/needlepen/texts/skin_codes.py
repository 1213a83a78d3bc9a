"""What the pen knows of its owner's skin, in plain words: conditions, check-ins, zones, the steps around a session.

Must not decide anything: the pen has decided already. The numbers are those of `core/reported.py`, `core/questions.py`
and `core/zones.py` on the pen, which this computer cannot import; a test compares them.
"""

from collections.abc import Callable
from datetime import date, timedelta

from ..codec import Fields
from ..codec import reasons as r
from ..codec import record as rec
from ..language import Names, Words, later, marked, tr

HOLD: int = r.HOLD
NEVER = "never"
NOTE = "clinician's note"

# name on the command line: (bit, tier, can end, words)
CONDITIONS: "dict[str, tuple[int, str, bool, str]]" = marked(
    {
        "bleeding": (1, NEVER, False, "a bleeding disorder"),
        "immune": (2, NEVER, True, "a weak immune system"),
        "diabetes": (4, NEVER, True, "uncontrolled diabetes"),
        "chemo": (8, NEVER, True, "chemotherapy or radiation"),
        "pregnant": (16, NEVER, True, "pregnant or breastfeeding"),
        "keloid": (32, NEVER, False, "keloid scars"),
        "isotretinoin": (64, NEVER, True, "isotretinoin in the last 6 months"),
        "under-22": (128, NEVER, True, "under 22 years old"),
        "rosacea": (256, NOTE, True, "rosacea"),
        "eczema": (512, NOTE, True, "eczema"),
        "psoriasis": (1024, NOTE, True, "psoriasis"),
        "vitiligo": (2048, NOTE, True, "vitiligo"),
        "autoimmune": (4096, NOTE, True, "an autoimmune skin disease"),
        "pigment": (8192, NOTE, True, "skin that darkens easily"),
        "blood-thinners": (16384, NEVER, True, "blood thinners"),
        "cancer-metal-sores": (32768, NOTE, True, "skin cancer, sun damage, a metal allergy or cold sores"),
    }
)

# the pen asks about several at once; what was told as one answer can be cleared as one
TOGETHER = {
    "skin-disease": 256 | 512 | 1024 | 2048 | 4096,
    "immunity": 2 | 4 | 8,
    "pregnancy-age-drug": 16 | 64 | 128,
}

FINDINGS = Words(
    {
        1: "bleeding",
        2: "red for more than 48 hours",
        4: "something else was not right",
        8: "late bumps or dark patches",
    }
)
LATE = 8  # told alone: the pen's screen has room for no other beside it
REVIEWED = 1 | LATE  # a clinician has to look at the skin at once
ZONES = Names(("forehead", "left cheek", "right cheek", "chin", "upper lip"))
FIRM = 4  # TOUCH.level: pressed firmly …
HARD = 5  # … too hard

_PROFILE_ASKED = later("Answer the questions on the pen, or: needlepen profile --none (or --add …)")

# reason: (what is wrong, what to do or when it ends)
REFUSALS: "dict[int, tuple[str, str]]" = Words(
    {
        r.PROFILE_UNKNOWN: ("the pen does not know its owner's skin yet", _PROFILE_ASKED),
        r.PROFILE_NEVER: (
            "something that was told about the owner rules needles out",
            "Ask a dermatologist. When it is over, record the clearance: needlepen profile --clear … --by … --on …",
        ),
        r.PROFILE_NOTE: (
            "a clinician's clearance is needed first",
            "Ask a dermatologist, then record it: needlepen profile --clear … --by … --on …",
        ),
        r.REVIEW_NEEDED: (
            "somebody has to look at the skin first",
            "Show it to a dermatologist, then record it: needlepen review --by … --on …",
        ),
        r.REACTION: ("the skin reacted, so it rests longer", "The pen unlocks by itself."),
        r.HOLD: ("an answer of that day keeps the pen locked", "The pen unlocks by itself."),
        r.SKIN_TODAY: ("active skin trouble today", "Let it heal; the pen asks again."),
        r.SUN_TODAY: ("sunburn or a fresh tan", "Let it fade; the pen asks again."),
        r.ACTIVES_TODAY: (
            "retinoids, acids, vitamin C or exfoliants in the last 48 hours",
            "Leave them out for 48 hours.",
        ),
        r.LESION_TODAY: (
            "a mole, a wart or another growth where the needles would be",
            "Choose a zone without one, or show it to a dermatologist.",
        ),
        r.TREATED_LATELY: (
            "filler, botulinum, laser, a peel or an operation in the last four weeks",
            "Let four weeks pass; the pen asks again.",
        ),
        r.NUMB_TODAY: ("the skin is numb, so nobody would feel that it hurts", "Let it wear off; the pen asks again."),
        r.PACK_OPENED: ("the cartridge's pack was not sealed and intact", "Take a cartridge from a sealed pack."),
        r.NOT_CLEANSED: (
            "the skin was not cleansed, or something was on it",
            "Wash it gently, let it dry, start again.",
        ),
        r.NOT_ANSWERED: ("questions or steps were left open", "Start again on the pen; it asks what is missing."),
        r.ZONE_DONE: ("this zone has had enough", "Go on with another zone, or end the session."),
        r.FEW_STROKES: (
            "so few strokes are left for this zone that they would be used up before a touch",
            "Go on with another zone, or next time with a cartridge of fewer needles.",
        ),
        r.POWER_WAS_CUT: (
            "power was cut in this zone, so it is taken to have had enough",
            "Go on with another zone, or end the session.",
        ),
        r.CHECKIN_DUE: (
            "nobody has said yet how the skin took the last session",
            "Answer on the pen, or: needlepen checkin",
        ),
    }
)

STOPS: "dict[int, str]" = Words(
    {
        r.STOP_ZONE_DONE: "the zone had enough",
        r.STOP_NO_AIR: "not started in free air",
        r.STOP_NO_CONTACT: "off the skin",
        r.STOP_PRESSURE: "pressed too hard for too long",
        r.STOP_BLEEDING: "it bled",
    }
)

_PROFILE, _CHECKIN, _TODAY = 1, 2, 3
GROUPS = Words({_PROFILE: "questions about the owner", _CHECKIN: "check-in", _TODAY: "today's questions"})
_LAST = {_PROFILE: 1 << 4, _CHECKIN: 1 << 7}  # a round that came so far, as bits of ANSWERS.asked, is not left open
_MORE = 16  # questions that the first mask of ANSWERS has room for
_TODAYS = marked(
    (  # bit of a question, its good answer, what the other one says
        (1 << 8, False, "active skin trouble"),
        (1 << 9, False, "sunburn or a fresh tan"),
        (1 << 10, False, "actives in the last 48 hours"),
        (1 << 11, True, "pack not sealed"),
        (1 << 12, True, "skin not cleansed, or not bare"),
        (1 << 14, False, "something is new about the owner"),
        (1 << 15, True, "not the same sitting any more"),
        (1 << 17, False, "a growth where the needles would be"),
        (1 << 18, False, "filler, laser, a peel or an operation lately"),
        (1 << 19, False, "numb skin"),
        (1 << 20, False, "something came late after the last session"),
    )
)
_STEPS = marked(((1, "cartridge discarded"), (2, "tip disinfected"), (4, "capped and stored")))


def zone(number: int) -> str:
    """The name of a zone of the face."""
    return ZONES[number] if number < len(ZONES) else tr("zone {number}", number=number)


def conditions(bits: int) -> str:
    """Profile bits in words; "none" when there are none."""
    return ", ".join(tr(said) for bit, _, _, said in CONDITIONS.values() if bits & bit) or tr("none")


def names(bits: int) -> "list[str]":
    """Profile bits as they are typed."""
    return [name for name, (bit, *_) in CONDITIONS.items() if bits & bit]


def condition(number: int) -> str:
    """A condition by the number of its bit, the detail of a refusal."""
    return conditions(1 << number) if 0 <= number < len(CONDITIONS) else tr("condition {number}", number=number)


def findings(bits: int) -> str:
    """What a check-in found."""
    return ", ".join(said for bit, said in FINDINGS.items() if bits & bit) or tr("all calm")


def refusal(reason: int, detail: int) -> "str | None":
    """A refusal of this file with the number that belongs to it; None: not one of these."""
    if reason not in REFUSALS:
        return None
    said = REFUSALS[reason][0]
    if reason in (r.PROFILE_NEVER, r.PROFILE_NOTE):
        return f"{said} ({condition(detail)})"
    if reason == r.HOLD:
        return f"{said}: {REFUSALS[detail][0]}" if detail in REFUSALS else said
    if reason in (r.ZONE_DONE, r.FEW_STROKES, r.POWER_WAS_CUT):
        return f"{said} ({zone(detail)})"
    if reason == r.NOT_ANSWERED:
        return f"{said} ({GROUPS.get(detail) or tr('disinfection')})"
    return said


def is_told(f: Fields) -> bool:
    """Is this record about the skin, or a step around a session? A complete round of questions is not: it leaves a
    record of its own."""
    if f["kind"] == "answers" and f["group"] != _TODAY:
        return f["asked"] | f["asked_more"] << _MORE < _LAST.get(f["group"], 0)
    return f["kind"] in _TOLD


def told(f: Fields) -> "str | None":
    """A record about the skin, or about a step around a session, as one sentence; None: it is about neither."""
    return _TOLD[f["kind"]](f) if is_told(f) else None


def _profile(f: Fields) -> str:
    cleared = tr(" (cleared: {conditions})", conditions=conditions(f["cleared"])) if f["cleared"] else ""
    return tr("profile {by}: {conditions}{cleared}", by=_by(f), conditions=conditions(f["profile"]), cleared=cleared)


def _clearance(f: Fields) -> str:
    profile = f["clearance"] == rec.CLEARED_PROFILE
    what = (
        tr("clearance for {conditions}", conditions=conditions(f["bits"])) if profile else tr("review after a reaction")
    )
    return f"{what}: {name(f)}, {day(f['day'])}"


def _checkin(f: Fields) -> str:
    return tr(
        "session {session}, check-in after {hours} h {by}: {findings}",
        session=f["session"],
        hours=f["hours"],
        by=_by(f),
        findings=findings(f["findings"]),
    )


def _hold(f: Fields) -> str:
    why = f["why"]
    return tr(
        "locked for a while: {why}", why=REFUSALS[why][0] if why in REFUSALS else tr("reason {reason}", reason=why)
    )


def _answers(f: Fields) -> str:
    group = f["group"]
    asked, yes = f["asked"] | f["asked_more"] << _MORE, f["yes"] | f["yes_more"] << _MORE
    if group != _TODAY:
        return tr("{questions} left open", questions=GROUPS.get(group) or tr("questions"))
    worries = [tr(said) for bit, good, said in _TODAYS if asked & bit and bool(yes & bit) != good]
    return tr("today's questions: {worries}", worries=", ".join(worries) or tr("all well"))


def _disinfected(f: Fields) -> str:
    return tr(
        "pen tip disinfected for {minutes}:{seconds:02d} minutes",
        minutes=f["seconds"] // 60,
        seconds=f["seconds"] % 60,
    )


def _bleeding(f: Fields) -> str:
    return tr("session {session}: bleeding, told by a button held on the pen", session=f["session"])


def _cleanup(f: Fields) -> str:
    done = ", ".join(tr(said) for bit, said in _STEPS if f["steps"] & bit)
    return tr("session {session}, afterwards: {done}", session=f["session"], done=done or tr("no step"))


_TOLD: "dict[str, Callable[[Fields], str]]" = {
    "profile": _profile,
    "clearance": _clearance,
    "checkin": _checkin,
    "hold": _hold,
    "answers": _answers,
    "disinfected": _disinfected,
    "bleeding": _bleeding,
    "cleanup": _cleanup,
}


def name(f: Fields) -> str:
    """Who signed a clearance."""
    raw = b"".join(f[part].to_bytes(4, "little") for part in ("name_a", "name_b", "name_c"))
    return "".join(c for c in raw.decode("ascii", "replace") if " " <= c <= "~").strip()


def day(number: int) -> str:
    """A day since 1970 as ISO 8601."""
    try:
        return (date(1970, 1, 1) + timedelta(days=number)).isoformat()
    except OverflowError:
        return tr("day {number}", number=number)


def _by(f: Fields) -> str:
    return tr("told by the laptop") if f["by"] == rec.BY_LAPTOP else tr("told on the pen")
