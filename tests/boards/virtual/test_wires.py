"""What a broken wire does at both of its ends: the pad, and the part."""

import pytest

from boards.virtual import wiring
from boards.virtual.mcu import adc


def driven(world, n: int, level: int) -> None:
    world.gpio.set_out(n, level)
    world.gpio.set_direction(n, True, 0)


def test_a_good_wire_carries_the_level(world):
    driven(world, wiring.DIR, 1)
    assert world.wires.at_part(wiring.DIR) == 1


@pytest.mark.parametrize("kind, level", (("high", 1), ("low", 0)))
def test_a_short_wins_at_both_ends(world, kind, level):
    driven(world, wiring.DIR, 1 - level)
    world.fault(f"DIR:{kind}")
    assert world.gpio.level(wiring.DIR) == world.wires.at_part(wiring.DIR) == level
    world.fault(f"DIR:{kind}", False)
    assert world.wires.at_part(wiring.DIR) == 1 - level


def test_an_open_input_keeps_what_it_saw_and_a_resistor_wins_where_there_is_one(world):
    driven(world, wiring.DIR, 1)
    driven(world, wiring.NENABLE, 0)
    for signal in ("DIR", "NENABLE"):
        world.fault(f"{signal}:open")
    world.gpio.set_out(wiring.DIR, 0)
    assert world.wires.at_part(wiring.DIR) == 1
    assert world.wires.at_part(wiring.NENABLE) == 1


def test_an_open_button_is_what_the_pull_makes_of_it(world):
    world.gpio.set_direction(wiring.SELECT, False, 2)
    assert world.gpio.level(wiring.SELECT) == 1
    world.fault("SELECT:open")
    assert world.gpio.level(wiring.SELECT) == 0


def test_exchanged_buttons_press_each_other(world):
    for n in (wiring.UP, wiring.DOWN):
        world.gpio.set_direction(n, False, 1)
    world.fault("UP:swapped")
    world.press("UP")
    assert (world.gpio.level(wiring.UP), world.gpio.level(wiring.DOWN)) == (1, 0)


def test_an_edge_comes_at_the_pad_that_the_wire_ends_at(world):
    seen = []
    world.gpio.set_direction(wiring.DOWN, False, 1)
    world.gpio.irq[wiring.DOWN] = (lambda pin: seen.append(pin), 4, False, "pad")
    world.fault("UP:swapped")
    world.press("UP")
    assert seen == ["pad"]


def test_pulses_do_not_pass_a_broken_step_wire(world):
    driven(world, wiring.DIR, 1)
    driven(world, wiring.NENABLE, 0)
    world.fault("STEP:open")
    world.stepper.pulses(100)
    assert world.ring.um == 0
    assert world.stepper.commanded == 100


def test_with_step_and_dir_exchanged_a_change_of_direction_is_a_pulse(world):
    driven(world, wiring.NENABLE, 0)
    driven(world, wiring.DIR, 0)
    world.ring.pos = 10
    world.fault("STEP:swapped")
    world.gpio.set_out(wiring.DIR, 1)
    assert world.ring.pos == 9, "DIR's part sees STEP, which rests low: one step home"


def test_with_tag_and_step_exchanged_the_tag_bus_moves_the_ring(world):
    from machine import Pin
    from onewire import OneWire

    driven(world, wiring.DIR, 1)
    driven(world, wiring.NENABLE, 0)
    world.insert(world.make_cartridge())
    bus = OneWire(Pin(wiring.TAG))
    world.fault("TAG:swapped")
    assert not bus.reset()
    bus.writebyte(0xCC)
    assert world.ring.pos == 9


def test_a_short_tag_line_looks_like_a_tag_of_zeros(world):
    from machine import Pin
    from onewire import OneWire

    bus = OneWire(Pin(wiring.TAG))
    world.fault("TAG:low")
    assert bus.reset() and bus.readbyte() == 0


def test_the_gate_wire_toggles_or_it_does_not(world, pens_pio, fuel):
    _, needles, _ = pens_pio
    needles.put(fuel())
    assert world.motor.duty
    world.fault("GATE:high")
    assert not world.motor.duty, "a level does not turn the motor"


@pytest.mark.parametrize("signal", ("SDA", "SCL"))
def test_i2c_needs_both_wires(world, bus, signal):
    for kind in ("open", "high", "low"):
        world.fault(f"{signal}:{kind}")
        with pytest.raises(OSError):
            bus.write(wiring.ADDR_CLOCK, 0)
        world.fault(f"{signal}:{kind}", False)
    assert world.i2c.timeouts == 1 and world.i2c.refused == 2
    assert bus.write(wiring.ADDR_CLOCK, 0) == 1


def test_an_open_analogue_wire_keeps_its_voltage(world):
    before = adc.millivolts(world, 1)
    world.fault("BATTERY:open")
    world.battery.set_mv(3_200)
    assert adc.millivolts(world, 1) == before
    world.fault("BATTERY:open", False)
    assert adc.millivolts(world, 1) < before


def test_a_loose_contact_comes_and_goes(world):
    world.gpio.set_direction(wiring.SELECT, False, 2)
    levels = set()
    world.fault("SELECT:loose")
    for _ in range(100):
        world.advance_us(10_000)
        levels.add(world.gpio.level(wiring.SELECT))
    assert levels == {0, 1}
    world.fault("SELECT:loose", False)
    world.advance_us(1_000_000)
    assert world.gpio.level(wiring.SELECT) == 1
