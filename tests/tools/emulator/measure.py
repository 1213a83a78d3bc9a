"""Which measurements there are, and how much of each: the whole, or a seeded share. Seeds are fixed: runs repeat."""

import os

from boards.virtual.rp2040.line import ChipError, waits_for_flash
from tests.tools.emulator import boot, control, download, hang, minute, room, soak, stack, steps, stop, update, wake

# the long ones first, so that all processors are busy to the end
SUBJECTS = (
    "soak", "minute", "wake", "update", "less_heap", "stack", "download", "steps", "stop", "hang", "control",
    "heap", "boot", "room",
)  # fmt: skip
# what the processor takes part in: measured once more without waiting for flash
TIMED = ("boot", "wake", "control", "minute", "download", "update")
_SEED = 2040


def _boot(quick: bool) -> dict:
    """Power-on to the home screen, with and without a cartridge."""
    return {"with a cartridge": boot.measure(True), "without": boot.measure(False)}


def _stop(quick: bool) -> dict:
    """The latencies of every stop, ns."""
    share = (40, 20, 20) if quick else (120, 40, 40)
    found = {"driver": stop.driver(dict(zip(stop.KINDS, share, strict=True)), _SEED)}
    if not quick:
        found["application"] = stop.application(6, _SEED)
    return found


def _hang(quick: bool) -> dict:
    """Every kind of hang."""
    return hang.measure(1 if quick else 3, _SEED)


def _steps(quick: bool) -> dict:
    """Measure the stepper's pulses over moves and aborts."""
    return steps.measure(200 if quick else 1_000, _SEED)


def _control(quick: bool) -> dict:
    """Times of a treatment's turns."""
    return control.measure(count_bytes=False)


def _heap(quick: bool) -> dict:
    """What a treatment allocates and leaves."""
    return control.measure(count_bytes=True)


def _wake(quick: bool) -> dict:
    """From sleep to a lit screen and a loop that takes buttons."""
    return wake.measure()


def _room(quick: bool) -> dict:
    """What is free of the heap at home and with the cable in."""
    return room.measure()


def _minute(quick: bool) -> dict:
    """A run of needles as long as one may be."""
    return minute.measure(20 if quick else 60)


def _soak(quick: bool) -> dict:
    """A month of a pen's life, or a share of it."""
    return soak.measure(soak.SHARE if quick else soak.MONTH)


def _download(quick: bool) -> dict:
    """A journal by both ways."""
    return download.measure(2_000 if quick else 4_000)


def _update(quick: bool) -> dict:
    """The whole application over the link, once."""
    return update.measure()


def _less_heap(quick: bool) -> dict:
    """The same update in a pen that has less heap."""
    return update.measure(update.LESS_BYTES)


def _stack(quick: bool) -> dict:
    """What is left of the C stack."""
    return stack.measure(_SEED)


def runs(subjects: "tuple[str, ...]") -> "list[tuple[str, bool]]":
    """What is measured, in order: each subject, and once more without waiting for flash where the processor matters."""
    twice = TIMED if waits_for_flash() else ()
    return [(subject, waits) for subject in subjects for waits in (True, False) if waits or subject in twice]


def one(subject: str, quick: bool, waits: bool = True) -> dict:
    """The raw values of a subject; {"error": text} when the pen did not do what it should: that is a result, too.

    `waits`: False for a processor that never waits for flash; then for each chip that this process starts from now on.
    """
    if not waits:
        os.environ["RP2040_XIP_CACHE"] = "off"
    try:
        return globals()["_" + subject](quick)
    except ChipError as error:
        return {"error": str(error)}
