"""A fresh world for each test, short ways to speak to its buses, and the demo, played once for all tests."""

import os

import pytest

from boards.virtual import current
from boards.virtual.world import World
from tests.boards.virtual import recorded_run
from tests.boards.virtual.live_page import served
from tests.boards.virtual.tag_master import Wire


@pytest.fixture(scope="session")
def recorded_demo(tmp_path_factory):
    """The whole demo, played on a pen that nobody disturbs: its folder, and how it ended.

    It is played once, however many processes run the tests.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    return recorded_run.recorded(shared / "recorded-demo")


@pytest.fixture
def make_pen(tmp_path):
    """`make pen` without a browser: its address, and the pen that it serves."""
    with served(tmp_path / "pen") as (url, pen):
        yield url, pen


@pytest.fixture
def world():
    """A powered world with a small flash, made current for the drop-ins."""
    fresh = World(seed=1, flash_sectors=16)
    current.world = fresh
    yield fresh
    current.world = None


class Bus:
    """I2C transfers on the world's bus."""

    def __init__(self, world) -> None:
        self.i2c = world.i2c

    def write(self, addr: int, *data: int) -> int:
        return self.i2c.write(addr, (bytes(data),), True)

    def read(self, addr: int, register: int, count: int, width: int = 1) -> bytes:
        buf = bytearray(count)
        self.i2c.write(addr, (register.to_bytes(width, "big"),), False)
        self.i2c.read_into(addr, buf, True)
        return bytes(buf)


@pytest.fixture
def bus(world):
    return Bus(world)


@pytest.fixture
def pens_pio(world):
    """The drop-in modules with both programs set up as the wiring asks for: (machine, needle, step)."""
    import machine
    import rp2

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def needle():
        pull(block)  # noqa: F821 - never run

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def step():
        pull(block)  # noqa: F821 - never run

    pin = machine.Pin
    pin(8, pin.OUT, value=1)
    pin(9, pin.OUT, value=0)
    needles = rp2.StateMachine(0, needle, freq=8_000_000, set_base=pin(10), jmp_pin=pin(13))
    steps = rp2.StateMachine(4, step, freq=8_000_000, set_base=pin(7))
    needles.active(1)
    steps.active(1)
    return machine, needles, steps


def fuel(periods: int = 200, high: int = 130, low: int = 70) -> int:
    """A fuel word: `periods` of `high` counts high and `low` counts low (0.25 us each; two are the program's own)."""
    return periods - 1 | (high - 1) << 8 | (low - 3) << 20


@pytest.fixture(name="fuel")
def fuel_fixture():
    return fuel


@pytest.fixture
def cartridge(world):
    """One in the nose."""
    made = world.make_cartridge("MULTI_USE", needle_um=500, serial=0x123456789ABC)
    world.insert(made)
    return made


@pytest.fixture
def wire(world, cartridge):
    """A bus master on its tag."""
    return Wire(world, cartridge.tag)
