"""A record of the journal as one sentence, made from its codes whenever it is shown.

Must not be used for storing: the database holds codes and fields, so that better words reach old records, too.
"""

from ..codec import Fields
from . import pen_codes, skin_codes, update_codes
from .limits import by_number


def note(kind: str, fields: Fields, epoch: int) -> str:
    """A row of the table `notes`: `kind` and `fields` as stored, `epoch` of the journal that holds the record."""
    if kind == "clock":
        return pen_codes.CLOCKS.get(fields["event"], f"clock event {fields['event']}")
    if kind == "memory":
        return pen_codes.LEDGERS.get(fields["event"], f"memory event {fields['event']}")
    if kind == "update":
        return update_codes.event(fields["what"], fields["code"], fields["from_version"], fields["to_version"])
    if kind == "recalibrated":
        return "the depth ring was calibrated anew; history and lock stayed"
    if kind == "looser":
        return f"agreed on the pen: {by_number(fields['setting'], fields['old'], fields['new'])} in 28 days"
    why = pen_codes.GAPS.get(fields["reason"], f"reason {fields['reason']}")
    if kind == "lost":
        of = f" of an earlier journal (epoch {fields['old_epoch']})" if "old_epoch" in fields else ""
        return f"{fields['count']} {'record' if fields['count'] == 1 else 'records'}{of} lost: {why}"
    text = f"new journal (epoch {epoch}): {why}"
    if old := fields["old_epoch"]:
        text += f"; the old one (epoch {old}) reached record {fields['old_sequence']}"
    return text


def skin(kind: str, fields: Fields) -> str:
    """A row of the table `skin`: `kind` and `fields` as stored."""
    return skin_codes.told({**fields, "kind": kind}) or kind
