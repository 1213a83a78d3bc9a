"""Text in a bundle, checked letter by letter: the helpers of `manifest.py`.

Each raises BadBundle with the code it is given. They take the bytes as they came and allocate little: a manifest has up
to 160 lines. It must not know which line of a manifest it looks at.
"""

from .bundle import BadBundle

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from typing import Any

# the commonest in paths first: each letter is looked for from the beginning
LETTERS = b"pe.nmysratoicdl_ukfghbqvzjwxABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
PATH_LETTERS = b"/" + LETTERS
_HEX = b"0123456789abcdef"
_PATH_MAX = 60
_DIGITS = b"0123456789"
_DIGITS_MAX = 9
_PIECE = 512  # bytes of a list read at once, more than its longest line
_ZERO = 0x30  # alone it is a number, before others it is not written


class Lines:
    """The lines in the next `left` bytes of a stream, of up to `longest` bytes each: `buf[start:end]` is the present
    one, without its end; `left`: so many bytes come after it.

    Read in pieces into one buffer, where a line is looked at without a copy: `readline` asks a pen's file for every
    single byte, 8 us each, and what is copied makes the pen collect its garbage, 30 ms each time.
    """

    def __init__(self, stream: "Any", left: int, longest: int):
        self._stream = stream
        self._longest = longest
        self._unread = self.left = left
        self.buf = bytearray(_PIECE)
        self.view = memoryview(self.buf)
        self.start = self.end = 0
        self._next = self._filled = 0  # where the next line begins, and what of `buf` is read ends

    def next(self) -> bool:
        """On to the next line. False: it does not end, or is too long."""
        at = self._next
        end = self.buf.find(b"\n", at, self._filled)
        while end < 0 and self._unread and self._filled - at < self._longest:
            self._read_on(at)
            at = 0
            end = self.buf.find(b"\n", 0, self._filled)
        after = end + 1 or self._filled
        if after - at > self._longest:
            after = at + self._longest
            end = -1
        self.start = at
        self.end = after - 1
        self._next = after
        self.left -= after - at
        return end >= 0

    def _read_on(self, at: int) -> None:
        """Another piece behind what is left of the last one, which begins `at`."""
        view = self.view
        had = self._filled - at
        view[:had] = view[at : self._filled]
        count = self._stream.readinto(view[had : min(_PIECE, had + self._unread)])
        self._unread = self._unread - count if count else 0
        self._filled = had + count


def printable(data: bytes, code: int, at: int) -> str:
    """`data` as text, if all of it is printable ASCII."""
    for c in data:
        if not 0x20 <= c < 0x7F:
            raise BadBundle(code, at)
    return data.decode()


def made_of(text: "bytes | bytearray", letters: bytes) -> bool:
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


def check_digest(text: "bytes | bytearray", code: int, at: int) -> None:
    """A SHA-256 as it would be written: 64 letters."""
    if len(text) != 64 or not made_of(text, _HEX):
        raise BadBundle(code, at)


def is_path(path: bytes) -> bool:
    """A module of the program; nothing that could leave its folder."""
    if len(path) > _PATH_MAX or not path.startswith(b"pen/") or not path.endswith(b".mpy"):
        return False
    return made_of(path, PATH_LETTERS) and b"//" not in path and b"/." not in path
