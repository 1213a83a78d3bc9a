"""A whole pen on MicroPython's unix port, its `main.py` included; its serial line is standard input and output.

`micropython -i service_pen.py SCENARIO`: what happens before `main.py` runs. Where that ends, MicroPython's own REPL
takes the line, as on the chip: run it on a pty.
"""

import sys

import vfs

ROOT = __file__.replace("\\", "/").rsplit("/", 4)[0]  # started by its full path
vfs.mount(vfs.VfsPosix("/"), "/host")  # before the first import: "/" will be the pen's own flash
ROOT = "/host" + ROOT
sys.path[:] = [".frozen"]
for folder in ("/boards/virtual/dropin", "/firmware", "/boards/RPI_PICO", ""):
    sys.path.insert(0, ROOT + folder)

from boards.RPI_PICO import board  # noqa: E402
from boards.virtual.bench import Bench  # noqa: E402
from boards.virtual.world import World  # noqa: E402

world = World(seed=3)
bench = Bench(world, None, board)
bench.provision()
world.power_on()
world.plug_usb()
scenario = sys.argv[1]


def hold():
    """What opens service mode at a start."""
    world.press("UP")
    world.press("DOWN")


if scenario == "held":
    hold()
elif scenario == "pressing":  # not at power-on, but every 2.5 s from then on: one of them follows the question

    def press():
        world.press("DOWN")
        world.after_us(150_000, release)

    def release():
        world.release("DOWN")
        world.after_us(2_350_000, press)

    world.after_us(1_000_000, press)
elif scenario.startswith("bench"):  # a builder who turns the supply up and down for ever, once the bench has begun
    hold()
    __import__("pen.service.bench")  # while the sources can be reached

    world.current_sense.ripple_permille = int(scenario[5:])
    supplies = [hz * 3_700 // 140 for hz in range(60, 111, 10)]

    def turn():
        if world.i2c.transfers > 5_000:
            world.battery.bench_mv = supplies[0]
            supplies.append(supplies.pop(0))
            world.motor.bridged = True
            world.motor.changed()
            world.motor.gate_changed()
            world.after_us(4_000_000, turn)
        else:
            world.after_us(6_000_000, turn)

    turn()
elif scenario == "cartridge":
    hold()
    world.insert(world.make_cartridge())
    __import__("pen.service.bench")
elif scenario == "no_filesystem":
    vfs.umount("/")
elif scenario == "broken":
    from pen import app

    app.App.run = lambda self: self.no_such_thing()
elif scenario == "unimportable":
    sys.modules["pen.ui"] = None
    sys.modules["pen.app"] = None


def reads() -> list:
    """The display's lines, read from its pixels by the font that is built into MicroPython."""
    import framebuf

    glyphs = {}
    cell = bytearray(8)
    picture = framebuf.FrameBuffer(cell, 8, 8, framebuf.MONO_VLSB)
    for code in range(32, 127):
        picture.fill(0)
        picture.text(chr(code), 0, 0)
        glyphs[bytes(cell)] = chr(code)
    frame = world.display.frame() if world.display.lit else bytes(1024)
    return [
        "".join([glyphs.get(bytes(frame[at : at + 8]), "?") for at in range(line, line + 128, 8)]).rstrip()
        for line in range(0, 1024, 128)
    ]


import slots  # noqa: E402

if scenario in ("torn", "both_torn"):
    for path in slots.SLOTS[: 2 if scenario == "both_torn" else 1]:
        with open(path, "wb") as file:  # noqa: PTH123 - MicroPython
            file.write(b"NPBUNDL1" + bytes(384 + 8) + b"NPPACK2\n" + bytes(100))
elif scenario not in ("no_slot", "no_filesystem"):

    def start(self, at):
        """Its program are the sources, on the computer."""
        self.running = 0

    slots.Slots.start = start
sys.stderr.write("it starts\n")
__import__("boot")
__import__("main")
vfs.umount("/host")  # a pen has no computer in its filesystem
