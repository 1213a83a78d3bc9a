"""The judges of `make emulator-test` can say no: heap, update, a whole run, on figures that are made up."""

import pytest

from tests.tools.emulator import table, update


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
    (row,) = table.rows({"less_heap": {"error": str(update.PenRefused(10, 0))}})
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
