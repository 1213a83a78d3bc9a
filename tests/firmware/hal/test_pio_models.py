"""The behavioural state machines of the virtual pen against the emulated programs, on the same words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.hal.needle import Needle
from pen.hal.stepper import Stepper
from pio_run import rises, runs
from pio_words import PULSE, needle, step, word, words_of_driver, worked_off

from boards.RPI_PICO import board
from boards.virtual import bench, wiring
from boards.virtual.world import World


@pytest.fixture
def model(world):
    """The virtual pen's two state machines, set up by the drivers."""
    drive = Needle(wiring.GATE, wiring.SELECT, 1000)
    drive.arm()
    Stepper(board, 450).energise()
    return world


@pytest.mark.parametrize("one", [word(1, 8, 8), word(10, 40, 40), word(64, 3, 13), word(256, 1, 1), word(3, 400, 100)])
def test_the_model_needle_works_a_word_off_in_the_same_time(model, one):
    machine = needle(one)
    machine.cycles(4)
    machine.until(lambda state: state.program_counter == 0)
    assert worked_on_us(model, one) == len(machine.pins) // 8  # whole steps of the virtual clock


def worked_on_us(world, *words) -> int:
    """How long the model drives the gate for these words."""
    begin_us = world.now_us
    for one in words:
        world.needle.put(one)
    while world.motor.duty:
        world.advance_us(1)
    return world.now_us - begin_us


@given(
    st.lists(st.builds(word, st.integers(1, 8), st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=4),
)
@settings(max_examples=30)
def test_the_model_needle_works_words_off_one_after_the_other_in_the_same_time(words):
    world = World(1, flash_sectors=1)
    bench.use(world)
    Needle(wiring.GATE, wiring.SELECT, 1000).arm()
    machine = needle(*words)
    machine.cycles(4)
    machine.until(lambda state: state.program_counter == 0 and not state.transmit_fifo)
    assert worked_on_us(world, *words) == len(machine.pins) // 8


@pytest.mark.parametrize("duty", [50, 333, 600, 900])
def test_the_model_needle_has_the_same_duty(model, duty):
    one = words_of_driver(duty)[0]
    bench.use(model)
    pins = worked_off(needle(one & ~0xFF | 9)).pins
    period = runs(pins)[1:3]
    model.needle.put(one)
    assert model.motor.duty == period[0][1] * 1000 // (period[0][1] + period[1][1])


SCRIPT = st.lists(
    st.one_of(st.integers(0, 0xFFFFFFFF), st.sampled_from(["open", "close", "restart", "get"])), max_size=25
)


@given(SCRIPT)
@settings(max_examples=30)
def test_the_model_needle_latches_swallows_and_marks_like_the_program(script):
    """The same acts in the same order, each left time to settle: equal marks, equal queues, equal pin."""
    world = World(1, flash_sectors=1)
    bench.use(world)
    Needle(wiring.GATE, wiring.SELECT, 1000).arm()
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
    Stepper(board, 450)
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
