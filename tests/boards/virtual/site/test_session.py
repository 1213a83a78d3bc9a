"""What the worker tells the page, under Node.js: the menu by button presses, faster time, skipped days."""

import json
import subprocess
from pathlib import Path

import pytest

WALK = Path(__file__).parent / "session_walk.mjs"


@pytest.fixture(scope="module")
def told(site):
    """By name, what the page would show at each stop of the walk."""
    done = subprocess.run(
        ["node", str(WALK), str(site)], capture_output=True, encoding="utf-8", timeout=240, check=True
    )
    return {one["what"]: one for one in json.loads(done.stdout)}


def test_the_pen_is_ready_and_buttons_walk_through_its_menu(told):
    assert told["ready"]["words"][0] == "Ready" and told["ready"]["name"] == "ready"
    assert "Forehead" in told["ready"]["words"]
    assert "Forehead" not in told["down"]["words"]
    assert told["deeper"]["words"] != told["down"]["words"]


def test_time_goes_as_the_clock_does_or_ten_times_as_fast(told):
    assert told["down"]["now_ms"] - told["ready"]["now_ms"] == pytest.approx(720, abs=40)
    assert told["fast"]["now_ms"] - told["deeper"]["now_ms"] == pytest.approx(10_000, rel=0.05)


def test_days_are_skipped_only_without_the_cable(told):
    assert told["plugged"]["errors"] == ["First unplug the cable: on USB the pen stays awake."]
    assert told["a day later"]["now_ms"] - told["plugged"]["now_ms"] == pytest.approx(86_400_000, abs=1_000)
    assert told["a day later"]["words"] == []
