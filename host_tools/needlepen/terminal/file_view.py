"""How an import and the health of the history's file look on a terminal. Must not read anything, and must not print."""

from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from ..history.import_file import ImportResult
from ..language import tr
from ..texts.numbers import count
from .layout import indented


def imported(result: ImportResult, file: Path) -> "list[RenderableType]":
    """What `needlepen import` shows."""
    held = result.records - result.new
    what = (
        tr("{records} from {file}", records=count(result.new, "new record"), file=file)
        if result.new
        else tr("Nothing new in {file}", file=file)
    )
    shown: list[RenderableType] = [Text(f"✓ {what}", "bold green")]
    if held:
        shown.append(indented(tr("{records} of it were here already", records=count(held, "record"))))
    if result.diary:
        shown.append(indented(count(result.diary, "new diary entry")))
    return shown


def checked(found: "list[str]", path: Path, size: int) -> "list[RenderableType]":
    """What `needlepen db check` shows."""
    if not found:
        line = Text(tr("✓ The history is sound: every page of the file, and every record in it"), "bold green")
    else:
        line = Text(f"✗ {count(len(found), 'problem')}", "bold red")
    shown: list[RenderableType] = [line, *(indented(Text(text, "red")) for text in found)]
    return [*shown, indented(Text(tr("{path} ({size:,} bytes)", path=path, size=size), "dim"))]
