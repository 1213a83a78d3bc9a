"""Run on MicroPython by test_memory_vfs.py: the same operations on VfsLfs2 and on the site's file system.

Argument: the repository's root. Prints each result that differs, and how many were compared.
"""

import sys

root = sys.argv[1]
sys.path.insert(0, root)
sys.path.insert(0, root + "/boards/virtual/dropin")

import vfs  # noqa: E402

from boards.virtual import current  # noqa: E402
from boards.virtual.rng import Rng  # noqa: E402
from boards.virtual.site.inside import memory_vfs  # noqa: E402
from boards.virtual.world import PowerCut, World  # noqa: E402

PATHS = ("/a", "/b", "/d", "/d/x", "/d/y", "/none/z")
SECTORS = 64


def formatted(kind):
    """A world, and a file system on its flash."""
    world = current.world = World(1, flash_sectors=SECTORS)
    kind.mkfs(world.flash.device(), progsize=256)
    return world, kind(world.flash.device(), progsize=256)


def result(fs, what: int, path: str, other: str, number: int):
    """What one operation gives: a value, or the number of its error."""
    try:
        if what < 3:
            with fs.open(path, ("wb", "r+b", "ab")[what]) as file:
                if what == 1:
                    file.seek(number % 300)
                return file.write(bytes([number & 255]) * (number % 700)), file.tell()
        if what < 6:
            buf = bytearray(number % 900)
            with fs.open(path, "rb") as file:
                file.seek(number % 200)
                return file.readinto(buf), bytes(buf), file.read(5), file.seek(0, 2)
        if what == 6:
            return fs.remove(path)
        if what == 7:
            return fs.rename(path, other)
        if what == 8:
            return fs.mkdir("/d")
        if what == 9:
            kind = fs.stat(path)[0]
            return kind, kind == 0x8000 and fs.stat(path)[6]  # littlefs gives a folder any size
        return sorted([(entry[0], entry[1], entry[3]) for entry in fs.ilistdir(("/", "/d", "/a")[number % 3])])
    except OSError as error:
        return -error.errno


def told(kind, seed: int) -> list:
    """The results of a random series of operations."""
    world, fs = formatted(kind)
    rng = Rng(seed)
    results = []
    for _ in range(150):
        what, path, other = rng.below(11), PATHS[rng.below(len(PATHS))], PATHS[rng.below(2)]
        if what in (6, 7) and path == "/d":
            continue  # the firmware removes and renames no folder
        results.append((what, path, result(fs, what, path, other, rng.below(4000))))
    return results


def kept(kind, end, mode: str) -> bytes:
    """What a file holds after a start, when `end` came between its writing and its closing."""
    world, fs = formatted(kind)
    with fs.open("/a", "wb") as file:
        file.write(b"old")
    file = fs.open("/a", mode)
    file.write(b"new, and longer")
    end(world)
    try:  # noqa: SIM105 - MicroPython has no contextlib
        file.close()
    except (OSError, PowerCut):
        pass
    world.power_on()
    with kind(world.flash.device(), progsize=256).open("/a", "rb") as again:
        return again.read(99)


def goes_deaf(world) -> None:
    """Its flash does nothing any more, and says nothing."""
    world.flash.deaf = True


for end in (World.power_cut, World.reset_mcu, goes_deaf):
    for mode in ("wb", "r+b"):
        if kept(memory_vfs.VfsLfs2, end, mode) != b"old":
            print("kept after", end, mode)

compared = 0
for seed in range(40):
    for ours, theirs in zip(told(memory_vfs.VfsLfs2, seed), told(vfs.VfsLfs2, seed)):
        compared += 1
        if ours != theirs:
            print(seed, ours[:2], ours[2:], theirs[2:])
print(compared)
