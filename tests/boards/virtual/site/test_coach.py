"""The coach has a next step for everything that the pen can be: each state, phase, refusal, thing around it."""

import itertools
import json
import subprocess
from pathlib import Path

import pytest
from pen.core import states
from pen.formats import reasons
from pen.ui.texts.refusals import REFUSALS

from boards.virtual.site import coach

SCRIPT = Path(__file__).parent / "advise.mjs"
NOW = {"powered": True, "rests": False, "usb": False, "inside": "new", "load": 20, "faults": [], "refusal": 0}
PHASES = range(8)
_STATES = states.PRACTISING + 1  # the last one


def advice(site, *pens: dict) -> "list[str]":
    command = ["node", str(SCRIPT), str(site)]
    given = json.dumps([{**NOW, **pen} for pen in pens])
    return json.loads(subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=True).stdout)


def test_every_state_phase_and_surrounding_has_a_next_step(site):
    around = itertools.product((False, True), ("", "new"), (0, 20, 90), ([], ["adc_noise"]))
    pens = [
        {"state": state, "phase": phase, "usb": usb, "inside": inside, "load": load, "faults": faults}
        for usb, inside, load, faults in around
        for state in range(coach.NO_PROGRAM, _STATES)
        for phase in PHASES
    ]
    assert [pen for pen, said in zip(pens, advice(site, *pens), strict=True) if not said] == []


def test_the_states_are_those_of_the_firmware():
    numbers = {name: number for name, number in vars(coach).items() if name in vars(states) and name.isupper()}
    assert numbers == {name: getattr(states, name) for name in numbers}
    assert sorted(numbers.values()) == list(range(_STATES))


def test_every_refusal_that_the_display_can_show_has_its_way_out(site):
    shown = {reason for reason in REFUSALS if reason != reasons.NONE}
    assert shown <= set(coach.refusals())
    said = advice(site, *({"state": states.READY, "phase": 0, "refusal": reason} for reason in sorted(shown)))
    assert said == [coach.refusals()[reason] for reason in sorted(shown)]
    assert len(set(said)) == len(said)


def test_every_row_is_needed_by_some_pen():
    """A row that another one before it covers is never said."""
    for at, row in enumerate(coach.ROWS):
        assert row.when == "" or row.when in coach.WHEN
        covered = [
            one
            for one in coach.ROWS[:at]
            if one.state in (None, row.state) and one.phase in (None, row.phase) and one.when in ("", row.when)
        ]
        assert not covered, row


@pytest.mark.parametrize(
    ("pen", "word"),
    [
        ({"state": -1, "phase": 0, "powered": False}, "battery is out"),
        ({"state": -1, "phase": 0, "powered": False, "rests": True}, "let go of its battery"),
        ({"state": -1, "phase": 0, "powered": False, "refusal": reasons.INTERVAL}, "battery is out"),
        ({"state": states.READY, "phase": 0, "inside": ""}, "Choose a cartridge"),
        ({"state": states.READY, "phase": 0, "usb": True}, "Unplug"),
        ({"state": states.RUNNING, "phase": 0, "load": 0}, "on the skin, lightly"),
        ({"state": states.RUNNING, "phase": 0, "load": 90}, "Press less"),
        ({"state": states.FAULT, "phase": 1, "faults": ["x"]}, "Take back the fault"),
        ({"state": states.READY, "phase": 0, "refusal": reasons.CARTRIDGE_NEEDLES}, "needles up to 0.5 mm"),
    ],
)
def test_what_is_said_in_some_situations(site, pen, word):
    (said,) = advice(site, pen)
    assert word in said
