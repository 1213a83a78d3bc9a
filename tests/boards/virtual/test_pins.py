"""Pins, interrupts and buttons through the drop-in `machine.Pin`."""

import pytest

from boards.virtual.world import PowerCut


@pytest.fixture
def pin(world):
    import machine

    return machine.Pin


def test_numbers_and_names(pin):
    assert pin("GP14").n == pin(14).n == pin(pin(14)).n == 14
    assert repr(pin(14)) == "Pin(GP14)"
    for wrong in (30, -1, "D3", None):
        with pytest.raises(ValueError, match="invalid pin"):
            pin(wrong)


def test_output(pin):
    out = pin(20, pin.OUT, value=1)
    assert out() == 1
    out.off()
    assert out.value() == 0
    out.toggle()
    assert out.value() == 1
    out.low()
    assert out.value() == 0
    out.high()
    out(0)
    assert out.value() == 0


def test_an_output_register_waits_for_its_direction(pin):
    pin(20).value(1)
    assert pin(20).value() == 0
    pin(20).init(pin.OUT)
    assert pin(20).value() == 1


def test_naming_a_pin_does_not_configure_it(world, pin):
    pin(20, pin.OUT, value=1)
    assert pin(20).value() == 1


def test_after_reset_pins_are_inputs_with_pull_down(world, pin):
    assert pin(14).value() == 0
    pin(14, pin.IN, pin.PULL_UP)
    assert pin(14).value() == 1
    pin(14, pin.IN)
    assert pin(14).value() == 0


def test_up_and_down_need_the_pull_up(world, pin):
    for n, name in ((14, "UP"), (15, "DOWN")):
        button = pin(n, pin.IN, pin.PULL_UP)
        assert button.value() == 1
        world.press(name)
        assert button.value() == 0
        world.release(name)
        assert button.value() == 1


def test_select_is_normally_closed(world, pin):
    select = pin(13, pin.IN)
    assert select.value() == 1
    world.press("SELECT")
    assert select.value() == 0
    world.release("SELECT")
    assert select.value() == 1
    pin(13, pin.IN, pin.PULL_UP)
    world.fault("stop_wire_broken")
    assert select.value() == 0  # the external pull-down wins


def test_stuck_buttons_read_pressed(world, pin):
    for n, name in ((13, "select_stuck"), (14, "up_stuck"), (15, "down_stuck")):
        button = pin(n, pin.IN, pin.PULL_UP)
        world.fault(name)
        assert button.value() == 0
        world.fault(name, on=False)
        assert button.value() == 1


def test_vbus(world, pin):
    vbus = pin(24, pin.IN)
    assert vbus.value() == 0
    world.plug_usb()
    assert vbus.value() == 1


def test_driving_a_wired_input_is_a_violation(world, pin):
    pin(13, pin.OUT, value=1)
    assert "GP13" in world.violations[0]


def test_edges(world, pin):
    seen = []
    up = pin(14, pin.IN, pin.PULL_UP)
    up.irq(lambda p: seen.append((p.n, p.value())), pin.IRQ_FALLING | pin.IRQ_RISING)
    world.press("UP")
    world.release("UP")
    assert seen == [(14, 0), (14, 1)]
    up.irq(lambda p: seen.append("rise"), pin.IRQ_RISING)
    world.press("UP")
    assert len(seen) == 2
    up.irq(None)
    world.release("UP")
    assert len(seen) == 2


def test_bouncing(world, pin):
    levels = []
    up = pin(14, pin.IN, pin.PULL_UP)
    up.irq(lambda p: levels.append(p.value()))
    world.press("UP", bounces=3)
    world.advance_us(10_000)
    assert levels == [0, 1, 0, 1, 0, 1, 0]
    assert world.hand.down["UP"]


def test_a_hard_handler_that_raises_is_disabled_for_good(world, pin):
    calls = []

    def handler(p):
        calls.append(1)
        raise ValueError("oops")

    up = pin(14, pin.IN, pin.PULL_UP)
    up.irq(handler, hard=True)
    world.press("UP")
    world.release("UP")
    assert len(calls) == 1
    assert "raised" in world.violations[0]
    up.irq(handler, hard=False)
    world.press("UP")
    world.release("UP")
    assert len(calls) == 3


def test_a_power_cut_in_a_handler_is_not_swallowed(world, pin):
    def handler(p):
        world.power_cut()
        p.value()

    pin(14, pin.IN, pin.PULL_UP).irq(handler)
    with pytest.raises(PowerCut):
        world.press("UP")


def test_no_interrupts_without_power(world, pin):
    seen = []
    pin(14, pin.IN, pin.PULL_UP).irq(seen.append)
    world.power_cut()
    world.press("UP")
    assert seen == []


def test_unknown_buttons_do_not_exist(world):
    with pytest.raises(KeyError):
        world.press("LEFT")


def test_open_drain_and_other_functions(world, pin):
    wire = pin(6, pin.OPEN_DRAIN, pin.PULL_UP)
    assert wire.value() == 1
    pin(20, pin.OUT, value=1)
    pin(20, pin.ALT)
    assert pin(20).value() == 0
    pin(21, pull=pin.PULL_UP)
    assert pin(21).value() == 1
