"""Finds what keeps this computer from talking to a pen: one function for each check, each with what to do about it.

Must not change anything and must not print.
A check is fine (OK), worth knowing (NOTE) or in the way (BAD); BAD has an exit code.
"""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import __version__
from .clock import is_impossible, now
from .errors import NeedlepenError, NoPen, PortBusy, StorageError
from .history.clock_difference import skewed, went_back
from .history.location import COPY_BY_HAND, copied, copier, why_read_only
from .history.store import Store
from .language import tr
from .link import discover, udev
from .link.bootloader import boot_loaders
from .link.discover import Found
from .link.port_errors import ATTACH, is_wsl
from .texts.dates import date
from .texts.numbers import count

OK, NOTE, BAD = "ok", "note", "bad"

_DISK_BYTES = 100_000_000  # a million records
_SANE_S = 1_767_225_600  # 2026-01-01: no computer that runs this is earlier


@dataclass(frozen=True)
class Check:
    """The result of one check."""

    about: str
    state: str
    text: str
    next: str = ""
    code: int = 0  # of the exit, when it is BAD

    def as_dict(self) -> "dict[str, Any]":
        """As a dict, for --json."""
        return asdict(self)


def system() -> "Iterator[Check]":
    """Python and the system under it."""
    where = f"needlepen {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}"
    if sqlite3.sqlite_version_info < (3, 37, 0):  # STRICT tables: sqlite.org/stricttables.html
        yield Check(
            tr("system"),
            BAD,
            tr("{where}, SQLite {sqlite_version}", where=where, sqlite_version=sqlite3.sqlite_version),
            tr("Use a newer Python"),
            10,
        )
    else:
        yield Check(tr("system"), OK, where)


def history(path: Path) -> "Iterator[Check]":
    """The history: sound, and room to grow."""
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < _DISK_BYTES:
        yield Check(
            tr("disk"),
            NOTE,
            tr("only {free} MB are free", free=free // 1_000_000),
            tr("Make room on the disk of {folder}", folder=folder),
        )
    else:
        yield Check(tr("disk"), OK, tr("{free:,.1f} GB free", free=free / 1e9))
    if name := copier(path):
        yield Check(tr("history"), NOTE, copied(name), tr(COPY_BY_HAND))
    if not path.exists():
        writable = os.access(folder, os.W_OK)
        text = (
            tr("none yet; the first sync makes {path}", path=path)
            if writable
            else tr("{folder} may not be written", folder=folder)
        )
        yield Check(
            tr("history"), OK if writable else BAD, text, "" if writable else "--db FILE", 0 if writable else 10
        )
        return
    try:
        with Store(path, create=False) as store:
            found = str(store.database.sql.execute("PRAGMA quick_check(1)").fetchone()[0])
            pens = store.pens()
            why = why_read_only(path) if found == "ok" and not store.database.can_be_written() else None
    except StorageError as e:
        yield Check(tr("history"), BAD, f"{path}: {e.why or e}", e.next or tr("Restore a copy of it"), 10)
        return
    except sqlite3.Error as e:
        yield Check(tr("history"), BAD, f"{path}: {e}", tr("Restore a copy of it"), 10)
        return
    if found != "ok":
        yield Check(
            tr("history"), BAD, tr("{path} is damaged: {found}", path=path, found=found), tr("Restore a copy of it"), 10
        )
    elif why:
        text = tr("{path} can only be read, so nothing can be synced: {why}", path=path, why=why[0])
        yield Check(tr("history"), BAD, text, why[1], 10)
    else:
        yield Check(tr("history"), OK, f"{path}, {count(len(pens), 'pen')}")
    last = max((row.changed_at for row in pens), default=0)
    if went_back(last):
        text = tr("this computer's clock is before the last sync ({date})", date=date(last))
        yield Check(tr("clock"), NOTE, text, tr("Set this computer's clock, or compare: needlepen clock"))


def computer_clock() -> "Iterator[Check]":
    """A computer without a date labels nothing rightly."""
    if now() < _SANE_S or is_impossible():
        yield Check(
            tr("clock"),
            NOTE,
            tr("this computer believes it is {date}", date=date(now())),
            tr("Set this computer's clock"),
        )


def linux() -> "Iterator[Check]":
    """The udev rule and ModemManager."""
    if sys.platform != "linux":
        return
    if is_wsl():
        text = tr("this is Linux inside Windows (WSL), which sees no USB device until Windows gives it one")
        yield Check("WSL", NOTE, text, tr(ATTACH))
    there = udev.installed()
    if there is None:
        yield Check(tr("udev rule"), NOTE, tr("not installed"), "needlepen doctor --fix-udev")
    elif not there[1]:
        yield Check(
            tr("udev rule"), NOTE, tr("{there} is of another version", there=there[0]), "needlepen doctor --fix-udev"
        )
    else:
        yield Check(tr("udev rule"), OK, str(there[0]))
    if udev.modem_manager() and not (there and there[1]):
        text = tr("is running, and writes modem commands to every new port")
        yield Check("ModemManager", NOTE, text, tr("needlepen doctor --fix-udev keeps it away from the pen"))
    elif udev.modem_manager():
        yield Check("ModemManager", OK, tr("is running, and leaves the pen alone"))


def boards() -> "Iterator[Check]":
    """Boards that run no firmware."""
    for where in boot_loaders():
        text = tr("{where} is a board in its boot loader: it waits for firmware", where=where)
        yield Check(
            tr("boot loader"),
            NOTE,
            text,
            tr("Plug it in again without holding BOOTSEL; to install firmware: needlepen flash FILE.uf2"),
        )


def pens(found: "list[Found]", device: "str | None") -> "Iterator[Check]":
    """What answered at the ports that were looked at."""
    if not found:
        text = tr("nothing at {device}", device=device) if device else tr("no MicroPython board is plugged in")
        yield Check(tr("pen"), NOTE, text, tr("Plug the pen in and wake it with a button"))
    for one in found:
        if one.hello:
            text = tr(
                "{url}: pen {pen_id}, {board}, firmware {firmware}",
                url=one.port.url,
                pen_id=one.hello.pen_id,
                board=one.hello.board,
                firmware=one.hello.firmware,
            )
            yield Check(tr("pen"), OK, tr("{text}, protocol {protocol}", text=text, protocol=one.hello.protocol))
            if skewed(one.hello):
                yield Check(tr("clock"), NOTE, tr("pen and computer do not agree about the date"), "needlepen clock")
        elif one.error:
            yield _unanswered(one.port.url, one.error)


def _unanswered(url: str, e: NeedlepenError) -> Check:
    """A board that is no pen is no fault; a port that may not be opened may well be the pen's."""
    state = NOTE if isinstance(e, NoPen) else BAD
    about = tr("port") if isinstance(e, PortBusy) else tr("board") if isinstance(e, NoPen) else tr("pen")
    return Check(about, state, f"{e.what} {e.why}".strip() or url, e.next, e.code if state == BAD else 0)


def examine(path: Path, device: "str | None", timeout_s: float) -> "Iterator[Check]":
    """Every check; those that ask a pen come last."""
    yield from system()
    yield from history(path)
    yield from computer_clock()
    yield from linux()
    yield from boards()
    found = discover.look(device, timeout_s)
    try:
        yield from pens(found, device)
    finally:
        for one in found:
            if one.pen:
                one.pen.close()
