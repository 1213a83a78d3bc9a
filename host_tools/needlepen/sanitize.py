"""Checks whatever comes from outside: pens, imports, files, names. What is accepted can be kept and shown.

Numbers have ranges, names an alphabet, words no characters that steer a terminal or turn its text around; files are
files. The types here are annotations of the rows in `history/`, so a row is declared once; `history/foreign.py` checks
one. Pictures are checked in `history/photo.py`, records in `codec.py` (CRC and chain).
"""

import contextlib
import os
import re
import stat
from pathlib import Path
from typing import IO, Annotated, Any, NamedTuple, TextIO

from .clock import LATEST_S
from .errors import StorageError
from .language import tr


class Range(NamedTuple):
    """A number from `low` to `high`; `instead`: what a stored one that is not counts as."""

    low: int
    high: int
    instead: int = 0


class Letters(NamedTuple):
    """A text of at most so many letters, of this form."""

    longest: int
    form: str = ""


PenId = Annotated[str, Letters(16, r"\A[0-9a-f]{16}\Z")]
EntryId = Annotated[str, Letters(32, r"\A[0-9a-f]{32}\Z")]
Name = Annotated[str, Letters(200)]  # of a board or version; `name` makes it harmless
Words = Annotated[str, Letters(4_000)]  # `neutral` makes them harmless
Reason = Annotated[str, Letters(400)]  # the same, why a lot is recalled
Code = Annotated[int, Range(0, 255, 255)]
Count = Annotated[int, Range(0, 2**32 - 1)]  # proven seconds, epochs, sequences: 32 bits on the pen
LockS = Annotated[int, Range(0, 2**32 - 1, 2**32 - 1)]  # proven seconds until which it is locked: never earlier (S9)
Utc = Annotated[int, Range(0, LATEST_S - 1)]
OffsetS = Annotated[int, Range(1 - 2**32, LATEST_S - 1)]  # proven seconds + this = UTC
Rating = Annotated[int, Range(1, 5)]
Zone = Annotated[int, Range(0, 4)]  # of the face

RECORDS_MAX = 2**18  # in one journal: 16 MB of flash, eight times what the largest board has

_NO_NAME = re.compile(r"[^A-Za-z0-9 ._+-]")
# C0 and C1 but for tab and new line, halves of surrogates, ends of lines and paragraphs, what turns text around
_STEERS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_SHORT = 200


def told(hint: Any, value: Any) -> Any:
    """A stored value of such a field as it can be shown; None: a text that is none of that form."""
    limit = hint.__metadata__[0]
    if isinstance(limit, Range):
        return value if type(value) is int and limit.low <= value <= limit.high else limit.instead
    return value if isinstance(value, str) and re.match(limit.form, value) else None


def name(given: "str | bytes") -> str:
    """What a board, a key or a version is called: letters, digits and a few marks; "?" for everything else.

    From a pen it comes as bytes, filled up with zeros.
    """
    text = given if isinstance(given, str) else bytes(given).rstrip(b"\0").decode("ascii", "replace")
    return _NO_NAME.sub("?", text)[:64]


def neutral(text: str) -> str:
    """The same words without what steers a terminal or turns its text around: U+FFFD in its place."""
    return _STEERS.sub("\ufffd", text.replace("\r\n", "\n"))


def escaped(json_text: str) -> str:
    """JSON of the same value in which such characters are escaped: they stand in its strings only."""
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)


def cell(value: Any) -> Any:
    """A value for a spreadsheet: text that it would compute begins with an apostrophe; `uncell` takes it off."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "'=+-@\t\r" and value else value


def uncell(text: str) -> str:
    """What `cell` was given, as text."""
    return text[1:] if text[:1] == "'" else text


def short(text: str) -> str:
    """For errors that quote what came from outside."""
    return neutral(text if len(text) <= _SHORT else text[:_SHORT] + " …")


def opened(path: Path) -> "IO[bytes]":
    """A file to read, and only a file: a pipe would wait and a device never end. Raises StorageError, OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise not_a_file(path)
    return os.fdopen(handle, "rb")


def private_text(path: Path) -> "TextIO":
    """A file to write ASCII into that only its owner reads, also when it was there before. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with contextlib.suppress(OSError):  # a device, or a file system without rights
        if stat.S_ISREG(os.fstat(handle).st_mode):
            path.chmod(0o600)
    return os.fdopen(handle, "w", encoding="ascii")


def not_a_file(path: Path) -> StorageError:
    """The error of a name that is no file's."""
    return StorageError(
        tr("{path} is no file.", path=path), tr("It is a folder, a pipe or a device."), tr("Choose a file")
    )


def read(path: Path, longest: int) -> bytes:
    """A file's bytes, of a longer one the first `longest` + 1. Raises StorageError, OSError."""
    with opened(path) as file:
        return file.read(longest + 1)
