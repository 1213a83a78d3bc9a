"""How an import and the health of the history's file look on a terminal. Must not read anything, and must not print."""

from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from ..history.import_file import ImportResult
from ..texts.numbers import count
from .layout import indented


def imported(result: ImportResult, file: Path) -> "list[RenderableType]":
    """What `needlepen import` shows."""
    held = result.records - result.new
    what = f"{count(result.new, 'new record')} from {file}" if result.new else f"Nothing new in {file}"
    shown: list[RenderableType] = [Text(f"✓ {what}", "bold green")]
    if held:
        shown.append(indented(f"{count(held, 'record')} of it were here already"))
    if result.diary:
        shown.append(indented(f"{count(result.diary, 'new diary entry')}".replace("entrys", "entries")))
    return shown


def checked(found: "list[str]", path: Path, size: int) -> "list[RenderableType]":
    """What `needlepen db check` shows."""
    if not found:
        line = Text("✓ The history is sound: every page of the file, and every record in it", "bold green")
    else:
        line = Text(f"✗ {count(len(found), 'problem')}", "bold red")
    shown: list[RenderableType] = [line, *(indented(Text(text, "red")) for text in found)]
    return [*shown, indented(Text(f"{path} ({size:,} bytes)", "dim"))]
