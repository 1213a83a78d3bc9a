"""The commands about the owner's skin: profile, review, checkin. The pen decides; a hand on it agrees."""

import unicodedata
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

from ..clock import now
from ..codec import messages as m
from ..codec import record
from ..errors import Refused, UsageError
from ..language import tr
from ..texts.skin_codes import CONDITIONS, LATE, TOGETHER, names
from .options import Options, command

if TYPE_CHECKING:
    from ..api import Hello, Pen, Skin

_EPOCH = date(1970, 1, 1)
_ADDED, _CLEARED = 4, 2  # conditions that one question on the pen's screen has room for

_condition = click.Choice(list(CONDITIONS))
_clearable = click.Choice([*(name for name, (_, _, ends, _) in CONDITIONS.items() if ends), *TOGETHER])
_by = click.option("--by", metavar="NAME", help="Who looked at it; 12 letters at most.")
_on = click.option("--on", metavar="YYYY-MM-DD", help="The day of it.")


@command()
@click.option("--add", type=_condition, multiple=True, help="The owner has this. What was told stays told.")
@click.option("--none", is_flag=True, help="The owner was asked and has none of these.")
@click.option("--clear", type=_clearable, multiple=True, help="A clinician has cleared this; needs --by and --on.")
@_by
@_on
@click.pass_obj
def profile(
    options: Options, add: "tuple[str, ...]", none: bool, clear: "tuple[str, ...]", by: "str | None", on: "str | None"
) -> None:
    """Show or tell the pen what its owner's skin is like. It shows what it is told; press ▼ on it to agree.

    Some conditions rule needles out, some need a clinician's note; a clearance is recorded with name and date. Bleeding
    disorders and keloid scars cannot be cleared. What was one question on the pen is cleared as one: skin-disease.

    Example: [cyan]needlepen profile --add rosacea[/]

    With a note: [cyan]needlepen profile --clear rosacea --by "Dr. Patel" --on 2026-05-01[/]
    """
    if bool(add) + none + bool(clear) > 1:
        raise UsageError(tr("--add, --none and --clear are told one at a time."), "", "needlepen profile --help")
    signed = _signed(by, on, bool(clear))
    pen, hello = options.find()
    with pen:
        if none:
            pen.tell_profile(0)
        for part in _parts(add, _ADDED):
            pen.tell_profile(_bits(part))
        if signed:
            for part in _parts(clear, _CLEARED):
                pen.clearance(record.CLEARED_PROFILE, _bits(part), *signed)
        skin = pen.skin()
    _show(options, hello, skin)


@command()
@_by
@_on
@click.pass_obj
def review(options: Options, by: "str | None", on: "str | None") -> None:
    """Record that a clinician has looked at the skin after blood, two reactions in a row or a late one.

    The pen shows it; press ▼ on it to agree. It then counts anew; the longer rest and the lower depth stay.

    Example: [cyan]needlepen review --by "Dr. Patel" --on 2026-05-01[/]
    """
    signed = _signed(by, on, True)
    pen, hello = options.find()
    with pen:
        if signed:
            _review(pen, *signed)
        skin = pen.skin()
    _show(options, hello, skin)


def _review(pen: "Pen", day: int, name: str) -> None:
    """Raises Refused, in words of its own when the look was before what it is about."""
    try:
        pen.clearance(record.CLEARED_REVIEW, 0, day, name)
    except Refused as e:
        if e.error != m.E_VALUE or not e.detail:
            raise
        first = _EPOCH + timedelta(days=e.detail)
        why = tr("What it is about came up later: a look counts from {first} on.", first=first)
        raise Refused(e.error, e.detail, e.what, why, tr("Have the skin looked at now, then record that")) from e


@command()
@click.option("--fine", is_flag=True, help="All calm.")
@click.option("--bled", is_flag=True, help="It bled.")
@click.option("--red", is_flag=True, help="Red for more than 48 hours.")
@click.option("--other", is_flag=True, help="Something else was not right.")
@click.option("--late", is_flag=True, help="Hard bumps or dark patches that came after days or weeks.")
@click.pass_obj
def checkin(options: Options, fine: bool, bled: bool, red: bool, other: bool, late: bool) -> None:
    """Say how the skin took the last session, 1, 24, 48 and 72 hours after it. Without an answer: what is due.

    The pen shows what it is told; press ▼ on it to agree. A reaction lengthens the rest by 14 days and lowers the
    depth; blood, two reactions in a row, or what came late need a review. What came late is told at any time, alone.

    Example: [cyan]needlepen checkin --fine[/]

    Weeks later: [cyan]needlepen checkin --late[/]
    """
    from ..terminal import skin_view

    findings = 1 * bled + 2 * red + 4 * other + LATE * late
    if fine and findings:
        raise UsageError(tr("Either all is fine or something was not."), "", "needlepen checkin --help")
    if late and findings != LATE:
        why = tr("It is one question on the pen.")
        raise UsageError(tr("What came late is told alone."), why, "needlepen checkin --late")
    pen, hello = options.find()
    with pen:
        before = after = pen.skin()
        if fine or findings:
            _tell(pen, before.due_h, findings)
            after = pen.skin()
    said = {"due_h": after.due_h, "told": findings if fine or findings else None}
    shown = skin_view.answered(before, after, findings) if fine or findings else skin_view.checkin(after)
    options.output.result({"pen_id": hello.pen_id, "checkin": said, "skin": asdict(after)}, *shown)


def _tell(pen: "Pen", due_h: int, findings: int) -> None:
    """Raises Refused, in words of its own when the pen is of before late findings."""
    try:
        pen.checkin(due_h, findings)
    except Refused as e:
        if findings != LATE or e.error != m.E_VALUE:
            raise
        why = tr("This pen's firmware does not know findings that came late.")
        do = tr("Tell it as --other, show it to a dermatologist, and update the pen: needlepen fw update")
        raise Refused(e.error, e.detail, e.what, why, do) from e


def _show(options: Options, hello: "Hello", skin: "Skin") -> None:
    from ..terminal import skin_view

    told = {"asked": bool(skin.profile_set), "told": names(skin.profile), "cleared": names(skin.cleared)}
    data = {"pen_id": hello.pen_id, "profile": told, "skin": asdict(skin)}
    options.output.result(data, *skin_view.profile(hello, skin))


def _parts(chosen: "tuple[str, ...]", size: int) -> "list[tuple[str, ...]]":
    """What was named, so many at a time: each part is one question on the pen."""
    return [chosen[at : at + size] for at in range(0, len(chosen), size)]


def _bits(chosen: "tuple[str, ...]") -> int:
    bits = 0
    for name in chosen:
        bits |= CONDITIONS[name][0] if name in CONDITIONS else TOGETHER[name]
    return bits


def _signed(by: "str | None", on: "str | None", wanted: bool) -> "tuple[int, str] | None":
    """Day since 1970 and name of a clearance; raises UsageError when one is missing or not believable."""
    if not wanted:
        if by or on:
            raise UsageError(tr("--by and --on belong to --clear."), "", "needlepen profile --help")
        return None
    if not by or not on:
        raise UsageError(
            tr("A clearance is recorded with name and date."),
            "",
            tr('--by "Dr. Patel" --on 2026-05-01, behind the command'),
        )
    try:
        day = datetime.strptime(on, "%Y-%m-%d").date()
    except ValueError:
        raise UsageError(tr("'{on}' is no date.", on=on), "", "--on 2026-05-01") from None
    if day > datetime.fromtimestamp(now(), timezone.utc).astimezone().date():
        raise UsageError(tr("{on} is still to come.", on=on), "", tr("Record a clearance when it was given"))
    name = unicodedata.normalize("NFKD", by).encode("ascii", "ignore").decode().strip()
    if not name or len(name) > m.NAME or not name.isprintable():
        raise UsageError(
            tr("'{by}' does not fit.", by=by),
            tr("The pen keeps {name} letters.", name=m.NAME),
            tr('The family name will do: --by "Dr. Patel"'),
        )
    return (day - _EPOCH).days, name
