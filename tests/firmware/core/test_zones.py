"""S1, S15, H19: the five zones, literal numbers of the reviewed limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import zones
from pen.core.ledger import Ledger

from tests.firmware.core.bench import blank_ledger


@pytest.mark.parametrize(
    ("zone", "ceiling_um", "strokes_12", "strokes_36"),
    [(0, 300, 1_250, 416), (1, 500, 833, 277), (2, 500, 833, 277), (3, 500, 416, 138), (4, 250, 125, 41)],
)
def test_the_table(zone, ceiling_um, strokes_12, strokes_36):
    assert zones.ceiling_um(zone) == ceiling_um
    assert zones.strokes(zone, 12) == strokes_12
    assert zones.strokes(zone, 36) == strokes_36
    assert zones.time_ms(zone, 12) == strokes_12 * 2_000 // 60


@given(st.integers(0, 4), st.integers(0, 255))
def test_h19_no_needle_count_gives_more_than_250_punctures_a_cm2(zone, needles):
    believed = needles if 9 <= needles <= 36 else 36
    area_cm2 = (60, 40, 40, 20, 6)[zone]
    assert zones.strokes(zone, needles) * believed <= 250 * area_cm2
    assert zones.strokes(zone, needles) >= zones.strokes(zone, 36) > 0
    assert zones.time_ms(zone, needles) <= 60_000


def test_three_guided_passes():
    assert [zones.passing(done, 9) for done in range(12)] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    assert zones.passing(5, 0) == 0


def test_the_next_zone_goes_round_and_ends():
    ledger = blank_ledger()
    ledger.session_open = 1
    for zone, following in enumerate((1, 2, 3, 4, 0)):
        assert zones.next_zone(ledger, zone, 12) == following
    ledger.zone_strokes[1], ledger.zone_ds[2] = 833, 278
    assert zones.next_zone(ledger, 0, 12) == 3
    ledger.zone_strokes[0] = ledger.zone_strokes[3] = ledger.zone_strokes[4] = 9_999
    assert [zones.next_zone(ledger, zone, 12) for zone in range(5)] == [-1] * 5


def test_treated_zones_in_order():
    ledger = Ledger()
    assert zones.treated_count(ledger) == 0 and zones.treated(ledger, 1) == -1
    ledger.zone_strokes[1] = ledger.zone_strokes[4] = 5
    assert zones.treated_count(ledger) == 2
    assert [zones.treated(ledger, number) for number in (1, 2, 3)] == [1, 4, -1]


def air(rate_hz):
    """Strokes until free air has been measured and believed: 0.36 s at 60/s, then 0.64 s at the run's own rate."""
    return 0.36 * 60 + 0.64 * rate_hz


def left_in_the_lip(left):
    ledger = blank_ledger()
    ledger.session_open = 1
    ledger.zone_strokes[4] = 125 - left
    return ledger


@pytest.mark.parametrize("rate_hz", range(60, 111, 10))
def test_h19_what_is_left_lasts_until_free_air_has_been_measured(rate_hz):
    left = min(count for count in range(126) if zones.rate_max_hz(left_in_the_lip(count), 4, 12) >= rate_hz)
    assert air(rate_hz) - 1 <= left <= air(rate_hz) + 4


def test_h19_a_zone_with_too_few_strokes_left_is_not_done_and_not_the_next_one():
    few, enough = left_in_the_lip(59), left_in_the_lip(60)
    assert not zones.done(few, 4, 12) and not zones.done(enough, 4, 12)
    assert zones.next_zone(few, 3, 12) == 0 and zones.next_zone(enough, 3, 12) == 4
