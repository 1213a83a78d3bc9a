"""The contract of the `needle` program: fuel, stop, latch."""

import pytest

from boards.virtual.world import Hang, Reset


@pytest.fixture
def sm(pens_pio):
    return pens_pio[1]


def test_a_word_lasts_as_long_as_its_counts_say(world, sm, fuel):
    sm.put(fuel(200, 130, 70))  # 200 x 200 x 0.25 us, and 3 cycles of 0.125 us: 10 ms
    world.advance_us(9_999)
    assert world.motor.duty == 650
    world.advance_us(1)
    assert world.motor.duty == 0


def test_words_follow_each_other_with_three_cycles_between(world, sm, fuel):
    for _ in range(3):
        sm.put(fuel(200, 130, 70))
    assert sm.tx_fifo() == 2
    world.advance_us(30_000)
    assert world.motor.duty
    world.advance_us(1)  # 240 009 cycles
    assert world.motor.duty == 0
    assert world.needle.words == 3


def test_a_word_can_buy_at_most_about_half_a_second(world, sm):
    """8 bits of periods, 12 bits each of high and low: the largest word of all."""
    sm.put(0xFFFFFFFF)
    world.advance_us((256 * (2 * 8192 + 4) + 3) // 8 - 1)
    assert world.motor.duty == 499  # 4096 of 8194 counts
    world.advance_us(1)
    assert world.motor.duty == 0


def test_no_fuel_no_drive(world, sm):
    world.advance_us(1_000_000)
    assert world.motor.duty == 0
    assert world.gpio.level(10) == 0


def test_stop_latches_at_once(world, sm, fuel):
    for _ in range(4):
        sm.put(fuel())
    world.advance_us(3_000)
    world.press("SELECT")
    assert world.motor.duty == 0
    assert sm.rx_fifo() == 1
    assert sm.tx_fifo() == 0
    assert world.needle.latched


def test_latched_it_swallows_every_word_for_ever(world, sm, fuel):
    sm.put(fuel())
    world.press("SELECT")
    world.release("SELECT")
    for _ in range(1000):
        sm.put(fuel())
        assert sm.tx_fifo() == 0
    world.advance_us(1_000_000)
    assert world.motor.duty == 0
    assert sm.rx_fifo() == 1


def test_restart_re_arms(world, sm, fuel):
    sm.put(fuel())
    world.press("SELECT")
    world.release("SELECT")
    sm.restart()
    sm.get()
    assert world.motor.duty == 0
    sm.put(fuel())
    assert world.motor.duty


def test_a_bounce_is_enough(world, sm, fuel):
    sm.put(fuel(256, 1000, 1000))
    world.at_us(world.now_us + 1_000, lambda: world.press("SELECT"))
    world.at_us(world.now_us + 1_001, lambda: world.release("SELECT"))
    world.advance_us(2_000)
    assert world.needle.latched
    assert world.motor.duty == 0


def test_with_stop_pressed_the_first_word_latches(world, sm, fuel):
    world.press("SELECT")
    assert not world.needle.latched  # it waits in pull and does not look
    sm.put(fuel())
    assert world.needle.latched
    assert world.motor.duty == 0


def test_a_broken_wire_stops(world, sm, fuel):
    sm.put(fuel())
    world.fault("stop_wire_broken")
    assert world.needle.latched
    world.fault("stop_wire_broken", on=False)
    assert world.gpio.level(13) == 1


def test_restart_forgets_the_word_at_work(world, sm, fuel):
    sm.put(fuel(256, 4000, 4000))
    sm.restart()
    assert world.motor.duty == 0


def test_inactive_it_keeps_words_and_waits(world, sm, fuel):
    sm.active(0)
    for _ in range(4):
        sm.put(fuel())
    world.advance_us(1_000_000)
    assert sm.tx_fifo() == 4
    assert world.strokes_true == 0
    sm.active(1)
    assert sm.tx_fifo() == 3


def test_stopped_in_a_word_the_pin_stands_still_and_nothing_turns(world, sm, fuel):
    sm.put(fuel(256, 1000, 1000))
    world.advance_us(10_000)
    sm.active(0)
    assert world.gpio.level(10) == 1  # the worst of the two
    assert world.motor.duty == 0
    world.advance_us(1_000_000)
    assert not world.motor.turning
    sm.active(1)
    assert world.motor.duty == 500
    world.advance_us(128_000 - 10_000)
    assert world.motor.duty == 0


def test_putting_into_a_full_fifo_waits(world, sm, fuel):
    for _ in range(5):
        sm.put(fuel())
    begin_us = world.now_us
    sm.put(fuel())
    assert world.now_us - begin_us == 10_000


def test_putting_into_a_stopped_machine_hangs(world, sm, fuel):
    sm.active(0)
    for _ in range(4):
        sm.put(fuel())
    with pytest.raises(Hang):
        sm.put(fuel())
    world.watchdog.start(1000)
    with pytest.raises(Reset):
        sm.put(fuel())


def test_without_a_jmp_pin_it_looks_at_gp0_and_latches(world):
    import machine
    import rp2

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def needle():
        pass

    sm = rp2.StateMachine(0, needle, freq=8_000_000, set_base=machine.Pin(10))
    sm.active(1)
    sm.put(0)
    assert world.needle.latched


def test_another_frequency_stretches_the_word(world, fuel):
    import machine
    import rp2

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def needle():
        pass

    sm = rp2.StateMachine(0, needle, freq=4_000_000, set_base=machine.Pin(10), jmp_pin=machine.Pin(13))
    sm.active(1)
    sm.put(fuel(200, 130, 70))
    world.advance_us(19_999)
    assert world.motor.duty
    world.advance_us(1)
    assert not world.motor.duty


def test_a_hung_interpreter_runs_out_of_fuel(world, sm, fuel):
    """Rule S4: four words in the FIFO and one at work are all it has."""
    for _ in range(5):
        sm.put(fuel(200, 130, 70))
    world.advance_us(50_001)
    assert world.motor.duty == 0


def test_forcing_the_pin_by_hand(world, sm, fuel):
    sm.put(fuel(256, 1000, 1000))
    sm.active(0)
    sm.exec("set(pins, 0)")
    assert world.gpio.level(10) == 0
