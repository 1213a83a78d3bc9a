"""A firmware bundle: one signed file, which is also what lies in a slot of the pen. Pen and laptop share this file.

    b"NPBUNDL1" | manifest size u32 | pack size u32 | manifest | signature 384 | pack          (little endian)

The signature is RSA-3072, PKCS#1 v1.5, SHA-256, over all before it. The manifest is lines of ASCII in this order:
needlepen 1, version, commit, boards, min_boot, schema, key, 0 to 8 notes, pack (its SHA-256), and of each file
SHA-256, size and path, sorted. The pack is what `firmware/pack.py` mounts. Nothing is parsed that is not signed: of
what comes from outside only two sizes are looked at first. It reads no files and decides nothing about this pen.
"""

from binascii import crc32, unhexlify
from hashlib import sha256
from struct import unpack, unpack_from

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

MAGIC = b"NPBUNDL1"
PREFIX = 16
SIGNATURE = 384
MANIFEST_MAX = 24 * 1024
PACK_MAX = 512 * 1024
FILES_MAX = 160
NOTES_MAX = 8
NOTE_MAX = 100
PATH_MAX = 60
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

_PACK_MAGIC = b"NPPACK2\n"
_PACK_HEAD = 20
_PLACE = 12
_PATHS_MAX = 12 * 1024
_CRC_MASK = 0x3FFF_FFFF
_CHUNK = 4096
_STEP = 1024
_NUMBER_MAX = 9  # digits
# DigestInfo of SHA-256, RFC 8017 section 9.2, note 1
_DIGEST_INFO = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."


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
    if not _PACK_HEAD <= pack <= PACK_MAX:
        raise BadBundle(PACK_SIZE, pack)
    return manifest, pack


def front_size(prefix: "bytes | bytearray | memoryview") -> int:
    """Bytes before the pack: prefix, manifest, signature."""
    return PREFIX + sizes(prefix)[0] + SIGNATURE


def keys(ring: "bytes") -> "Iterator[tuple[str, int]]":
    """Names and moduli of a key ring, which is whole entries of KEY bytes; what is none is left out."""
    for at in range(0, len(ring) - KEY + 1, KEY):
        n = int.from_bytes(ring[at + NAME : at + KEY], "big")
        if n >> (8 * SIGNATURE - 1) == 1 and n & 1:
            yield _plain(ring[at : at + NAME].rstrip(b"\0"), LINE, 0), n


def signer(front: "Any", ring: "Iterable[tuple[str, int]]") -> str:
    """Whose signature it is; raises BadBundle when it is nobody's. `front` is all before the pack, `ring` (name, n)."""
    if len(front) != front_size(front[:PREFIX]):
        raise BadBundle(SIZE, len(front))
    end = len(front) - SIGNATURE
    signed = sha256()
    for at in range(0, end, _STEP):
        signed.update(front[at : min(at + _STEP, end)])
    digest = signed.digest()
    wanted = b"\0\1" + b"\xff" * (SIGNATURE - 3 - len(_DIGEST_INFO) - 32) + b"\0" + _DIGEST_INFO + digest
    s = int.from_bytes(bytes(front[end:]), "big")
    for name, n in ring:
        if s < n and pow(s, 65537, n).to_bytes(SIGNATURE, "big") == wanted:
            return name
    raise BadBundle(BAD_SIGNATURE)


class Manifest:
    """What the manifest of a front says, every line of it checked. Raises BadBundle."""

    def __init__(self, front: "Any"):
        size, self.pack_size = sizes(front[:PREFIX])
        self._text = front
        self._at = PREFIX  # of the next line
        self._end = PREFIX + size
        self._line = 0
        if len(front) < self._end or front[self._end - 1] != 0x0A:
            raise BadBundle(TEXT)
        if self._value("needlepen") != "1":
            raise BadBundle(FORMAT)
        self.version = self._numbers("version", VERSION, 3, 255)
        major, minor, patch = self.version
        self.number = major << 16 | minor << 8 | patch  # the version as one, the higher the newer
        self.commit = self._word("commit", 12, COMMIT)
        self.boards = tuple(self._value("boards").split(","))
        for name in self.boards:
            if len(name) > BOARD_MAX or not _made_of(name, _LETTERS):
                raise BadBundle(BOARDS)
        self.min_boot = self._numbers("min_boot", MIN_BOOT, 1, 255)[0]
        self.schema = self._numbers("schema", SCHEMA, 2, 255)
        self.key = self._word("key", NAME - 1, KEY_NAME)
        self.notes: list[str] = []
        key, value = self._next()
        while key == "note":
            if not value.strip() or len(value) > NOTE_MAX:
                raise BadBundle(NOTE, self._line)
            if len(self.notes) == NOTES_MAX:
                raise BadBundle(NOTES, self._line)
            self.notes.append(_plain(value.encode(), NOTE, self._line))
            key, value = self._next()
        if key != "pack":
            raise BadBundle(LINE, self._line)
        self.pack = _digest(value, PACK_LINE, self._line)
        self._files_at = self._at
        self.count = 0
        before = ""
        for digest, length, path in self._files():
            self.count += 1
            _digest(digest, FILE_LINE, self.count)
            _number(length, FILE_LINE, self.count, PACK_MAX)
            if not _is_path(path):
                raise BadBundle(FILE_PATH, self.count)
            if path <= before:
                raise BadBundle(FILE_ORDER, self.count)
            before = path
        if not 0 < self.count <= FILES_MAX:
            raise BadBundle(FILES, self.count)

    def files(self) -> "Iterator[tuple[bytes, int, str]]":
        """(SHA-256, size, path) of every file, in order. One pass at a time."""
        for digest, size, path in self._files():
            yield unhexlify(digest), int(size), path

    def _files(self) -> "Iterator[tuple[str, str, str]]":
        """The words of every file's line, as they stand there."""
        self._at = self._files_at
        number = 0
        while self._at < self._end:
            key, value = self._next()
            number += 1
            words = value.split(" ")
            if key != "file" or len(words) != 3:
                raise BadBundle(FILE_LINE, number)
            yield words[0], words[1], words[2]

    def _next(self) -> "tuple[str, str]":
        """Key and value of the next line."""
        self._line += 1
        start = self._at
        end = self._text.find(b"\n", start, self._end)
        if end < 0:
            raise BadBundle(LINE, self._line)
        self._at = end + 1
        try:
            key, space, value = bytes(self._text[start:end]).decode().partition(" ")
        except ValueError:  # UnicodeError
            raise BadBundle(TEXT, self._line) from None
        if not space:
            raise BadBundle(LINE, self._line)
        return key, value

    def _value(self, wanted: str) -> str:
        key, value = self._next()
        if key != wanted:
            raise BadBundle(LINE, self._line)
        return value

    def _word(self, wanted: str, at_most: int, code: int) -> str:
        value = self._value(wanted)
        if len(value) > at_most or not _made_of(value, _LETTERS):
            raise BadBundle(code)
        return value

    def _numbers(self, wanted: str, code: int, count: int, at_most: int) -> "tuple[int, ...]":
        words = self._value(wanted).split(".")
        if len(words) != count:
            raise BadBundle(code)
        return tuple([_number(word, code, 0, at_most) for word in words])


def check_pack(readinto: "Callable[[memoryview], int]", manifest: Manifest, each: bool = True) -> None:
    """Is what `readinto` gives, to its end, the pack of this manifest: its files, all of them and no other?

    `readinto(buf)` fills `buf` from a stream and returns how many bytes those are. Raises BadBundle. `each`: look at
    each file's sum as well. The pen does not: the pack's own sum is signed too, and says all that this could.
    """
    whole = sha256()
    buf = memoryview(bytearray(_CHUNK))
    head = _take(readinto, bytearray(_PACK_HEAD), whole)
    if bytes(head[:8]) != _PACK_MAGIC:
        raise BadBundle(NOT_A_PACK)
    wanted_crc, paths_size, count = unpack("<III", head[8:])
    if paths_size > _PATHS_MAX or not 0 < count <= 2 * FILES_MAX:
        raise BadBundle(PACK_PATHS)
    paths = _take(readinto, bytearray(paths_size), whole)
    places = _take(readinto, bytearray(_PLACE * count), whole)
    crc = crc32(places, crc32(paths, crc32(head[12:])))
    _check_places(_plain_paths(bytes(paths), count), places, manifest, _PACK_HEAD + paths_size + _PLACE * count)
    left = manifest.pack_size - _PACK_HEAD - paths_size - _PLACE * count
    if each:
        number = 0
        for digest, size, _ in manifest.files():
            number += 1  # noqa: SIM113 - as the pen would: MicroPython makes a tuple of each
            file = sha256()
            while size:
                part = _take(readinto, buf[: min(size, _CHUNK)], whole)
                file.update(part)
                crc = crc32(part, crc)
                size -= len(part)
                left -= len(part)
            if file.digest() != digest:
                raise BadBundle(FILE_HASH, number)
    while left:
        part = _take(readinto, buf[: min(left, _CHUNK)], whole)
        crc = crc32(part, crc)
        left -= len(part)
    if readinto(buf[:1]):
        raise BadBundle(SIZE)
    if crc & 0xFFFFFFFF != wanted_crc:
        raise BadBundle(PACK_CRC)
    if whole.digest() != manifest.pack:
        raise BadBundle(PACK_HASH)


def _check_places(paths: "list[str]", places: "memoryview", manifest: Manifest, at: int) -> None:
    """Names, order, sizes and places of a pack whose contents begin `at`; every folder is one of a file's."""
    needed: set[str] = set()
    found: set[str] = set()
    files = manifest.files()
    number = 0
    for i in range(len(paths)):
        crc, start, size = unpack_from("<III", places, _PLACE * i)
        path = paths[i][1:]
        if crc != crc32(paths[i].encode()) & _CRC_MASK or (i and paths[i] <= paths[i - 1]):
            raise BadBundle(PACK_PLACES, i)
        if not start:
            if size:
                raise BadBundle(PACK_EXTRA, i)
            found.add(path)
            continue
        number += 1
        wanted = next(files, None)
        if wanted is None or path < wanted[2]:
            raise BadBundle(PACK_EXTRA, i)
        if path != wanted[2]:
            raise BadBundle(PACK_MISSING, number)
        if size != wanted[1]:
            raise BadBundle(FILE_SIZE, number)
        if start != at:
            raise BadBundle(PACK_PLACES, i)
        at += size
        folder = path.rpartition("/")[0]
        while folder and folder not in needed:
            needed.add(folder)
            folder = folder.rpartition("/")[0]
    if number != manifest.count or needed - found:
        raise BadBundle(PACK_MISSING, number + 1)
    if found - needed:
        raise BadBundle(PACK_EXTRA, number)
    if at != manifest.pack_size:
        raise BadBundle(SIZE, at)


def _plain_paths(paths: bytes, count: int) -> "list[str]":
    """One a line, each with a slash before it. What else they are shows when they are compared."""
    try:
        lines = paths.decode().split("\n")
    except ValueError:  # UnicodeError
        raise BadBundle(PACK_PATHS) from None
    if lines.pop() or len(lines) != count:
        raise BadBundle(PACK_PATHS)
    for path in lines:
        if path[:1] != "/":
            raise BadBundle(PACK_PATHS)
    return lines


def _take(readinto: "Callable[[memoryview], int]", buf: "bytearray | memoryview", whole: "Any") -> memoryview:
    """`buf` filled, and what was read told to the sum over `whole`."""
    view = memoryview(buf)
    if readinto(view) != len(view):
        raise BadBundle(SIZE)
    whole.update(view)
    return view


def _plain(data: bytes, code: int, at: int) -> str:
    """`data` as text, if all of it is printable ASCII."""
    for c in data:
        if not 0x20 <= c < 0x7F:
            raise BadBundle(code, at)
    return data.decode()


def _made_of(text: str, letters: bytes) -> bool:
    """Is it at least one of `letters` and nothing else?"""
    for c in text.encode():
        if c not in letters:
            return False
    return bool(text)


def _number(text: str, code: int, at: int, at_most: int) -> int:
    """A decimal number as it would be written."""
    try:
        number = int(text) if len(text) <= _NUMBER_MAX else -1
    except ValueError:
        number = -1
    if not 0 <= number <= at_most or str(number) != text:
        raise BadBundle(code, at)
    return number


def _digest(text: str, code: int, at: int) -> bytes:
    """A SHA-256 as it would be written."""
    try:
        digest = unhexlify(text)
    except ValueError:
        digest = b""
    if len(digest) != 32 or text.lower() != text:
        raise BadBundle(code, at)
    return digest


def _is_path(path: str) -> bool:
    """A module of the program; nothing that could leave its folder."""
    if len(path) > PATH_MAX or path[-4:] != ".mpy" or not _made_of(path, _LETTERS + b"/"):
        return False
    for word in path.split("/"):
        if not word or word[0] == ".":
            return False
    return path[:4] == "pen/"
