"""Output in another encoding than UTF-8: plain equivalents of the characters that it lacks, and never an error.

One table for Windows' code pages, Latin-1 and ASCII (`LC_ALL=C`). Must not print and must not know what is shown.
"""

import codecs
import contextlib
import unicodedata
from typing import Any

_NAME = "needlepen.plain"  # of the error handler

PLAIN = {
    "✓": "ok",
    "✗": "x",
    "●": "*",
    "○": "o",
    "▲": "UP",
    "▼": "DOWN",
    "→": "->",
    "·": "-",
    "–": "-",
    "−": "-",
    "…": "...",
    "µ": "u",  # U+00B5, the micro sign …
    "μ": "u",  # … and U+03BC, the Greek letter, which some keyboards give
    "×": "x",
    "°": "deg ",
    "≤": "<=",
    "≥": ">=",
    "─": "-",
    "│": "|",
    "█": "#",
    "▓": "%",
    "▒": ":",
    **dict.fromkeys("╭╮╯╰╷╶╴", "+"),
    **dict.fromkeys("▏▎▍▌▋▊▉", "#"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("\u00a0\u202f", " "),  # blanks that do not break
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "ß": "ss",
    "œ": "oe",
    "¿": "",
    "¡": "",
}


def plain(text: str, stream: Any) -> str:
    """`text` in characters that the encoding of `stream` has."""
    encoding = _encoding(stream)
    return text.encode(encoding, _NAME).decode(encoding)


def tame(*streams: Any) -> None:
    """From now on these replace what they cannot encode, and never raise for it."""
    for stream in streams:
        with contextlib.suppress(AttributeError, ValueError, OSError):  # none there, a test's own, a closed one
            stream.reconfigure(errors=_NAME)


def as_utf8(stream: Any) -> Any:
    """The stream for a file that programs read, whatever this system's encoding is for people."""
    if not is_utf8(stream):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(encoding="utf-8")
    return stream


def is_utf8(stream: Any) -> bool:
    """Does this stream take every character?"""
    return _encoding(stream) == "utf-8"


def _encoding(stream: Any) -> str:
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name


def _replace(error: UnicodeError) -> "tuple[str, int]":
    """codecs' error handler. Blanks behind a longer equivalent give way to it, but for one: columns stay columns."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, end = error.object, error.start + 1
    char = text[error.start]
    instead = (
        PLAIN[char] if char in PLAIN else unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode() or "?"
    )
    longer = len(instead) - 1
    if longer and text.startswith(" " * (longer + 1), end):
        end += longer
    return instead, end


codecs.register_error(_NAME, _replace)
