"""Every command: its file, loaded when it is called, and the line about it in `needlepen --help`.

The line is the first paragraph of the command's own help; a test compares them. Must not load a command to list it.
"""

from importlib import import_module
from typing import Any

import click

from .help import Command, Group

# heading: {name: (file in this folder, the first paragraph of its help)}; the object is called as the command is, or
# as what follows the colon
COMMANDS: "dict[str, dict[str, tuple[str, str]]]" = {
    "The pen": {
        "status": ("status", "Show when the next session is allowed, and why not sooner."),
        "list": ("info:list_pens", "List the pens that are plugged in."),
        "info": (
            "info",
            "Show how the pen is: locked until when, battery, limits, what is not synced, which firmware and who"
            " verified it.",
        ),
        "sync": ("sync", "Copy what is new on the pen into the history on this computer."),
        "settings": (
            "settings",
            "Show the pen's limits, or change one. They tighten at once and go back slowly; the pen decides.",
        ),
        "clock": (
            "clock",
            "Compare the pen's clock with this computer's: what it counts, what it says, how far they drift.",
        ),
        "service": (
            "info",
            "Give the pen's port to mpremote, to copy firmware or calibrate. Press ▼ on the pen to agree.",
        ),
    },
    "The skin": {
        "profile": (
            "profile",
            "Show or tell the pen what its owner's skin is like. It shows what it is told; press ▼ on it to agree.",
        ),
        "checkin": (
            "profile",
            "Say how the skin took the last session, 1, 24, 48 and 72 hours after it. Without an answer: what is due.",
        ),
        "review": (
            "profile",
            "Record that a clinician has looked at the skin after blood, two reactions in a row or a late one.",
        ),
        "diary": (
            "diary",
            "Keep a diary of the skin on this computer: words, a rating, photos. No pen and nobody else gets it.",
        ),
    },
    "The history on this computer": {
        "history": (
            "history",
            "Show sessions, refusals with their reasons, faults, and when the next session is allowed.",
        ),
        "receipt": ("receipt", "Show one session as a small picture, the last one without a number."),
        "stats": (
            "receipt",
            "Show sums: sessions a month, strokes a zone, how true the depth was, cartridges, refusals by reason.",
        ),
        "cartridges": (
            "history",
            "Show every cartridge the pen has seen: uses left, sessions, strokes, when it was used last.",
        ),
        "plan": (
            "history",
            "Show what to do and to leave, with dates: aftercare, check-ins, the next allowed and the suggested day.",
        ),
        "recalls": (
            "recalls",
            "Show which lots of cartridges are recalled, as files said that were imported here.",
        ),
        "verify": (
            "history",
            "Check every record on this computer: CRC, sequence, and the hash chain from its beginning.",
        ),
    },
    "A page in the browser": {
        "ui": (
            "ui",
            "Open the dashboard: the whole picture on a page of this computer, live while a pen is plugged in.",
        ),
    },
    "Files": {
        "report": (
            "report",
            "Write a report to look at, to print or to give to a doctor: one HTML file, no script, no network.",
        ),
        "calendar": (
            "report",
            "Write the plan as a calendar file: check-ins, aftercare, when to stop actives, the next allowed day.",
        ),
        "export": (
            "export",
            "Write the whole history to a file. [cyan]needlepen import[/] reads it again, but for ics and fhir.",
        ),
        "import": (
            "export:import_",
            "Take what [cyan]needlepen export[/] wrote into the history here: a new computer, two histories in one.",
        ),
        "db": (
            "db",
            "Look after the file that holds the history: where it is, whether it is sound, a copy of it.",
        ),
    },
    "Firmware": {
        "fw": ("fw_update", "Firmware: update the pen, look at bundles, sign your own."),
        "recover": (
            "recover",
            "Put a bundle on a pen whose program does not start, over its service mode. Ledger and journal stay as"
            " they are.",
        ),
        "flash": (
            "recover",
            "Put a whole image (make uf2) onto a board in its boot loader. It erases the board's flash.",
        ),
    },
    "Building one": {
        "bench": (
            "bench",
            "Measure a pen that you built, over its service mode: each value with its limits and where it belongs.",
        ),
    },
    "This computer": {
        "doctor": (
            "doctor",
            "Look for what stands between this computer and the pen: port, permission, boot loader, clock, disk,"
            " history.",
        ),
        "completion": ("completion", "Print what makes the Tab key know needlepen's commands, for your shell."),
    },
}


class Late(Group):
    """The group of all commands. What it lists are names with a line each; a command itself comes when it is called."""

    headings = {title: list(commands) for title, commands in COMMANDS.items()}

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for commands in COMMANDS.values():
            for name, (_, line) in commands.items():
                self.add_command(Command(name, help=line))

    def resolve_command(
        self, ctx: click.Context, args: "list[str]"
    ) -> "tuple[str | None, click.Command | None, list[str]]":
        """The command that is called, loaded. Raises NoSuchCommand, with what is spelled alike."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else command, rest


def load(name: str) -> click.Command:
    """The command of this name, from its file."""
    (place,) = (commands[name][0] for commands in COMMANDS.values() if name in commands)
    file, _, called = place.partition(":")
    return getattr(import_module(f"{__package__}.{file}"), called or name)
