"""A buffer in pieces of 1 KB that can be read like bytes. It holds the head of a bundle, some 10 KB.

In pieces, because a heap with half of it free may have no 10 KB in a row (`test_pieces.py` shows it). It must not know
what it holds.
"""

from micropython import const

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

_PIECE = const(1024)


class PieceBuffer:
    """`size` bytes, all 0 at first. Like bytes it has a length, an index from 0 on, slices without step, and `find`."""

    def __init__(self, size: int):
        self._size = size
        self._pieces = [bytearray(min(_PIECE, size - at)) for at in range(0, size, _PIECE)]

    def __len__(self) -> int:
        return self._size

    def put(self, at: int, data: "bytes | bytearray | memoryview") -> None:
        """Write `data` at `at`. Raises IndexError: not all of it fits."""
        if at < 0 or at + len(data) > self._size:
            raise IndexError
        done = 0
        while done < len(data):
            piece = self._pieces[(at + done) // _PIECE]
            start = (at + done) % _PIECE
            count = min(len(data) - done, len(piece) - start)
            piece[start : start + count] = data[done : done + count]
            done += count

    def __getitem__(self, where: "Any") -> "Any":
        if isinstance(where, int):
            return self._pieces[where // _PIECE][where % _PIECE]
        at: int = where.start or 0
        end: int = self._size if where.stop is None else min(where.stop, self._size)
        out = b""
        while at < end:
            start = at % _PIECE
            part = self._pieces[at // _PIECE][start : start + end - at]
            out += part
            at += len(part)
        return out

    def find(self, byte: bytes, start: int, end: int) -> int:
        """Where the first such byte (one) is in `start` .. `end`; -1: nowhere."""
        while start < end:
            base = start - start % _PIECE
            at = self._pieces[base // _PIECE].find(byte, start - base, end - base)
            if at >= 0:
                return base + at
            start = base + _PIECE
        return -1
