"""The pen's own codecs with types: frames, messages and records have one source, `pen.core`, for both sides.

The only file that imports from `pen`. Must not add meaning; that is `derive.py` and `words.py`.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (the codecs run on MicroPython and carry few annotations)

from collections.abc import Callable
from typing import Any

from pen.core import bundle, kinds, messages, reasons, record
from pen.core import frame as _frame

Fields = dict[str, Any]
BadMessage = messages.BadMessage
BadRecord = record.BadRecord
RECORD_SIZE: int = record.SIZE
SAMPLE_KIND = bytes([record.SAMPLE])  # the second byte of a record
WALL_KIND = bytes([record.WALL])

__all__ = [
    "BadMessage",
    "BadRecord",
    "Fields",
    "FrameReader",
    "RECORD_SIZE",
    "SAMPLE_KIND",
    "WALL_KIND",
    "bundle",
    "check_record",
    "decode_message",
    "decode_record",
    "field_names",
    "frame_of",
    "genesis",
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
        self._reader = _frame.Reader()

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
        """Forget a half frame."""
        self._reader.clear()


def decode_message(kind: int, payload: bytes) -> Fields:
    """A payload as its named fields; raises BadMessage."""
    return messages.decode(kind, payload)


check_record: "Callable[[bytes, bytes | None], bytes]" = record.check
"""Check one record (CRC; unless None, the link to `chain`); its chain value. Raises BadRecord."""


def decode_record(raw: bytes) -> Fields:
    """A checked record as its named fields: sequence, kind, proven_s, up_ms and those of its kind."""
    return record.decode(raw)


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
