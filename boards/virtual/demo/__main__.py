"""`make demo`: plays the whole demo on the virtual pen, tells it as it goes and checks every claim. It asks nothing.

    python -m boards.virtual.demo [--fast] [--python PATH] [--mcu rp2040] [--out FOLDER]

It starts the pen, plays the scenes and leaves its results in build/demo/. The exit code is 1 when a claim is not true.
"""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest is loaded: nothing to tell or to keep yet

import argparse
import io
import os
import platform
import shutil
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from boards.virtual.demo.laptop import ROOT, Laptop
from boards.virtual.demo.scene_player import ScenePlayer
from boards.virtual.demo.scenes import cautionary_tale, diary_and_report, history, refusals, treatment, update
from boards.virtual.demo.transcript import ClaimFailed, Transcript
from boards.virtual.handle import PenError, VirtualPen, start
from boards.virtual.own_folder import own

OUT = ROOT / "build" / "demo"
SCENES = (
    update.begin,
    treatment.wake,
    history.hello,
    treatment.rehearsal,
    treatment.about_you,
    treatment.disinfection,
    treatment.first_treatment,
    treatment.check_ins,
    refusals.cheat_clock,
    refusals.unlocks,
    cautionary_tale.play,
    refusals.doctors_note,
    refusals.worn_and_shared,
    treatment.power_cut,
    refusals.broken_sensor,
    treatment.power_cut_ends,
    refusals.unlocks,
    update.play,
    history.history,
    diary_and_report.look_back,
    diary_and_report.dashboard,
    history.truth,
)
_TRUE = "Nobody presses anything here. Every screen and number comes from the running pen; every ✓ was checked."
_PLAIN_COLUMNS = 100
_PIPE_COLUMNS = 140


def main(arguments: "list[str] | None" = None) -> int:
    """Play the demo. Returns the exit code of the program."""
    options = _options(arguments)
    console = _console()
    pace = 0 if options.fast or not console.is_terminal or os.environ.get("CI") else 1
    out = own(options.out)
    if out != options.out:
        console.print(f"Another make demo writes into {_short(options.out)}: this one writes into {_short(out)}.")
    options.out = out
    _fresh(options.out)
    began = time.monotonic()
    with start(options.python, mcu=options.mcu) as pen:
        transcript = Transcript(options.out, console, pace)
        laptop = Laptop(options.out / "history.db", console.is_terminal, _columns(console))
        player = ScenePlayer(pen, transcript, laptop)
        failed = _play(player, options)
        transcript.finish(
            {"interpreter": pen.python, "micropython": pen.is_micropython, "mcu": pen.mcu, "failed": failed}
        )
    _goodbye(console, transcript, failed, time.monotonic() - began)
    return 1 if failed else 0


def _play(player: ScenePlayer, options: argparse.Namespace) -> str:
    """Play all scenes. Returns what failed, "" if nothing did."""
    player.transcript.title("needlepen, a microneedling pen that says no", _opening(player.pen, options.python))
    try:
        for scene in SCENES:
            scene(player)
    except (ClaimFailed, PenError) as error:
        return str(error)
    return ""


def _opening(pen: VirtualPen, asked: str) -> "list[str]":
    if pen.mcu:
        what = "MicroPython's own RP2040 build, on an emulated RP2040 (rp2040js)"
        return [
            f"The pen's real firmware, as it would be flashed, runs on {what}.",
            "Only what is around the chip is models. It takes its time: every instruction of the chip is worked out.",
            _TRUE,
        ]
    if pen.is_micropython:
        what = "MicroPython (unix port)"
    else:
        why = "as asked" if asked else "because no MicroPython runs here"
        what = f"CPython {platform.python_version()}, {why}"
    return [
        f"The pen's real firmware runs on {what}: {pen.python}. Only the chips around it are models.",
        _TRUE,
    ]


def _goodbye(console: Console, transcript: Transcript, failed: str, seconds: float) -> None:
    """Say where the results are, and what a person can do next."""
    folder = _short(transcript.folder)
    if failed:
        console.print(Text(f"\n✗ The story broke off: {failed}", "bold red"))
        console.print(f"  What happened until then: {folder}/transcript.txt, claims.json")
        return
    table = Table.grid(padding=(0, 3))
    for what, where in (
        ("the story with its screens", f"{folder}/story.html"),
        ("every screen", f"{folder}/screens/*.png"),
        ("the pen's journal", f"{folder}/journal.csv, journal.json, history.db"),
        ("the report, a doctor's page, the plan", f"{folder}/report.html, dermatologist.html, calendar.ics"),
        ("every claim and what was found", f"{folder}/claims.json, transcript.txt"),
    ):
        table.add_row(Text(f"  {what}", "dim"), where)
    console.print("", table, "")
    for name, journal in transcript.journals.items():
        console.print(f"  {name}.bin: {journal['records']} records, sha-256 {journal['sha256']}")
    console.print(Text("  The same on any computer: these pens' time waits for the laptop.\n", "dim"))
    console.print("  Next: [bold cyan]make pen[/] to hold it yourself, [bold cyan]make test[/] to check all of it.")
    count = len(transcript.claims)
    console.print(Text(f"\n✓ {count} claims, all true", "bold green") + Text(f"  ({seconds:.0f} s)", "dim"))


def _options(arguments: "list[str] | None") -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m boards.virtual.demo", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="no pauses for a reader")
    parser.add_argument("--python", default="", help="a MicroPython or CPython to run the firmware on")
    parser.add_argument("--mcu", choices=("", "rp2040"), default="", help="rp2040: on an emulated chip, slowly")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the results (it is emptied)")
    return parser.parse_args(arguments)


def _console() -> Console:
    """The terminal to print to. Where there is none, plain text of a fixed width."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PLAIN_COLUMNS)
    return console


def _columns(console: Console) -> int:
    """How many columns the laptop tool may use: its output is indented by four."""
    return max(console.width - 4, 76) if console.is_terminal else _PIPE_COLUMNS


def _fresh(folder: Path) -> None:
    """Remove what an earlier demo left in the folder, and nothing else."""
    for name in (
        "screens",
        "history.db",
        "history.db-wal",
        "history.db-shm",
        "forged.db",
        "sophia.db",
        "sophia.db-wal",
        "sophia.db-shm",
        "journal.bin",
        "sophia.bin",
    ):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except PenError as error:
        sys.exit(f"✗ {error}")
