"""The firmware's version, the one place it is written; and the formats of ledger and journal that it writes."""

VERSION = (0, 1, 0)
SCHEMA = (2, 1)


def as_number(version: "tuple[int, int, int] | list[int]") -> int:
    """A version as one number, the higher the newer: as records and the boot record have it."""
    major, minor, patch = version
    return major << 16 | minor << 8 | patch


def as_parts(version: int) -> "tuple[int, int, int]":
    """A version's three numbers."""
    return version >> 16, version >> 8 & 255, version & 255
