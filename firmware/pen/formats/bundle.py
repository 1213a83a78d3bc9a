"""A firmware bundle: one signed file, which is also what lies in a slot of the pen. Pen and laptop share this file.

    b"NPBUNDL1" | manifest size u32 | pack size u32 | manifest | signature 384 | pack          (little endian)

The signature is RSA-3072, PKCS#1 v1.5, SHA-256, over all before it. All before the pack is the bundle's head. Here are
its sizes, its sums, whose signature it has, and the numbers of what can be wrong; `manifest.py` reads the manifest and
`pack_check.py` compares the pack with it. Nothing is parsed that is not signed: of what comes from outside only two
sizes are looked at first. It reads no files and decides nothing about this pen.
"""

from hashlib import sha256
from struct import unpack_from

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAGIC = b"NPBUNDL1"
PREFIX = 16
SIGNATURE = 384
MANIFEST_MAX = 24 * 1024
PACK_MAX = 512 * 1024
FILES_MAX = 160
NOTES_MAX = 8
NOTE_MAX = 100
ABOUT_MAX = 1536  # bytes of the manifest before its list of files: what a pen keeps of it
PACK_HEAD = 20  # bytes of the pack before its list of paths
NAME = 16  # of a board or key, filled up with zeros; 15 letters at most for a key
BOARD_MAX = 24
KEY = NAME + SIGNATURE  # an entry of the ring: name | modulus, big endian; the exponent is 65537

# what is wrong with a bundle; `at` says where: a line of the manifest, a file's number, a size
SIZE = 1  # the file is shorter or longer than it says
NOT_A_BUNDLE = 2
MANIFEST_SIZE = 3
PACK_SIZE = 4
BAD_SIGNATURE = 5  # by none of the keys
KEY_NAME = 6  # signed by another key than it says
TEXT = 7  # not printable ASCII, or no end of the last line
FORMAT = 8  # a bundle of another format
LINE = 9  # another line than the order says
VERSION = 10
COMMIT = 11
BOARDS = 12
MIN_BOOT = 13
SCHEMA = 14
NOTE = 15
NOTES = 16
PACK_LINE = 17
FILE_LINE = 18
FILE_PATH = 19
FILE_ORDER = 20
FILES = 21  # none, or too many
PACK_HASH = 22
NOT_A_PACK = 23
PACK_CRC = 24
PACK_PATHS = 25  # the pack's list of paths is not one
PACK_PLACES = 26  # a content lies somewhere else than the order says
PACK_EXTRA = 27  # a file that the manifest does not name
PACK_MISSING = 28  # a file that only the manifest names
FILE_SIZE = 29
FILE_HASH = 30

# DigestInfo of SHA-256, RFC 8017 section 9.2, note 1
_DIGEST_INFO = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"


class BadBundle(ValueError):
    """Not a bundle that may be used: `code` says what is wrong, `at` where."""

    def __init__(self, code: int, at: int = 0):
        super().__init__("bundle: %d at %d" % (code, at))
        self.code = code
        self.at = at


def sizes(prefix: "bytes | bytearray | memoryview") -> "tuple[int, int]":
    """Sizes of manifest and pack, from the first PREFIX bytes."""
    if len(prefix) < PREFIX or bytes(prefix[:8]) != MAGIC:
        raise BadBundle(NOT_A_BUNDLE)
    manifest, pack = unpack_from("<II", prefix, 8)
    if not 0 < manifest <= MANIFEST_MAX:
        raise BadBundle(MANIFEST_SIZE, manifest)
    if not PACK_HEAD <= pack <= PACK_MAX:
        raise BadBundle(PACK_SIZE, pack)
    return manifest, pack


def head_size(prefix: "bytes | bytearray | memoryview") -> int:
    """Bytes before the pack: prefix, manifest, signature."""
    return PREFIX + sizes(prefix)[0] + SIGNATURE


class Head:
    """The head of a bundle as it comes, piece by piece. It is summed, and only what is needed of it is kept.

    `size`: its bytes, `received`: how many of them there are. Raises BadBundle: its first bytes are no `prefix`.
    """

    def __init__(self, prefix: "bytes | bytearray | memoryview"):
        self.size = head_size(prefix)
        self.received = 0
        self._signed = sha256()  # all before the signature
        self._whole = sha256()
        self._start = bytearray(min(PREFIX + ABOUT_MAX, self.size - SIGNATURE))
        self._signature = bytearray(SIGNATURE)

    def add(self, data: "bytes | bytearray | memoryview") -> None:
        """Take the next piece of the bundle. Raises BadBundle: the head is not as long."""
        at = self.received
        end = self.size - SIGNATURE  # of what is signed
        if at + len(data) > self.size:
            raise BadBundle(SIZE, at + len(data))
        self.received += len(data)
        self._whole.update(data)
        view = memoryview(data)
        if at < end:
            self._signed.update(view[: end - at])
            part = view[: max(0, len(self._start) - at)]
            self._start[at : at + len(part)] = part
        if self.received > end:
            part = view[max(0, end - at) :]
            at = self.received - end - len(part)
            self._signature[at : at + len(part)] = part

    def signer(self, ring: "Iterable[tuple[str, int]]") -> str:
        """Whose signature it is, of `ring`'s (name, n); raises BadBundle when it is nobody's. Once, at the end."""
        if self.received != self.size:
            raise BadBundle(SIZE, self.received)
        padding = b"\0\1" + b"\xff" * (SIGNATURE - 3 - len(_DIGEST_INFO) - 32) + b"\0"
        wanted = padding + _DIGEST_INFO + self._signed.digest()
        s = int.from_bytes(self._signature, "big")
        for name, n in ring:
            if s < n and pow(s, 65537, n).to_bytes(SIGNATURE, "big") == wanted:
                return name
        raise BadBundle(BAD_SIGNATURE)

    def start(self) -> bytearray:
        """Its first bytes, which `manifest.py` reads: prefix, and all of the manifest before its list of files."""
        return self._start

    def sum(self) -> bytes:
        """SHA-256 of all of it: what must lie in the slot. Once, at the end."""
        return self._whole.digest()


def whole_head(data: "bytes | bytearray | memoryview") -> Head:
    """The head at the beginning of a bundle that is in memory. Raises BadBundle."""
    head = Head(data[:PREFIX])
    head.add(data[: head.size])
    return head


def keys(ring: "bytes") -> "Iterator[tuple[str, int]]":
    """Names and moduli of a key ring, which is whole entries of KEY bytes; what is none is left out."""
    for at in range(0, len(ring) - KEY + 1, KEY):
        n = int.from_bytes(ring[at + NAME : at + KEY], "big")
        if n >> (8 * SIGNATURE - 1) == 1 and n & 1:
            yield _key_name(ring[at : at + NAME]), n


def _key_name(entry: bytes) -> str:
    """The name in an entry of the key ring: printable ASCII."""
    name = entry.rstrip(b"\0")
    for c in name:
        if not 0x20 <= c < 0x7F:
            raise BadBundle(LINE)
    return name.decode()
