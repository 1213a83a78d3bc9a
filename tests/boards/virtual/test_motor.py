"""The needle motor: drive, response, load, current, tacho."""

import pytest


@pytest.fixture
def drive(world, pens_pio, fuel):
    """Keep the motor fed for some ms, at a duty given in counts."""
    _, needles, _ = pens_pio

    def run(ms: int, high: int = 130, low: int = 70) -> None:
        for _ in range(0, ms, 10):
            while needles.tx_fifo() < 2:
                needles.put(fuel(200, high, low))
            world.advance_us(10_000)

    return run


def test_free_speed_follows_voltage_and_duty(world, drive):
    world.battery.set_mv(3700)
    drive(1000, 130, 70)
    loaded_mv = world.battery.mv()
    assert world.motor.speed_mhz == pytest.approx(140_000 * loaded_mv // 3700 * 0.65, rel=0.01)
    drive(1000, 100, 100)
    assert world.motor.speed_mhz == pytest.approx(140_000 * loaded_mv // 3700 * 0.5, rel=0.01)


def test_time_constant_is_80_ms(world, drive):
    drive(2000)
    full = world.motor.speed_mhz
    world.power_cut()
    world.advance_us(80_000)
    assert world.motor.speed_mhz == pytest.approx(full * 0.368, rel=0.05)


def test_current_is_120_ma_at_90_strokes(world, drive):
    drive(1000, 120, 80)
    assert world.motor.current_ma == pytest.approx(120 * world.motor.speed_mhz / 90_000, abs=3)


def test_starting_draws_more_than_running(world, drive):
    drive(10)
    starting = world.motor.current_ma
    drive(1000)
    assert starting > 2 * world.motor.current_ma


def test_load_slows_and_draws(world, drive):
    drive(1000)
    speed, current = world.motor.speed_mhz, world.motor.current_ma
    world.touch(50)
    drive(1000)
    assert world.motor.speed_mhz == pytest.approx(speed * 0.8, rel=0.02)
    assert world.motor.current_ma > current + 60
    world.touch(0)
    drive(1000)
    assert world.motor.speed_mhz == pytest.approx(speed, rel=0.02)


def test_load_is_a_percentage(world):
    with pytest.raises(ValueError, match="100"):
        world.touch(101)


def test_stalled(world, drive):
    drive(500)
    world.fault("motor_stalled")
    strokes = world.strokes_true
    drive(500)
    assert world.motor.speed_mhz == 0
    assert world.motor.current_ma > 400
    assert world.strokes_true <= strokes + 1


def test_coasts_and_stops(world, drive):
    drive(1000)
    world.advance_us(60_000)
    assert world.motor.duty == 0
    assert world.motor.turning
    world.advance_us(600_000)
    assert not world.motor.turning
    assert world.motor.current_ma == 0


@pytest.mark.parametrize("jitter", [0, 10, 50])
def test_one_tacho_edge_a_stroke_early_or_late_by_the_jitter(world, pens_pio, drive, jitter):
    machine = pens_pio[0]
    edges = []
    machine.Pin(11, machine.Pin.IN).irq(lambda pin: edges.append(world.now_us), machine.Pin.IRQ_RISING)
    world.motor.jitter_permille = jitter
    drive(2000)
    assert len(edges) == world.strokes_true
    gaps = [b - a for a, b in zip(edges[-40:], edges[-39:], strict=False)]
    even = 1e9 / world.motor.speed_mhz
    assert all(gap == pytest.approx(even, rel=2.1 * jitter / 1000, abs=30) for gap in gaps)
    assert max(gaps) - min(gaps) >= even * 2 * jitter / 1000
    assert edges[-1] - edges[-40] == pytest.approx(39 * even, abs=30 + 2.1 * even * jitter / 1000), "no stroke is lost"


def test_tacho_level_is_high_for_half_a_stroke(world, pens_pio, drive):
    machine = pens_pio[0]
    tacho = machine.Pin(11, machine.Pin.IN)
    assert tacho.value() == 0
    drive(1000)
    levels = []
    for _ in range(200):
        drive(10)
        levels.append(tacho.value())
        world.advance_us(137)
    assert 80 < sum(levels) < 120


def test_dead_tacho(world, pens_pio, drive):
    machine = pens_pio[0]
    edges = []
    machine.Pin(11, machine.Pin.IN).irq(edges.append, machine.Pin.IRQ_RISING)
    world.fault("tacho_dead")
    drive(500)
    assert world.strokes_true > 20
    assert edges == []
    assert machine.Pin(11).value() == 0


@pytest.mark.parametrize("level", [0, 1])
def test_a_level_does_not_turn_the_motor(world, level):
    """The dynamic drive: only toggling reaches the gate."""
    import machine

    machine.Pin(10, machine.Pin.OUT, value=level)
    world.advance_us(500_000)
    assert world.strokes_true == 0


def test_a_level_turns_it_when_the_dynamic_drive_is_broken(world):
    import machine

    gate = machine.Pin(10, machine.Pin.OUT, value=1)
    world.fault("dynamic_drive_broken")
    world.advance_us(500_000)
    assert world.strokes_true > 30
    gate.value(0)
    world.advance_us(1_000_000)
    assert not world.motor.turning


def test_pwm_on_the_gate_turns_the_motor_and_is_a_violation(world):
    import machine

    pwm = machine.PWM(machine.Pin(10), freq=20_000, duty_u16=32_768)
    world.advance_us(500_000)
    assert world.motor.turning
    assert "machine.PWM on GP10" in world.violations[0]
    world.soft_reset()  # slice 5 keeps running
    world.advance_us(500_000)
    assert world.motor.turning
    pwm.deinit()
    world.advance_us(1_000_000)
    assert not world.motor.turning


def test_taking_the_pin_from_the_pio_stops_the_motor(world, pens_pio, drive):
    machine = pens_pio[0]
    drive(300)
    machine.Pin(10, machine.Pin.OUT, value=0)
    drive(1000)
    assert world.motor.duty == 0
    assert not world.motor.turning


def test_over_current(world, drive):
    drive(500)
    normal = world.motor.current_ma
    world.fault("over_current")
    drive(100)
    assert world.motor.current_ma >= normal + 650
    world.fault("over_current", on=False)
    drive(500)
    assert world.motor.current_ma < normal + 30


def test_deepest_stroke_is_remembered(world, drive):
    world.insert(world.make_cartridge(geometry_error_um=15))
    world.ring.pos = 640
    drive(300)
    world.advance_us(1_000_000)
    world.ring.pos = 0
    assert world.max_stroke_um == 215
    assert world.tip_um == 15
