"""The report's part of the dashboard, kept until the history or the minute changes.

Must not write to the history, and keeps no connection to it.
"""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..clock import now
from ..errors import StorageError
from ..history import queries
from ..history.store import PenRow, Store
from ..language import tr
from ..report import page

_Key = tuple[PenRow, int, tuple[tuple[int, int], ...]]


class ReportCache:
    """Of one history file. Safe to be asked by several threads."""

    def __init__(self, path: Path, as_asked: "Callable[[PenRow], PenRow]") -> None:
        self._path = path
        self._as_asked = as_asked  # what the history knows of a pen, and what it says now if it is plugged in
        self._lock = threading.Lock()
        self._made: dict[str, tuple[_Key, dict[str, Any], str]] = {}

    def pens(self) -> "list[PenRow]":
        """The pens of the history, the latest first; none while there is no history. Raises StorageError."""
        if not self._path.exists():
            return []
        with Store(self._path, create=False) as store:
            return store.pens()

    def of(self, pen_id: str) -> "dict[str, Any]":
        """What the report's blocks show about a pen, photos by address. Raises UsageError, StorageError."""
        return self._get(pen_id)[0]

    def html(self, pen_id: str) -> str:
        """The same as a piece of a page."""
        return self._get(pen_id)[1]

    def version(self, pen_id: str) -> str:
        """Another one when the page would look different."""
        return hashlib.sha256(self.html(pen_id).encode()).hexdigest()[:16]

    def _get(self, pen_id: str) -> "tuple[dict[str, Any], str]":
        with self._lock:
            with Store(self._path, create=False) as store:
                row = self._as_asked(queries.choose(store, pen_id)[0])
            key = (row, now() // 60, self._files())
            had = self._made.get(pen_id)
            if had is None or had[0] != key:
                with Store(self._path, create=False) as store:
                    pen = page.context(store, row, _address)
                had = (
                    key,
                    pen,
                    page.html("report_sections.html", ("needlepen.dashboard", "needlepen.report"), pen=pen),
                )
                self._made[pen_id] = had
            return had[1], had[2]

    def _files(self) -> "tuple[tuple[int, int], ...]":
        """What changes with every write: SQLite's two files."""
        seen: list[tuple[int, int]] = []
        for path in (self._path, self._path.with_name(self._path.name + "-wal")):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            except OSError as e:
                raise StorageError(
                    tr("{path} cannot be read.", path=self._path), str(e.strerror or e), "needlepen doctor"
                ) from e
            if stat.st_size:
                seen.append((stat.st_mtime_ns, stat.st_size))
        return tuple(seen)


def _address(entry_id: str) -> str:
    return f"/photo/{entry_id}"
