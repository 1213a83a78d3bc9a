"""Writes what `firmware/pack.py` reads: many files in one, one hash over all.

The same files give the same bytes.
"""

import hashlib
import struct

_MAGIC = b"NPPACK1\n"
_HEAD = 44
_PATH = 32


def packed(files: "dict[str, bytes]") -> bytes:
    """A pack of compiled `files`, content by path. Raises ValueError for a path of 32 bytes or more, or no `.mpy`."""
    at = _HEAD + (_PATH + 8) * len(files)
    rows, contents = [], []
    for path in sorted(files):
        if not path.endswith(".mpy") or not len(path.encode()) < _PATH:
            raise ValueError(f"a pack cannot hold {path!r}")
        rows.append(struct.pack("<32sII", path.encode(), at, len(files[path])))
        contents.append(files[path])
        at += len(files[path])
    body = struct.pack("<I", len(rows)) + b"".join(rows + contents)
    return _MAGIC + hashlib.sha256(body).digest() + body
