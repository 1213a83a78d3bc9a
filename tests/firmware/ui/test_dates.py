"""Times and dates of `ui/times.py`: days and durations against the standard library."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.ui import times
from pen.ui.times import civil, date, date_time, roughly, wall_s, when

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@given(st.integers(-60_000_000_000, 250_000_000_000))
def test_civil_is_the_gregorian_calendar(unix_s):
    t = EPOCH + timedelta(seconds=unix_s)
    assert civil(unix_s) == (t.year, t.month, t.day, t.hour, t.minute)


@pytest.mark.parametrize(
    "left_s, text",
    [
        (-5, "0 s"),
        (0, "0 s"),
        (1, "1 s"),
        (60, "60 s"),
        (61, "2 min"),
        (3_540, "59 min"),
        (3_541, "1 h 0 min"),
        (11_520, "3 h 12 min"),
        (86_340, "23 h 59 min"),
        (86_341, "1 d 0 h"),
        (86_401, "1 d 1 min"),
        (28 * 86_400 + 240, "28 d 4 min"),
        (28 * 86_400 + 3_540, "28 d 59 min"),
        (28 * 86_400 + 3_541, "28 d 1 h"),
        (28 * 86_400, "28 d 0 h"),
        (28 * 86_400 - 3_600, "27 d 23 h"),
        (28 * 86_400 - 1, "28 d 0 h"),
        (365 * 86_400, "365 d 0 h"),
    ],
)
def test_when(left_s, text):
    assert when(left_s) == text


@given(st.integers(0, 400 * 86_400))
def test_H26_when_never_promises_an_earlier_moment(left_s):
    number = [int(word) for word in when(left_s).split()[::2]]
    units = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}
    shown_s = sum(n * units[u] for n, u in zip(number, when(left_s).split()[1::2], strict=True))
    assert left_s <= shown_s < left_s + 3_600


def test_dates_only_with_a_believable_wall_clock():
    assert date_time(1_000, 0) == "" and date(1_000, 0) == ""
    assert date_time(1_000, 1_790_000_000) == "21 Sep 2026, 14:30"
    assert date(1_000, 1_790_000_000) == "21 Sep 2026"
    for offset_s in (-1, 1, 5_000_000_000, 1 << 62, -(1 << 62)):
        assert date_time(1_000, offset_s) == "" and date(1_000, offset_s) == ""


@given(st.integers(0, 1 << 30), st.integers(946_684_800, 2_500_000_000))
def test_the_minute_shown_is_never_before_the_moment(proven_s, offset_s):
    shown_s = wall_s(proven_s, offset_s)
    assert shown_s % 60 == 0 and 0 <= shown_s - proven_s - offset_s < 60


@pytest.mark.parametrize(
    "left_s, text",
    [(-1, "0 h"), (1, "1 h"), (3_600, "1 h"), (82_801, "1 d 0 h"), (82_800, "23 h"), (259_200, "3 d 0 h")],
)
def test_roughly_rounds_up_to_the_hour(left_s, text):
    assert roughly(left_s) == text


@pytest.mark.parametrize(
    ("cut", "uncertain"), [(0, False), (1, True), (0b1_0000, True), (0b1110_0000, False), (0xE1, True)]
)
def test_s17_h11_a_figure_is_uncertain_when_a_zone_had_its_power_cut(cut, uncertain):
    """The mask's other bits only say what is still to be told."""
    assert (times.at_most("5", cut) == "max 5") == uncertain == (times.at_least("5", cut) == "min 5")
    assert uncertain or times.at_most("5", cut) == times.at_least("5", cut) == "5"
