"""Mounts the world's flash at "/" before every boot, as the chip's own `_boot.py` does: format when it cannot be read.

On MicroPython the starter has mounted the computer's own files at /host before its first import, and the pen sees
nothing but its flash at "/". On CPython the drop-in `vfs` module holds the mounted filesystem.
"""

import sys

import vfs


def mount(world) -> None:
    """(Re)mount the flash of `world`; nothing of an earlier mount survives, as after a power cut."""
    if sys.implementation.name != "micropython":
        vfs.mount_flash(world.flash.device())
        return
    vfs.umount("/")
    device = world.flash.device()
    try:
        fs = vfs.VfsLfs2(device, progsize=256)
    except OSError:
        vfs.VfsLfs2.mkfs(device, progsize=256)
        fs = vfs.VfsLfs2(device, progsize=256)
    vfs.mount(fs, "/")
