"""When a pen allows its next session, on the terminal. Must not ask the pen or the database, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..history.next_session import PEN, NextSession
from ..language import tr
from ..texts.dates import not_before, wait, when
from ..texts.next_session_text import allowed
from .layout import indented


def next_session(seen: NextSession) -> "list[RenderableType]":
    """What `needlepen status` shows, for one pen."""
    shown: list[RenderableType] = [_headline(seen)]
    shown += [indented(Text(text)) for text in _why(seen)]
    shown += [indented(Text(f"! {text}", "yellow")) for text in seen.warnings]
    said = (
        tr("it was asked just now")
        if seen.source == PEN
        else tr("as it said at the sync of {when}", when=when(seen.as_of, 0))
    )
    shown.append(indented(Text(tr("pen {pen_id}, {said}", pen_id=seen.pen_id, said=said), "dim")))
    return shown


def _why(seen: NextSession) -> "list[str]":
    """Where nothing is in the way, what to do now, in the dashboard's words."""
    if seen.why or seen.fault:
        return seen.why
    because = seen.answer()["because"]
    return [because] if because else []


def _headline(seen: NextSession) -> Text:
    if seen.fault:
        return Text(tr("● No session: {fault}. Acknowledge it on the pen", fault=seen.fault), "bold red")
    at = tr("not before {at}", at=not_before(seen.not_before_s, seen.unlock_at_s))
    if seen.blocked:
        also = seen.not_before_s and seen.wait_s
        head = tr("● No session for now, and {at}", at=at) if also else f"● {tr('No session for now')}"
        return Text(head, "bold yellow")
    if seen.wait_s:
        return Text(tr("● Next session {at}, {wait}", at=at, wait=wait(seen.wait_s)), "bold yellow")
    if seen.wait_s is None and seen.unlock_at_s:  # remembered, and the pen had no date
        return Text(tr("● Next session {at}", at=at), "bold yellow")
    _, title = allowed(seen.unlock_at_s, seen.not_before_s, seen.source == PEN)
    return Text(f"● {title}", "bold green")
