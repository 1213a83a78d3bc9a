"""The numbers of `make emulator-test`, a seeded share of them: each is reached, and stands in firmware/README.md."""

import json
import subprocess
import sys
from pathlib import Path

from tests.boards.virtual.rp2040.emulated import needs_the_chip
from tests.tools.emulator import measure, readme, table
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


# --- the table in firmware/README.md ------------------------------------------------------------------------

ROW = table.Row("home", "0.9 s", "≤ 2.0 s", "–", True)


def test_the_section_takes_its_own_place_again_and_again():
    text = "# Firmware\n\n## Onto a pen\n\nHow.\n\n## Where a rule lives\n\nThere.\n"
    once = readme.replaced(text, readme.section([ROW]))
    twice = readme.replaced(once, readme.section([ROW._replace(measured="1.2 s", reached=False)]))
    assert once.startswith("# Firmware\n\n## Onto a pen\n\nHow.\n\n## On the chip\n")
    assert once.endswith("| home | 0.9 s | – | ≤ 2.0 s | – |\n\n## Where a rule lives\n\nThere.\n")
    assert "0.9 s" not in twice
    assert "**1.2 s: not reached**" in twice
    assert readme.replaced(twice, readme.section([ROW])) == once


def test_only_a_whole_run_of_this_firmware_is_published():
    whole = {"quick": False, "firmware": firmware(), **{subject: {"value": 1} for subject in measure.SUBJECTS}}
    assert readme.why_not(whole) == ""
    for spoiled in ({"quick": True}, {"firmware": "another"}):
        assert readme.why_not({**whole, **spoiled})
    assert readme.why_not({**whole, "soak": {"error": "it hung"}}) == "", "it stands there as not reached"
    del whole["stop"]
    assert "stop" in readme.why_not(whole)
