"""Bundles on the laptop: a sound one is read, each kind of bad one refused in words of its own, mutants never pass."""

import re
import subprocess
from functools import partial

import pytest
from needlepen.errors import StorageError, VerificationFailed
from needlepen.firmware import bundle as bundles
from needlepen.firmware.signing import signed
from pen.formats import bundle as b
from pen.formats.manifest import Manifest
from pen.formats.pack_check import check_pack

from boards.virtual.handle import find_micropython
from tests.firmware.formats.bundles import open_at
from tests.host_tools.bundles import BAD, BOARDS, FILES, KEY, NOTES, good, mallory
from tests.tools import mutants
from tests.tools.paths import ROOT

RING = [KEY.public]


def refusal(data, ring=None):
    with pytest.raises(VerificationFailed) as caught:
        bundles.parse(data, "a.np", RING if ring is None else ring)
    return caught.value


def test_a_sound_bundle_is_read_as_it_was_made():
    found = bundles.parse(good(), "a.np", RING)
    assert (found.version, found.commit, found.boards, found.min_boot) == ("0.2.0", "0123456789ab", BOARDS, 1)
    assert found.notes == NOTES and found.signed_by == KEY.public and found.key == "development"
    assert [(path, size) for path, size, _ in found.files] == [(path, len(FILES[path])) for path in sorted(FILES)]
    assert found.head + found.data[found.head_size :] == good()
    assert bundles.numbers("0.10.0") > bundles.numbers("0.9.9")


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_bundle_is_refused(kind):
    error = refusal(BAD[kind]())
    assert error.what == "a.np is not used." and error.why and error.next and error.code == 8


def test_fifty_kinds_and_more_each_in_words_of_its_own():
    said = {}
    for kind, make in BAD.items():
        words = re.sub(r"[\d,]+", "N", refusal(make()).why)
        assert words not in said, f"{kind} and {said.get(words)}: {words}"
        said[words] = kind
    assert len(said) >= 50


def test_a_bundle_cut_anywhere_is_refused():
    whole = good()
    for length in [*range(0, 40), *range(40, len(whole), 97)]:
        refusal(whole[:length])


def test_it_fits_boards_and_loaders_it_was_made_for():
    found = bundles.parse(good(boards=("RPI_PICO",), min_boot=2), "a.np", RING)
    found.fits("RPI_PICO", 2)
    with pytest.raises(VerificationFailed, match="not for this pen"):
        found.fits("WAVESHARE_RP2040_ZERO", 2)
    with pytest.raises(VerificationFailed, match="newer loader"):
        found.fits("RPI_PICO", 1)


def test_files_that_cannot_be_read_or_never_end_are_said(tmp_path):
    with pytest.raises(StorageError):
        bundles.read(tmp_path / "nowhere.np", RING)
    with pytest.raises(StorageError):
        bundles.read(tmp_path, RING)
    long = tmp_path / "long.np"
    long.write_bytes(good() + bytes(600 * 1024))
    with pytest.raises(VerificationFailed) as caught:
        bundles.read(long, RING)
    assert "longer than any bundle" in caught.value.why


def test_a_ring_without_its_key_refuses_it_and_inspecting_shows_it():
    assert "nobody has told" in refusal(good(), [mallory().public]).why
    refusal(good(), [])
    assert bundles.parse(good(), "a.np", [], anybody=True).signed_by is None


def test_the_right_name_is_not_the_right_key():
    assert "changed, or another key has that name" in refusal(good(key=mallory("development"))).why


def test_signing_anew_changes_the_key_and_nothing_else():
    theirs = signed(good(), "a.np", mallory("release"))
    found = bundles.parse(theirs, "a.np", [mallory("release").public])
    assert found.key == "release" and found.notes == NOTES and found.commit == "0123456789ab"
    assert theirs[-2000:][theirs[-2000:].find(b"NPPACK2") :] == good()[-2000:][good()[-2000:].find(b"NPPACK2") :]
    assert signed(theirs, "a.np", KEY) == good() == signed(good(), "a.np", KEY)
    refusal(theirs)
    with pytest.raises(VerificationFailed):
        signed(good()[:-1], "a.np", KEY)


def test_mutants_are_never_taken_and_never_crash():
    counts = mutants.run(1, 3_000)
    assert counts.accepted == 0 and counts.crashed == "" and counts.made >= 3_000
    assert len(counts.codes) >= 20, counts.codes


_LAPTOP_ONLY = ["another file"]  # kinds that the pen does not look for: the pack's own sum is signed, too


def code(data):
    """What the pen's own verifying code says, in the pen's order: 0 = it would take it."""
    try:
        if len(data) != b.head_size(data) + b.sizes(data)[1]:
            return b.SIZE
        head = b.whole_head(data)
        name = head.signer([(KEY.name, KEY.public.n)])
        manifest = Manifest(head.start())
        if name != manifest.key:
            return b.KEY_NAME
        check_pack(partial(open_at, data), manifest)
    except b.BadBundle as e:
        return e.code
    return 0


def test_the_pens_own_code_refuses_them_all_and_the_laptops_words_know_every_code():
    assert code(good()) == 0
    assert [kind for kind, make in BAD.items() if not code(make())] == _LAPTOP_ONLY


@pytest.mark.skipif(not find_micropython(), reason="needs MICROPYTHON's unix port")
def test_micropython_says_the_same_of_every_one(tmp_path):
    corpus = [good(), *(make() for make in BAD.values()), *mutants.some(7, 150)]
    for number, data in enumerate(corpus):
        (tmp_path / f"{number}.np").write_bytes(data)
    script = tmp_path / "say.py"
    script.write_text(_SCRIPT % (str(ROOT / "firmware"), KEY.public.n, len(corpus), str(tmp_path)))
    command = [find_micropython(), "-X", "heapsize=8M", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [int(line) for line in done.stdout.split()] == [code(data) for data in corpus]


_SCRIPT = """
import io, sys
sys.path.insert(0, %r)
from pen.formats import bundle as b
from pen.formats.manifest import Manifest
from pen.formats.pack_check import check_pack
n = %d
def code(data):
    try:
        if len(data) != b.head_size(data) + b.sizes(data)[1]:
            return b.SIZE
        head = b.whole_head(data)
        name = head.signer([("development", n)])
        manifest = Manifest(head.start())
        if name != manifest.key:
            return b.KEY_NAME
        def open_at(at):
            stream = io.BytesIO(data)
            stream.seek(at)
            return stream
        check_pack(open_at, manifest)
    except b.BadBundle as e:
        return e.code
    return 0
for i in range(%d):
    print(code(open("%s/" + str(i) + ".np", "rb").read()))
"""
