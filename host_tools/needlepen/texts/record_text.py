"""A record of the journal as one sentence, made from its codes whenever it is shown.

Must not be used for storing: the database holds codes and fields, so that better words reach old records, too.
"""

from ..codec import Fields
from ..language import tr, trn
from . import pen_codes, skin_codes, update_codes
from .limits import by_number


def note(kind: str, fields: Fields, epoch: int) -> str:
    """A row of the table `notes`: `kind` and `fields` as stored, `epoch` of the journal that holds the record."""
    if kind == "clock":
        return pen_codes.CLOCKS.get(fields["event"]) or tr("clock event {event}", event=fields["event"])
    if kind == "memory":
        return pen_codes.LEDGERS.get(fields["event"]) or tr("memory event {event}", event=fields["event"])
    if kind == "update":
        return update_codes.event(fields["what"], fields["code"], fields["from_version"], fields["to_version"])
    if kind == "recalibrated":
        return tr("the depth ring was calibrated anew; history and lock stayed")
    if kind == "looser":
        return tr(
            "agreed on the pen: {change} in 28 days",
            change=by_number(fields["setting"], fields["old"], fields["new"]),
        )
    why = pen_codes.GAPS.get(fields["reason"]) or tr("reason {reason}", reason=fields["reason"])
    if kind == "lost":
        of = (
            tr(" of an earlier journal (epoch {old_epoch})", old_epoch=fields["old_epoch"])
            if "old_epoch" in fields
            else ""
        )
        return trn("{n} record{of} lost: {why}", "{n} records{of} lost: {why}", fields["count"], of=of, why=why)
    text = tr("new journal (epoch {epoch}): {why}", epoch=epoch, why=why)
    if old := fields["old_epoch"]:
        text += tr(
            "; the old one (epoch {old}) reached record {old_sequence}", old=old, old_sequence=fields["old_sequence"]
        )
    return text


def skin(kind: str, fields: Fields) -> str:
    """A row of the table `skin`: `kind` and `fields` as stored."""
    return skin_codes.told({**fields, "kind": kind}) or kind
