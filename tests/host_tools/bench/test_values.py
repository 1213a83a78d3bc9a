"""A value of the bench: its limits, how it came about, and a place that exists."""

import json
import re

import pytest
from needlepen.bench import values
from needlepen.texts import bench_text

from boards.mechanics import parameters
from boards.RPI_PICO import board
from tests.tools.paths import ROOT

ABOUT = {
    "board": board.NAME, "full_rate_hz": board.FULL_RATE_HZ, "free_ua_per_hz": board.FREE_CURRENT_UA_PER_HZ,
    "display_column": 0, "back_um": 3, "contact_ma": 8, "air_percent": 40,
}  # fmt: skip
FOUND = {"column": 0, "i2c": 0, "encoder": 1, "offset": 1, "full": 139, "free": 1_300, "ripple": 100, "spread": 20}
# what a gauge finds on a new pen; wear, friction, heat's expansion and people's hands are none of it
JUDGED = (
    "THREAD_UM",
    "ZERO_PLATE_UM",
    "ZERO_PIN_UM",
    "SEAT_UM",
    "TIP_HEIGHT_UM",
    "CLOCKING_UM",
    "SPRING_N",
    "WARMER_K",
)
ALL = [
    *values.of_parts(ABOUT, FOUND),
    *values.of_motor(ABOUT, 90, FOUND),
    *(values.told(name, "") for name in values.NAMES),
]


@pytest.mark.parametrize("value", ALL, ids=lambda value: value.name)
def test_the_place_of_a_value_exists_and_has_the_constant(value):
    path, *words = value.place.split()
    text = (ROOT / path).read_text(encoding="utf-8")
    for word in words:
        assert re.search(rf"\b{word.strip(',')}\b", text, re.IGNORECASE), value.place


@pytest.mark.parametrize("value", ALL, ids=lambda value: value.name)
def test_a_value_has_words_a_limit_and_a_kind(value):
    assert bench_text.name_of(value.name)
    assert value.least is not None or value.most is not None
    assert value.kind == (values.NOT_MEASURED if value.value is None else values.MEASURED)
    row = json.loads(json.dumps(value.as_dict()))
    assert set(row) == {"name", "value", "unit", "least", "most", "kind", "place", "within"}


@pytest.mark.parametrize("name", JUDGED)
def test_each_judged_tolerance_of_the_mechanics_is_asked_for_with_what_it_grants(name):
    size = getattr(parameters, name)
    asked = [(least, most) for _, _, least, most, place in values.ASKED if place.split()[-1] == name]
    assert asked == [(size.least if size.least > 0 else None, size.most)]


def test_what_is_measured_and_what_is_told_are_told_apart():
    assert values.told("standby_ua", "85").kind == values.TOLD
    assert values.told("standby_ua", " ").kind == values.NOT_MEASURED
    assert values.measured("i2c_errors", 0, "", None, 0, "").kind == values.MEASURED
    assert values.measured("i2c_errors", None, "", None, 0, "").kind == values.NOT_MEASURED


@pytest.mark.parametrize(
    ("name", "text", "within"),
    (
        ("standby_ua", "138", True), ("standby_ua", "139", False), ("standby_ua", "", None),
        ("endstop_um", "500", True), ("endstop_um", "501", False), ("endstop_um", "440", False),
        ("tag_write_mv", "2800", True), ("tag_write_mv", "1500", False), ("motor_ohm", "4.5", True),
        ("led_color", "Red", True), ("led_color", "green", False),
    ),
)  # fmt: skip
def test_the_limits_hold_at_their_edges(name, text, within):
    assert values.told(name, text).within is within


def test_300_mah_for_90_days_are_the_limit_of_standby():
    assert values.told("standby_ua", "").most == 138


def test_a_word_is_no_number():
    with pytest.raises(ValueError):
        values.told("standby_ua", "little")
