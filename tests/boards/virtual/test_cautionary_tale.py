"""The article's cautionary tale on the whole pen: every mistake of it is refused, gated or flagged, and recorded.

1.0 mm, twice a week, no disinfection, glycolic acid, on through scabs, pressure, blood. The demo plays it from the
buttons and the screen (`boards/virtual/demo/scenes/cautionary_tale.py`), in the run that is recorded once for all
tests. A claim of the demo that is not true fails a test. Here the exported record is read once more, by itself.
"""

import json

import pytest
from pen.formats import reasons as r

DAY_S = 86_400


@pytest.fixture(scope="module")
def told(recorded_demo):
    """Claims and the exported history of Sophia's pen."""
    out, _ = recorded_demo
    claims = json.loads((out / "claims.json").read_text(encoding="utf-8"))["list"]
    (seen,) = json.loads((out / "sophia.json").read_text(encoding="utf-8"))["pens"]
    return [claim for claim in claims if claim["title"].startswith("Sophia · ")], seen


def test_every_claim_of_the_tale_is_true(told):
    claims, _ = told
    assert all(claim["true"] for claim in claims)
    assert len(claims) > 25


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        ("1.0 mm, by the buttons", r.TOO_DEEP),
        ("1.0 mm, by the needles", r.CARTRIDGE_NEEDLES),
        ("not washed", r.NOT_CLEANSED),
        ("twice a week, red skin", r.REACTION),
        ("on through scabs", r.SKIN_TODAY),
        ("glycolic acid", r.ACTIVES_TODAY),
        ("after blood", r.REVIEW_NEEDED),
    ],
)
def test_each_mistake_is_refused_with_words_and_a_way_out(told, mistake, reason):
    rows = [row for row in told[1]["refusals"] if row["reason"] == reason]
    assert rows, mistake
    assert all(row["words"] and row["remedy"] for row in rows), mistake


def test_no_treatment_without_disinfection(told):
    """Each session has its own five minutes before it, and after the one before."""
    _, seen = told
    clean = [row["sequence"] for row in seen["records"] if row["kind"] == "disinfected" and row["seconds"] >= 300]
    starts = [row["sequence"] for row in seen["records"] if row["kind"] == "session_start"]
    assert len(starts) == 2
    assert any(one < starts[0] for one in clean)
    assert any(starts[0] < one < starts[1] for one in clean)


def test_pressure_and_blood_are_flagged(told):
    _, seen = told
    first, second = seen["sessions"]
    assert first["hard"] >= 1
    assert r.STOP_PRESSURE in [row["reason"] for row in seen["records"] if row["kind"] == "needles_off"]
    assert second["reason"] == r.STOP_BLEEDING
    assert "bleeding" in [row["kind"] for row in seen["skin"]]


def test_she_gets_two_treatments_and_never_over_a_quarter_millimetre(told):
    _, seen = told
    first, second = seen["sessions"]
    assert second["proven_s"] - first["proven_s"] >= 42 * DAY_S
    depths = [row["depth_um"] for row in seen["records"] if row["kind"] == "needles_on"]
    assert depths and max(depths) <= 250


def test_actives_and_scabs_hold_the_pen_locked_for_their_time(told):
    _, seen = told
    holds = [(row["why"], row["hold_until_s"] - row["proven_s"]) for row in seen["records"] if row["kind"] == "hold"]
    assert holds == [(r.SKIN_TODAY, DAY_S), (r.ACTIVES_TODAY, 2 * DAY_S)]


def test_a_clinicians_review_is_on_record(told):
    _, seen = told
    (review,) = [row["words"] for row in seen["skin"] if row["kind"] == "clearance"]
    assert review.startswith("review after a reaction: Dr. Patel, 2026-")
