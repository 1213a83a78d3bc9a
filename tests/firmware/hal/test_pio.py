"""The `needle` PIO program, instruction by instruction: the hardware-timed half of S4 (H14, H15).

Assembled from the source the chip runs. A cycle is 125 ns (8 MHz). `test_pio_step` has the other program.
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pio_run import FIFO_WORDS, rises, runs
from pio_words import PROGRAMS, PULL, SETUP, needle, word, words_of_driver, worked_off

LATENCY = 4  # cycles from the stop input to the pin: 0.5 us

# What `asm_pio` of MicroPython's rp2 port makes of the same source (v1.28, ports/rp2/modules/rp2.py): the assembler
# of these tests must agree with the chip's. To be made anew with the port's assembler when a program changes.
PORT_WORDS = {
    "needle": [
        0x80A0, 0x6028, 0xA0C7, 0xA0E6, 0x604C, 0x00C7, 0x000C, 0x108B, 0x704C, 0x0189, 0x0043, 0x10C7, 0x8000,
        0x80A0, 0x000D,
    ],
    "step": [0x80A0, 0xA027, 0x0027, 0x1944, 0xE75D, 0x0F85, 0x0002, 0xA0CB, 0x8000],
}  # fmt: skip


# --- the programs as such ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PORT_WORDS)
def test_the_words_are_those_of_the_ports_own_assembler(name):
    assert PROGRAMS[name].words == PORT_WORDS[name]
    assert PROGRAMS[name].wrap_target == 0
    assert PROGRAMS[name].wrap_top == {"needle": 10, "step": 8}[name]


def test_both_programs_fit_one_block():
    assert sum(len(program.words) for program in PROGRAMS.values()) <= 32


def test_every_instruction_defines_the_pin_and_it_starts_low():
    """`assemble` refuses an instruction without a side value; OUT_LOW is 2."""
    for program in PROGRAMS.values():
        assert program.sides == len(program.words)
        assert program.options["sideset_init"] == 2


# --- needle: PWM ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("periods", [1, 2, 3, 17])
@pytest.mark.parametrize(("high", "low"), [(1, 1), (1, 50), (50, 1), (3, 5), (100, 98)])
def test_periods_high_and_low_are_exact(periods, high, low):
    levels = runs(worked_off(needle(word(periods, high, low))).pins)
    assert levels[0] == (0, PULL + 3)  # pull, split, keep; then counts, and the first test
    period = [(1, high * 2), (0, low * 2 + SETUP)]
    assert levels[1:-1] == (period * periods)[:-1]
    assert levels[-1][0] == 0


@pytest.mark.parametrize("periods", [1, 256])
def test_the_largest_fields_are_not_cut_off(periods):
    machine = worked_off(needle(word(periods, 2, 2)))
    assert rises(machine.pins) == periods
    levels = runs(worked_off(needle(word(1, 4096, 4096))).pins)
    assert levels[1] == (1, 8192)
    assert levels[2][1] >= 8192 + SETUP - 3


def test_words_follow_each_other_with_three_cycles_between():
    machine = worked_off(needle(word(2, 3, 4), word(2, 3, 4)))
    assert runs(machine.pins)[1:8] == [
        (1, 6), (0, 8 + SETUP), (1, 6), (0, 8 + SETUP + PULL), (1, 6), (0, 8 + SETUP), (1, 6),
    ]  # fmt: skip


@pytest.mark.parametrize("duty", [5, 10, 100, 333, 450, 500, 600, 777, 900, 980])
def test_the_drivers_words_give_20_khz_and_the_duty_asked_for(duty):
    one = words_of_driver(duty)[0]
    levels = runs(worked_off(needle(one & ~0xFF | 4)).pins)  # five periods of it
    high = duty * 200 // 1000 * 2
    assert levels[1:-1] == ([(1, high), (0, 400 - high)] * 5)[:-1]


def test_above_98_percent_the_gate_still_toggles():
    levels = runs(worked_off(needle(words_of_driver(1000)[0] & ~0xFF | 4)).pins)
    assert levels[1:-1] == ([(1, 392), (0, 8)] * 5)[:-1]


def test_h14_a_word_of_the_driver_pays_for_six_milliseconds():
    machine = needle(words_of_driver(500)[0])
    machine.cycles(10)
    machine.until(lambda state: state.program_counter == 0)
    assert len(machine.pins) == 120 * 400 + PULL  # 6.0004 ms
    assert machine.waits()
    assert machine.pins[-1] == 0


# --- needle: fuel -----------------------------------------------------------------------------------------


def test_s4_without_fuel_the_pin_is_low():
    machine = needle()
    machine.cycles(1000)
    assert set(machine.pins) == {0}


def test_s4_when_the_fuel_ends_the_pin_is_low_for_ever():
    machine = worked_off(needle(word(2, 9, 3)))
    machine.pins.clear()
    machine.cycles(5000)
    assert set(machine.pins) == {0}
    assert not machine.state.receive_fifo


# --- needle: stop -----------------------------------------------------------------------------------------

TWO_WORDS = (word(2, 5, 6), word(2, 1, 9))
ALL_CYCLES = len(worked_off(needle(*TWO_WORDS)).pins)


@pytest.mark.parametrize("at", range(ALL_CYCLES))
def test_h15_stop_at_any_cycle_ends_it_in_half_a_microsecond_for_ever(at):
    """In every cycle of two words: low within 4 cycles, and low whatever is fed afterwards, stop open or closed."""
    machine = needle(*TWO_WORDS)
    machine.cycles(at)
    machine.stop_closed = False
    stopped_at = len(machine.pins)
    machine.cycles(60)
    assert set(machine.pins[stopped_at + LATENCY :]) <= {0}
    if len(machine.state.receive_fifo) == 0:  # it had just waited for fuel: the next word latches it
        machine.put(word(9, 9, 9))
        machine.cycles(100)
    assert len(machine.state.receive_fifo) == 1
    assert set(machine.pins[stopped_at + LATENCY :]) == {0}
    machine.stop_closed = True
    chance = random.Random(at)
    fed = 0
    for _ in range(6):
        fed += machine.put(chance.getrandbits(32))
        machine.cycles(chance.randrange(30))
    machine.cycles(20)
    assert fed == 6  # swallowed
    assert not machine.state.transmit_fifo
    assert set(machine.pins[stopped_at + LATENCY :]) == {0}
    assert len(machine.state.receive_fifo) == 1  # one mark, not many


@given(st.integers(0, 400), st.integers(1, 3), st.integers(1, 30), st.integers(1, 30))
def test_h15_nor_with_any_other_word(at, periods, high, low):
    machine = needle(word(periods, high, low), word(periods, high, low))
    machine.cycles(at)
    machine.stop_closed = False
    stopped_at = len(machine.pins)
    machine.cycles(200)
    assert set(machine.pins[stopped_at + LATENCY :]) <= {0}


def test_h15_with_stop_open_from_the_start_the_pin_never_rises():
    machine = needle()
    machine.stop_closed = False
    for one in (*TWO_WORDS, word(200, 100, 100)):
        machine.put(one)
        machine.cycles(50)
    assert set(machine.pins) == {0}
    assert len(machine.state.receive_fifo) == 1
    assert not machine.state.transmit_fifo


@pytest.mark.parametrize("cycles", [2, 3])
def test_h15_a_bounce_in_the_high_part_is_enough(cycles):
    """The input is tested between all high counts, every second cycle: two cycles are always seen."""
    for at in range(6, 6 + 56):
        machine = needle(word(1, 30, 30))
        machine.cycles(at)
        machine.stop_closed = False
        machine.cycles(cycles)
        machine.stop_closed = True
        machine.cycles(150)
        assert len(machine.state.receive_fifo) == 1


def test_h15_an_opening_shorter_than_the_low_part_can_pass_unseen():
    """The limit of the program, and no danger: the pin is low all that time, and a finger takes milliseconds."""
    machine = needle(word(3, 2, 100))
    machine.cycles(30)
    machine.stop_closed = False
    machine.cycles(150)
    assert machine.pins[-1] == 0
    machine.stop_closed = True
    worked_off(machine)
    assert rises(machine.pins) == 3


def test_a_full_rx_fifo_does_not_keep_it_from_latching():
    """The mark is pushed without waiting."""
    machine = needle()
    for _ in range(FIFO_WORDS + 2):
        machine.restart()
        machine.stop_closed = True
        machine.put(word(9, 9, 9))
        machine.cycles(30)
        machine.stop_closed = False
        machine.cycles(30)
    assert len(machine.state.receive_fifo) == FIFO_WORDS
    machine.pins.clear()
    machine.put(word(9, 9, 9))
    machine.cycles(500)
    assert set(machine.pins) == {0}


def test_restart_re_arms():
    machine = needle(*TWO_WORDS)
    machine.cycles(10)
    machine.stop_closed = False
    machine.cycles(50)
    machine.stop_closed = True
    machine.restart()
    machine.pins.clear()
    machine.cycles(100)
    assert set(machine.pins) == {0}
    machine.put(word(2, 5, 6))
    worked_off(machine)
    assert rises(machine.pins) == 2
