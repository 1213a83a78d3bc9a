"""The rest of the drop-in `machine`: ADC, PWM, I2C, WDT, sleeping, resets, LED."""

import pytest

from boards.virtual.world import Reset, SoftReset


@pytest.fixture
def machine(world):
    import machine

    return machine


@pytest.fixture
def i2c(machine):
    return machine.I2C(0, scl=machine.Pin(5), sda=machine.Pin(4), freq=400_000)


def test_adc_scales_as_the_port_does(world, machine):
    ntc = machine.ADC(machine.Pin(28))
    raw = 2048  # half of the reference
    assert ntc.read_u16() == raw << 4 | raw >> 8
    assert machine.ADC(2).read_u16() == ntc.read_u16()
    world.battery.set_mv(3960)
    assert machine.ADC(27).read_u16() * 3300 // 65535 == pytest.approx(1980, abs=2)


def test_adc_saturates(world, machine):
    world.motor.current_ma = 5000
    world.current_sense.filter_us = 0
    assert machine.ADC(26).read_u16() == 65535


def test_adc_noise(world, machine):
    adc = machine.ADC(27)
    assert len({adc.read_u16() for _ in range(50)}) == 1
    world.fault("adc_noise")
    assert len({adc.read_u16() for _ in range(50)}) > 5
    world.fault("adc_noise", on=False)
    assert len({adc.read_u16() for _ in range(50)}) == 1


def test_adc_pins(machine):
    machine.ADC(machine.ADC.CORE_TEMP).read_u16()
    with pytest.raises(ValueError, match="ADC"):
        machine.ADC(machine.Pin(5))


def test_buzzer(world, machine):
    buzzer = machine.PWM(machine.Pin(17), freq=2000, duty_u16=32768)
    assert world.buzzer.tone_hz == 2000
    buzzer.freq(1000)
    assert (buzzer.freq(), buzzer.duty_u16()) == (1000, 32768)
    assert (world.buzzer.tone_hz, world.buzzer.heard) == (1000, 2)
    buzzer.duty_u16(0)
    assert world.buzzer.tone_hz == 0
    buzzer.duty_u16(100)
    buzzer.deinit()
    assert world.buzzer.tone_hz == 0
    assert not world.violations
    with pytest.raises(ValueError, match="small"):
        buzzer.freq(1)


def test_i2c_scan(i2c):
    assert i2c.scan() == [0x36, 0x3C, 0x57, 0x68]


def test_i2c_costs_time_by_the_byte(world, i2c):
    begin_us = world.now_us
    i2c.writeto(0x3C, bytes(1025))
    assert world.now_us - begin_us == 1026 * 25


def test_i2c_memory_access(i2c, world):
    i2c.writeto_mem(0x57, 0x0102, b"tag", addrsize=16)
    world.advance_us(5_000)
    assert i2c.readfrom_mem(0x57, 0x0102, 3, addrsize=16) == b"tag"
    buf = bytearray(2)
    i2c.readfrom_mem_into(0x36, 0x0C, buf)
    assert buf == (700).to_bytes(2, "big")
    with pytest.raises(ValueError, match="addrsize"):
        i2c.readfrom_mem(0x57, 0, 1, addrsize=7)


def test_i2c_vectors_and_plain_reads(i2c, world):
    assert i2c.writevto(0x57, [b"\0\0", b"ab", b"c"]) == 5
    world.advance_us(5_000)
    assert i2c.writeto(0x57, b"\0\0") == 2
    assert i2c.readfrom(0x57, 3) == b"abc"


def test_i2c_errors_are_those_of_the_port(i2c, world):
    for call, errno in (
        (lambda: i2c.readfrom(0x50, 1), 5),
        (lambda: i2c.writeto(0x50, b"x"), 5),
        (lambda: i2c.writeto(0x50, b""), 19),
    ):
        with pytest.raises(OSError, match="E") as error:
            call()
        assert error.value.errno == errno


def test_a_byte_refused_in_the_middle_is_no_error(i2c):
    assert i2c.writeto(0x36, b"\x20\x00") == 0  # an invalid register of the AS5600
    i2c.readfrom_mem(0x36, 0x20, 2)


def test_a_stuck_bus_times_out(i2c, world):
    world.fault("i2c_stuck")
    begin_us = world.now_us
    with pytest.raises(OSError, match="ETIMEDOUT") as error:
        i2c.readfrom(0x68, 1)
    assert error.value.errno == 110
    assert world.now_us - begin_us == 50_000
    world.fault("i2c_stuck", on=False)
    i2c.readfrom(0x68, 1)


def test_a_flaky_bus(i2c, world):
    world.fault("i2c_flaky", value=3)
    failures = 0
    for _ in range(30):
        try:
            i2c.readfrom(0x68, 1)
        except OSError:
            failures += 1
    assert failures == 10


def test_other_pins_lead_nowhere(machine):
    elsewhere = machine.I2C(0, scl=machine.Pin(1), sda=machine.Pin(0))
    assert elsewhere.scan() == []
    assert machine.I2C(1, scl=machine.Pin(3), sda=machine.Pin(2)).scan() == []
    for wrong in ({"scl": 4, "sda": 4}, {"scl": 5, "sda": 5}, {"id": 2}):
        with pytest.raises(ValueError, match="bad|exist"):
            machine.I2C(**wrong)


def test_watchdog(world, machine):
    watchdog = machine.WDT(timeout=1000)
    for _ in range(5):
        world.run_us(900_000)
        watchdog.feed()
    with pytest.raises(Reset):
        world.run_us(1_000_001)
    assert world.watchdog.starved == 1
    assert machine.reset_cause() == machine.WDT_RESET
    world.run_us(10_000_000)  # it does not survive its own reset
    with pytest.raises(ValueError, match="8388"):
        machine.WDT(timeout=8389)
    with pytest.raises(ValueError, match="exist"):
        machine.WDT(1)


def test_watchdog_disabled_by_its_register_stays_off(world, machine):
    watchdog = machine.WDT(timeout=1000)
    machine.mem32[0x4005B000] = 1 << 30
    watchdog.feed()
    world.run_us(10_000_000)
    with pytest.raises(ValueError, match="not modelled"):
        machine.mem32[0x40000000] = 0


def test_lightsleep_wakes_for_a_button(world, machine):
    pin = machine.Pin
    pin(14, pin.IN, pin.PULL_UP).irq(lambda p: None, pin.IRQ_FALLING)
    world.at_us(5_000_000, lambda: world.press("UP"))
    machine.lightsleep(60_000)
    assert world.now_us == 5_000_000
    machine.lightsleep(1_000)
    assert world.now_us == 6_000_000


def test_lightsleep_while_the_needles_move_is_a_violation(world, pens_pio, fuel):
    machine, needles, _ = pens_pio
    needles.put(fuel(256, 1000, 1000))
    world.advance_us(50_000)
    machine.lightsleep(10)
    assert "lightsleep" in world.violations[0]


def test_idle_waits_at_most_a_millisecond(world, machine):
    machine.idle()
    assert world.now_us == 1_000


def test_resets(world, machine):
    assert machine.reset_cause() == machine.PWRON_RESET
    with pytest.raises(Reset) as reset:
        machine.reset()
    assert reset.value.args == (3,)
    with pytest.raises(Reset) as reset:
        machine.bootloader()
    assert reset.value.args == ("bootloader",)


def test_soft_reset_leaves_pins_alone(world, pens_pio, fuel):
    machine, needles, _ = pens_pio
    out = machine.Pin(20, machine.Pin.OUT, value=1)
    buzzer = machine.PWM(machine.Pin(17), freq=2000, duty_u16=100)
    needles.put(fuel(256, 1000, 1000))
    with pytest.raises(SoftReset):
        machine.soft_reset()
    assert out.value() == 1
    assert world.gpio.level(10) == 1  # frozen high, and yet:
    assert world.motor.duty == 0
    assert buzzer.freq() == 2000
    assert world.buzzer.tone_hz == 0  # slice 0 freezes


def test_led(world, machine):
    import neopixel

    strip = neopixel.NeoPixel(machine.Pin(16), 1)
    strip[0] = (1, 2, 3)
    assert world.led.rgb == (0, 0, 0)
    strip.write()
    assert world.led.rgb == (1, 2, 3)
    assert (len(strip), strip[0]) == (1, (1, 2, 3))
    strip.fill((9, 8, 7))
    strip.write()
    assert world.led.rgb == (9, 8, 7)
    world.power_cut()
    assert world.led.rgb == (0, 0, 0)


def test_a_led_elsewhere_is_not_the_led(world, machine):
    import neopixel

    strip = neopixel.NeoPixel(machine.Pin(20), 1)
    strip[0] = (1, 2, 3)
    strip.write()
    assert world.led.rgb == (0, 0, 0)


def test_identity_and_clock(world, machine):
    assert len(machine.unique_id()) == 8
    assert machine.unique_id() == world.uid
    assert machine.freq() == 125_000_000
    machine.enable_irq(machine.disable_irq())


def test_a_transfer_left_open_is_lost_with_the_next_start(world, i2c):
    """No STOP has come before the START to another chip, so that the EEPROM writes nothing."""
    i2c.writeto(0x57, b"\0\0ab", False)
    i2c.readfrom(0x68, 1)
    i2c.writeto(0x57, b"\0\0cd", False)
    with pytest.raises(OSError, match="EIO"):
        i2c.readfrom(0x50, 1)
    assert world.ops == 0
    assert bytes(world.eeprom.mem[:2]) == b"\xff\xff"
