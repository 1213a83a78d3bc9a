"""Which bundle of a folder is meant, and what changes when a pen gets it. Must not talk to a pen and must not print."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import NeedlepenError, StorageError, UsageError
from ..language import tr
from ..link.answers import Hello
from ..link.firmware_requests import Firmware
from .bundle import Bundle, numbers, read
from .keys import PublicKey

SUFFIX = ".np"
NEWER, SAME, AGAIN, OLDER = "newer", "same", "again", "older"


@dataclass(frozen=True)
class Change:
    """From what to what. `way`: NEWER, OLDER, SAME (it runs already), AGAIN (the same version, built from others)."""

    pen_id: str
    board: str
    from_version: str
    to_version: str
    way: str
    key: str
    notes: "tuple[str, ...]"
    bytes: int
    battery_ok: bool
    trial: bool  # the pen still tries another version

    def as_dict(self) -> "dict[str, Any]":
        """As a dict, for --json."""
        return {**asdict(self), "notes": list(self.notes)}


def change(bundle: Bundle, hello: Hello, runs: Firmware) -> Change:
    """What happens to this pen. Raises VerificationFailed: it is not for it."""
    bundle.fits(hello.board, runs.boot_version)
    old, new = numbers(hello.firmware), numbers(bundle.version)
    built_of_one = bundle.commit == runs.commit and bundle.commit.strip("-")  # "--": of files that are no commit
    way = NEWER if new > old else OLDER if new < old else SAME if built_of_one else AGAIN
    return Change(
        pen_id=hello.pen_id,
        board=hello.board,
        from_version=hello.firmware,
        to_version=bundle.version,
        way=way,
        key=bundle.signed_by.name if bundle.signed_by else "",
        notes=bundle.notes,
        bytes=len(bundle.data),
        battery_ok=runs.battery_ok,
        trial=runs.trial,
    )


def latest(folder: Path, ring: "Iterable[PublicKey]", board: str) -> "tuple[Bundle, list[NeedlepenError]]":
    """The newest sound bundle for `board` in a folder, and what was wrong with others. Raises NeedlepenError."""
    known = list(ring)
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError as e:
        raise StorageError(
            tr("{folder} cannot be read.", folder=folder), str(e.strerror or e), tr("Check the name of the folder")
        ) from e
    found: list[Bundle] = []
    wrong: list[NeedlepenError] = []
    for path in files:
        try:
            found.append(read(path, known))
        except NeedlepenError as e:
            wrong.append(e)
    fitting = [bundle for bundle in found if board in bundle.boards]
    if not fitting:
        why = tr(
            "{files} files end in {suffix}; none is a sound bundle for {board}.",
            files=len(files),
            suffix=SUFFIX,
            board=board,
        )
        raise UsageError(
            tr("There is no bundle in {folder} for this pen.", folder=folder),
            why,
            tr("needlepen fw verify FILE says why"),
        )
    return max(fitting, key=lambda bundle: numbers(bundle.version)), wrong
