"""Run by test_step.py on MicroPython: the drivers' calls of a control step, and their errors, under `heap_lock`.

Arguments: the repository's root. Prints "ok" at the end.
"""

import sys

root = sys.argv[1]
for folder in ("", "/firmware", "/boards/virtual/dropin"):
    sys.path.insert(0, root + folder)

import micropython  # noqa: E402

from boards.RPI_PICO import board  # noqa: E402
from boards.virtual import bench, wiring  # noqa: E402
from boards.virtual.world import World  # noqa: E402

world = World(1, 4, None)
bench.use(world)

from pen.hal.analog import Analog  # noqa: E402
from pen.hal.as5600 import As5600  # noqa: E402
from pen.hal.chip import Watchdog, i2c_bus  # noqa: E402
from pen.hal.errors import PartError  # noqa: E402
from pen.hal.needle import Needle  # noqa: E402
from pen.hal.pins import Buttons, Tacho, Vbus  # noqa: E402
from pen.hal.stepper import Stepper  # noqa: E402
from pen.hal.ticks import sleep_ms  # noqa: E402

world.insert(world.make_cartridge())
needle = Needle(wiring.GATE, wiring.SELECT, 900)
stepper = Stepper(board, 450)
encoder = As5600(i2c_bus(0, wiring.SDA, wiring.SCL, 400_000))
world.rail.fit(True)
board.REFERENCE_PIN = wiring.ADC_REFERENCE
analog = Analog(board)
buttons = Buttons(wiring.SELECT, wiring.UP, wiring.DOWN)
tacho = Tacho(wiring.TACHO)
vbus = Vbus(wiring.VBUS)
watchdog = Watchdog(8000)
watchdog.start()

errors = 0


def reads() -> None:
    """Every reading of a step; an error is counted, as the application does."""
    global errors
    try:
        encoder.read_counts()
    except PartError:
        errors += 1
    try:
        analog.motor_temp_dc()
    except PartError:
        errors += 1
    try:
        analog.battery_mv()
    except PartError:
        errors += 1
    try:
        stepper.busy()
        stepper.go_on()
    except PartError:
        errors += 1


def step(turn: int) -> None:
    """Call the drivers as one control step does."""
    reads()
    analog.current_ma()
    buttons.read()
    vbus.present()
    needle.feed(needle._run, 600)
    needle.latched()
    if turn == 145:
        stepper.move_to_um(450)
    elif turn == 150:
        stepper.abort()
    elif turn == 151:
        stepper.move_to_um(100)
    elif turn == 260:
        stepper.release()
    watchdog.feed()
    sleep_ms(10)


stepper.home(1920)
needle.arm()
for turn in range(330):
    if turn == 270:
        world.fault("encoder_absent")
    elif turn == 275:
        world.fault("encoder_absent", False)
        world.fault("magnet_weak")
    elif turn == 280:
        world.fault("magnet_weak", False)
        world.thermal.ntc_mv = lambda: 3300
    elif turn == 285:
        world.thermal.ntc_mv = lambda: 0
    elif turn == 290:
        world.rail.fitted = False
    elif turn == 300:
        world.press("SELECT")
    micropython.heap_lock()
    step(turn)
    if micropython.heap_unlock():
        raise RuntimeError("the lock was not put back")

if errors < 55 or tacho.strokes < 100 or not needle.latched() or world.motor.duty or world.violations:
    raise RuntimeError("unexpected: %d %d %r" % (errors, tacho.strokes, world.violations))
print("ok")
