"""Check the history on this computer: CRC and sequence of every record, and the chain from its beginning
(S13).

Must not repair anything. The chain shows that no record was changed, dropped or moved since the pen wrote
it; it is no signature: who can rewrite a pen's flash can rebuild its chain.
"""

from dataclasses import dataclass, field

from ..codec import EPOCH_KIND, BadRecord, check_record, decode_record, follow, genesis, is_whole, sequence_of
from ..language import later, tr
from ..texts.numbers import count
from .store import Hole, Store

PROBLEMS_MAX = 20  # listed per journal; the rest is only counted
BRING_IN = later("Bring in an earlier backup or export: needlepen import FILE")
READ_AGAIN = later(
    "Read again what the pen still has: needlepen sync. The rest from an earlier copy: needlepen import FILE"
)


@dataclass
class EpochReport:
    """What was found in one journal of a pen."""

    epoch: int
    records: int = 0
    first: int = 0
    last: int = 0
    missing: "list[str]" = field(default_factory=lambda: list[str]())  # explained: a warning
    problems: "list[str]" = field(default_factory=lambda: list[str]())  # not explained: verification fails
    failed: int = 0

    @property
    def from_genesis(self) -> bool:
        """The chain was checked from the journal's very first record."""
        return self.first == 1

    def problem(self, text: str) -> None:
        """Note something that does not verify."""
        self.failed += 1
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(text)


def verify(store: Store, pen_id: str) -> "list[EpochReport]":
    """One report per journal (epoch) of a pen, oldest first."""
    reports: list[EpochReport] = []
    holes = {(hole.epoch, hole.first): hole for hole in store.holes(pen_id)}
    reached: dict[int, int] = {}  # epoch: how far the pen says it went
    report = EpochReport(0)
    chain: bytes | None = None
    expected = 1
    for epoch, sequence, raw in store.raw(pen_id):
        if not reports or epoch != report.epoch:
            report = EpochReport(epoch, first=sequence)
            reports.append(report)
            chain, expected = genesis(pen_id, epoch), 1
        if sequence != expected:
            span = _span(expected, sequence)
            hole = holes.get((epoch, expected))
            if hole is None or hole.next != sequence:
                report.problem(tr("{span} missing from the history on this computer", span=span))
            else:
                report.missing.append(_explained(hole))
                del holes[epoch, expected]
            chain = None
        report.records += 1
        report.last = sequence
        expected = sequence + 1
        good, chain = follow((raw,), chain, sequence)
        if not good:
            report.problem(tr("record {sequence}: {doubt}", sequence=sequence, doubt=_doubt(raw, chain, sequence)))
            chain = None
        elif raw[1:2] == EPOCH_KIND:
            fields = decode_record(raw)
            if "old_epoch" in fields:
                reached[fields["old_epoch"]] = fields["old_sequence"]
    of_epoch = {report.epoch: report for report in reports}
    for hole in holes.values():  # nothing came from behind these yet
        report = of_epoch.get(hole.epoch) or EpochReport(hole.epoch)
        if hole.first > report.last:
            report.missing.append(_explained(hole))
            if hole.epoch not in of_epoch:
                reports.append(report)
    for report in reports:
        if reached.get(report.epoch, 0) > report.last:
            span = _span(report.last + 1, reached[report.epoch] + 1)
            report.missing.append(tr("{span} lost on the pen before they were synced", span=span))
    return reports


def damaged(store: Store, pen_id: str) -> "dict[int, list[int]]":
    """Of each journal the records held here that cannot be read back: bytes of theirs were changed. The quick check.

    `verify` looks at the chain, too; a byte that is not as it was is in no record's CRC.
    """
    found: dict[int, list[int]] = {}
    for epoch, sequence, raw in store.raw(pen_id):
        if not is_whole(raw) or sequence_of(raw) != sequence:
            found.setdefault(epoch, []).append(sequence)
    return found


def say_damaged(records: int) -> str:
    """The sentence that so many cannot be read back; what to do is `BRING_IN`."""
    return tr("Damaged on this computer: {records}.", records=count(records, "record"))


def _doubt(raw: bytes, chain: "bytes | None", sequence: int) -> str:
    """What is wrong with a record that does not follow."""
    try:
        check_record(raw, None)
        if sequence_of(raw) != sequence:
            return tr("it claims to be {sequence_of}", sequence_of=sequence_of(raw))
        check_record(raw, chain)
    except BadRecord as e:
        return str(e)
    return tr("it does not follow")


def _explained(hole: Hole) -> str:
    span = _span(hole.first, hole.next)
    if hole.next - 1 <= hole.acknowledged:
        return tr("{span} freed by the pen after a sync with another computer or history", span=span)
    return tr("{span} lost on the pen before they were synced", span=span)


def _span(first: int, after: int) -> str:
    return (
        tr("record {first}", first=first)
        if after - first == 1
        else tr("records {first}–{last}", first=first, last=after - 1)
    )
