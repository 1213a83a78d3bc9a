"""Makes the file that `firmware/pack.py` reads: the program's compiled modules in one, one sum over all.

The same files give the same bytes.
"""

import struct
from binascii import crc32
from pathlib import PurePosixPath

_MAGIC = b"NPPACK2\n"
_HEAD = 20
_PLACE = 12
_CRC_MASK = 0x3FFF_FFFF


def packed(files: "dict[str, bytes]") -> bytes:
    """A pack of compiled `files`, content by path. Raises ValueError: a path is no `.mpy`, or two look alike."""
    contents: dict[str, bytes | None] = {}  # None: a folder
    for path in files:
        if not path.endswith(".mpy") or "\n" in path:
            raise ValueError(f"a pack cannot hold {path!r}")
        contents.update({f"/{folder}": None for folder in PurePosixPath(path).parents if folder.name})
        contents[f"/{path}"] = files[path]
    crcs = [crc32(path.encode()) & _CRC_MASK for path in sorted(contents)]
    if len(set(crcs)) < len(crcs):
        raise ValueError("two paths have the same CRC: call one module otherwise")
    paths = "".join(path + "\n" for path in sorted(contents)).encode()
    at = _HEAD + len(paths) + _PLACE * len(contents)
    places = b""
    for path, crc in zip(sorted(contents), crcs, strict=True):
        data = contents[path]
        places += struct.pack("<III", crc, 0 if data is None else at, len(data or b""))
        at += len(data or b"")
    data = b"".join(contents[path] or b"" for path in sorted(contents))
    body = struct.pack("<II", len(paths), len(contents)) + paths + places + data
    return _MAGIC + struct.pack("<I", crc32(body)) + body
