"""Rows of a cartridge's tag as the tests of its driver read and write them."""

FACTORY, USES, FREE = 0x00, 0x20, 0x60
ROW = bytes(range(0x10, 0x18))


def read(tag, addr: int, count: int) -> bytes:
    buf = bytearray(count)
    tag.readinto(addr, buf)
    return bytes(buf)


def write(tag, addr: int, row: bytes) -> None:
    """A row, as a use is marked: since the note the tag had power."""
    tag.leave_note()
    tag.write_row(addr, row)
