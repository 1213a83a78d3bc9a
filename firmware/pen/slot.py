"""What a slot says of itself, read from the head of its manifest; and versions as numbers. Judges nothing."""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from slots import Slots

_HEAD = 400  # bytes: the lines up to the schema are far shorter


def number(version) -> int:
    """A version as one number, the higher the newer: as records and the boot record have it."""
    major, minor, patch = version
    return major << 16 | minor << 8 | patch


def parts(version: int) -> "tuple[int, int, int]":
    """A version's three numbers."""
    return version >> 16, version >> 8 & 255, version & 255


class About:
    """`version` (a number), `commit` and `schema` (ledger, journal) of the bundle in a slot; 0, b"-", 0.0 of none."""

    def __init__(self, boot: "Slots", slot: int):
        self.version = 0
        self.commit = b"-"
        self.schema = (0, 0)
        try:
            with boot.fs.open(boot.path(slot), "rb") as file:
                lines = file.read(_HEAD)[16:].split(b"\n")
            self.version = number([int(word) for word in lines[1][8:].split(b".")])
            self.commit = lines[2][7:19]
            ledger, journal = lines[5][7:].split(b".")
            self.schema = (int(ledger), int(journal))
        except (OSError, ValueError, IndexError):
            pass
