"""The numbers of `make emulator-test`, a seeded share of them: each is reached, and stands in firmware/README.md."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from boards.tools.pen_files import UNKNOWN
from tests.boards.virtual.rp2040.emulated import needs_the_chip
from tests.tools.emulator import measure, readme, soak, table
from tests.tools.emulator.pen import firmware

ROOT = Path(__file__).resolve().parents[4]


def test_the_quick_table(tmp_path):
    needs_the_chip()
    out = tmp_path / "numbers.json"
    command = [sys.executable, "-m", "tests.tools.emulator", "--quick", "--out", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    numbers = json.loads(out.read_text(encoding="utf-8"))
    assert [row for row in table.rows(numbers) if not row.reached] == []
    assert run.returncode == 0
    assert len(numbers["stop"]["driver"]["flash erase"]) >= 20


def test_a_month_is_200_pluggings_50_of_them_syncs_and_a_session_a_day():
    days = [Counter(what for what, _ in soak._steps(soak.MONTH, day, None)) for day in range(30)]
    assert sum(days, Counter()) == {"sessions": 30, "pluggings": 150, "syncs": 50, "updates": 3, "rollbacks": 2}
    assert {day["sessions"] for day in days} == {1}
    assert {day["pluggings"] + day["syncs"] for day in days} == {6, 7}


def test_a_soak_that_did_less_is_not_reached():
    done = {**dict.fromkeys(("days", "sessions"), 30), "pluggings": 200, "syncs": 50, "updates": 3, "rollbacks": 2}
    whole = {"soak": {**done, "free": 57_936, "longest": 7_051}}
    (row,) = table.rows(whole)
    assert row.reached and "200 pluggings" in row.measured
    for what in done:
        (row,) = table.rows({"soak": {**whole["soak"], what: done[what] - 1}})
        assert not row.reached, what


# --- the table in firmware/README.md ------------------------------------------------------------------------

ROW = table.Row("home", "0.9 s", "≤ 2.0 s", "–", True)


def test_the_section_takes_its_own_place_again_and_again():
    text = "# Firmware\n\n## Onto a pen\n\nHow.\n\n## Where a rule lives\n\nThere.\n"
    once = readme.replaced(text, readme.section([ROW], "MicroPython.", "8b16928f"))
    assert "commit 8b16928f" in once and "MicroPython." in once
    twice = readme.replaced(once, readme.section([ROW._replace(measured="1.2 s", reached=False)]))
    assert once.startswith("# Firmware\n\n## Onto a pen\n\nHow.\n\n## On the chip\n")
    assert once.endswith("| home | 0.9 s | – | ≤ 2.0 s | – |\n\n## Where a rule lives\n\nThere.\n")
    assert "0.9 s" not in twice
    assert "**1.2 s: not reached**" in twice
    assert readme.replaced(twice, readme.section([ROW], "MicroPython.", "8b16928f")) == once


def test_only_a_whole_run_of_this_firmware_is_published():
    whole = {
        "quick": False,
        "firmware": firmware(),
        "commit": "8b16928f",
        **{subject: {"value": 1} for subject in measure.SUBJECTS},
    }
    assert readme.why_not(whole) == ""
    for spoiled in ({"quick": True}, {"firmware": "another"}, {"commit": UNKNOWN}):
        assert readme.why_not({**whole, **spoiled})
    assert readme.why_not({**whole, "soak": {"error": "it hung"}}) == "", "it stands there as not reached"
    del whole["stop"]
    assert "stop" in readme.why_not(whole)
