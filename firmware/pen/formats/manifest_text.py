"""Text in a bundle, checked letter by letter: the helpers of `manifest.py`.

Each raises BadBundle with the code it is given. They take the bytes as they came and allocate little: a manifest has up
to 160 lines. It must not know which line of a manifest it looks at.
"""

from .bundle import BadBundle

# the commonest in paths first: each letter is looked for from the beginning
LETTERS = b"pe.nmysratoicdl_ukfghbqvzjwxABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
PATH_LETTERS = b"/" + LETTERS
_HEX = b"0123456789abcdef"
_PATH_MAX = 60
_DIGITS = b"0123456789"
_DIGITS_MAX = 9
_ZERO = 0x30  # alone it is a number, before others it is not written


def printable(data: bytes, code: int, at: int) -> str:
    """`data` as text, if all of it is printable ASCII."""
    for c in data:
        if not 0x20 <= c < 0x7F:
            raise BadBundle(code, at)
    return data.decode()


def made_of(text: bytes, letters: bytes) -> bool:
    """Is it at least one of `letters` and nothing else?"""
    return bool(text) and not text.strip(letters)


def number(text: bytes, code: int, at: int, at_most: int) -> int:
    """A decimal number as it would be written."""
    if not made_of(text, _DIGITS) or len(text) > _DIGITS_MAX or (text[0] == _ZERO and len(text) > 1):
        raise BadBundle(code, at)
    value = int(text)
    if value > at_most:
        raise BadBundle(code, at)
    return value


def check_digest(text: bytes, code: int, at: int) -> None:
    """A SHA-256 as it would be written: 64 letters."""
    if len(text) != 64 or not made_of(text, _HEX):
        raise BadBundle(code, at)


def is_path(path: bytes) -> bool:
    """A module of the program; nothing that could leave its folder."""
    if len(path) > _PATH_MAX or not path.startswith(b"pen/") or not path.endswith(b".mpy"):
        return False
    return made_of(path, PATH_LETTERS) and b"//" not in path and b"/." not in path
