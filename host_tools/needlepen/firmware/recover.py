"""A program that does not start is replaced over the REPL: a whole checked bundle into slot a, the boot record gone.

Whatever the slots and the record held, the pen then starts this bundle. It must not touch the pen's ledger and journal:
the lock-out stays as it was. It writes beside slot a and renames when the bytes on the pen are right, so that a pulled
cable never makes a bad pen worse.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import VerificationFailed
from ..language import later, tr
from ..link.repl import Repl
from .bundle import Bundle

SLOT = "a.np"
RECORDS = ("boot.0", "boot.1")
OTHER = "b.np"  # an unfinished transfer may lie there, and without a record it would count
LOADER = (
    "boot.py",
    "main.py",
    "board.mpy",
    "boards/common/mechanics.mpy",
    "pack.mpy",
    "slots.mpy",
)  # never written here: without them only a whole image helps
_BESIDE = "a.new"
_FLASH = later("needlepen flash FILE.uf2, with BOOTSEL held at plugging in (make uf2 makes the file)")

_ABOUT = """
import board, slots
print(board.NAME)
print(slots.BOOT_VERSION)
"""
_RENAME = "import os; os.rename('/%s', '/%s')"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Recovered:
    """The result of a recovery: what was done to which board."""

    board: str
    version: str
    written: int  # bytes; 0: slot a held exactly this bundle already
    removed: "tuple[str, ...]"


def recover(repl: Repl, bundle: Bundle, progress: "Progress | None" = None) -> Recovered:
    """Make the pen start `bundle`. Raises VerificationFailed, LinkLost; the pen is not restarted."""
    there = repl.hashes()
    missing = [name for name in LOADER if name not in there]
    if missing:
        raise VerificationFailed(
            tr("The pen's loader is damaged: {missing} missing.", missing=", ".join(missing)),
            tr("A bundle holds no loader."),
            tr(_FLASH),
        )
    board, boot = repl.run(_ABOUT).split()
    bundle.fits(board, int(boot))
    written = 0
    if there.get(SLOT) != bundle.sha256:
        repl.write(_BESIDE, bundle.data, progress)
        if repl.hashes().get(_BESIDE) != bundle.sha256:
            raise VerificationFailed(
                tr("The pen did not keep the bundle as it was sent."),
                tr("Its SHA-256 on the pen is another one."),
                tr("Run the command again; if it stays, the pen's memory needs repair"),
            )
        repl.run(_RENAME % (_BESIDE, SLOT))
        written = len(bundle.data)
    removed = tuple(name for name in (*RECORDS, OTHER) if name in there)
    for name in removed:
        repl.remove(name)
    after = repl.hashes()
    if after.get(SLOT) != bundle.sha256 or any(name in after for name in removed):
        raise VerificationFailed(tr("The pen does not hold what was put there."), "", tr("Run the command again"))
    return Recovered(board, bundle.version, written, removed)
