"""H24: the pack of a bundle has what its manifest lists, and nothing else, or it is refused with the reason."""

import struct
from binascii import crc32
from functools import partial

import pytest
from pen.formats import bundle as b
from pen.formats.manifest import Manifest
from pen.formats.pack_check import check_pack

from boards.tools.pack_file import packed
from boards.tools.upstream import sha256
from tests.firmware.formats import bundles

GOOD = bundles.made()
HEAD = b.head_size(GOOD)
TEXT = bundles.manifest_text(GOOD)


def repacked(pack: bytes) -> bytes:
    """The good bundle with another pack, which the manifest knows by its sum."""
    old = sha256(GOOD[HEAD:])
    data = bundles.rewritten(GOOD, lambda text: text.replace(old, sha256(pack)))
    head = data[:12] + struct.pack("<I", len(pack)) + data[16 : b.head_size(data) - b.SIGNATURE]
    return head + bundles.key().sign(head) + pack


def resummed(pack: bytes) -> bytes:
    return pack[:8] + struct.pack("<I", crc32(pack[12:])) + pack[12:]


def packs():
    good = GOOD[HEAD:]
    paths = struct.unpack_from("<I", good, 12)[0]
    place = 20 + paths

    def put(at: int, data: bytes) -> bytes:
        return resummed(good[:at] + data + good[at + len(data) :])

    more = packed(bundles.FILES | {"pen/extra/x.mpy": b"x"})
    path = b"/pen/empty"
    folder = struct.pack("<III", crc32(path) & 0x3FFFFFFF, 0, 0)
    listed = good[20:place].replace(b"/pen/core/gate.mpy\n", b"/pen/core/gate.mpy\n" + path + b"\n")
    count = len(bundles.FILES) + 2
    places = b""
    for i in range(count):
        crc, start, size = struct.unpack_from("<III", good, place + 12 * i)
        places += struct.pack("<III", crc, start and start + len(path) + 1 + 12, size)
    places += folder
    empty = resummed(
        good[:12] + struct.pack("<II", len(listed), count + 1) + listed + places + good[place + 12 * count :]
    )
    odd = b"/pen/core/gat\xff.mpy"
    at = place + 12 * (len(bundles.FILES) + 1)  # of the last place
    not_text = good[20:place].replace(b"/pen/core/gate.mpy", odd)
    unread = good[:20] + not_text + good[place:at] + struct.pack("<I", crc32(odd) & 0x3FFFFFFF) + good[at + 4 :]
    fewer = b""
    for i in range(len(bundles.FILES) + 1):
        crc, start, size = struct.unpack_from("<III", good, place + 12 * i)
        fewer += struct.pack("<III", crc, start and start - 12, size)
    short = good[:16] + struct.pack("<I", len(bundles.FILES) + 1) + good[20:place] + fewer + good[at + 12 :]
    return {
        "a path that is no text, with its number": (resummed(unread), b.PACK_PATHS),
        "a path more than places": (resummed(short), b.PACK_PATHS),
        "no pack": (b"NPPACK3\n" + good[8:], b.NOT_A_PACK),
        "a wrong sum": (good[:8] + b"0000" + good[12:], b.PACK_CRC),
        "too many paths": (put(12, b"\xff\xff\xff\x7f"), b.PACK_PATHS),
        "too many places": (put(16, b"\xff\xff\xff\x7f"), b.PACK_PATHS),
        "no places": (put(16, b"\0\0\0\0"), b.PACK_PATHS),
        "a place more than paths": (put(16, b"\x06\0\0\0"), b.PACK_PLACES),
        "a place less than paths": (put(16, b"\x04\0\0\0"), b.PACK_PLACES),
        "a path that is no text": (put(20, b"\xff"), b.PACK_PATHS),
        "a path without a slash": (put(20, b"x"), b.PACK_PATHS),
        "another path": (put(22, b"E"), b.PACK_PLACES),
        "another path's number": (put(place, b"\1"), b.PACK_PLACES),
        "a content elsewhere": (put(place + 12 * 2 + 4, struct.pack("<I", 0x100)), b.PACK_PLACES),
        "a folder with a content": (put(place + 8, b"\1"), b.PACK_EXTRA),
        "a folder that is a file": (put(place + 4, b"\1"), b.PACK_EXTRA),
        "a folder without a file": (empty, b.PACK_EXTRA),
        "a file more": (more, b.PACK_EXTRA),
        "a byte more": (resummed(good + b"x"), b.SIZE),
        "a byte less": (resummed(good[:-1]), b.SIZE),
        "only a head": (resummed(good[:20]), b.PACK_PATHS),
    }


def test_the_packs_own_sum_says_all_that_each_files_would():
    manifest = Manifest(GOOD[:HEAD])
    for at in range(HEAD, len(GOOD), 97):
        bad = bytearray(GOOD[HEAD:])
        bad[at - HEAD] ^= 1
        with pytest.raises(b.BadBundle):
            check_pack(partial(bundles.open_at, GOOD[:HEAD] + resummed(bytes(bad))), manifest)


@pytest.mark.parametrize("name", packs())
def test_h24_a_pack_that_is_not_the_manifests_is_refused(name):
    pack, code = packs()[name]
    with pytest.raises(b.BadBundle) as error:
        bundles.check(repacked(pack))
    assert error.value.code == code
