"""Take an export into the history: exactly once, every record checked, all of it or nothing.

CRC, sequence and chain of every record are checked, and that it continues what is held here already. What was missing
here and comes along fills its hole. Must not repair anything: at the first doubt nothing is taken, and the doubts are
listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..codec import BadRecord, check_record, follow, genesis, sequence_of
from ..errors import StorageError, UsageError, VerificationFailed
from ..language import tr
from . import import_rows
from .diary import Entry
from .import_readers import DIARY, HOLE, PEN, RECORDS, Item, NotAnExport, read
from .store import Hole, PenRow, Store

PROBLEMS_MAX = 20  # listed; the rest is only counted
BATCH = 4096  # records handed to SQLite at once; a number of speed, not of safety

Journal = tuple[str, int]  # pen, epoch


@dataclass
class ImportResult:
    """What an import did."""

    pens: "list[str]" = field(default_factory=lambda: list[str]())
    records: int = 0  # in the file
    new: int = 0  # of these not held before
    diary: int = 0  # new entries


class NotImported(VerificationFailed):
    """The file does not verify; `problems` lists why."""

    def __init__(self, path: Path, problems: "list[str]", failed: int) -> None:
        more = tr(" · and {failed} more", failed=failed - len(problems)) if failed > len(problems) else ""
        super().__init__(
            tr("{path} was not imported: it does not verify.", path=path),
            " · ".join(problems) + more,
            tr("Export it again from the computer that has the history: needlepen export -o FILE"),
        )
        self.problems = problems

    def as_dict(self) -> "dict[str, object]":
        return {**super().as_dict(), "problems": self.problems}


@dataclass
class _Run:
    """Consecutive records of one journal in the file."""

    journal: Journal
    first: int
    head: bytes  # the first record's bytes
    next: int = 0
    chain: "bytes | None" = None
    batch: "list[bytes]" = field(default_factory=lambda: list[bytes]())


def import_file(store: Store, path: Path, form: str) -> ImportResult:
    """Everything in the file. Raises NotImported, UsageError when it is no export, StorageError."""
    importer = _Import(store)
    try:
        with store.database.transaction():
            importer.take(read(path, form))
            if not importer.failed and not importer.result.pens:
                raise NotAnExport(tr("there is no pen in it"))
            if importer.failed:
                raise NotImported(path, importer.problems, importer.failed)
    except NotAnExport as e:
        raise UsageError(
            tr("{path} is no {form} that needlepen wrote.", path=path, form=form),
            f"{e}.",
            tr("needlepen export -o FILE makes one"),
        ) from e
    for pen_id in importer.result.pens:  # not in the transaction: what was taken stays, whatever this does
        store.refresh(pen_id)
    return importer.result


class _Import:
    """The state of one import; everything happens inside one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._run: _Run | None = None
        self._runs: list[_Run] = []
        self._reached: dict[Journal, int] = {}
        self._holes: dict[Journal, list[tuple[Hole, int]]] = {}
        self._known = {row.pen_id: row for row in store.pens()}
        self.result = ImportResult()
        self.problems: list[str] = []
        self.failed = 0

    def take(self, items: "Iterator[Item]") -> None:
        """All items, then what only the whole can show."""
        handlers = {PEN: self._pen, HOLE: self._hole, DIARY: self._diary}
        for kind, value in items:
            if kind == RECORDS:
                self._records(*value)
            else:
                handlers[kind](value)
        self._flush()
        for run in self._runs:
            self._joints(run)
        for journal in {**self._reached, **self._holes}:
            self._gaps(journal)

    def _problem(self, text: str) -> None:
        self.failed += 1
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(text)

    # --- what is no record ----------------------------------------------------------------------------
    def _pen(self, row: PenRow) -> None:
        """The newer knowledge of a pen wins, but never for an earlier day (H26)."""
        old = self._known.get(row.pen_id)
        if old:
            newer = max(old, row, key=lambda one: (one.epoch, one.changed_at))
            row = replace(newer, unlock_at_s=max(old.unlock_at_s, row.unlock_at_s))
        if row != old:
            self._store.put_pen(row)
        self._known[row.pen_id] = row
        self.result.pens.append(row.pen_id)

    def _hole(self, value: "tuple[str, Hole, int]") -> None:
        pen_id, hole, seen_at = value
        self._holes.setdefault((pen_id, hole.epoch), []).append((hole, seen_at))

    def _diary(self, entry: Entry) -> None:
        if entry.pen_id is not None and entry.pen_id not in self._known:
            self._problem(tr("diary entry {id}: of a pen that is not in the file", id=entry.id))
            return
        try:
            self.result.diary += import_rows.put_diary(self._store, entry)
        except StorageError as e:
            self._problem(tr("diary entry {id}: {why}", id=entry.id, why=e.why))

    # --- records ----------------------------------------------------------------------------------------
    def _records(self, pen_id: str, epoch: int, first: int, raws: "list[bytes]") -> None:
        """Consecutive records from `first` on."""
        run = self._run
        if run is None or run.next != first or run.journal != (pen_id, epoch):
            run = self._begin(pen_id, epoch, first, raws[0])
            while run is None and len(raws) > 1:  # each has its own reason
                first, raws = first + 1, raws[1:]
                run = self._begin(pen_id, epoch, first, raws[0])
        if run is None:
            return
        run.next = first + len(raws)
        run.batch += raws
        if len(run.batch) >= BATCH:
            self._flush()

    def _begin(self, pen_id: str, epoch: int, sequence: int, raw: bytes) -> "_Run | None":
        """Records that do not follow the one before: another journal, or behind a gap."""
        self._flush()
        self._run = None
        journal = (pen_id, epoch)
        if pen_id not in self._known:
            self._problem(
                tr("record {sequence} is of pen {pen_id}, which is not in the file", sequence=sequence, pen_id=pen_id)
            )
            return None
        if sequence < max(1, self._reached.get(journal, 0) + 1):
            self._problem(
                tr(
                    "pen {pen_id}, record {sequence} is twice in the file, or not in order",
                    pen_id=pen_id,
                    sequence=sequence,
                )
            )
            return None
        self._run = _Run(journal, sequence, raw)
        self._runs.append(self._run)
        return self._run

    def _flush(self) -> None:
        """A batch is checked and goes to SQLite; that it differs from what is held is a problem."""
        run = self._run
        if run is None or not run.batch:
            return
        batch, run.batch = run.batch, []
        self.result.records += len(batch)
        self._reached[run.journal] = run.next - 1
        at = run.next - len(batch)
        good, run.chain = follow(batch, run.chain, at)
        while good < len(batch):  # what comes behind a bad one is checked by itself, so that everything bad is listed
            self._bad(run, at + good, batch[good])
            batch, at = batch[good + 1 :], at + good + 1
            good, run.chain = follow(batch, None, at)
        if self.failed:
            return
        try:
            self.result.new += self._store.insert(*run.journal, at, batch)
        except VerificationFailed as e:
            self._problem(e.what)

    def _bad(self, run: _Run, sequence: int, raw: bytes) -> None:
        """Say what is wrong with a record that does not follow the one before."""
        try:
            check_record(raw, run.chain)
            raise BadRecord(tr("it claims to be {sequence_of}", sequence_of=sequence_of(raw)))
        except BadRecord as e:
            self._problem(tr("pen {journal}, record {sequence}: {e}", journal=run.journal[0], sequence=sequence, e=e))

    def _joints(self, run: _Run) -> None:
        """Do the records before and behind, from here or from the genesis, belong to the same chain?"""
        if self.failed:
            return
        before = self._store.raw_at(*run.journal, run.first - 1)
        behind = self._store.raw_at(*run.journal, run.next)
        try:
            if run.first == 1:
                check_record(run.head, genesis(*run.journal))
            elif before:
                check_record(run.head, check_record(before, None))
            if behind:
                check_record(behind, run.chain)
        except BadRecord as e:
            self._problem(tr("pen {journal}: {e} as it is held here", journal=run.journal[0], e=e))

    def _gaps(self, journal: Journal) -> None:
        """What is missing now must be a hole that file or history know of; what is not missing any more is none."""
        if self.failed:
            return
        here = import_rows.holes(self._store, *journal)
        known = sorted(here + self._holes.get(journal, []), key=lambda one: one[0].next)
        newest = self._store.last(*journal)
        last = newest[0] if newest else 0
        kept = {hole.first: (hole, at) for hole, at in known if hole.first > last}  # nothing came from behind these yet
        for first, after in import_rows.gaps(self._store, *journal):
            cover = [(hole, at) for hole, at in known if hole.first <= first and after <= hole.next]
            if not cover:
                pen, last = journal[0], after - 1
                if first == last:
                    self._problem(tr("pen {pen}, record {first} is missing", pen=pen, first=first))
                else:
                    self._problem(tr("pen {pen}, records {first}–{last} are missing", pen=pen, first=first, last=last))
                continue
            hole, seen_at = max(cover, key=lambda one: (one[0].acknowledged, -one[1]))
            kept[first] = (replace(hole, first=first, next=after), seen_at)
        rows = [kept[first] for first in sorted(kept)]
        if rows != here:
            import_rows.put_holes(self._store, *journal, rows)
