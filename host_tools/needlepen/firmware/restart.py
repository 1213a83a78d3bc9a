"""Waits for a pen that restarts: it leaves the port and comes back, perhaps under another name.

Every wait has a deadline. Must not print.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from ..errors import NeedlepenError
from ..link import discover
from ..link.answers import Hello
from ..link.connection import Connection
from ..link.trace import Trace

LOOK_S = 0.4
_ASK_S = 2.0

T = TypeVar("T")


def wait_until(
    name: str,
    pen_id: str,
    deadline_s: float,
    look: "Callable[[Connection, Hello], T | None]",
    trace: "Trace | None" = None,
) -> "tuple[Connection, T] | None":
    """The pen, open, as soon as `look` has an answer; None when it has none in time."""
    end = time.monotonic() + deadline_s
    while True:
        pen = _open(name, pen_id, trace)
        if pen:
            try:
                answer = _ask(pen, end, look)
            except BaseException:
                pen.close()
                raise
            if answer is not None:
                return pen, answer
            pen.close()
        if time.monotonic() >= end:
            return None
        time.sleep(LOOK_S)


def _ask(pen: Connection, end: float, look: "Callable[[Connection, Hello], T | None]") -> "T | None":
    """Ask this pen until `look` has an answer, the pen leaves the port, or time is up."""
    try:
        while True:
            answer = look(pen, pen.hello())
            if answer is not None or time.monotonic() >= end:
                return answer
            time.sleep(LOOK_S)
    except NeedlepenError:
        return None


def _open(name: str, pen_id: str, trace: "Trace | None") -> "Connection | None":
    """That pen and no other: at its old port, or wherever its number is seen."""
    numbered = [port.url for port in discover.ports() if port.serial.lower() == pen_id]
    for url in dict.fromkeys([name, *numbered]):
        try:
            pen = Connection.open(url, _ASK_S, trace)
        except NeedlepenError:
            continue
        try:
            if pen.hello().pen_id == pen_id:
                return pen
        except NeedlepenError:
            pass
        pen.close()
    return None
