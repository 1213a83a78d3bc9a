"""The judges of pins in `make emulator-test` can say no: pulses on invented pads, without a chip."""

import pytest

from tests.tools.emulator import hang, steps, stop, table

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


def test_a_whole_run_needs_200_stops():
    good = {"driver": {"undisturbed": [300] * 199}}
    assert not table.rows({"stop": good})[0].reached
    good["driver"]["undisturbed"].append(300)
    assert table.rows({"stop": good})[0].reached
