"""The drives of boards in their boot loader: an RP2040 with BOOTSEL held at plugging in shows itself as RPI-RP2.

Must not write anything. The three ways are those of the three systems; each takes the folder or file it looks into, so
that it can be tested on any of them.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..link.bootloader import INFO, LABEL, first_lines

BOARD_ID = f"Board-ID: {LABEL}"
_MOUNTS = Path("/proc/self/mounts")
_LABELS = Path("/dev/disk/by-label")
_VOLUMES = Path("/Volumes")
_LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Drive:
    """A mounted boot loader's drive; `model` is what it says of itself."""

    folder: Path
    model: str

    @property
    def right(self) -> bool:
        """Is it an RP2040's? A later chip has such a drive, too, and cannot run a pen's firmware."""
        return BOARD_ID in self.model.splitlines()


def drives(platform: str = sys.platform) -> "list[Drive]":
    """Every mounted boot loader's drive."""
    if platform == "win32":
        return windows(Path(f"{letter}:\\") for letter in _LETTERS)
    if platform == "darwin":
        return macos(_VOLUMES)
    return linux(_MOUNTS)


def linux(mounts: Path) -> "list[Drive]":
    """By the kernel's list of what is mounted; a blank in a folder's name stands there as \\040 (man 5 fstab)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    fields = [line.split(" ") for line in lines]
    return _with_info(Path(_plain(line[1])) for line in fields if len(line) > 2 and line[2] in ("vfat", "msdos"))


def macos(volumes: Path) -> "list[Drive]":
    """By what is mounted there at once; a second drive gets a number behind its name."""
    return _with_info(sorted(volumes.glob("*")))


def windows(letters: "Iterable[Path]") -> "list[Drive]":
    """By drive letter; an empty card reader is none."""
    return _with_info(letters)


def unmounted(labels: Path = _LABELS, platform: str = sys.platform) -> "Path | None":
    """Linux: such a drive that is plugged in, whether mounted or not; None: there is none."""
    device = labels / LABEL
    return device if platform == "linux" and device.exists() else None


def _with_info(folders: "Iterable[Path]") -> "list[Drive]":
    found = [Drive(folder, first_lines(folder / INFO, 4)) for folder in folders]
    return [drive for drive in found if drive.model]


def _plain(name: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(code, char)
    return name
