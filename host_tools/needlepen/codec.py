"""The pen's own codecs with types: frames, messages and records have one source, `pen/formats`, for both sides.

With `kinds.py`, the names of records' fields, the only file that imports `needlepen.formats`. Must not add meaning:
`history/derive.py` makes tables of records, `texts/` makes sentences of codes.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (the codecs run on MicroPython and carry few annotations)

from binascii import crc32
from collections.abc import Callable, Sequence
from hashlib import sha256
from struct import Struct
from typing import Any

from needlepen import kinds
from needlepen.formats import bundle, messages, reasons, record
from needlepen.formats import frame as _frame
from needlepen.formats.manifest import Manifest
from needlepen.formats.pack_check import check_pack

Fields = dict[str, Any]
BadMessage = messages.BadMessage
BadRecord = record.BadRecord
RECORD_SIZE: int = record.SIZE
_BODY, _CHAIN = int(record.BODY), int(record.CHAIN)
_LINK_END = _BODY + _CHAIN
_SEQUENCES = Struct("<4xI56x").iter_unpack
_WHOLE = 0x2144DF1C  # the CRC-32 of whatever ends in its own CRC-32, little end first
SAMPLE_KIND = bytes([record.SAMPLE])  # the second byte of a record
EPOCH_KIND = bytes([record.EPOCH])
WALL_KIND = bytes([record.WALL])

__all__ = [
    "EPOCH_KIND",
    "BadMessage",
    "BadRecord",
    "Fields",
    "FrameReader",
    "Manifest",
    "RECORD_SIZE",
    "SAMPLE_KIND",
    "WALL_KIND",
    "bundle",
    "check_pack",
    "check_record",
    "decode_message",
    "decode_record",
    "field_names",
    "follow",
    "frame_of",
    "genesis",
    "is_whole",
    "messages",
    "reasons",
    "record",
    "sequence_of",
]


def frame_of(kind: int, tag: int, payload: bytes) -> bytes:
    """A whole frame around a payload that is there already."""
    return _frame.encode(kind, tag, payload)


class FrameReader:
    """Bytes in, whole checked frames out; garbage between them is skipped."""

    def __init__(self) -> None:
        self._reader = _frame.FrameReader()

    def feed(self, data: bytes) -> "list[tuple[int, int, bytes]]":
        """Take any number of bytes; the frames completed by them as (kind, tag, payload)."""
        frames: list[tuple[int, int, bytes]] = []
        view = memoryview(data)
        while view:
            space = self._reader.space()
            count = min(len(space), len(view))
            space[:count] = view[:count]
            self._reader.fed(count)
            view = view[count:]
            while (payload := self._reader.next()) is not None:
                frames.append((self._reader.kind, self._reader.tag, payload))
        return frames

    @property
    def skipped(self) -> int:
        """Bytes of garbage between frames so far."""
        return self._reader.skipped

    def clear(self) -> None:
        """Drop the bytes of a frame that has not arrived completely."""
        self._reader.clear()


def decode_message(kind: int, payload: bytes) -> Fields:
    """A payload as its named fields; raises BadMessage."""
    return messages.decode(kind, payload)


check_record: "Callable[[bytes, bytes | None], bytes]" = record.check
"""Check one record (CRC; unless None, the link to `chain`); its chain value. Raises BadRecord."""


def decode_record(raw: bytes) -> Fields:
    """A checked record as its named fields: sequence, kind, proven_s, up_ms and those of its kind."""
    return kinds.decode(raw)


def is_whole(raw: bytes) -> bool:
    """Has a record its length and its CRC?"""
    return len(raw) == RECORD_SIZE and crc32(raw) == _WHOLE


def follow(raws: "Sequence[bytes]", chain: "bytes | None", sequence: int) -> "tuple[int, bytes | None]":
    """How many of these records check, one after the other from `sequence` on, and the chain value behind them.

    The same as `check_record` and `sequence_of` for each, several times as fast; why one does not check is for them to
    say. `chain` None: the first record's link is not looked at.
    """
    if raws and _all_follow(raws, chain, sequence):
        return len(raws), raws[-1][_BODY:_LINK_END]
    for good, raw in enumerate(raws):
        if not _all_follow((raw,), chain, sequence + good):
            return good, chain
        chain = raw[_BODY:_LINK_END]
    return len(raws), chain


def _all_follow(raws: "Sequence[bytes]", chain: "bytes | None", sequence: int) -> bool:
    """Do all of these records follow each other? Computed on whole lists, because that is the fastest way in Python."""
    if set(map(len, raws)) != {RECORD_SIZE} or set(map(crc32, raws)) != {_WHOLE}:
        return False
    if [n for (n,) in _SEQUENCES(b"".join(raws))] != list(range(sequence, sequence + len(raws))):
        return False
    links = [raw[_BODY:_LINK_END] for raw in raws]
    before = [links[0] if chain is None else chain, *links[:-1]]
    right = [sha256(link + raw[:_BODY]).digest()[:_CHAIN] for link, raw in zip(before, raws, strict=True)]
    return right[chain is None :] == links[chain is None :]


sequence_of: "Callable[[bytes], int]" = record.sequence_of
"""The sequence a checked record claims."""


def genesis(pen_id: str, epoch: int) -> bytes:
    """The chain value before the first record of an epoch; `pen_id` in hex."""
    return record.genesis(bytes.fromhex(pen_id), epoch)


def field_names() -> "list[str]":
    """Every field name any kind of record has, in the order of the kinds."""
    names: dict[str, None] = {}
    for kind in sorted(kinds.KINDS):
        for name in kinds.KINDS[kind][2]:
            names[name] = None
    return list(names)
