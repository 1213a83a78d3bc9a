"""Bundles for tests: small ones, signed with the development key, whole or wrong in one place."""

import hashlib
import io
from functools import cache, partial

from needlepen.firmware.keys import read_private
from pen.formats import bundle
from pen.formats.manifest import Manifest
from pen.formats.pack_check import check_pack

from boards.tools import bundle_file
from boards.tools.pen_files import ROOT

FILES = {"pen/__init__.mpy": b"", "pen/app.mpy": b"A" * 5000, "pen/core/gate.mpy": bytes(range(256))}
OLD = {"version": (0, 1, 0), "commit": "0000000", "boards": ("RPI_PICO",), "key": "development"}
NEW = OLD | {"version": (0, 2, 0), "commit": "1111111", "notes": ("Needles rest for longer.",)}
_PEM = ROOT / "boards" / "tools" / "keys" / "development.pem"


@cache
def key():
    """The development key, private."""
    return read_private(_PEM)


def sha256(data: bytes) -> bytes:
    """As the pen says it."""
    return hashlib.sha256(data).digest()


def ring_file() -> bytes:
    """The file `/keys` of a pen that trusts the development key."""
    return entry("development", key().public.n)


def entry(name: str, n: int) -> bytes:
    """One key of a ring."""
    return name.encode().ljust(bundle.NAME, b"\0") + n.to_bytes(bundle.SIGNATURE, "big")


def ring():
    """The same, as `bundle.Head.signer` takes it."""
    return list(bundle.keys(ring_file()))


def signed(data: bytes) -> bytes:
    """With a signature in place, whatever the data say."""
    return bundle_file.sign(data, key().sign)


def made(files: "dict[str, bytes] | None" = None, **about) -> bytes:
    """A signed bundle of these files."""
    return signed(bundle_file.unsigned(FILES if files is None else files, **(NEW | about)))


def manifest_text(data: bytes) -> str:
    """The manifest of a bundle."""
    return data[bundle.PREFIX : bundle.head_size(data) - bundle.SIGNATURE].decode("latin-1")


def rewritten(data: bytes, change) -> bytes:
    """A signed bundle with another text as its manifest."""
    text = change(manifest_text(data)).encode("latin-1")
    size = bundle.head_size(data)
    head = bundle.MAGIC + len(text).to_bytes(4, "little") + data[12:16] + text
    return head + key().sign(head) + data[size:]


def open_at(data: bytes, at: int) -> io.BytesIO:
    """Bytes as the stream that `check_pack` and `Manifest.files` read."""
    stream = io.BytesIO(data)
    stream.seek(at)
    return stream


def files(data: bytes) -> "list[tuple[bytes, int, str]]":
    """(SHA-256, size, path) of the files that a bundle's manifest names. Raises BadBundle."""
    manifest = Manifest(data)
    return [(digest, size, path.decode()) for digest, size, path in manifest.files(open_at(data, manifest.files_at))]


def check(data: bytes) -> Manifest:
    """All that the pen looks at. Raises BadBundle."""
    head = bundle.whole_head(data)
    name = head.signer(ring())
    manifest = Manifest(head.start())
    if manifest.key != name:
        raise bundle.BadBundle(bundle.KEY_NAME)
    check_pack(partial(open_at, data), manifest)
    return manifest
