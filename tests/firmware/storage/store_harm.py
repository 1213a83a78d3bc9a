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


def flash_takes_no_write(world, on=True):
    """Every file that is opened for writing fails from now on (or no longer), until the next boot."""
    for fs, _ in vfs.mount():
        fs.__dict__.pop("open", None)
        if on:
            fs.open = _only_reading(fs.open)


def _only_reading(opened):
    def open_(path, mode="r"):
        if "w" in mode or "+" in mode:
            raise OSError(5)
        return opened(path, mode)

    return open_


def eeprom_takes_no_write(world, on=True):
    """The EEPROM answers no transfer from now on (or again)."""
    world.fault("eeprom_absent", on)


def flip_newest_in_each_store(world):
    """One bit in the newest slot of the EEPROM and one in that of the flash."""
    newest = max((eeprom_ledger(world), flash_ledger(world)), key=lambda ledger: ledger.sequence).sequence & 1
    world.fault("eeprom_corrupt", True, newest * 512 + 200)
    damage_file("/ledger." + "ab"[newest], 200)(world)


def damage_last_record(world):
    """One bit of the newest record in the journal."""
    _newest_segment(world, lambda data: data[:-30] + bytes([data[-30] ^ 8]) + data[-29:])


def cut_last_record(world):
    """The newest record is gone."""
    _newest_segment(world, lambda data: data[:-64])


def _newest_segment(world, change):
    fs = vfs.VfsLfs2(Clip(world), progsize=256)
    name = max(entry[0] for entry in fs.ilistdir("/journal"))
    with fs.open("/journal/" + name, "rb") as file:
        data = bytes(file.read())
    with fs.open("/journal/" + name, "wb") as file:
        file.write(change(data))
