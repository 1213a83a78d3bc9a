"""Is a board in its boot loader plugged in? It has no serial port: it shows itself as a USB drive.

Must not open or write anything. The three ways are those of the three systems; each takes the folder it looks into, so
that it can be tested on any of them.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

_USB_ID = ("2e8a", "0003")  # RP2040 boot ROM: RP2040 data sheet, section 2.8.4 (USB PICOBOOT and mass storage)
_LABEL = "RPI-RP2"  # of its drive, ibid.
_INFO = "INFO_UF2.TXT"  # a file on it, ibid.


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
        if (_first_line(device), _first_line(device.with_name("idProduct"))) == _USB_ID:
            found.append(f"USB device {device.parent.name}")
    return found


def macos(volumes: Path) -> "list[str]":
    """By the drive, which is mounted at once; a second one gets a number behind its name."""
    return [f"drive {drive.name}" for drive in sorted(volumes.glob(f"{_LABEL}*")) if (drive / _INFO).is_file()]


def windows(drives: "Iterable[Path]") -> "list[str]":
    """By the file that every such drive has."""
    return [f"drive {drive}" for drive in drives if _LABEL in _first_line(drive / _INFO, lines=4)]


def _first_line(file: Path, lines: int = 1) -> str:
    try:
        with file.open(encoding="ascii", errors="replace") as text:
            return "".join(text.readline(80) for _ in range(lines)).strip()
    except OSError:  # not there, an empty drive, no right to look
        return ""
