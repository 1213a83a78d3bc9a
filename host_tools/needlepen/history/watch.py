"""Keep the history up to date until the caller ends it: wait for a pen, sync, sync again when it has new records.

Must not print, and ends only by an exception: the caller's Ctrl-C, or an error that waiting does not mend (several
pens, another protocol, a record that does not verify, a full disk).
"""

import time
from collections.abc import Callable

from ..codec import messages as m
from ..errors import LinkLost, NeedlepenError, NoPen, PortBusy, Refused
from ..link.answers import Hello
from ..link.connection import AnyConnection
from .sync import SyncResult

LOOK_S = 1.0  # for a pen that is plugged in
ASK_S = 5.0  # a pen that is: whether it has something new; a HELLO of 100 bytes

_LATER = (m.E_BUSY, m.E_OCCUPIED, m.E_EPOCH, m.E_RANGE)  # refusals that end by themselves


def watch(
    find: "Callable[[], tuple[AnyConnection, Hello]]",
    sync: "Callable[[AnyConnection], SyncResult]",
    waiting: "Callable[[NeedlepenError | None], None]",
    sleep: "Callable[[float], None]" = time.sleep,
) -> None:
    """`find` opens the pen, `sync` brings the history up to date and shows it; `waiting` is told why nothing goes on,
    None when a pen is there again."""
    while True:
        try:
            pen, _ = find()
        except (NoPen, PortBusy, LinkLost) as e:
            waiting(e)
            sleep(LOOK_S)
            continue
        waiting(None)
        with pen:
            try:
                _follow(pen, sync, sleep)
            except (NoPen, LinkLost) as e:
                waiting(e)
        sleep(LOOK_S)


def _follow(
    pen: AnyConnection, sync: "Callable[[AnyConnection], SyncResult]", sleep: "Callable[[float], None]"
) -> None:
    """Sync whenever the pen has something new, until the link is lost."""
    reached: tuple[int, int] | None = None  # epoch, next sequence
    while True:
        hello = pen.hello()
        if (hello.epoch, hello.next) != reached:
            try:
                done = sync(pen)
                reached = (done.hello.epoch, done.hello.next)
            except Refused as e:
                if e.error not in _LATER:
                    raise
        sleep(ASK_S)


def shown_once(show: "Callable[[NeedlepenError], None]") -> "Callable[[NeedlepenError | None], None]":
    """For `waiting`: a reason is shown when it changes, not every second."""
    last: list[str] = []

    def told(e: "NeedlepenError | None") -> None:
        if e is None:
            last.clear()
        elif last != [e.what]:
            last[:] = [e.what]
            show(e)

    return told
