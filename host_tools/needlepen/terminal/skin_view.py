"""How the pen's knowledge of its owner's skin looks on a terminal. Answers in, rich renderables out.

Must not ask the pen anything and must not print.
"""

from rich.console import RenderableType
from rich.text import Text

from ..history.measures import not_before_s
from ..link.answers import Hello, Skin
from ..texts import pen_codes, skin_codes
from ..texts.dates import not_before, wait
from ..texts.limits import SETTINGS
from ..texts.numbers import depth
from .layout import bare, indented

_CHECKINS_H = (1, 24, 48, 72)
_UM = ("forehead_um", "left_cheek_um", "right_cheek_um", "chin_um", "upper_lip_um")


def blocking(skin: Skin) -> int:
    """Told conditions that no clearance covers."""
    return skin.profile & ~skin.cleared


def summary(skin: Skin) -> Text:
    """The one line that says what stands in the way, if anything."""
    if not skin.profile_set:
        return Text("● The pen does not know its owner's skin yet; it asks before the first session", "bold yellow")
    if blocking(skin):
        return Text(f"● No session: {skin_codes.conditions(blocking(skin))}", "bold yellow")
    if skin.review:
        return Text("● No session: somebody has to look at the skin first", "bold yellow")
    return Text("● Nothing in the profile stands in the way", "bold green")


def profile(hello: Hello, skin: Skin) -> "list[RenderableType]":
    """What `needlepen profile` shows."""
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    if skin.profile_set:
        rows.add_row("told", skin_codes.conditions(skin.profile))
        if skin.cleared:
            rows.add_row("cleared", skin_codes.conditions(skin.cleared))
    deepest = ", ".join(f"{skin_codes.ZONES[i]} {depth(getattr(skin, _UM[i]))}" for i in range(len(_UM)))
    rows.add_row("may be set", f"at most {deepest}")
    if skin.reactions_row:
        rows.add_row("reactions", f"{skin.reactions_row} in a row; at most {depth(skin.depth_limit_um)} may be set")
    if skin.reaction_s:
        rows.add_row("rest", f"{SETTINGS['interval'].said(skin.reaction_s)} longer after the last session")
    if skin.hold_until_s:
        why = pen_codes.REFUSALS.get(skin.hold_why, ("an answer of that day", ""))[0]
        ends = not_before(not_before_s(skin.hold_until_s, hello.wall_offset_s), skin.hold_until_s)
        rows.add_row("hold", f"{why}; not before {ends}")
    if skin.actives_left_s:
        rows.add_row("no actives", f"ends {wait(skin.actives_left_s)}")
    return [summary(skin), indented(rows)]


def checkin(skin: Skin) -> "list[RenderableType]":
    """What `needlepen checkin` shows, without an answer."""
    answered = [f"{h} h" for i, h in enumerate(_CHECKINS_H) if skin.checkin_done >> i & 1]
    shown: list[RenderableType] = []
    if skin.due_h:
        shown.append(Text(f"● How is the skin? The check-in {skin.due_h} h after the session is due", "bold yellow"))
        shown.append(indented("[cyan]needlepen checkin --fine[/], or what there was: [cyan]--bled --red --other[/]"))
    else:
        shown.append(Text("● No check-in is due", "bold green"))
        shown.append(indented("Something was not right? Tell it at any time: [cyan]--bled --red --other[/]"))
    if answered:
        shown.append(indented(f"[dim]answered: {', '.join(answered)}[/]"))
    return shown


def answered(before: Skin, after: Skin, findings: int) -> "list[RenderableType]":
    """What a check-in has changed."""
    shown: list[RenderableType] = [Text(f"✓ Noted: {skin_codes.findings(findings)}", "bold green")]
    if after.reaction_s > before.reaction_s:
        shown.append(indented(f"[yellow]The skin now rests {SETTINGS['interval'].said(after.reaction_s)} longer.[/]"))
    if after.reaction_um < before.reaction_um:
        shown.append(indented(f"[yellow]From now on at most {depth(after.depth_limit_um)} may be set.[/]"))
    if after.review:
        shown.append(indented("[yellow]Before the next session somebody has to look at it:[/] needlepen review"))
    if findings:
        shown.append(indented("Hot, spreading, pus, fever, blisters, hard bumps, dark patches: see a doctor now."))
    return shown
