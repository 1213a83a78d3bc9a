"""The ledgers that the memory chips truly hold, read from their bytes and not through the firmware that runs."""

import vfs
from pen.core import ledger
from pen.formats import ledger as layout
from pen.storage import recovery

from boards.virtual.world import World


def eeprom_ledger(world):
    """The newest ledger in the EEPROM's array; None: there is none."""
    return recovery.newest(_decoded(world.eeprom.mem[: layout.SIZE]), _decoded(world.eeprom.mem[512:1024]))


def flash_ledger(world):
    """The newest ledger in the flash's array, read by littlefs from a copy; None: there is none."""
    fs = _copy_of_flash(world)
    return recovery.newest(_slot(fs, "/ledger.a"), _slot(fs, "/ledger.b")) if fs else None


def _copy_of_flash(world):
    other = World(0, world.flash.sectors)
    other.flash.data[:] = world.flash.data
    try:
        return vfs.VfsLfs2(other.flash.device(), progsize=256)
    except OSError:
        return None


def _slot(fs, path: str):
    try:
        with fs.open(path, "rb") as file:
            return _decoded(file.read())
    except OSError:
        return None


def _decoded(data):
    try:
        return ledger.decode(bytearray(data))
    except layout.BadLedger:
        return None
