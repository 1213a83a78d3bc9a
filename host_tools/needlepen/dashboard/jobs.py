"""What the dashboard can do with a pen that is plugged in, one thing at a time: sync, tell it a check-in, update it.

A kind of job is a row of `KINDS`: its button is offered when it has one for the pen that is there. Must not know pages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..api import Pen
from ..errors import NeedlepenError, UsageError
from ..firmware import update_pen as update_
from ..history.store import Store
from ..language import later, tr
from ..link.answers import Hello, Skin, Status
from ..terminal import pen_view, skin_view, update_view
from ..terminal.plain_text import plain
from .update_offer import Offer

RUNNING, DONE, FAILED = "running", "done", "failed"


@dataclass(frozen=True)
class Present:
    """A pen that is plugged in, as it said when it was asked last."""

    hello: Hello
    status: Status
    skin: "Skin | None"  # None: it is busy with a session
    unsynced: int  # records that this computer does not hold
    when: float


@dataclass
class Job:
    """One thing that is being done, or was. Written by its thread, read by pages."""

    kind: "Kind"
    state: str = RUNNING
    done: int = 0
    total: int = 0
    hint: str = ""  # what a person has to do meanwhile
    result: "list[str]" = field(default_factory=lambda: list[str]())
    error: "NeedlepenError | None" = None

    def progress(self, done: int, total: int) -> None:
        """Note how much is done, and how much there is in all."""
        self.done, self.total = done, total

    @property
    def percent(self) -> "int | None":
        """How much is done, 0 to 100; None while the total is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None

    @property
    def said(self) -> str:
        """A sentence for screen readers, which changes at the beginning, at every quarter and at the end."""
        if self.error:
            return tr(
                "{title} failed. {what} {why} {next}",
                title=tr(self.kind.title),
                what=self.error.what,
                why=self.error.why,
                next=self.error.next,
            )
        if self.state == DONE:
            return " ".join(self.result)
        quarter = f", {self.percent // 25 * 25} %" if self.percent and self.percent >= 25 else ""
        return self.hint or f"{tr(self.kind.doing)}{quarter}"


@dataclass
class Task:
    """What a job works with; the pen is open and nobody else talks to it."""

    pen: Pen
    store: Store
    job: Job
    given: "dict[str, Any]"


@dataclass(frozen=True)
class Kind:
    """A kind of job. `work` returns what to say when it is done; `offer` the words on its button, "": no button;
    `pressing`: it is what to do next."""

    name: str
    title: str
    doing: str
    work: "Callable[[Task], list[str]]"
    offer: "Callable[[Present], str]" = lambda _: ""
    pressing: "Callable[[Present], bool]" = lambda _: False


def _sync(task: Task) -> "list[str]":
    return plain(pen_view.sync(task.pen.sync(task.store, task.job.progress)))


def _sync_offer(pen: Present) -> str:
    return tr("Sync now") if pen.unsynced else tr("Sync again")


def _checkin(task: Task) -> "list[str]":
    """Tell the pen how the skin is, once a person there agrees."""
    findings = task.given["findings"]
    before = task.pen.skin()
    if not before.due_h and not findings:
        raise UsageError(
            tr("No check-in is due."), tr("The pen was told already."), tr("Come back when the pen asks again")
        )

    def tell(sentence: str) -> None:
        task.job.hint = sentence

    task.pen.tell = tell
    task.pen.checkin(before.due_h, findings)
    task.job.hint = ""
    said = plain(skin_view.answered(before, task.pen.skin(), findings))
    task.pen.sync(task.store)  # the pen has made a record of it
    return said


def _update(task: Task) -> "list[str]":
    """A bundle that was checked here and said yes to; a hand on the pen agrees, and the pen tries it."""
    offer: Offer = task.given["offer"]
    offer.still_fits(task.pen.hello())

    def tell(step: str) -> None:
        task.job.hint = "" if step == update_.SENDING else update_view.STEPS.get(step, "")

    said = plain(update_view.updated(task.pen.update(offer.bundle, task.job.progress, tell)))
    task.job.hint = ""
    task.pen.sync(task.store)  # the pen has made records of it
    return said


KINDS: "dict[str, Kind]" = {
    kind.name: kind
    for kind in (
        Kind("sync", later("Sync"), later("Syncing"), _sync, _sync_offer, lambda pen: pen.unsynced > 0),
        Kind("checkin", later("Check-in"), later("Telling the pen"), _checkin),
        Kind("update", later("Update"), later("Sending the update"), _update),
    )
}
