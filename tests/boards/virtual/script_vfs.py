"""Run by test_micropython.py on MicroPython: VfsLfs2 on the flash model, cut at every operation.

Arguments: the repository's root. Prints the number of cuts and "ok" at the end.
"""

import gc
import sys

root = sys.argv[1]
sys.path.insert(0, root)
sys.path.insert(0, root + "/boards/virtual/dropin")

import rp2  # noqa: E402
import vfs  # noqa: E402

from boards.virtual import current, power_off_image  # noqa: E402
from boards.virtual.world import PowerCut, World  # noqa: E402


def boot():
    """Mount as the port's _boot.py does."""
    device = rp2.Flash()
    try:
        return vfs.VfsLfs2(device, progsize=256)
    except OSError:
        vfs.VfsLfs2.mkfs(device, progsize=256)
        return vfs.VfsLfs2(device, progsize=256)


def write(fs, data: bytes) -> None:
    """Replace what is in the file."""
    with fs.open("/f", "wb") as file:
        file.write(data)


world = current.world = World(1, flash_sectors=16)
OLD, NEW = b"o" * 5000, b"n" * 5000
write(boot(), OLD)
saved = power_off_image.dump(world)
cuts = 0
for where in ("before", "middle", "after"):
    for k in range(1, 100):
        world = current.world = power_off_image.restore(saved)
        world.power_on()
        fs = boot()
        world.cut_at_op(k, where)
        try:
            write(fs, NEW)
            break
        except PowerCut:
            cuts += 1
        if world.powered:
            raise RuntimeError("not cut")
        world.power_on()
        gc.collect()  # closes what was forgotten: it must not reach the flash
        with boot().open("/f", "rb") as file:
            data = file.read()
        if data not in (OLD, NEW) or world.violations:
            raise RuntimeError("%s %d %r" % (where, k, world.violations))


def forgotten(fs) -> None:
    """A file that is written to and that nobody will close."""
    fs.open("/g", "wb").write(b"g" * 300)


def pulled_between_two_turns() -> None:
    """Nothing of the firmware runs when the power goes: its files are closed by the garbage collection alone.

    One whose closing fails is freed all the same; littlefs walks through it when the other one is closed.
    """
    world = current.world = power_off_image.restore(saved)
    world.power_on()
    fs = boot()
    other = fs.open("/f", "rb")
    forgotten(fs)
    world.power_cut()
    gc.collect()
    waste = [b"\xff" * 700 + bytes([n]) for n in range(250)]  # what is free is something else now
    other.close()
    del waste


for _ in range(20):
    pulled_between_two_turns()
print(cuts, "ok")
