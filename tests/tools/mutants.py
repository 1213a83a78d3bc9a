"""Mutated bundles: never taken, never a crash. Fronts, packs, and forms that somebody else's key has signed anew.

    python -m tests.tools.mutants 1000000

Each mutant goes through the laptop's check and, past the signature, through the pen's own codec as if its maker had
signed it. What that takes must be what an independent reading of it finds to be consistent.
"""

import hashlib
import random
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.tools import paths  # noqa: F401 - first: the others are found there

# isort: split
from needlepen.errors import VerificationFailed
from needlepen.firmware import bundle as bundles
from needlepen.formats import bundle as b

from tests.host_tools.bundles import FILES, KEY, good, mallory, parts, wrapped
from tests.tools import shares

_RING = [KEY.public]
_RESIGNED = 40  # one in so many: signing takes longer than all the rest
_SHARE = 5_000  # mutants of one task


@dataclass
class Counts:
    """What became of them. `codes`: how often each code of the codec refused one that its maker might have signed."""

    made: int = 0
    resigned: int = 0
    accepted: int = 0
    crashed: str = ""
    codes: "Counter[int]" = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        """Add the counts of another share to these."""
        self.made += other.made
        self.resigned += other.resigned
        self.accepted += other.accepted
        self.crashed = self.crashed or other.crashed
        self.codes += other.codes


def mutant(rng: random.Random, whole: bytes, others: "list[bytes]") -> bytes:
    """A changed copy of `whole`: in its head, its signature or its pack, up to four times."""
    data = bytearray(whole)
    manifest_end = b.PREFIX + b.sizes(whole)[0]
    pack = manifest_end + b.SIGNATURE
    while data == whole:
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            low, high = rng.choice(
                ((0, b.PREFIX), (b.PREFIX, manifest_end), (b.PREFIX, manifest_end), (manifest_end, pack), (pack, None))
            )
            _change(rng, data, min(low, len(data)), min(high or len(data), len(data)), others)
    return bytes(data)


def _change(rng: random.Random, data: bytearray, low: int, high: int, others: "list[bytes]") -> None:
    if low >= high:
        data += rng.randbytes(1)
        return
    at = rng.randrange(low, high)
    how = rng.randrange(9)
    if how <= 1:
        data[at] ^= 1 << rng.randrange(8)
    elif how == 2:
        data[at] = rng.choice(b"\0\n 0a/.\xff,")
    elif how == 3:
        data[at:at] = rng.randbytes(rng.randrange(1, 5))
    elif how == 4:
        del data[at : at + rng.randrange(1, 40)]
    elif how == 5:
        del data[at:]
    elif how == 6:
        start, other = rng.randrange(low, high), rng.choice(others)
        data[at : at + 32] = other[start : start + 32]
    elif how == 7:
        data[at : at + 4] = struct.pack("<I", rng.choice((0, 1, 2**31, 2**32 - 1, rng.randrange(70_000))))
    else:
        end = data.find(b"\n", at, high)
        data[at : end + 1] = b"" if end < 0 else bytes(data[at : end + 1]) * 2


def some(seed: int, count: int) -> "list[bytes]":
    """Draw so many mutants; they are always the same ones."""
    rng = random.Random(seed)
    return [mutant(rng, good(), [good(version=(9, 9, 9))]) for _ in range(count)]


def run(seed: int, count: int) -> Counts:
    """Make and judge so many mutants."""
    rng = random.Random(seed)
    wholes = [good(), good(files={path: FILES[path][:40] for path in FILES}, notes=()), good(version=(1, 255, 0))]
    counts = Counts()
    while counts.made < count:
        data = mutant(rng, rng.choice(wholes), wholes)
        if data in wholes:
            continue
        try:
            _judge(data, counts)
            if counts.made % _RESIGNED == 0:
                _judge_resigned(rng, data, counts)
        except Exception as error:  # the point of it: nothing else may come out
            counts.crashed = counts.crashed or f"seed {seed}, mutant {counts.made}: {error!r}"
        counts.made += 1
    return counts


def _judge(data: bytes, counts: Counts) -> None:
    """As it is: refused. As if its maker had signed it: refused, or consistent."""
    counts.accepted += taken(data)
    try:
        found = bundles.parse(data, "mutant", [], anybody=True)
    except VerificationFailed as error:
        cause = error.__cause__
        counts.codes[cause.code if isinstance(cause, b.BadBundle) else 0] += 1
    else:
        counts.accepted += not consistent(found)


def _judge_resigned(rng: random.Random, data: bytes, counts: Counts) -> None:
    """Somebody else signs it anew, under his own name or under ours."""
    if len(data) < b.PREFIX or data[:8] != b.MAGIC:
        data = good(version=(0, 3, rng.randrange(256)))
    size = struct.unpack_from("<I", data, 8)[0]
    manifest, pack = data[b.PREFIX : b.PREFIX + size], data[b.PREFIX + size + b.SIGNATURE :]
    if not pack:
        manifest, pack = parts(good())
    counts.resigned += 1
    counts.accepted += taken(wrapped(manifest, pack, mallory()))


def taken(data: bytes) -> bool:
    """Does the laptop take it as signed by our key?"""
    try:
        bundles.parse(data, "mutant", _RING)
    except VerificationFailed:
        return False
    return True


def consistent(found: "bundles.Bundle") -> bool:
    """Read without the codec: every listed file lies in the pack as listed, and nothing else is there."""
    pack = found.data[found.head_size :]
    paths_size, count = struct.unpack_from("<II", pack, 12)
    names = pack[20 : 20 + paths_size].decode().split("\n")[:-1]
    there = {}
    for i, path in enumerate(names):
        _, start, size = struct.unpack_from("<III", pack, 20 + paths_size + 12 * i)
        if start:
            there[path[1:]] = pack[start : start + size]
    listed = {path: digest for path, _, digest in found.files}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in there.items()}
    manifest = parts(found.data)[0]
    return len(names) == count and listed == digests and hashlib.sha256(pack).hexdigest().encode() in manifest


def many(count: int, processes: int = 0) -> Counts:
    """Make so many mutants on all cores, and count what became of them."""
    total = Counts()
    for counts in shares.done(run, count, _SHARE, processes=processes):
        total.add(counts)
    return total


def proof(count: int) -> "list[tuple[str, str, bool]]":
    """Rows for `make verify`."""
    start = time.monotonic()
    counts = many(count)
    good_ = not counts.accepted and not counts.crashed
    return [
        ("mutated bundles", f"{counts.made:,}", counts.made >= count),
        ("… of them signed anew with a wrong key", f"{counts.resigned:,}", True),
        ("… accepted", f"{counts.accepted}", not counts.accepted),
        ("… crashes", counts.crashed or "0", good_),
        ("… codes that refused one as its maker might have signed it", f"{len(counts.codes)} of 30", good_),
        ("… seconds", f"{time.monotonic() - start:.0f}", True),
    ]


if __name__ == "__main__":
    sys.exit(shares.printed(proof(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)))
