"""The numbers of `make emulator-test`, a seeded share of them: each is reached, and the judges can say no."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.boards.virtual.rp2040.emulated import needs_the_chip
from tests.tools.emulator import hang, measure, readme, steps, stop, table, update
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


# --- the judges, on invented pads: these need no chip -------------------------------------------------------

PERIOD_NS, HIGH_NS = 50_000, 30_000


def running(until_ns: int) -> "list[tuple[int, int]]":
    """A gate that toggles."""
    edges = []
    for at in range(0, until_ns, PERIOD_NS):
        edges += [(at, 1), (at + HIGH_NS, 0)]
    return edges


def test_a_stop_is_timed_to_the_last_edge():
    gate = [*running(500_000), (500_000, 1), (510_300, 0)]
    assert stop.latency_ns(gate, 510_000) == 300
    assert stop.latency_ns(running(500_000), 495_000) == 0, "in the low part of a period"
    assert stop.latency_ns([*gate, (550_000, 1), (550_125, 0)], 510_000) == 40_125, "a pulse after it counts"
    assert stop.latency_ns([*gate, (550_000, 1)], 510_000) == -1, "high for ever"
    assert stop.latency_ns(gate, 900_000) is None, "nothing ran any more"


def test_a_hang_is_timed_and_a_pulse_after_the_reset_is_seen():
    gate = running(200_000)
    assert hang.judged(gate, 100_000) == {"low_after_ns": 80_000, "ran_until_then": True}
    assert hang.judged([*gate, (9_000_000, 1), (9_000_050, 0)], 100_000)["low_after_ns"] == 8_900_050
    assert hang.judged([*gate, (9_000_000, 1)], 100_000)["low_after_ns"] == -1
    assert not hang.judged(gate, 60_000_000)["ran_until_then"], "the needles had stopped before"


@pytest.mark.parametrize(
    ("moves", "pulses", "wrong"),
    [
        ([(3, 3), (2, 2)], [1, 2, 3, 11], 0),  # the second was aborted with one to go
        ([(3, 3), (2, 2)], [1, 2, 11], 1),  # one was lost
        ([(3, 3), (2, 2)], [1, 2, 3, 4, 11], 1),  # one too many
        ([(3, 3), (2, 6)], [1, 2, 3, 11, 12, 13], 1),  # more than asked for
    ],
)
def test_every_pulse_is_held_against_what_was_asked(moves, pulses, wrong):
    assert steps.judged(moves, pulses, [0, 10, 20])["wrong"] == wrong


def test_a_number_that_is_not_reached_fails():
    found = {
        "boot": {"one": {"home_ms": 2_001, "screen": "Ready", "gate_edges": 0, "step_edges": 0, "driver_enabled": 0}},
        "stop": {"driver": {"undisturbed": [501]}},
        "wake": {"lit_ms": 100.0, "answers_ms": 301.0},
        "heap": {"free_bytes": {"ready": 71_000}, "allocated": 16, "probe_bytes": 999},
        "download": {"bytes": 1, "same": False, "link_kB_s": 900.0, "mpremote_kB_s": 1.0, "ratio": 900.0},
    }
    reached = {row.what: row.reached for row in table.rows(found)}
    assert reached.pop("gate, STEP, driver through boot")
    assert reached.pop("heap free at rest over a treatment, on battery"), "a figure without a limit"
    assert not any(reached.values())


@pytest.mark.parametrize(
    ("home", "cable", "reached"), [(72_000, 48_000, True), (71_999, 48_000, False), (72_000, 47_999, False)]
)
def test_the_heap_is_enough_at_home_and_with_the_cable_in(home, cable, reached):
    """An image that leaves more of the heap than the next one must have that to spare."""
    room = {"home": {"free": home, "longest": 9}, "cable": {"free": cable, "longest": 9}}
    assert all(row.reached for row in table.rows({"room": room})) == reached
    spare = {"home": {"free": home + 12_000, "longest": 9}, "cable": {"free": cable + 12_000, "longest": 9}}
    older = {"image": {"reserve_bytes": 12_000}}
    assert all(row.reached for row in table.rows({"room": spare, **older})) == reached
    assert not all(row.reached for row in table.rows({"room": room, **older}))


WHOLE_UPDATE = {
    "bytes": 1, "seconds": 20, "verify_s": 1.5, "before": "0.1.0", "after": "0.2.0", "slot": 1, "confirmed": True,
    "stack_free": 512,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "reached", "with_less"),
    [
        ({}, [True, True, True], True),
        ({"after": "0.1.0"}, [False, True, True], False),
        ({"slot": 0}, [False, True, True], False),
        ({"confirmed": False}, [False, True, True], False),
        ({"seconds": 20.1}, [False, True, True], True),
        ({"verify_s": 1.51}, [True, False, True], True),
        ({"stack_free": 511}, [True, True, False], False),
    ],
)
def test_an_update_is_in_time_and_within_heap_and_stack(wrong, reached, with_less):
    found = {**WHOLE_UPDATE, **wrong}
    assert [row.reached for row in table.rows({"update": found})] == reached
    assert [row.reached for row in table.rows({"less_heap": found})] == [with_less]


def test_a_pen_that_says_no_is_a_row_that_fails():
    (row,) = table.rows({"less_heap": {"error": str(update.No(10, 0))}})
    assert not row.reached and "error 10" in row.measured


WHOLE_RUN = {
    "own_bytes": 4_000, "free": 60_000, "lowest": 59_000, "turns": 5_800, "turn_us": 8_000, "total_ms": 60_000,
    "collections": 0, "longest_ns": 30_880, "pulses": 1_199_000, "react_us": 6_000, "step_us": 2_000,
    "gap_us": 10_000,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "reached"),
    [
        ({}, [True, True, True]),
        ({"total_ms": 59_000}, [False, True, True]),
        ({"longest_ns": 6_250_000}, [False, True, True]),
        ({"collections": 1}, [False, True, True]),
        ({"turn_us": 8_001}, [True, False, True]),
        ({"react_us": 6_001}, [True, False, True]),
        ({"step_us": 2_001}, [True, False, True]),
        ({"gap_us": 12_001}, [True, False, True]),
        ({"lowest": 50_000}, [True, True, False]),
    ],
)
def test_a_whole_run_has_no_hole_and_no_collection(wrong, reached):
    assert [row.reached for row in table.rows({"minute": {**WHOLE_RUN, **wrong}})] == reached


def test_a_limit_is_judged_on_the_slower_of_both_figures():
    slow, fast = {"lit_ms": 250.0, "answers_ms": 310.0}, {"lit_ms": 200.0, "answers_ms": 290.0}
    (row,) = table.rows({"wake": slow, "without": {"wake": fast}})
    assert (row.reached, row.measured[-6:], row.unwaited[-6:]) == (False, "0.31 s", "0.29 s")
    assert not table.rows({"wake": fast, "without": {"wake": slow}})[0].reached
    assert table.rows({"wake": fast, "without": {"wake": fast}})[0].unwaited == table.SAME
    assert table.rows({"wake": fast})[0].reached


def test_a_whole_run_needs_200_stops():
    good = {"driver": {"undisturbed": [300] * 199}}
    assert not table.rows({"stop": good})[0].reached
    good["driver"]["undisturbed"].append(300)
    assert table.rows({"stop": good})[0].reached


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
    for spoiled in ({"quick": True}, {"firmware": "another"}, {"heap": {"error": "it hung"}}):
        assert readme.why_not({**whole, **spoiled})
    del whole["stop"]
    assert "stop" in readme.why_not(whole)
