"""Makes the file that `pen/formats/bundle.py` reads, but for its signature. The same files give the same bytes.

What has no signature yet has zeros in its place: so it lies in the slot of a pen that leaves the bench, where the
builder's hands stand for it. Signing is `sign`'s caller's: the key never comes here.
"""

import io
import struct
from collections.abc import Callable
from hashlib import sha256

from needlepen.formats import bundle
from needlepen.formats.manifest import Manifest
from needlepen.formats.version import SCHEMA

from boards.tools.pack_file import packed

FACTORY = "factory"  # the "key" of a bundle that nobody has signed


def unsigned(
    files: "dict[str, bytes]",
    version: "tuple[int, ...]",
    commit: str,
    boards: "tuple[str, ...]",
    key: str = FACTORY,
    notes: "tuple[str, ...]" = (),
    min_boot: int = 1,
    schema: "tuple[int, int]" = SCHEMA,
) -> bytes:
    """A bundle of the program's compiled `files` by path. Raises ValueError, BadBundle: it could not be read back."""
    pack = packed(files)
    lines = ["needlepen 1", "version " + ".".join(map(str, version)), f"commit {commit}", "boards " + ",".join(boards)]
    lines += [f"min_boot {min_boot}", f"schema {schema[0]}.{schema[1]}", f"key {key}"]
    lines += [f"note {note}" for note in notes]
    lines += [f"pack {sha256(pack).hexdigest()}"]
    lines += [f"file {sha256(files[path]).hexdigest()} {len(files[path])} {path}" for path in sorted(files)]
    manifest = ("\n".join(lines) + "\n").encode()
    head = bundle.MAGIC + struct.pack("<II", len(manifest), len(pack)) + manifest + bytes(bundle.SIGNATURE)
    list(Manifest(head).files(io.BytesIO(manifest[manifest.index(b"file ") :])))
    return head + pack


def sign(data: bytes, with_key: "Callable[[bytes], bytes]") -> bytes:
    """`data` with its signature in place; `with_key` makes 384 bytes of what is to be signed."""
    size = bundle.head_size(data)
    head = data[: size - bundle.SIGNATURE]
    return head + with_key(head) + data[size:]
