"""Watches for a pen while somebody has the dashboard open, and runs one job at a time with it.

Only one thing talks to a pen at a time, and its port is open only meanwhile: a look every few seconds while somebody
has the page open, or a job. Must not know pages.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from ..api import Pen
from ..errors import NeedlepenError, NoPen, Refused, StorageError, UsageError
from ..history.next_session import NextSession, of_pen
from ..history.store import PenRow, Store
from ..language import tr
from ..link.answers import Hello
from .jobs import DONE, FAILED, KINDS, RUNNING, Job, Present, Task
from .update_offer import Offer

Find = Callable[[], "tuple[Pen, Hello]"]
T = TypeVar("T")

LOOK_S = 3.0  # between two looks; a look takes about 0.05 s with a pen, less without


class PenMonitor:
    """`find` opens the one pen that is meant. `auto`: what is new on it is synced without being asked for."""

    def __init__(self, path: Path, find: Find, auto: bool = True) -> None:
        self.path = path
        self.present: Present | None = None
        self.next_session: NextSession | None = None
        self.trouble: NeedlepenError | None = None  # why there is none
        self.job: Job | None = None
        self.offer: Offer | None = None  # a firmware file that waits for a yes
        self._find = find
        self._auto = auto
        self._tried: tuple[str, int, int] | None = None  # what was synced by itself, well or not
        self._line = threading.Lock()  # to the pen
        self._begin = threading.Lock()  # who may begin something
        self._looked = float("-inf")
        self._looking = False

    # --- looking ------------------------------------------------------------------------------------------
    def look_if_due(self) -> None:
        """Look at the pen, in a thread, if the last look is old enough. Called while the page is open."""
        with self._begin:
            due = time.monotonic() - self._looked >= LOOK_S
            if not due or self._looking or self.busy:
                return
            self._looking = True
        threading.Thread(target=self._look_and_finish, daemon=True).start()

    def _look_and_finish(self) -> None:
        try:
            self.look()
        finally:
            self._looking = False

    def look(self) -> None:
        """Ask the pen how it is. Does not raise: an error becomes `trouble`, which the page shows."""
        with self._line:
            try:
                pen, hello = self._find()
                with pen:
                    self._see(pen, hello)
            except NeedlepenError as e:
                self.present, self.next_session, self.trouble = None, None, e
            finally:
                self._looked = time.monotonic()
        self._sync_unasked()

    def _see(self, pen: Pen, hello: Hello) -> None:
        status = pen.status()
        try:
            skin = pen.skin()
        except Refused:
            skin = None
        self.next_session = of_pen(pen, hello)
        self.present = Present(hello, status, skin, hello.unsynced(self._held(hello)), time.monotonic())
        self.trouble = None

    def as_asked(self, row: PenRow) -> PenRow:
        """A pen as the history knows it, with what it says now of its next session if it is plugged in."""
        seen = self.present
        if seen is None or seen.hello.pen_id != row.pen_id:
            return row
        offset_s = seen.hello.wall_offset_s or row.wall_offset_s
        return replace(row, unlock_at_s=seen.status.unlock_at_s, wall_offset_s=offset_s, fault=seen.status.fault)

    def _held(self, hello: Hello) -> int:
        """The newest record of this journal on this computer."""
        try:
            with Store(self.path, create=False) as store:
                last = store.last(hello.pen_id, hello.epoch)
        except StorageError:
            return 0
        return last[0] if last else 0

    def _sync_unasked(self) -> None:
        seen = self.present
        if not self._auto or seen is None or not seen.unsynced:
            return
        news = (seen.hello.pen_id, seen.hello.epoch, seen.hello.next)
        if self._tried != news and not self.busy:
            self._tried = news
            self.start("sync")

    # --- doing --------------------------------------------------------------------------------------------
    @property
    def busy(self) -> bool:
        """Is a job under way?"""
        return self.job is not None and self.job.state == RUNNING

    def start(self, name: str, **given: Any) -> Job:
        """Begin a job of `KINDS`; raises UsageError when there is no such, or another goes on."""
        kind = KINDS.get(name)
        if kind is None:
            raise UsageError(tr("'{name}' is nothing to do.", name=name), "", tr("Choose a button of the page"))
        with self._begin:
            self._must_be_free()
            self.job = job = Job(kind)
        threading.Thread(target=self._run, args=(job, given), daemon=True).start()
        return job

    def ask(self, question: "Callable[[Pen], T]") -> T:
        """Ask the pen something at once. Raises NeedlepenError; UsageError when something is being done with it."""
        self._must_be_free()
        with self._line:
            pen, _ = self._find()
            with pen:
                return question(pen)

    def forget(self) -> None:
        """What ended before is not said any more: something else is."""
        with self._begin:
            if not self.busy:
                self.job = None

    def _must_be_free(self) -> None:
        if self.busy and self.job:
            doing = tr(self.job.kind.doing)
            raise UsageError(tr("Something is being done already."), f"{doing}.", tr("Wait until it has ended"))

    def _run(self, job: Job, given: "dict[str, Any]") -> None:
        try:
            with self._line:
                pen, _ = self._find()
                with pen, Store(self.path) as store:
                    job.result = job.kind.work(Task(pen, store, job, given))
                    self._after(pen)
            job.state = DONE
        except NeedlepenError as e:
            job.error, job.state = e, FAILED
            if isinstance(e, NoPen):
                self.present, self.next_session, self.trouble = None, None, e
        except Exception as e:  # a bug must not leave the page waiting for ever
            why = tr("This is a bug in needlepen.")
            job.error = NeedlepenError(
                tr("Internal error: {name}: {e}", name=type(e).__name__, e=e), why, tr("Report it; try again")
            )
            job.state = FAILED

    def _after(self, pen: Pen) -> None:
        """How the pen is now; that it left meanwhile is for the next look."""
        try:
            hello = pen.hello()
            self._see(pen, hello)
            self._tried = (hello.pen_id, hello.epoch, hello.next)
        except NeedlepenError:
            self._looked = float("-inf")
