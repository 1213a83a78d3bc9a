"""The page's pen from one visit to the next: the same pen, and where that cannot be, its log and a reason."""

import json
import subprocess
from pathlib import Path

import pytest

from boards.virtual.action_log import parse
from boards.virtual.handle import VirtualPen
from boards.virtual.replay import play

SCRIPT = Path(__file__).parent / "keep_pen.mjs"


@pytest.fixture(scope="module")
def told(site):
    command = ["node", str(SCRIPT), str(site)]
    return json.loads(subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=True).stdout)


def test_it_is_the_same_pen_in_the_middle_of_a_press_with_what_was_done_since_the_image(told):
    assert told["errors"] == []
    assert told["found"]["found"] == "image"
    before, after = parse(told["log"]), parse(told["again"])
    assert before.actions == after.actions
    assert [words for _, words in after.actions] == [
        ["down", "SELECT"],
        ["fault", "adc_noise", "1", "4"],
        ["put", "long"],
        ["up", "SELECT"],
    ]


def test_the_log_of_both_visits_is_one_log(told):
    with VirtualPen() as native:
        assert play(native, parse(told["goes_on"])) == told["goes_on"]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("other version", "another version"),
        ("a bit", "damaged"),
        ("cut off", "damaged"),
        ("no image", "damaged"),
        ("it failed before", "last visit"),
    ],
)
def test_an_image_that_is_no_good_leaves_the_log(told, what, why):
    found = told["damaged"][what]
    assert why in found.pop("why")
    assert found["found"] == "log"
    assert parse(found["log"]).seed == 7


@pytest.mark.parametrize("what", ["foreign", "a number", "no store"])
def test_what_is_no_pen_at_all_leaves_a_reason(told, what):
    found = told["damaged"][what]
    assert found["found"] == "" and found["why"]


def test_nothing_kept_is_no_trouble_and_nothing_is_left_of_what_was_thrown_away(told):
    assert told["nothing"] == {"found": ""}
    assert told["left"] == 0
