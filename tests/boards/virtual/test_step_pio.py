"""The contract of the `step` program: exactly N pulses, then done; abort tells what is left."""

import pytest


@pytest.fixture
def sm(pens_pio):
    return pens_pio[2]


@pytest.mark.parametrize("n", [1, 2, 3, 100, 1599])
def test_exactly_n_pulses_then_done(world, sm, n):
    sm.put(n)
    world.advance_us(n * 500 - 1)
    assert sm.rx_fifo() == 0
    world.advance_us(1)
    assert sm.get() == 0xFFFFFFFF
    assert world.ring.pos == n
    assert world.stepper.emitted == n
    world.advance_us(1_000_000)
    assert world.stepper.emitted == n


def test_two_thousand_pulses_a_second(world, sm):
    sm.put(1000)
    world.advance_us(100_000)
    assert world.ring.pos == 201  # the first came at once


def test_aborted_moves_add_up(world, sm):
    sm.put(1000)
    world.advance_us(123_456)
    sm.active(0)
    sm.exec("mov(isr, x)")
    sm.exec("push()")
    left = sm.get()
    assert left + world.stepper.emitted == 1000
    assert world.ring.pos == world.stepper.emitted
    world.advance_us(1_000_000)
    assert world.ring.pos == 1000 - left
    sm.restart()
    sm.active(1)
    world.advance_us(1_000_000)
    assert world.ring.pos == 1000 - left
    sm.put(10)
    world.advance_us(5_000)
    assert world.ring.pos == 1010 - left


def test_encoded_instructions_do_the_same(world, sm):
    sm.put(100)
    world.advance_us(10_000)
    sm.active(0)
    sm.exec(0xA0C1)
    sm.exec(0x8000)
    assert sm.get() == 100 - world.stepper.emitted


def test_without_restart_an_aborted_move_goes_on(world, sm):
    sm.put(100)
    world.advance_us(10_000)
    sm.active(0)
    world.advance_us(1_000_000)
    sm.active(1)
    world.advance_us(50_000)
    assert world.ring.pos == 100


def test_direction_changes_apply_from_now_on(world, pens_pio):
    machine, _, sm = pens_pio
    sm.put(200)
    world.advance_us(50_000)
    deepest = world.ring.pos
    machine.Pin(8).value(0)
    world.advance_us(50_000)
    assert deepest == 101
    assert world.ring.pos == 101 - 99


def test_not_energised_nothing_moves(world, pens_pio):
    machine, _, sm = pens_pio
    machine.Pin(9).value(1)
    sm.put(100)
    world.advance_us(100_000)
    assert world.ring.pos == 0
    assert sm.get() == 0xFFFFFFFF


def test_moves_queue(world, sm):
    sm.put(10)
    sm.put(20)
    world.advance_us(15_000)
    assert world.ring.pos == 30
    assert sm.rx_fifo() == 2


def test_get_waits_for_the_move(world, sm):
    sm.put(100)
    begin_us = world.now_us
    assert sm.get() == 0xFFFFFFFF
    assert world.now_us - begin_us == 50_000


def test_a_word_of_zero_is_a_violation(world, sm):
    sm.put(0)
    assert "step word of 0" in world.violations[0]


def test_pulses_by_hand_move_it_too(world):
    import machine

    pin = machine.Pin
    pin(8, pin.OUT, value=1)
    pin(9, pin.OUT, value=0)
    step = pin(7, pin.OUT, value=0)
    for _ in range(5):
        step.on()
        step.off()
    assert world.ring.pos == 5


def test_pwm_on_the_step_pin_is_a_violation(world):
    import machine

    machine.PWM(machine.Pin(7), freq=1000, duty_u16=100)
    assert "machine.PWM on GP7" in world.violations[0]


def test_a_power_cut_in_a_move_leaves_the_ring_where_it_is(world, sm):
    sm.put(1000)
    world.advance_us(50_000)
    world.power_cut()
    world.advance_us(1_000_000)
    assert world.ring.pos == 101


def test_unknown_instructions_are_refused(sm):
    with pytest.raises(ValueError, match="cannot execute"):
        sm.exec("irq(0)")
    with pytest.raises(ValueError, match="0xc000"):
        sm.exec(0xC000)


def test_the_other_instructions_of_the_table(world, sm):
    sm.active(0)
    for word in (7, 8, 9):
        sm.put(word)
    sm.exec("pull(noblock)")
    sm.exec("pull()")
    assert sm.tx_fifo() == 1
    sm.exec("set(x, 0)")
    sm.exec("in_(x, 32)")
    sm.exec("push(noblock)")
    sm.exec("mov(isr, invert(x))")
    sm.exec("push()")
    assert (sm.get(), sm.get()) == (0, 0xFFFFFFFF)


def test_pulses_on_an_unwired_pin_move_nothing(world):
    import machine
    import rp2

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def step():
        pass

    machine.Pin(9, machine.Pin.OUT, value=0)
    sm = rp2.StateMachine(4, step, set_base=machine.Pin(20))
    sm.active(1)
    sm.put(100)
    assert sm.get() == 0xFFFFFFFF
    assert world.ring.moved == 0


def test_a_second_program_on_the_same_state_machine_replaces_the_first(world, pens_pio):
    import rp2

    machine, needles, _ = pens_pio

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def step():
        pass

    rp2.StateMachine(0, step, set_base=machine.Pin(7))
    assert world.needle.sm_id is None
