"""The chip's file system from outside, as a programmer with a clip on the flash has it.

Reads what the pen has written, and renews the application's files in place. Only while the chip has no power, or to
look.
"""

from littlefs import LittleFS, LittleFSError

from boards.tools.factory_image import open_image

_RECORD = 64  # bytes of a journal record
_JOURNAL = "journal"
_PEN_WRITES = ("journal/", "ledger.")  # everything else belongs to the application


def _application(fs: LittleFS) -> "dict[str, bytes]":
    """Every file of the application by its path."""
    found = {}
    for folder, _, names in fs.walk("/"):
        for name in names:
            path = f"{folder.strip('/')}/{name}".lstrip("/")
            if not path.startswith(_PEN_WRITES):
                with fs.open(path, "rb") as file:
                    found[path] = file.read()
    return found


def renew(data: bytearray, files: "dict[str, bytes]") -> int:
    """Make the application in the image `data` that of `files`; the pen's own files stay. How many have changed.

    Raises LittleFSError when `data` holds no file system.
    """
    fs = open_image(bytes(data))
    ours = _application(fs)
    gone = [path for path in ours if path not in files]
    changed = [path for path in sorted(files) if ours.get(path) != files[path]]
    for path in gone:
        fs.remove(path)
    for path in changed:
        folder = path.rpartition("/")[0]
        if folder:
            fs.makedirs(folder, exist_ok=True)
        with fs.open(path, "wb") as file:
            file.write(files[path])
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
