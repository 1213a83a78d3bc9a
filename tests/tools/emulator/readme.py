"""The table of `make emulator-test` as the section "On the chip" of firmware/README.md: nobody types these numbers."""

from pathlib import Path

from boards.tools.pen_files import UNKNOWN
from tests.tools.emulator import measure
from tests.tools.emulator.pen import firmware
from tests.tools.emulator.table import NOTE, Row

README = Path(__file__).resolve().parents[3] / "firmware" / "README.md"
_HEAD = "## On the chip"
_BEFORE = "## Where a rule lives"  # where the section goes when there is none yet
_TEXT = """Measured on the emulated RP2040 with the files of a pen built from commit {commit}, and written here by
`make emulator-test README=1`. {image}

{note} What was not reached, or ended without a figure, says so.
"""


def why_not(numbers: dict) -> str:
    """Why these numbers are not fit to be published; "" when they are. One that failed is published as not reached."""
    missing = [subject for subject in measure.SUBJECTS if subject not in numbers]
    if missing:
        return "not measured: " + ", ".join(missing)
    if numbers.get("quick"):
        return "a quick run is a share only"
    if numbers.get("commit") == UNKNOWN:
        return "the firmware that was measured is not committed"
    return "" if numbers.get("firmware") == firmware() else "the firmware is not the one that was measured"


def section(found: "list[Row]", image: str = "", commit: str = "") -> str:
    """The section, with its heading, ending in one empty line; `image`, `commit`: what was measured."""
    heads = "| What | Measured | Without waiting for flash | Must reach | A plain MicroPython pen |"
    lines = [heads, "|---|---|---|---|---|"]
    for row in found:
        measured = row.measured if row.reached else f"**{row.measured}: not reached**"
        lines.append(f"| {row.what} | {measured} | {row.unwaited} | {row.reach} | {row.plain} |")
    return "\n".join([_HEAD, "", _TEXT.format(commit=commit, image=image, note=NOTE), *lines, "", ""])


def replaced(text: str, new: str) -> str:
    """The README's `text` with the `new` section in the place of the old one."""
    before, found, after = text.partition(_HEAD + "\n")
    if found:
        rest = after.find("\n## ")
        return before + new + (after[rest + 1 :] if rest >= 0 else "")
    before, found, after = text.partition(_BEFORE)
    return before + new + found + after


def write(found: "list[Row]", image: str, commit: str) -> str:
    """Into the README; what to say of it."""
    README.write_text(replaced(README.read_text(encoding="utf-8"), section(found, image, commit)), encoding="utf-8")
    return "firmware/README.md: the section is written"
