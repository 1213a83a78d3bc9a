"""What can happen to a pen's memory chips while it is off, and what must be true of it afterwards."""

import vfs
from pen.core import states

from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger


def restart(life, *faults):
    """Battery out, something happens to the chips, battery in; the pen comes to rest."""
    life.cut_power()
    for fault in faults:
        fault(life.world) if callable(fault) else life.world.fault(fault)
    life.power_up(3_000)


def locked(life):
    """It says so, it refuses, and nothing moves."""
    moved = life.world.strokes_true
    assert not life.treat()
    life.press("SELECT")
    life.run_ms(500)
    assert life.state == states.LOCKED
    assert life.world.strokes_true == moved


def stores_agree(life):
    copies = eeprom_ledger(life.world), flash_ledger(life.world)
    assert copies[0] is not None and copies[1] is not None, "a store was not restored"
    assert copies[0].session == copies[1].session == life.ledger.session
    assert copies[0].lock_from_s == copies[1].lock_from_s == life.ledger.lock_from_s


def damage_file(path, at):
    """Flip a bit of a file in the flash, past littlefs (the pen is off)."""

    def damage(world):
        fs = vfs.VfsLfs2(Clip(world), progsize=256)
        try:
            with fs.open(path, "rb") as file:
                data = bytearray(file.read())
        except OSError:
            return
        data[at % len(data)] ^= 1
        with fs.open(path, "wb") as file:
            file.write(data)

    return damage


class Clip:
    """The flash as a programmer's clip sees it."""

    def __init__(self, world):
        self.data = world.flash.data

    def readblocks(self, block, buf, off=0):
        buf[:] = self.data[block * 4096 + off : block * 4096 + off + len(buf)]
        return 0

    def writeblocks(self, block, buf, off=0):
        self.data[block * 4096 + off : block * 4096 + off + len(buf)] = buf
        return 0

    def ioctl(self, op, arg):
        if op == 6:
            self.data[arg * 4096 : (arg + 1) * 4096] = b"\xff" * 4096
        return len(self.data) // 4096 if op == 4 else 4096 if op == 5 else 0
