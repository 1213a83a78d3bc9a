"""The chip's file system from outside, as a programmer with a clip on the flash has it.

Reads what the pen has written, and renews the application's files in place. Only while the chip has no power, or to
look.
"""

import struct

from littlefs import LittleFS, LittleFSError

from boards.tools.factory_image import open_image

_RECORD = 64  # bytes of a journal record
_JOURNAL = "journal"
_PEN_WRITES = ("journal/", "ledger.")  # everything else belongs to the application …
_UPDATES_WRITE = ("a.np", "b.np", "boot.0", "boot.1")  # … but for these, once a pen has taken an update
_RECORD_HEAD = "<4sIB11x16s16s"  # of a boot record (firmware/slots.py): magic, sequence, active slot, names
_FACTORY = b"factory"


def _application(fs: LittleFS, leave: "tuple[str, ...]") -> "dict[str, bytes]":
    """Every file of the application by its path, but for what begins with one of `leave`."""
    found = {}
    for folder, _, names in fs.walk("/"):
        for name in names:
            path = f"{folder.strip('/')}/{name}".lstrip("/")
            if not path.startswith(leave):
                with fs.open(path, "rb") as file:
                    found[path] = file.read()
    return found


def _updated(fs: LittleFS) -> bool:
    """Does the pen run a version that came over the cable?"""
    found = [(0, 0, _FACTORY, _FACTORY)]
    for name in ("boot.0", "boot.1"):
        try:
            with fs.open(name, "rb") as file:
                found.append(struct.unpack_from(_RECORD_HEAD, file.read())[1:])
        except (OSError, LittleFSError, struct.error):
            continue
    _, active, *names = max(found)
    return names[active & 1].rstrip(b"\0") != _FACTORY


def files(data: bytes) -> "dict[str, bytes]":
    """Every file of an image that no pen has written to."""
    return _application(open_image(data), ())


def renew(data: bytearray, program: "dict[str, bytes]") -> int:
    """Make the application in the image `data` that of `program`; the pen's own files stay. How many have changed.

    A version that came as an update stays too. Raises LittleFSError when `data` holds no file system.
    """
    fs = open_image(bytes(data))
    leave = _PEN_WRITES
    if _updated(fs):
        leave += _UPDATES_WRITE
        program = {path: content for path, content in program.items() if path not in _UPDATES_WRITE}
    ours = _application(fs, leave)
    gone = [path for path in ours if path not in program]
    changed = [path for path in sorted(program) if ours.get(path) != program[path]]
    for path in gone:
        fs.remove(path)
    for path in changed:
        folder = path.rpartition("/")[0]
        if folder:
            fs.makedirs(folder, exist_ok=True)
        with fs.open(path, "wb") as file:
            file.write(program[path])
    fs.unmount()
    data[:] = fs.context.buffer
    return len(changed) + len(gone)


def journal(data: "bytes | bytearray") -> bytes:
    """Every whole record of the newest epoch, as the pen holds it; b"" where there is none.

    A segment's file is named EEEEEEEE.SSSSSS: epoch and number, hexadecimal.
    """
    fs = open_image(bytes(data))
    try:
        names = sorted(name for name in fs.listdir(_JOURNAL) if len(name) == 15)
    except LittleFSError:
        names = []
    out = b""
    for name in names:
        if name[:8] == names[-1][:8]:
            with fs.open(f"{_JOURNAL}/{name}", "rb") as file:
                segment = file.read()
            out += segment[: len(segment) // _RECORD * _RECORD]
    return out
