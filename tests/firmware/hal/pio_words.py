"""What the PIO tests share: both programs assembled, machines with words in them, and the driver's own words."""

from pen.hal.needle import Needle
from pio_asm import assemble
from pio_run import Machine

from boards.virtual import bench, wiring
from boards.virtual.world import World

PROGRAMS = assemble()
SETUP = 4  # cycles a needle period is longer than its counts say, low
PULL = 3  # cycles a needle word costs before its first period
PULSE = 500  # cycles a step pulse takes


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


def words_of_driver(duty: int) -> list:
    """What the needle driver really puts for `duty`."""
    world = World(1, flash_sectors=1)
    bench.use(world)
    drive = Needle(wiring.GATE, wiring.SELECT, 1000)
    drive.arm()
    world.needle.disable()
    drive.feed(drive._run, duty)
    return list(world.needle.tx)
