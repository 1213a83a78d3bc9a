"""The coach line: for everything that the pen can be, the next sensible step in plain words; written into `coach.json`.

`page/parts/coach.mjs` takes the first row that fits; a refusal that is on the display comes before all. It must not
decide anything: the pen has decided already. States and phases are those of firmware/pen/core/states. CPython only.
"""

from typing import NamedTuple

from needlepen.codec import reasons as r
from needlepen.texts.pen_codes import REFUSALS

OFF, SELF_TEST, LOCKED, READY, ARMING, RUNNING, PAUSED, ENDED, FAULT, ASKING, CLEANING, PRACTISING = range(12)
NO_PROGRAM = -1  # none is running
# What a row may ask for besides; `coach.mjs` knows what each means
WHEN = ("out", "rests", "usb", "cartridge", "no cartridge", "air", "hard", "faults")
_ANY = None


class Row(NamedTuple):
    """`state` and `phase`: None fits all of them; `when`: one of WHEN, "" always."""

    state: "int | None"
    phase: "int | None"
    when: str
    text: str


ROWS = (
    Row(_ANY, _ANY, "out", "The battery is out: put it in."),
    Row(_ANY, _ANY, "rests", "The pen has let go of its battery, to save it. Hold SELECT for a moment: it starts."),
    Row(NO_PROGRAM, _ANY, "", "The pen's program has ended: take the battery out, and put it in again."),
    Row(OFF, _ANY, "", "The pen sleeps. SELECT wakes it; +1 day lets time pass."),
    Row(SELF_TEST, _ANY, "", "It tests itself: wait a moment."),
    Row(FAULT, 0, "", "It has stopped, to be on the safe side: wait until the needles rest."),
    Row(FAULT, _ANY, "faults", "Take back the fault that was put in, then hold SELECT for three seconds: a test."),
    Row(FAULT, _ANY, "", "Take it off the skin, then hold SELECT for three seconds: it tests itself."),
    Row(RUNNING, _ANY, "hard", "Press less: too hard slows the needles, then stops them."),
    Row(RUNNING, _ANY, "air", "Put it on the skin, lightly: about 20 of 100. In the air it stops after three seconds."),
    Row(RUNNING, _ANY, "", "Glide on calmly. Any button stops; it stops by itself when the zone has enough."),
    Row(ARMING, 3, "", "Hold it in the air. ▲ starts the needles; SELECT or ▼ leaves."),
    Row(ARMING, 7, "", "Let go of all buttons: then the needles start."),
    Row(ARMING, 0, "", "The ring goes to its depth: wait."),
    Row(ARMING, 1, "", "The ring goes to its depth: wait."),
    Row(ARMING, 2, "", "The ring goes to its depth, and another sensor measures it: wait."),
    Row(ARMING, _ANY, "", "It stores what is about to happen, before the first stroke: wait."),
    Row(PAUSED, 0, "", "The needles come to rest: wait a moment."),
    Row(PAUSED, _ANY, "usb", "Unplug the cable: needles never move on USB power. Then GO ON."),
    Row(PAUSED, _ANY, "no cartridge", "Put this session's cartridge in again, or end it: ▼ to END, then SELECT."),
    Row(PAUSED, _ANY, "", "SELECT on GO ON goes on. ▼ leads to END, and SELECT there ends the session."),
    Row(ENDED, 0, "", "It stores the session: wait a moment."),
    Row(ENDED, 1, "", "The receipt: ▼ shows each zone, SELECT goes on to the clean-up."),
    Row(ENDED, _ANY, "cartridge", "Clean up: take the cartridge out, then SELECT after each step."),
    Row(ENDED, _ANY, "", "Clean up: SELECT after each step. The wiping takes five minutes; +1 minute lets time pass."),
    Row(ASKING, 6, "", "It stores the answers: wait a moment."),
    Row(ASKING, _ANY, "", "Read the question and answer it: ▲ is yes, ▼ is no."),
    Row(CLEANING, 0, "", "Alcohol works for five minutes. +1 minute lets time pass; SELECT leaves it for later."),
    Row(CLEANING, _ANY, "", "Let it dry for half a minute; then SELECT says that it is dry."),
    Row(PRACTISING, _ANY, "", "Practice: nothing moves, all else is real. Hold SELECT for three seconds to leave."),
    Row(LOCKED, _ANY, "", "The skin rests. SELECT says why and until when; +1 day lets time pass."),
    Row(READY, _ANY, "usb", "Unplug the cable: needles never move on USB power."),
    Row(READY, _ANY, "no cartridge", "Choose a cartridge and put it in."),
    Row(READY, _ANY, "", "SELECT goes from zone to depth, rate, START; ▲ and ▼ change them. SELECT on START goes on."),
)  # fmt: skip

_TIME = " Here +1 day lets time pass."
_OTHER = " Others lie on the tray."
_WAITS = (
    r.INTERVAL, r.UNKNOWN_HISTORY, r.REACTION, r.HOLD, r.SKIN_TODAY, r.SUN_TODAY, r.ACTIVES_TODAY, r.TREATED_LATELY,
    r.NUMB_TODAY,
)  # fmt: skip
_OTHERS = (
    r.CARTRIDGE_NONE, r.CARTRIDGE_UNREADABLE, r.CARTRIDGE_FOREIGN, r.CARTRIDGE_SPENT, r.CARTRIDGE_OLD,
    r.CARTRIDGE_NEEDLES, r.CARTRIDGE_OTHER, r.CARTRIDGE_WRITE, r.PACK_OPENED,
)  # fmt: skip


def refusals() -> "dict[int, str]":
    """By reason: what is wrong, and what to do or when it ends."""
    found = {}
    for reason in REFUSALS:
        what, remedy = (str(words) for words in REFUSALS[reason])
        more = _TIME if reason in _WAITS else _OTHER if reason in _OTHERS else ""
        found[reason] = f"{what[0].upper()}{what[1:]}. {remedy}{more}"
    return found


def table() -> dict:
    """What the page gets."""
    return {"rows": [row._asdict() for row in ROWS], "refusals": refusals()}
