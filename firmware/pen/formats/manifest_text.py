"""Text in a bundle, checked letter by letter: the helpers of `manifest.py`.

Each raises BadBundle with the code it is given.
It must not know which line of a manifest it looks at.
"""

from binascii import unhexlify

from .bundle import BadBundle

LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
_PATH_MAX = 60
_DIGITS_MAX = 9


def printable(data: bytes, code: int, at: int) -> str:
    """`data` as text, if all of it is printable ASCII."""
    for c in data:
        if not 0x20 <= c < 0x7F:
            raise BadBundle(code, at)
    return data.decode()


def made_of(text: str, letters: bytes) -> bool:
    """Is it at least one of `letters` and nothing else?"""
    return bool(text) and not text.encode().strip(letters)


def number(text: str, code: int, at: int, at_most: int) -> int:
    """A decimal number as it would be written."""
    try:
        value = int(text) if len(text) <= _DIGITS_MAX else -1
    except ValueError:
        value = -1
    if not 0 <= value <= at_most or str(value) != text:
        raise BadBundle(code, at)
    return value


def digest(text: str, code: int, at: int) -> bytes:
    """A SHA-256 as it would be written."""
    try:
        value = unhexlify(text)
    except ValueError:
        value = b""
    if len(value) != 32 or text.lower() != text:
        raise BadBundle(code, at)
    return value


def is_path(path: str) -> bool:
    """A module of the program; nothing that could leave its folder."""
    if len(path) > _PATH_MAX or path[-4:] != ".mpy" or not made_of(path, LETTERS + b"/"):
        return False
    for word in path.split("/"):
        if not word or word[0] == ".":
            return False
    return path[:4] == "pen/"
