"""S3, S10: the builder's bench looks at the pen and drives nothing; and what it says is true of the models."""

import re
import time
from pathlib import Path

import pytest

from boards.RPI_PICO import board
from boards.virtual import ticks, wiring
from boards.virtual.bench import use

ticks.inject(time)
from machine import Pin  # noqa: E402
from pen.service import bench  # noqa: E402

SOURCE = Path(bench.__file__).read_text(encoding="utf-8")


@pytest.fixture
def world(pen):
    """Service mode, without a cartridge, on a builder's cable."""
    pen.world.eject()
    pen.world.plug_usb()
    pen.cut_power()
    use(pen.world)
    pen.world.power_on()
    Pin(board.HOLD_PIN, Pin.OUT, value=1)  # as boot.py does first of all
    return pen.world


def spin(world, mv: int = 2_378) -> None:
    """The builder's supply in the cell's place, the jumper from the motor to ground, and a second to run up."""
    world.battery.bench_mv = mv
    world.motor.bridged = True
    world.motor.changed()
    world.motor.gate_changed()
    world.advance_us(1_000_000)


def printed(capsys) -> "tuple[list[int], list[int], list[int]]":
    """Times and counts of the looks at the current, times of the edges."""
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    looks = [int(number) for kind, *row in lines if kind == "c" for number in row]
    return looks[::2], looks[1::2], [int(number) for kind, *row in lines if kind == "t" for number in row]


def test_s3_s10_nothing_that_moves_is_driven_whatever_the_bench_does(world, capsys):
    pulses = world.stepper.emitted
    pins = (wiring.GATE, wiring.STEP, wiring.NENABLE, wiring.DIR)
    before = [(world.gpio.func[n], world.gpio.out[n], world.gpio.driven[n]) for n in pins]
    bench.about(board)
    bench.cartridge(board)
    bench.column(board)
    bench.bus(board, 5)
    bench.encoder(board, 5)
    bench.rate(board, 100)
    bench.motor(board)
    for on in (True, False):
        bench.tag_high(board, on)
        bench.lamp(board, on)
    assert [(world.gpio.func[n], world.gpio.out[n], world.gpio.driven[n]) for n in pins] == before
    assert world.stepper.emitted == pulses and world.strokes_true == 0 and world.violations == []


def test_s3_s10_the_bench_imports_no_driver_of_anything_that_moves():
    names = re.findall(r"^(?:from|import) +([\w.]+)(?: import (.*))?$", SOURCE, re.MULTILINE)
    assert names and not [name for name in map(" ".join, names) if re.search("needle|step|parts|retract|pio", name)]
    assert not re.search(r"\b(NEEDLE|STEP|DIR|ENABLE)_PIN\b", SOURCE)


def test_only_what_the_board_file_and_the_limits_say_is_told_as_such(world):
    about = bench.about(board)
    assert about["board"] == "RPI_PICO" and about["pen_id"] == world.uid.hex()
    assert about["rates_hz"] == (60, 70, 80, 90, 100, 110)
    assert (about["full_rate_hz"], about["free_ua_per_hz"], about["cap_um"]) == (140, 1_333, 500)


def test_s3_h36_a_cartridge_in_the_nose_is_seen(world):
    assert not bench.cartridge(board)
    world.insert(world.make_cartridge())
    assert bench.cartridge(board)


def test_each_lost_transfer_counts(world):
    assert bench.bus(board, 25) == (100, 0)
    world.i2c.fail_every = 9
    transfers, errors = bench.bus(board, 90)
    assert transfers == 360 and 60 <= errors <= 80  # each ninth of seven in a round: writes, and three reads


def test_the_encoders_noise_is_what_its_readings_differ_by(world):
    assert bench.encoder(board, 50) == (0, 0)
    readings = iter((0, 3, -2, 0) * 3)
    angle = world.encoder.raw()
    world.encoder.raw = lambda: angle + next(readings)
    assert bench.encoder(board, 9) == (-2, 3)


def test_a_motor_that_stands_has_no_rate(world):
    assert bench.rate(board, 300)[0] == 0


@pytest.mark.parametrize("hz", (60, 90, 110))
def test_the_rate_and_the_supply_are_those_of_the_motor(world, hz):
    spin(world, hz * 3_700 // 140)
    dhz, cell_mv = bench.rate(board, 400)
    assert abs(dhz - 10 * hz) <= hz // 5
    assert abs(cell_mv - hz * 3_700 // 140) <= 8


def test_edges_and_looks_at_the_current_are_on_one_time(world, capsys):
    spin(world)
    capsys.readouterr()
    bench.motor(board)
    at_us, counts, edges = printed(capsys)
    assert len(at_us) == len(counts) == 1_500
    assert at_us == sorted(at_us) and edges == sorted(edges)
    assert abs((edges[-1] - edges[0]) / (len(edges) - 1) - 1_000_000 / 90) < 120
    assert abs(sum(counts) / 1_500 * 1_650 / 65_535 - 120) < 3  # mA of a free motor at 90 strokes a second


def test_h44_the_tags_line_is_held_high_as_it_is_while_a_tag_programs(world):
    bench.tag_high(board, True)
    assert world.gpio.strong(wiring.TAG)
    bench.tag_high(board, False)
    assert not world.gpio.strong(wiring.TAG)


def test_the_lamp_is_told_to_be_red(world):
    bench.lamp(board, True)
    assert world.led.rgb[0] and not any(world.led.rgb[1:])
    bench.lamp(board, False)
    assert not any(world.led.rgb)
