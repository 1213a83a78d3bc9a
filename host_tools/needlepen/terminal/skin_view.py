"""How the pen's knowledge of its owner's skin looks on a terminal. Answers in, rich renderables out.

Must not ask the pen anything and must not print.
"""

from rich.console import RenderableType
from rich.text import Text

from ..history.measures import not_before_s
from ..language import tr
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
        return Text(tr("● The pen does not know its owner's skin yet; it asks before the first session"), "bold yellow")
    if blocking(skin):
        return Text(tr("● No session: {conditions}", conditions=skin_codes.conditions(blocking(skin))), "bold yellow")
    if skin.review:
        return Text(tr("● No session: somebody has to look at the skin first"), "bold yellow")
    return Text(tr("● Nothing in the profile stands in the way"), "bold green")


def profile(hello: Hello, skin: Skin) -> "list[RenderableType]":
    """What `needlepen profile` shows."""
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    if skin.profile_set:
        rows.add_row(tr("told"), skin_codes.conditions(skin.profile))
        if skin.cleared:
            rows.add_row(tr("cleared"), skin_codes.conditions(skin.cleared))
    deepest = ", ".join(f"{skin_codes.ZONES[i]} {depth(getattr(skin, _UM[i]))}" for i in range(len(_UM)))
    rows.add_row(tr("may be set"), tr("at most {deepest}", deepest=deepest))
    if skin.reactions_row:
        rows.add_row(
            tr("reactions"),
            tr(
                "{reactions_row} in a row; at most {depth} may be set",
                reactions_row=skin.reactions_row,
                depth=depth(skin.depth_limit_um),
            ),
        )
    if skin.reaction_s:
        rows.add_row(
            tr("rest"),
            tr("{reaction_s} longer after the last session", reaction_s=SETTINGS["interval"].said(skin.reaction_s)),
        )
    if skin.hold_until_s:
        why = (
            pen_codes.REFUSALS[skin.hold_why][0] if skin.hold_why in pen_codes.REFUSALS else tr("an answer of that day")
        )
        ends = not_before(not_before_s(skin.hold_until_s, hello.wall_offset_s), skin.hold_until_s)
        rows.add_row(tr("hold"), tr("{why}; not before {ends}", why=why, ends=ends))
    if skin.actives_left_s:
        rows.add_row(tr("no actives"), tr("ends {wait}", wait=wait(skin.actives_left_s)))
    return [summary(skin), indented(rows)]


def checkin(skin: Skin) -> "list[RenderableType]":
    """What `needlepen checkin` shows, without an answer."""
    answered = [f"{h} h" for i, h in enumerate(_CHECKINS_H) if skin.checkin_done >> i & 1]
    shown: list[RenderableType] = []
    if skin.due_h:
        shown.append(
            Text(
                tr("● How is the skin? The check-in {due_h} h after the session is due", due_h=skin.due_h),
                "bold yellow",
            )
        )
        shown.append(
            indented(tr("[cyan]needlepen checkin --fine[/], or what there was: [cyan]--bled --red --other[/]"))
        )
    else:
        shown.append(Text(tr("● No check-in is due"), "bold green"))
        told = tr("Something was not right? Tell it at any time: [cyan]--bled --red --other[/], or [cyan]--late[/]")
        shown.append(indented(told))
    if answered:
        shown.append(indented(tr("[dim]answered: {answered}[/]", answered=", ".join(answered))))
    return shown


def answered(before: Skin, after: Skin, findings: int) -> "list[RenderableType]":
    """What a check-in has changed."""
    shown: list[RenderableType] = [
        Text(tr("✓ Noted: {findings}", findings=skin_codes.findings(findings)), "bold green")
    ]
    if after.reaction_s > before.reaction_s:
        shown.append(
            indented(
                tr(
                    "[yellow]The skin now rests {reaction_s} longer.[/]",
                    reaction_s=SETTINGS["interval"].said(after.reaction_s),
                )
            )
        )
    if after.reaction_um < before.reaction_um:
        shown.append(
            indented(tr("[yellow]From now on at most {depth} may be set.[/]", depth=depth(after.depth_limit_um)))
        )
    if after.review:
        shown.append(indented(tr("[yellow]Before the next session somebody has to look at it:[/] needlepen review")))
    if findings:
        shown.append(indented(tr("Hot, spreading, pus, fever, blisters, hard bumps, dark patches: see a doctor now.")))
    return shown
