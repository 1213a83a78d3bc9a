"""Frames of the USB link: find, check and build them. Knows nothing of what they mean.

    A5 4E | kind u8 | tag u8 | length u16 | check u16 | payload | crc-32 u32      (little endian)

`check` is the low half of the CRC-32 of the six bytes before it, so a damaged length is noticed at once
instead of making the reader wait; the CRC-32 covers header and payload. After garbage the reader searches
for the next header (resync). Why not COBS: decision 1 in `firmware/decisions/`.
"""

from binascii import crc32
from struct import pack_into, unpack_from

SYNC = b"\xa5N"
HEADER = 8
TRAILER = 4
PAYLOAD_MAX = 2056  # bytes; both sides refuse more. The longer, the less each byte costs the pen: 32 records go in


def build(buf: bytearray, kind: int, tag: int, length: int) -> int:
    """Complete a frame whose payload already stands at `buf[HEADER:HEADER + length]`; return its size."""
    if length > PAYLOAD_MAX or HEADER + length + TRAILER > len(buf):
        raise ValueError("payload of %d bytes" % length)
    view = memoryview(buf)
    buf[0:2] = SYNC
    pack_into("<BBH", buf, 2, kind, tag, length)
    pack_into("<H", buf, 6, crc32(view[:6]) & 0xFFFF)
    end = HEADER + length
    pack_into("<I", buf, end, crc32(view[:end]))
    return end + TRAILER


def encode(kind: int, tag: int, payload: bytes = b"") -> bytes:
    """One frame as bytes (host and tests; the pen builds in place)."""
    buf = bytearray(HEADER + len(payload) + TRAILER)
    buf[HEADER : HEADER + len(payload)] = payload
    build(buf, kind, tag, len(payload))
    return bytes(buf)


class FrameReader:
    """Bounded frame reader: read bytes into `space()`, say how many with `fed()`, take frames by `next()`."""

    def __init__(self, payload_max: int = PAYLOAD_MAX, count: int = 2):
        """`payload_max`: a frame that claims more is garbage; the pen needs no room for what only it sends.

        `count`: room for so many of the longest; 1 for who reads no more than is `missing()`.
        """
        self._payload_max = payload_max
        self._buf = bytearray(count * (HEADER + payload_max + TRAILER))
        self._view = memoryview(self._buf)
        self._end = 0
        self._taken = 0  # bytes at the front that were given to the caller: gone with the next call
        self.skipped = 0  # bytes of garbage thrown away so far
        self.kind = 0
        self.tag = 0

    def space(self) -> memoryview:
        """The free part of the buffer, never empty after `next()` returned None."""
        self._let_go()
        return self._view[self._end :]

    def fed(self, count: int) -> None:
        """`count` bytes were put at the start of `space()`."""
        self._end += count

    def missing(self) -> int:
        """How many bytes the frame that has begun still lacks, as far as is known; 0: none has begun, or it is whole.

        To be asked after `next()`, which brings a frame's beginning to the front.
        """
        self._let_go()
        if not self._end:
            return 0
        if self._end < HEADER:
            return HEADER - self._end
        (length,) = unpack_from("<H", self._buf, 4)
        return max(0, HEADER + length + TRAILER - self._end)

    def clear(self) -> None:
        """Forget a half frame (cable pulled)."""
        self._end = self._taken = 0

    def next(self) -> "bytes | None":
        """The payload of the next whole frame as bytes, its `kind` and `tag` in the fields; None: feed more."""
        payload = self.view()
        return None if payload is None else bytes(payload)

    def view(self) -> "memoryview | None":
        """As `next()`, but a part of the buffer, good until the next call: a long payload costs the pen no heap."""
        self._let_go()
        while True:
            start = self._buf.find(SYNC, 0, self._end)
            if start < 0:  # keep a last byte that may be the first half of SYNC
                keep = 1 if self._end and self._buf[self._end - 1] == SYNC[0] else 0
                self._drop(self._end - keep)
                return None
            self._drop(start)
            if self._end < HEADER:
                return None
            kind, tag, length, check = unpack_from("<BBHH", self._buf, 2)
            if length > self._payload_max or crc32(self._view[:6]) & 0xFFFF != check:
                self._drop(1)
                continue
            end = HEADER + length
            if self._end < end + TRAILER:
                return None
            (crc,) = unpack_from("<I", self._buf, end)
            if crc32(self._view[:end]) & 0xFFFFFFFF != crc:
                self._drop(1)
                continue
            self.kind = kind
            self.tag = tag
            self._taken = end + TRAILER
            return self._view[HEADER:end]

    def _let_go(self) -> None:
        """What was given to the caller is used."""
        if self._taken:
            self._shift(self._taken)
            self._taken = 0

    def _drop(self, count: int) -> None:
        if count:
            self.skipped += count
            self._shift(count)

    def _shift(self, count: int) -> None:
        left = self._end - count
        self._view[:left] = self._view[count : self._end]
        self._end = left
