"""H24: a bundle is what a key in the ring has signed, every byte of it, or it is refused with the reason."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.formats import bundle as b

from boards.tools import bundle_file
from boards.tools.upstream import sha256
from tests.firmware.formats import bundles

GOOD = bundles.made()
HEAD = b.head_size(GOOD)
TEXT = bundles.manifest_text(GOOD)


def signer(signed_head, ring):
    """Whose signature it is, of a head that comes in pieces of 250 bytes."""
    head = b.Head(signed_head[: b.PREFIX])
    for at in range(0, len(signed_head), 250):
        head.add(signed_head[at : at + 250])
    return head.signer(ring)


def test_a_good_one_is_read():
    manifest = bundles.check(GOOD)
    assert (manifest.version, manifest.commit, manifest.boards) == ((0, 2, 0), "1111111", ("RPI_PICO",))
    assert (manifest.min_boot, manifest.schema, manifest.key) == (1, bundle_file.SCHEMA, "development")
    assert manifest.notes == ["Needles rest for longer."]
    assert [(path, size) for _, size, path in bundles.files(GOOD)] == [(p, len(d)) for p, d in bundles.FILES.items()]


def test_h24_folders_with_names_as_long_as_each_other_are_told_apart():
    bundles.check(bundles.made({f"pen/{name}.mpy": b"A" for name in ("core/a", "core/b", "link/a", "x/y/a", "x/z/a")}))


def test_the_same_files_give_the_same_bytes():
    assert bundles.made(dict(reversed(bundles.FILES.items()))) == GOOD


def test_h24_a_flipped_bit_anywhere_before_the_pack_is_a_bad_signature_or_no_bundle():
    for at in {*range(40), *range(40, HEAD, 7)}:
        bad = bytearray(GOOD)
        bad[at] ^= 1 << at % 8
        with pytest.raises(b.BadBundle) as error:
            signer(bytes(bad[:HEAD]), bundles.ring())
        assert error.value.code in (b.BAD_SIGNATURE, b.NOT_A_BUNDLE, b.MANIFEST_SIZE, b.PACK_SIZE, b.SIZE)


@given(st.integers(HEAD, len(GOOD) - 1), st.integers(0, 7))
def test_h24_a_flipped_bit_in_the_pack_is_noticed(at, bit):
    bad = bytearray(GOOD)
    bad[at] ^= 1 << bit
    with pytest.raises(b.BadBundle):
        bundles.check(bytes(bad))


def test_h24_another_key_a_longer_signature_and_padding_that_only_looks_right_are_refused():
    key, signed_head = bundles.key().public, GOOD[:HEAD]
    with pytest.raises(b.BadBundle):
        signer(signed_head, [("other", key.n - 2)])
    with pytest.raises(b.BadBundle):
        signer(signed_head, [])
    s = int.from_bytes(signed_head[-b.SIGNATURE :], "big")
    above = s + key.n
    if above < 1 << 3072:  # the same number modulo n
        with pytest.raises(b.BadBundle):
            signer(signed_head[: -b.SIGNATURE] + above.to_bytes(384, "big"), bundles.ring())
    for s in (0, 1, key.n - 1, key.n, (1 << 3072) - 1):
        with pytest.raises(b.BadBundle):
            signer(signed_head[: -b.SIGNATURE] + s.to_bytes(384, "big"), bundles.ring())


def test_a_key_whose_name_is_not_printable_is_refused():
    with pytest.raises(b.BadBundle) as refused:
        list(b.keys(bundles.entry("bell\x07", bundles.key().public.n)))
    assert refused.value.code == b.LINE


@pytest.mark.parametrize("at", [0, 1, 2, 100, 331, 332, 333, 340, 351])
def test_h24_padding_that_is_almost_right_is_refused(at):
    """Made with the private key, as no forger could: every byte before the digest is compared, none is read."""
    numbers = bundles.key().rsa.private_numbers()
    n = numbers.public_numbers.n
    signed_head = GOOD[:HEAD]
    padded = pow(int.from_bytes(signed_head[-b.SIGNATURE :], "big"), 65537, n).to_bytes(b.SIGNATURE, "big")
    for wrong in (padded[at] ^ 1, 0, 0xFF):
        bad = int.from_bytes(padded[:at] + bytes([wrong]) + padded[at + 1 :], "big")
        if bad < n and wrong != padded[at]:
            forged = pow(bad, numbers.d, n).to_bytes(b.SIGNATURE, "big")
            with pytest.raises(b.BadBundle):
                signer(signed_head[: -b.SIGNATURE] + forged, bundles.ring())


@pytest.mark.parametrize("wrong", ["short", "even", "small", "ten"])
def test_a_key_that_is_none_is_left_out_of_the_ring(wrong):
    n = bundles.key().public.n
    entry = {
        "short": bundles.entry("x", n)[:-1],
        "even": bundles.entry("x", n - 1),
        "small": bundles.entry("x", n >> 1),
        "ten": b"\0" * 10,
    }
    assert list(b.keys(entry[wrong])) == []
    assert [name for name, _ in b.keys(bundles.entry("y", n) + entry[wrong])] == ["y"]


def lines(change):
    """The manifest's lines changed, as a change of its text."""

    def apply(text):
        listed = text.split("\n")
        change(listed)
        return "\n".join(listed)

    return apply


def line(number: int, new: str):
    return lambda text: "\n".join(
        [*text.split("\n")[:number], *([new] if new else []), *text.split("\n")[number + 1 :]]
    )


def file_line(old: str, new: str):
    return lambda text: text.replace(old, new, 1)


MANIFESTS = {  # what is wrong: how, code
    "an end too early": (lambda t: t.split("\n")[0] + "\n", b.LINE),
    "no last line end": (lambda t: t[:-1], b.TEXT),
    "a byte that is no text": (lambda t: t.replace("1111111", "\xff\xfe"), b.TEXT),
    "another format": (line(0, "needlepen 2"), b.FORMAT),
    "no format": (line(0, ""), b.LINE),
    "no space": (line(1, "version"), b.LINE),
    "lines in another order": (lines(lambda ls: ls.insert(0, ls.pop(2))), b.LINE),
    "a line twice": (lines(lambda ls: ls.insert(2, ls[1])), b.LINE),
    "two numbers": (line(1, "version 0.2"), b.VERSION),
    "a leading zero": (line(1, "version 0.02.0"), b.VERSION),
    "a sign": (line(1, "version 0.-2.0"), b.VERSION),
    "a plus": (line(1, "version 0.+2.0"), b.VERSION),
    "an underscore": (line(1, "version 0.1_0.0"), b.VERSION),
    "too high a number": (line(1, "version 0.256.0"), b.VERSION),
    "a huge number": (line(1, "version 0." + "9" * 400 + ".0"), b.VERSION),
    "no commit": (line(2, "commit "), b.COMMIT),
    "a long commit": (line(2, "commit " + "a" * 13), b.COMMIT),
    "a commit with a slash": (line(2, "commit a/b"), b.COMMIT),
    "no board": (line(3, "boards "), b.BOARDS),
    "an empty board": (line(3, "boards A,,B"), b.BOARDS),
    "a long board": (line(3, "boards " + "A" * 25), b.BOARDS),
    "boot of letters": (line(4, "min_boot one"), b.MIN_BOOT),
    "one schema": (line(5, "schema 2"), b.SCHEMA),
    "a long key": (line(6, "key " + "k" * 16), b.KEY_NAME),
    "another key's name": (line(6, "key release"), b.KEY_NAME),
    "an empty note": (line(7, "note  "), b.NOTE),
    "a long note": (line(7, "note " + "n" * 101), b.NOTE),
    "a note with a bell": (line(7, "note ring\x07"), b.NOTE),
    "nine notes": (lines(lambda ls: ls.__setitem__(slice(7, 8), ["note n"] * 9)), b.NOTES),
    "no pack": (line(8, ""), b.LINE),
    "a short sum": (line(8, "pack 00"), b.PACK_LINE),
    "a sum in capitals": (lambda t: t.replace(sha256(GOOD[HEAD:]), sha256(GOOD[HEAD:]).upper()), b.PACK_LINE),
    "no files": (lambda t: t[: t.index("file ")], b.FILES),
    "too many files": (
        lambda t: t[: t.index("file ")] + "".join(f"file {'0' * 64} 1 pen/{i:03}.mpy\n" for i in range(161)),
        b.FILES,
    ),
    "two words of a file": (file_line(" 5000 ", " "), b.FILE_LINE),
    "four words of a file": (file_line(" 5000 ", " 5000 x "), b.FILE_LINE),
    "a size of letters": (file_line(" 5000 ", " 5k "), b.FILE_LINE),
    "a size beyond the flash": (file_line(" 5000 ", " 524289 "), b.FILE_LINE),
    "a file's sum": (file_line("file " + sha256(b""), "file x" + sha256(b"")[1:]), b.FILE_LINE),
    "a word that is not file": (file_line("file ", "File "), b.FILE_LINE),
    "a sum that does not end": (file_line(" 5000 ", "x5000 "), b.FILE_LINE),
    "a line that is no file's": (lambda t: t + "note late\n", b.FILE_LINE),
    "a path upwards": (file_line("pen/core/gate.mpy", "pen/../main.mpy"), b.FILE_PATH),
    "a path from the root": (file_line("pen/core/gate.mpy", "/pen/core/gate.mpy"), b.FILE_PATH),
    "a path beside the program": (file_line("pen/core/gate.mpy", "main.mpy"), b.FILE_PATH),
    "a source": (file_line("pen/core/gate.mpy", "pen/core/gate.py"), b.FILE_PATH),
    "two slashes": (file_line("pen/core/gate.mpy", "pen//gate.mpy"), b.FILE_PATH),
    "a long path": (file_line("pen/core/gate.mpy", "pen/" + "g" * 60 + ".mpy"), b.FILE_PATH),
    "a file twice": (lambda t: t + t.splitlines()[-1] + "\n", b.FILE_ORDER),
    "files in another order": (lines(lambda ls: ls.insert(9, ls.pop(10))), b.FILE_ORDER),
    "a file that the pack lacks": (lambda t: t + f"file {'0' * 64} 1 pen/z.mpy\n", b.PACK_MISSING),
    "a first file that it lacks": (file_line("file ", f"file {'0' * 64} 1 pen/A.mpy\nfile "), b.PACK_MISSING),
    "a file less than the pack": (lambda t: "\n".join(t.splitlines()[:-1]) + "\n", b.PACK_EXTRA),
    "a middle file less": (lines(lambda ls: ls.pop(10)), b.PACK_EXTRA),
    "another size": (file_line(" 5000 ", " 4999 "), b.FILE_SIZE),
    "another sum of the pack": (file_line(sha256(GOOD[HEAD:]), sha256(b"")), b.PACK_HASH),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_h24_a_signed_manifest_that_is_wrong_is_refused(name):
    change, code = MANIFESTS[name]
    bad = bundles.rewritten(GOOD, change)
    assert bad != GOOD
    with pytest.raises(b.BadBundle) as error:
        bundles.check(bad)
    assert error.value.code == code


@pytest.mark.parametrize("data", [GOOD + b"x", GOOD[:-1]])
def test_h24_a_file_of_another_length_is_refused(data):
    with pytest.raises(b.BadBundle) as error:
        bundles.check(data)
    assert error.value.code == b.SIZE


@given(st.lists(st.integers(1, 900)))
def test_h24_a_head_is_the_same_however_it_comes(sizes):
    whole, head, at = b.whole_head(GOOD), b.Head(GOOD[: b.PREFIX]), 0
    for size in [*sizes, HEAD]:
        head.add(GOOD[at : min(at + size, HEAD)])
        at = min(at + size, HEAD)
    assert head.received == head.size == HEAD and head.start() == whole.start() == GOOD[: HEAD - b.SIGNATURE]
    assert head.signer(bundles.ring()) == "development" and head.sum() == whole.sum() == bundles.sha256(GOOD[:HEAD])


def test_h24_a_head_is_no_longer_than_it_says_and_no_shorter():
    head = b.Head(GOOD[: b.PREFIX])
    head.add(GOOD[: HEAD - 1])
    for wrong in (lambda: head.signer(bundles.ring()), lambda: head.add(b"xx")):
        with pytest.raises(b.BadBundle) as error:
            wrong()
        assert error.value.code == b.SIZE


def test_only_what_comes_before_the_list_of_files_is_kept_of_a_head():
    files = {f"pen/{i:03}.mpy": b"" for i in range(b.FILES_MAX)}
    data = bundles.made(files)
    head = b.whole_head(data)
    assert head.size > 10_000 and len(head.start()) == b.PREFIX + b.ABOUT_MAX
    assert bundles.check(data).pack_at == head.size and len(bundles.files(data)) == b.FILES_MAX


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        (b"", b.NOT_A_BUNDLE),
        (GOOD[:15], b.NOT_A_BUNDLE),
        (b"NPBUNDL2" + GOOD[8:16], b.NOT_A_BUNDLE),
        (b.MAGIC + struct.pack("<II", 0, 100), b.MANIFEST_SIZE),
        (b.MAGIC + struct.pack("<II", b.MANIFEST_MAX + 1, 100), b.MANIFEST_SIZE),
        (b.MAGIC + struct.pack("<II", 0xFFFFFFFF, 100), b.MANIFEST_SIZE),
        (b.MAGIC + struct.pack("<II", 100, 19), b.PACK_SIZE),
        (b.MAGIC + struct.pack("<II", 100, b.PACK_MAX + 1), b.PACK_SIZE),
    ],
)
def test_sizes_are_capped_before_anything_is_kept(prefix, code):
    with pytest.raises(b.BadBundle) as error:
        b.sizes(prefix)
    assert error.value.code == code


@given(st.binary(max_size=600))
def test_h24_garbage_with_a_right_signature_is_refused_and_never_crashes(text):
    head = b.MAGIC + struct.pack("<II", len(text), 100) + text
    with pytest.raises(b.BadBundle):
        bundles.files(head + bytes(b.SIGNATURE))
