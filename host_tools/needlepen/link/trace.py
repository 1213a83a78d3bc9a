"""A log of a conversation: every frame with its time, direction, kind and bytes (`--trace FILE`).

Must not decide anything and must not change a byte. A line is

    seconds  direction  kind  tag  bytes of payload  the whole frame in hex
"""

import time
from collections.abc import Callable
from typing import TextIO

from ..codec import frame_of
from ..codec import messages as m

TO_PEN = ">"
FROM_PEN = "<"

_REQUESTS = ("HELLO", "STATUS", "READ", "ACK", "GET_SETTINGS", "SET_SETTING", "SET_WALL", "SERVICE")
_SKIN = ("GET_SKIN", "SET_PROFILE", "CLEARANCE", "CHECKIN", "WITHDRAW")
_LOOSER = ("LOOSEN", "GET_LOOSER", "LOOSER_ARE")
_UPDATE = ("FW_INFO", "FW_HEAD", "FW_BEGIN", "FW_DATA", "FW_FINISH", "FW_CONFIRM", "FW_ROLLBACK", "FW_IS", "FW_HELD")
_ANSWERS = ("HELLO_IS", "STATUS_IS", "RECORDS", "OK", "SETTINGS_ARE", "END", "SKIN_IS", "ERROR")
KINDS: "dict[int, str]" = {int(getattr(m, name)): name for name in (*_REQUESTS, *_SKIN, *_LOOSER, *_UPDATE, *_ANSWERS)}


class Trace:
    """Writes frames to `file`, which stays the caller's to close. Times are seconds since the trace began."""

    def __init__(self, file: TextIO, clock: "Callable[[], float]" = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._begun = clock()

    def frame(self, direction: str, kind: int, tag: int, payload: bytes) -> None:
        """One whole frame that was sent (TO_PEN) or received (FROM_PEN)."""
        name = KINDS.get(kind, f"0x{kind:02x}")
        whole = frame_of(kind, tag, payload).hex()
        self._line(f"{direction} {name:<12} tag {tag:3} {len(payload):4} B  {whole}")

    def note(self, text: str) -> None:
        """What is no frame: a port opened or closed, garbage skipped, silence."""
        self._line(f"- {text}")

    def _line(self, text: str) -> None:
        self._file.write(f"{self._clock() - self._begun:12.6f} {text}\n")
        self._file.flush()  # it is read when something went wrong
