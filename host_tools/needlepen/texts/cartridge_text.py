"""A cartridge's lot, when it was opened, and that its lot is recalled, in words (H50). Must not decide anything."""

from typing import Any

from ..clock import DAY_S, now
from ..language import tr
from .dates import date, day

Row = dict[str, Any]  # of the table `cartridges`, as `queries.py` reads it
OPENED_MAX_DAYS = 90  # OPENED_MAX_S of the pen, which refuses one that is open for longer; a test compares them


def lot(row: Row) -> str:
    """The number of its lot, "" when no tag told it."""
    return "" if row["lot"] is None else tr("lot {lot}", lot=row["lot"])


def opened_on(row: Row) -> str:
    """The day of its first use; "" when there was none, or nobody knows it."""
    if row["opened_s"] is None:
        return ""
    guess = "~" if row["guess"] else ""
    on = guess + (date(row["opened_at"]) if row["opened_at"] else day(row["opened_s"]))
    too_long = row["left"] and row["opened_at"] and now() - row["opened_at"] > OPENED_MAX_DAYS * DAY_S
    return tr("{on}, over {days} days ago", on=on, days=OPENED_MAX_DAYS) if too_long else on


def opened(row: Row) -> str:
    """The same in a list of what is known of it."""
    on = opened_on(row)
    return tr("opened {on}", on=on) if on else ""


def recalled(row: Row) -> str:
    """What the list of recalled lots says of it; "" when it is not on the list."""
    if row["recalled"] is None:
        return ""
    return tr("lot recalled: {why}", why=row["recalled"]) if row["recalled"] else tr("lot recalled")


def about(row: Row) -> str:
    """All of it in one line."""
    return ", ".join(said for said in (lot(row), opened(row), recalled(row)) if said)


def discard(row: Row) -> str:
    """A sentence about one of a recalled lot that the pen would still take."""
    values = {"serial": row["serial"], "lot": row["lot"], "why": row["recalled"]}
    if row["recalled"]:
        return tr("Cartridge {serial} is of lot {lot}, which is recalled ({why}): discard it.", **values)
    return tr("Cartridge {serial} is of lot {lot}, which is recalled: discard it.", **values)
