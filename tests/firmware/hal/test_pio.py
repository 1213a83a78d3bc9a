"""The two PIO programs, instruction by instruction: the hardware-timed half of S1 and S4 (H1, H14, H15).

Assembled from the source the chip runs. A cycle of `needle` is 125 ns (8 MHz), one of `step` 1 us (1 MHz).
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.hal import needle as needle_driver
from pen.hal import stepper as stepper_driver
from pio_asm import assemble
from pio_run import FIFO_WORDS, Machine, rises, runs

from boards.virtual import bench, wiring
from boards.virtual.world import World

PROGRAMS = assemble()
LATENCY = 4  # cycles from the stop input to the pin: 0.5 us
SETUP = 4  # cycles a period is longer than its counts say, low
PULL = 3  # cycles a word costs before its first period
PULSE = 500  # cycles a step pulse takes

# What `asm_pio` of MicroPython's rp2 port makes of the same source (v1.28, ports/rp2/modules/rp2.py): the assembler
# of these tests must agree with the chip's. To be made anew with the port's assembler when a program changes.
PORT_WORDS = {
    "needle": [
        0x80A0, 0x6028, 0xA0C7, 0xA0E6, 0x604C, 0x00C7, 0x000C, 0x108B, 0x704C, 0x0189, 0x0043, 0x10C7, 0x8000,
        0x80A0, 0x000D,
    ],
    "step": [0x80A0, 0xA027, 0x0027, 0x1944, 0xE75D, 0x0F85, 0x0002, 0xA0CB, 0x8000],
}  # fmt: skip


def word(periods: int, high: int, low: int) -> int:
    return periods - 1 | (high - 1) << 8 | (low - 1) << 20


def needle(*words: int) -> Machine:
    machine = Machine(PROGRAMS["needle"])
    for one in words:
        assert machine.put(one)
    return machine


def step(*words: int) -> Machine:
    machine = Machine(PROGRAMS["step"])
    for one in words:
        assert machine.put(one)
    return machine


def worked_off(machine: Machine) -> Machine:
    """Run until the program waits for a word."""
    machine.cycles(1)
    while not machine.waits():
        machine.cycles(20)
    return machine


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


def words_of_driver(duty: int) -> list:
    """What the needle driver really puts for `duty`."""
    world = World(1, flash_sectors=1)
    bench.use(world)
    drive = needle_driver.Needle(wiring.GATE, wiring.SELECT, 1000)
    drive.arm()
    world.needle.disable()
    drive.feed(duty)
    return list(world.needle.tx)


@pytest.mark.parametrize("duty", [5, 10, 100, 333, 450, 500, 600, 777, 900, 980])
def test_the_drivers_words_give_20_khz_and_the_duty_asked_for(duty):
    one = words_of_driver(duty)[0]
    levels = runs(worked_off(needle(one & ~0xFF | 4)).pins)  # five periods of it
    high = duty * 200 // 1000 * 2
    assert levels[1:-1] == ([(1, high), (0, 400 - high)] * 5)[:-1]


def test_above_98_percent_the_gate_still_toggles():
    levels = runs(worked_off(needle(words_of_driver(1000)[0] & ~0xFF | 4)).pins)
    assert levels[1:-1] == ([(1, 392), (0, 8)] * 5)[:-1]


def test_h14_a_word_of_the_driver_pays_for_ten_milliseconds():
    machine = needle(words_of_driver(500)[0])
    machine.cycles(10)
    machine.until(lambda state: state.program_counter == 0)
    assert len(machine.pins) == 200 * 400 + PULL  # 10.0004 ms
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
    """The limit of the program, and no danger: the pin is low all that time, and a thumb takes milliseconds."""
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


# --- step -------------------------------------------------------------------------------------------------


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


# --- the behavioural models of the virtual pen, on the same words -----------------------------------------


@pytest.fixture
def model(world):
    """The virtual pen's two state machines, set up by the drivers."""
    drive = needle_driver.Needle(wiring.GATE, wiring.SELECT, 1000)
    drive.arm()
    stepper_driver.Stepper(wiring.STEP, wiring.DIR, wiring.NENABLE, 320, 450).energise()
    return world


@pytest.mark.parametrize("one", [word(1, 8, 8), word(10, 40, 40), word(64, 3, 13), word(256, 1, 1), word(3, 400, 100)])
def test_the_model_needle_works_a_word_off_in_the_same_time_less_the_set_up(model, one):
    """The model counts high and low only: 4 cycles a period and 3 a word are missing, 1 % of the driver's words."""
    periods = (one & 0xFF) + 1
    machine = needle(one)
    machine.cycles(4)
    machine.until(lambda state: state.program_counter == 0)
    cycles = len(machine.pins) - PULL - SETUP * periods
    model.needle.put(one)
    begin_us = model.now_us
    while model.motor.duty:
        model.advance_us(1)
    assert abs((model.now_us - begin_us) * 8 - cycles) <= 8  # a step of the virtual clock


@pytest.mark.parametrize("duty", [50, 333, 600, 900])
def test_the_model_needle_has_the_same_duty_within_one_percent(model, duty):
    one = words_of_driver(duty)[0]
    bench.use(model)
    pins = worked_off(needle(one & ~0xFF | 9)).pins
    period = runs(pins)[1:3]
    true = period[0][1] * 1000 / (period[0][1] + period[1][1])
    model.needle.put(one)
    assert model.motor.duty == pytest.approx(true, rel=0.011, abs=1)


SCRIPT = st.lists(
    st.one_of(st.integers(0, 0xFFFFFFFF), st.sampled_from(["open", "close", "restart", "get"])), max_size=25
)


@given(SCRIPT)
@settings(max_examples=30)
def test_the_model_needle_latches_swallows_and_marks_like_the_program(script):
    """The same acts in the same order, each left time to settle: equal marks, equal queues, equal pin."""
    world = World(1, flash_sectors=1)
    bench.use(world)
    needle_driver.Needle(wiring.GATE, wiring.SELECT, 1000).arm()
    machine = needle()
    for act in script:
        if act == "open":
            world.press("SELECT")
            machine.stop_closed = False
        elif act == "close":
            world.release("SELECT")
            machine.stop_closed = True
        elif act == "restart":
            world.needle.restart()
            machine.restart()
        elif act == "get":
            assert bool(world.needle.rx) == bool(machine.state.receive_fifo)
            if world.needle.rx:
                world.needle.get()
                machine.get()
        else:
            small = act & 0x00300303  # up to 4 periods of up to 4 counts
            world.needle.put(small)
            machine.put(small)
        world.advance_us(30)
        machine.cycles(240)
        assert len(world.needle.rx) == len(machine.state.receive_fifo)
        assert len(world.needle.tx) == len(machine.state.transmit_fifo) == 0
        assert world.motor.duty == 0
        assert machine.pins[-1] == 0


@pytest.mark.parametrize("pulses", [1, 2, 5, 20])
def test_the_model_stepper_sends_the_same_pulses_at_the_same_time(model, pulses):
    """At every 7th microsecond: as many pulses, and the same rest, as the program has three cycles later."""
    machine = step(pulses)
    machine.cycles(PULSE * (pulses + 1))
    emitted = model.stepper.emitted
    model.stepper.put(pulses)
    begin_us = model.now_us
    for _ in range((pulses + 1) * PULSE // 7 - 2):
        us = model.now_us - begin_us
        model.stepper.settle()
        assert model.stepper.emitted - emitted == rises(machine.pins[: us + 4])
        model.advance_us(7)
    assert model.stepper.rx == list(machine.state.receive_fifo) == [0xFFFFFFFF]


@given(st.integers(1, 9), st.integers(0, 5000))
@settings(max_examples=30)
def test_the_model_stepper_is_aborted_with_the_same_rest(pulses, us):
    world = World(1, flash_sectors=1)
    bench.use(world)
    stepper_driver.Stepper(wiring.STEP, wiring.DIR, wiring.NENABLE, 320, 450)
    machine = step(pulses)
    while len(machine.pins) < us + 4:
        machine.cycles(1)
    if len(machine.pins) != us + 4:
        us = len(machine.pins) - 4  # an instruction is not cut in two
    world.stepper.put(pulses)
    world.advance_us(us)
    world.stepper.disable()
    if not world.stepper.rx and not machine.state.receive_fifo:
        assert world.stepper.x == machine.state.x_register
