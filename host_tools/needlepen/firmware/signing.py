"""Signs a bundle, or signs it anew with another key: only the name of the key and the signature change.

The same bundle and key give the same bytes. Must not read files and must not ask for anything.
"""

import struct

from ..codec import bundle as b
from ..errors import VerificationFailed
from ..language import tr
from .bundle import parse
from .keys import PrivateKey

_KEY_LINE = 6  # of the manifest, counted from 0


def signed(data: bytes, name: str, key: PrivateKey) -> bytes:
    """`data`, a whole bundle by whatever key or none, as one by `key`. Raises VerificationFailed."""
    parse(data, name, [], anybody=True)
    manifest_size, pack_size = b.sizes(data[: b.PREFIX])
    lines = data[b.PREFIX : b.PREFIX + manifest_size].split(b"\n")
    lines[_KEY_LINE] = b"key " + key.name.encode("ascii")
    manifest = b"\n".join(lines)
    head = b.MAGIC + struct.pack("<II", len(manifest), pack_size) + manifest
    out = head + key.sign(head) + data[b.PREFIX + manifest_size + b.SIGNATURE :]
    if parse(out, name, [key.public]).signed_by != key.public:
        raise VerificationFailed(
            tr("{name} could not be signed.", name=name), tr("What came out does not verify."), tr("Report this")
        )
    return out
