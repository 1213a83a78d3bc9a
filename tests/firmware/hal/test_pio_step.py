"""The `step` PIO program, instruction by instruction: exact pulses (S1, H1, H2). A cycle is 1 us (1 MHz)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.hal import needle as needle_driver
from pen.hal import stepper as stepper_driver
from pio_run import rises, runs
from pio_words import PULSE, step


@pytest.mark.parametrize("pulses", [1, 2, 3, 7, 32, 100, 320, 999, 3200])
def test_s1_exactly_so_many_pulses_then_the_mark(pulses):
    machine = step(pulses)
    machine.until(lambda state: bool(state.receive_fifo))
    assert rises(machine.pins) == pulses
    assert machine.get() == 0xFFFFFFFF
    assert runs(machine.pins)[1:3] in ([(1, 10), (0, PULSE - 10)], [(1, 10), (0, PULSE - 8)])  # the last: no next
    machine.cycles(3 * PULSE)
    assert rises(machine.pins) == pulses


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4))
@settings(max_examples=15)
def test_words_add_up_and_none_for_none(moves):
    """A word of 0 gives no pulse: the program does not count round."""
    machine = step(*moves)
    for _ in moves:
        machine.until(lambda state: bool(state.receive_fifo))
        assert machine.get() == 0xFFFFFFFF
    assert rises(machine.pins) == sum(moves)


def test_without_a_word_there_is_no_pulse():
    machine = step()
    machine.cycles(2000)
    assert set(machine.pins) == {0}


@pytest.mark.parametrize(
    "at", [*range(2, 30), 490, *range(500, 515), 1001, 2499, 2503, 2504, 2505, 2600, 2999, 3003, 3004]
)
def test_s1_an_abort_leaves_the_exact_rest_in_x(at):
    """From the second cycle on, at every kind of moment; read as the driver reads it, by its own instructions.

    In the two cycles before, X still holds the rest of the move before: the driver cannot be that fast (2 us).
    """
    pulses = 6
    machine = step(pulses)
    machine.cycles(at)
    done = bool(machine.state.receive_fifo)
    sent = rises(machine.pins)
    machine.execute(stepper_driver._MOV_ISR_X)
    machine.execute(stepper_driver._PUSH_NOBLOCK)
    if done:
        assert machine.get() == 0xFFFFFFFF
    assert machine.get() == pulses - sent
    machine.restart()
    machine.pins.clear()
    machine.cycles(2000)
    assert set(machine.pins) <= {0}
    machine.put(3)
    machine.until(lambda state: bool(state.receive_fifo))
    assert rises(machine.pins) == 3


@pytest.mark.parametrize("driver", [needle_driver, stepper_driver])
def test_the_drivers_pull_throws_one_word_away(driver):
    machine = step(5, 6)
    machine.execute(driver._PULL_NOBLOCK)
    assert list(machine.state.transmit_fifo) == [6]
    machine.execute(driver._PULL_NOBLOCK)
    machine.execute(driver._PULL_NOBLOCK)
    assert not machine.state.transmit_fifo
