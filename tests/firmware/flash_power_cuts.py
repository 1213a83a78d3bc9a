"""A flash that remembers what was done to it, so that the power can be cut afterwards, at every operation, torn too.

A run is recorded once; every state that a cut could have left is then made from its operations. NOR semantics as in
`boards/virtual/chips/nor_flash.py`: programming only clears bits and tears in a page, an erase tears in a sector.
"""

SECTOR = 4096
PAGE = 256


class RecordingFlash:
    """MicroPython's block device over `data`. `ops`: (at, new bytes) of every program, (at, None) of every erase."""

    def __init__(self, data: bytearray):
        self.data = data
        self.ops: list[tuple[int, bytes | None]] = []

    def readblocks(self, block, buf, off=0):
        """Fill `buf` from this place of the flash."""
        at = block * SECTOR + off
        buf[:] = self.data[at : at + len(buf)]
        return 0

    def writeblocks(self, block, buf, off=0):
        """Program page by page."""
        at = block * SECTOR + off
        done = 0
        while done < len(buf):
            size = min(PAGE - (at + done) % PAGE, len(buf) - done)
            self._do(at + done, bytes(buf[done : done + size]))
            done += size
        return 0

    def ioctl(self, op, arg):
        """Answer for the size, and erase sectors."""
        if op == 4:
            return len(self.data) // SECTOR
        if op == 5:
            return SECTOR
        if op == 6:
            self._do(arg * SECTOR, None)
        return 0

    def _do(self, at: int, new: "bytes | None") -> None:
        apply(self.data, at, new)
        self.ops.append((at, new))


def apply(data: bytearray, at: int, new: "bytes | None", part: "int | None" = None) -> None:
    """One operation, or only its first `part` bytes."""
    whole = SECTOR if new is None else len(new)
    size = whole if part is None else part
    if new is None:
        data[at : at + size] = b"\xff" * size
    else:
        old = int.from_bytes(data[at : at + size], "little")
        data[at : at + size] = (old & int.from_bytes(new[:size], "little")).to_bytes(size, "little")


def cuts(before: bytes, ops, share: int = 1, seed: int = 0):
    """(number, flash after a cut there): before the first operation, and of each in its middle and after it.

    `share`: only every so-manieth, beginning with `seed`.
    """
    data = bytearray(before)
    number = 0
    for at, new in [(0, b""), *ops]:
        size = SECTOR if new is None else len(new)
        if size > 1:
            number += 1
            if number % share == seed % share:
                torn = bytearray(data)
                apply(torn, at, new, 1 + (number * 7919) % (size - 1))
                yield number, torn
        apply(data, at, new)
        number += 1
        if number % share == seed % share:
            yield number, bytearray(data)
