"""One world for every driver test: the drivers on the chip models that strangers wrote from the data sheets."""

import sys
import time
from pathlib import Path

import pytest

from boards.virtual import bench, ticks, wiring
from boards.virtual.world import World

ticks.inject(time)  # before the first driver is imported
sys.path.append(str(Path(__file__).parent))  # pio_asm, pio_run, ring, tag_rows


@pytest.fixture
def world():
    """A powered pen without the mechanical end-stop: only the drivers hold the ring back."""
    fresh = World(seed=1, flash_sectors=32, endstop_um=None)
    bench.use(fresh)
    return fresh


@pytest.fixture
def i2c(world):
    """The bus of display, clock, EEPROM and encoder."""
    from pen.hal.chip import i2c_bus

    return i2c_bus(0, wiring.SDA, wiring.SCL, 400_000)


@pytest.fixture
def fs(world):
    """The file system on the flash, mounted at "/"."""
    from pen.hal import flash_files

    from boards.virtual import storage

    storage.mount(world)
    return flash_files.root()


@pytest.fixture
def stepper(world):
    """The ring's driver, which knows nothing yet."""
    from ring import driver

    return driver()


@pytest.fixture
def homed(world, stepper):
    """The same, at zero."""
    from ring import HOME, finish

    world.ring.pos = 1000
    stepper.home(HOME)
    finish(world, stepper)
    return stepper


@pytest.fixture
def cuts():
    """`cuts(make, act, check)`: plan a power cut at every operation that changes what survives it, in every way.

    `make(world)` prepares a fresh world, `act(world)` runs the driver, `check(world)` looks after power is back.
    Returns the number of operations that one undisturbed `act` needs.
    """

    def sweep(make, act, check, flash_sectors: int = 4) -> int:
        operations = None
        cut_op = 0
        while operations is None or cut_op < operations:
            cut_op += 1
            for where in ("before", "middle", "after"):
                world = World(seed=cut_op, flash_sectors=flash_sectors, endstop_um=None)
                bench.use(world)
                make(world)
                if operations is None:
                    before = world.ops
                    act(world)
                    operations = world.ops - before
                    world = World(seed=cut_op, flash_sectors=flash_sectors, endstop_um=None)
                    bench.use(world)
                    make(world)
                world.cut_at_op(cut_op, where)
                with pytest.raises(bench.resets.PowerCut):
                    act(world)
                world.cut_at_op(0)
                world.advance_us(1_000_000)
                world.power_on()
                check(world)
        return operations

    return sweep


@pytest.fixture
def tag(world):
    """The driver of a tag whose cartridge is in."""
    from pen.hal.ds2431 import Ds2431

    world.insert(world.make_cartridge(serial=0x123456789ABC))
    return Ds2431(wiring.TAG)


@pytest.fixture
def mem(world, tag):
    """What that tag remembers."""
    return world.cartridge.tag.mem
