"""Bundles for tests, small ones, and every kind of bad one: each by its name, made from a good one."""

import struct

from needlepen.firmware.keys import PrivateKey, generate, read_private
from pen.formats import bundle as b

from boards.tools.bundle_file import sign, unsigned
from boards.tools.pack_file import packed
from boards.tools.pen_files import ROOT

KEY = read_private(ROOT / "boards" / "tools" / "keys" / "development.pem")
BOARDS = ("RPI_PICO", "WAVESHARE_RP2040_ZERO")
FILES = {
    "pen/__init__.mpy": b"M\x06\x00\x1f",
    "pen/app.mpy": bytes(range(256)),
    "pen/core/__init__.mpy": b"",
    "pen/core/limits.mpy": b"CAP_UM = 500",
}
NOTES = ("Nothing about depth or rest has changed.", "The screens are easier to read.")
_mallory: "list[PrivateKey]" = []


def mallory(name: str = "mallory") -> PrivateKey:
    """Somebody else's key, made once."""
    if not _mallory:
        _mallory.append(generate("mallory"))
    return PrivateKey(name, _mallory[0].rsa)


def good(version=(0, 2, 0), files=None, key=KEY, **how) -> bytes:
    """A sound bundle, signed with `key`."""
    how = {"notes": NOTES, "commit": "0123456789ab", "boards": BOARDS, **how}
    return sign(unsigned(files or FILES, version, key=key.name, **how), key.sign)


def wrapped(manifest: bytes, pack: bytes, key: PrivateKey = KEY) -> bytes:
    """Any manifest and any pack, honestly signed: what only a broken or evil maker could do."""
    head = b.MAGIC + struct.pack("<II", len(manifest), len(pack)) + manifest
    return head + key.sign(head) + pack


def parts(data: bytes) -> "tuple[bytes, bytes]":
    """Manifest and pack of a bundle."""
    size = b.sizes(data)[0]
    return data[b.PREFIX : b.PREFIX + size], data[b.PREFIX + size + b.SIGNATURE :]


def line(number: int, new: bytes) -> bytes:
    """A bundle signed with another line in its manifest; b"": without it."""
    manifest, pack = parts(good())
    lines = manifest.split(b"\n")
    lines[number : number + 1] = [new] if new else []
    return wrapped(b"\n".join(lines), pack)


def other_pack(pack: bytes) -> bytes:
    """Signed for the wrong pack; its SHA-256 in the manifest is right."""
    manifest, old = parts(good())
    return wrapped(manifest.replace(_sha256(old), _sha256(pack)), pack)


def listed(files: "dict[str, bytes]", pack: bytes) -> bytes:
    """A manifest that lists `files`, with a pack of its own."""
    manifest, old = parts(good(files=files))
    return wrapped(manifest.replace(_sha256(old), _sha256(pack)), pack)


def spoiled(data: bytes, at: int) -> bytes:
    """One bit flipped; a negative `at` counts from the end."""
    out = bytearray(data)
    out[at] ^= 1
    return bytes(out)


def _sha256(data: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(data).hexdigest().encode()


def _crc(pack: bytes) -> bytes:
    from binascii import crc32

    return pack[:8] + struct.pack("<I", crc32(pack[12:])) + pack[12:]


def _patched(offset: int, new: bytes) -> bytes:
    """The good pack with bytes replaced and its checksum right again."""
    pack = packed(FILES)
    return _crc(pack[:offset] + new + pack[offset + len(new) :])


def _placed(entry: int, field: int, value: int) -> bytes:
    """The good pack with a number of its table of places replaced: 0 CRC, 1 start, 2 size."""
    paths_size = struct.unpack_from("<I", packed(FILES), 12)[0]
    return _patched(20 + paths_size + 12 * entry + 4 * field, struct.pack("<I", value))


_LINE_NAMES = ("needlepen", "version", "commit", "boards", "min_boot", "schema", "key")
_EXTRA = {**FILES, "pen/core/ghost.mpy": b"boo"}
_FEWER = {path: data for path, data in FILES.items() if path != "pen/core/limits.mpy"}
_OTHER = {**FILES, "pen/core/limits.mpy": b"CAP_UM = 999"}
_LONGER = {**FILES, "pen/core/limits.mpy": b"CAP_UM = 500 "}
_FILE = len(_LINE_NAMES) + len(NOTES) + 1  # line of the first file, from 0
_DIGEST = b"0" * 64

# name: how it is made. Every one must be refused, each with words of its own.
BAD = {
    # no bundles at all
    "an empty file": lambda: b"",
    "all zeros": lambda: bytes(5000),
    "a UF2 image": lambda: b"UF2\nWQ]\x9e" + bytes(504),
    "a bare pack": lambda: packed(FILES),
    "another generation": lambda: b"NPBUNDL2" + good()[8:],
    "a ZIP archive": lambda: b"PK\x03\x04" + good(),
    "a compressed file": lambda: b"\x1f\x8b\x08" + good(),
    "a web page": lambda: b"<!doctype html><title>404</title>",
    "a Git LFS pointer": lambda: b"version https://git-lfs.github.com/spec/v1\n",
    "a key": lambda: b"-----BEGIN PUBLIC KEY-----\n",
    "a program for a computer": lambda: b"\x7fELF" + bytes(60),
    "one compiled module": lambda: b"M\x06\x00\x1f" + bytes(60),
    "a history": lambda: b"SQLite format 3\0" + bytes(80),
    "a letter": lambda: b"Dear Anna, " * 50,
    # too short, too long
    "cut short": lambda: good()[:-1],
    "something behind its end": lambda: good() + b"x",
    "a manifest of no bytes": lambda: b.MAGIC + struct.pack("<II", 0, 500) + bytes(900),
    "a pack larger than any": lambda: b.MAGIC + struct.pack("<II", 100, b.PACK_MAX + 1) + bytes(900),
    # signatures
    "never signed": lambda: unsigned(FILES, (0, 2, 0), "--", BOARDS, KEY.name),
    "changed after it was signed": lambda: good().replace(b"version 0.2.0", b"version 0.2.1"),
    "signed by somebody unknown": lambda: good(key=mallory()),
    "changed beyond reading": lambda: good().replace(b"version 0.2.0", b"version\x000.2.0"),
    "signed under another's name": lambda: good(key=PrivateKey("release", KEY.rsa)),
    # manifests that a broken maker signs
    "a line that is no text": lambda: line(1, b"version \xff"),
    "a last line without an end": lambda: wrapped(parts(good())[0][:-1], packed(FILES)),
    "a newer format": lambda: line(0, b"needlepen 2"),
    **{f"no line {name}": lambda n=n: line(n, b"") for n, name in enumerate(_LINE_NAMES)},
    "no line pack": lambda: line(_FILE - 1, b""),
    "a version of words": lambda: line(1, b"version two"),
    "a commit with a blank": lambda: line(2, b"commit not one"),
    "a board without a name": lambda: line(3, b"boards RPI_PICO,,X"),
    "a loader that is no number": lambda: line(4, b"min_boot -1"),
    "memory formats that are none": lambda: line(5, b"schema 2"),
    "a note with letters that no screen has": lambda: line(7, "note für dich".encode()),
    "nine notes": lambda: line(7, b"\n".join([b"note x"] * 8)),
    "a digest of the pack that is none": lambda: line(_FILE - 1, b"pack " + b"g" * 64),
    "a file without a size": lambda: line(_FILE, b"file " + _DIGEST + b" pen/a.mpy"),
    "a file outside the program": lambda: line(_FILE, b"file " + _DIGEST + b" 4 pen/../boot.mpy"),
    "a file named twice": lambda: line(_FILE, b"\n".join(parts(good())[0].split(b"\n")[_FILE : _FILE + 1] * 2)),
    "no files": lambda: wrapped(b"\n".join(parts(good())[0].split(b"\n")[:_FILE]) + b"\n", packed(FILES)),
    # packs that are not the signed one
    "no pack behind the signature": lambda: other_pack(b"NPPACK1\n" + packed(FILES)[8:]),
    "a pack with a wrong checksum": lambda: other_pack(spoiled(packed(FILES), 8)),
    "a pack without a list": lambda: other_pack(_patched(20, b"\n")),
    "contents in another place": lambda: other_pack(_placed(2, 1, 999)),
    "a file that is not in the list": lambda: listed(FILES, packed(_EXTRA)),
    "a file that is only in the list": lambda: listed(FILES, packed(_FEWER)),
    "a file of another size": lambda: listed(FILES, packed(_LONGER)),
    "another file": lambda: listed(FILES, packed(_OTHER)),
    "a pack that ends early": lambda: other_pack(_crc(packed(FILES) + b"x")),
    "the whole pack swapped": lambda: wrapped(parts(good())[0].replace(_sha256(packed(FILES)), _DIGEST), packed(FILES)),
}
