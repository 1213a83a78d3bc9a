"""A whole image onto a board in its boot loader: find its drive, copy, see it go, and see the pen come.

Every wait has a deadline. Must not print; `say` gets what a person has to do meanwhile.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ..errors import LinkLost, NoPen, PortBusy, SeveralPens, StorageError, UsageError, VerificationFailed
from ..language import later, tr
from . import bootsel_drives as drives_
from .bootsel_drives import Drive

PRESS = later("Unplug the pen, hold its BOOTSEL button, plug it in again, let go")
WAIT_S = 60.0  # for a person to find the button
GONE_S = 30.0  # the boot ROM leaves within a second after the last block
_LOOK_S = 0.25
_CHUNK = 64 * 1024

Find = Callable[[], "list[Drive]"]
Say = Callable[[str], None]
Progress = Callable[[int, int], None]


def choose(find: Find, say: Say, deadline_s: float = WAIT_S) -> Drive:
    """The one RP2040 drive, as soon as there is one. Raises NoPen, SeveralPens, PortBusy, VerificationFailed."""
    end = time.monotonic() + deadline_s
    asked = False
    while True:
        found = find()
        right = [drive for drive in found if drive.right]
        if len(right) > 1:
            folders = [str(drive.folder) for drive in right]
            raise SeveralPens(
                tr(
                    "There are {right} boards in their boot loader: {folders}.",
                    right=len(right),
                    folders=", ".join(folders),
                ),
                tr("Nothing says which one is meant."),
                f"needlepen flash FILE --drive {folders[0]}",
                [{"drive": folder} for folder in folders],
            )
        if right:
            return right[0]
        if time.monotonic() >= end:
            raise _nobody(found, drives_.unmounted(), deadline_s)
        if not asked:
            say(tr("{press} ({s:.0f} s) …", press=tr(PRESS), s=deadline_s))
            asked = True
        time.sleep(_LOOK_S)


def named(folder: Path) -> Drive:
    """The drive a person named. Raises UsageError, VerificationFailed."""
    drive = next(iter(drives_.windows([folder])), None)
    if drive is None:
        raise UsageError(
            tr("{folder} is no boot loader's drive.", folder=folder), tr("It has no INFO_UF2.TXT."), tr(PRESS)
        )
    if not drive.right:
        raise _other_chip(drive)
    return drive


def copy(image: bytes, drive: Drive, progress: "Progress | None" = None) -> None:
    """Write `image`, a whole UF2 file, and see the board leave. Raises StorageError, LinkLost."""
    target = drive.folder / "needlepen.uf2"
    done = 0
    try:
        with target.open("wb", buffering=0) as file:
            while done < len(image):
                done += file.write(image[done : done + _CHUNK]) or 0
                os.fsync(file.fileno())  # else the bar is full before anything has left this computer
                if progress:
                    progress(done, len(image))
    except OSError as e:  # after its last block the board may leave before the system has closed the file
        if done < len(image):
            raise StorageError(
                tr("Copying to {folder} stopped after {done:,} bytes.", folder=drive.folder, done=done),
                str(e.strerror or e),
                tr("{press}; then run the command again", press=tr(PRESS)),
            ) from e
    _see_it_go(drive)


def _see_it_go(drive: Drive) -> None:
    end = time.monotonic() + GONE_S
    while drives_.windows([drive.folder]):
        if time.monotonic() >= end:
            raise LinkLost(
                tr("The board on {folder} did not start the new firmware.", folder=drive.folder),
                tr("Its drive is still there {gone_s:.0f} s after the last block.", gone_s=GONE_S),
                tr("{press}; then run the command again", press=tr(PRESS)),
            )
        time.sleep(_LOOK_S)


def _nobody(found: "list[Drive]", device: "Path | None", deadline_s: float) -> Exception:
    if found:
        return _other_chip(found[0])
    if device:
        return PortBusy(
            tr("A board is in its boot loader, but its drive {name} is not mounted.", name=device.name),
            tr("This system mounts no drives by itself."),
            tr("udisksctl mount -b {device}, then run the command again", device=device),
        )
    seen = tr("macOS shows it in the Finder") if sys.platform == "darwin" else tr("It shows itself as a drive RPI-RP2")
    return NoPen(
        tr("No board in its boot loader."),
        tr("None came within {deadline_s:.0f} s. {seen}.", deadline_s=deadline_s, seen=seen),
        tr(PRESS),
    )


def _other_chip(drive: Drive) -> VerificationFailed:
    return VerificationFailed(
        tr("The board on {folder} has another chip than a pen.", folder=drive.folder),
        tr(
            "It says {splitlines}; a pen's says {board_id}.",
            splitlines=drive.model.splitlines()[-1],
            board_id=drives_.BOARD_ID,
        ),
        tr("Choose the pen's board: RPI_PICO or WAVESHARE_RP2040_ZERO"),
    )
