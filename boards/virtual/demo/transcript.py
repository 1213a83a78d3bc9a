"""Prints the demo on a terminal as it happens and keeps it: a text, pictures, claims, journals and one HTML page.

Every entry is printed once and remembered. It knows no pen: its caller says what to show and claim.
"""

import json
import time
from hashlib import sha256
from pathlib import Path

from rich.console import Console, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from boards.virtual import picture
from boards.virtual.demo import transcript_page

BESIDE_COLUMNS = 108  # a terminal this wide has room for notes beside the screen
_TRANSCRIPT_COLUMNS = 100
_RECORD = 64  # bytes
_LONG_S = 45  # from here on there are no pauses any more: the whole stays under two minutes


class ClaimFailed(Exception):
    """A claim of the demo is not true. `str()` says which, and what was found instead."""


class Transcript:
    """Tells to `console` and into `folder`. `pace`: 1 = pauses for a reader, 0 = none."""

    def __init__(self, folder: Path, console: Console, pace: float) -> None:
        self.folder = folder
        self.console = console
        self.pace = pace
        self.entries: list[dict] = []
        self.claims: list[dict] = []
        self.journals: dict[str, dict] = {}
        self._began_s = time.monotonic()
        self._chapters = 0
        self._chapter = ""
        self._screens = 0
        (folder / "screens").mkdir(parents=True, exist_ok=True)
        self._transcript = (folder / "transcript.txt").open("w", encoding="utf-8")
        self._file = Console(file=self._transcript, width=_TRANSCRIPT_COLUMNS, color_system=None, highlight=False)

    # --- entries ------------------------------------------------------------------------------------------

    def title(self, text: str, lines: "list[str]") -> None:
        """The head of it all."""
        self._remember("title", text=text, lines=lines)
        self._print(Text(f"\n{text}", "bold"), *(Text(line, "dim") for line in lines))

    def chapter(self, name: str, date: str) -> None:
        """Begin a new chapter of the story."""
        self._chapters += 1
        self._chapter = name
        self._remember("chapter", text=name, date=date, number=self._chapters)
        left = Text(f" {self._chapters} · {name} ", "bold")
        self._print("", Rule(left + Text(f"· {date} ", "dim"), align="left", style="dim"))
        self.pause(0.3)

    def say(self, text: str) -> None:
        """Print the narrator's words, in rich's markup."""
        self._remember("say", text=text)
        self._print(Padding(Text.from_markup(text), (0, 2, 0, 2), expand=False))
        self.pause(0.2 + len(text) / 160)

    def act(self, text: str, note: str = "") -> None:
        """What the person does."""
        self._remember("act", text=text, note=note)
        line = Text("  ▸ ", "bright_cyan") + Text(text, "bold bright_cyan")
        self._print(line + Text(f"  {note}" if note else "", "dim"))
        self.pause(0.2)

    def screen(self, name: str, look: dict, words: "list[str]", truth: "list[tuple[str, str]]", pressed=()) -> None:
        """What the pen shows (`look`: frame and LED; `words`: the same, read) beside what is true."""
        self._screens += 1
        file = self.folder / "screens" / f"{self._screens:02d}-{name}.png"
        picture.png(file, look["frame"], look["led"])
        self._remember("screen", file=file.name, words=words, truth=truth, png=file.read_bytes())
        for console in (self.console, self._file):
            console.print(self._beside(console, look, truth, pressed))
        self.pause(0.9)

    def _beside(self, console: Console, look: dict, truth, pressed) -> Padding:
        wide = picture.is_wide(console.width, console.height) and console is self.console
        face = picture.pen(look["frame"], look["led"], pressed, wide)
        if wide or console.width < BESIDE_COLUMNS:
            line = " · ".join(f"{name} {value}".strip() for name, value in truth if name != "now")
            below = Text.assemble(("in truth  ", "dim"), (line, "italic"))
            return Padding(Group(face, below), (0, 0, 0, 2), expand=False)
        notes = Table.grid(padding=(0, 1))
        notes.add_row(Text("in truth", "dim"))
        for name, value in truth:
            notes.add_row(Text(name, "dim"), Text(value, "italic"))
        beside = Table.grid(padding=(0, 3))
        beside.add_row(face, Padding(notes, (5, 0, 0, 0)))
        return Padding(beside, (0, 0, 0, 2), expand=False)

    def claim(self, text: str, true: bool, found: object) -> None:
        """Something that must be true. Raises ClaimFailed when it is not."""
        chapter = {"chapter": self._chapters, "title": self._chapter}
        self.claims.append({**chapter, "claim": text, "true": bool(true), "found": found})
        self._remember("claim", text=text, true=bool(true), found=found)
        mark = Text("  ✓ ", "green") if true else Text("  ✗ ", "bold red")
        self._print(mark + Text(text, "" if true else "bold red"))
        if not true:
            raise ClaimFailed(f"not true: {text}\n  found: {found}")
        self.pause(0.15)

    def typed(self, command: str) -> None:
        """A command on the laptop; its output follows."""
        self._remember("typed", text=command)
        self._print("", Text("  $ ", "dim") + Text(command, "bold"))
        self.pause(0.2)

    def printed(self, ansi: str) -> None:
        """What the command printed."""
        text = Text.from_ansi(ansi.rstrip("\n"))
        self._remember("printed", text=text)
        for console in (self.console, self._file):
            for line in text.split():
                console.print(Text("    ") + line, soft_wrap=True)
        self.pause(0.8)

    def table(self, table: Table) -> None:
        """Figures at the end."""
        self._remember("table", table=table)
        self._print(Padding(table, (0, 0, 0, 2)))

    def pause(self, seconds: float) -> None:
        """Give a reader time, unless the demo has already taken long."""
        if self.pace and time.monotonic() - self._began_s < _LONG_S:
            time.sleep(seconds * self.pace)

    # --- results ----------------------------------------------------------------------------------------

    def journal(self, name: str, records: bytes) -> None:
        """Keep a pen's journal as it is. The same scenes give the same bytes on any computer."""
        (self.folder / f"{name}.bin").write_bytes(records)
        self.journals[name] = {"records": len(records) // _RECORD, "sha256": sha256(records).hexdigest()}

    def finish(self, facts: dict) -> None:
        """Write claims.json and story.html, end the transcript; also after a claim that failed."""
        wrong = [claim for claim in self.claims if not claim["true"]]
        summary = {**facts, "claims": len(self.claims), "all_true": not wrong}
        summary.update(list=self.claims, journals=self.journals)
        (self.folder / "claims.json").write_text(
            json.dumps(summary, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
        )
        (self.folder / "story.html").write_text(transcript_page.page(self.entries, len(self.claims)), encoding="utf-8")
        self._transcript.close()

    def _remember(self, kind: str, **what: object) -> None:
        self.entries.append({"kind": kind, **what})

    def _print(self, *what: object) -> None:
        for console in (self.console, self._file):
            for item in what:
                console.print(item)
