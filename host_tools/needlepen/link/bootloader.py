"""Is a board in its boot loader plugged in? It has no serial port: it shows itself as a USB drive.

Must not open or write anything. The three ways are those of the three systems; each takes the folder it looks into, so
that it can be tested on any of them.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from ..language import tr

_USB_ID = ("2e8a", "0003")  # RP2040 boot ROM: RP2040 data sheet, section 2.8.4 (USB PICOBOOT and mass storage)
LABEL = "RPI-RP2"  # of its drive, ibid.
INFO = "INFO_UF2.TXT"  # a file on it, ibid.


def boot_loaders(platform: str = sys.platform) -> "list[str]":
    """Where boards in their boot loader are seen, in words; empty when there is none."""
    if platform == "win32":
        return windows(Path(f"{letter}:\\") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ")
    if platform == "darwin":
        return macos(Path("/Volumes"))
    return linux(Path("/sys/bus/usb/devices"))


def linux(devices: Path) -> "list[str]":
    """By the USB id that the kernel has read, mounted or not."""
    found: list[str] = []
    for device in sorted(devices.glob("*/idVendor")):
        if (first_lines(device), first_lines(device.with_name("idProduct"))) == _USB_ID:
            found.append(tr("USB device {name}", name=device.parent.name))
    return found


def macos(volumes: Path) -> "list[str]":
    """By the drive, which is mounted at once; a second one gets a number behind its name."""
    return [
        tr("drive {name}", name=drive.name) for drive in sorted(volumes.glob(f"{LABEL}*")) if (drive / INFO).is_file()
    ]


def windows(drives: "Iterable[Path]") -> "list[str]":
    """By the file that every such drive has."""
    return [tr("drive {name}", name=drive) for drive in drives if LABEL in first_lines(drive / INFO, 4)]


def first_lines(file: Path, lines: int = 1) -> str:
    """The beginning of a small file, "" when it cannot be read: not there, an empty drive, no right to look."""
    try:
        with file.open(encoding="ascii", errors="replace") as text:
            return "".join(text.readline(80) for _ in range(lines)).strip()
    except OSError:
        return ""
