"""`python -m tests.tools.laptop_numbers`: how fast the laptop tool is, measured.

A full journal over the virtual pen's line against the bare rate of that line; a million records; the start of the
commands beside that of `mpremote --help`. What other programs leave of this computer is not the tool's: where a bound
is on work that waits for nobody, it is on the time on the processor, and the time by the clock is told beside it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console

from tests.tools.paths import PATHS, ROOT

if TYPE_CHECKING:
    from needlepen import Pen


RECORDS = 12_000  # of a full journal: 1.4 MB of file system, less the application and room to erase
PAIRS = 25
TRIES = 5
STARTS = 9
REPORT_S = 1.2
MILLION = 1_000_000
SCALES = {"ci": (2_000, 50_000), "long": (RECORDS, MILLION)}  # of the journal, of the import

Row = tuple[str, str, bool]


def child(*arguments: str, **more: str) -> "tuple[float, float, str]":
    """Run Python on `arguments`, `more` in its environment: seconds by the clock, on the processor; what it printed."""
    path = os.pathsep.join(PATHS)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = os.environ | {"PYTHONPATH": path, "NEEDLEPEN_DEVICE": ""} | more
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, cwd=ROOT)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return wall, cpu, done.stdout


# --- the line -----------------------------------------------------------------------------------------------


def link(console: Console, records: int = RECORDS) -> "list[Row]":
    """A full journal on the virtual pen: the bare conversation and a first sync in turns; then a second sync.

    What else this computer does can only make either of them slower: each is told at its best of many in turns. The
    middle of the pairs is told beside it, and what the laptop has to do for a record, which no other program changes.
    """
    from boards.virtual import power_off_image
    from boards.virtual.handle import VirtualPen
    from tests.tools.emulator.download import _long_life

    with tempfile.TemporaryDirectory() as folder, VirtualPen(port="socket") as pen:
        pen.do("new", seed=7)
        pen.do("provision")
        pen.do("boot")
        pen.run(2_000)
        pen.do("cut")
        pen.do("dump", path=f"{folder}/pen")
        world = power_off_image.restore(Path(f"{folder}/pen").read_bytes())
        _long_life(_Powerless(world), records)
        Path(f"{folder}/pen").write_bytes(power_off_image.dump(world))
        pen.do("restore", path=f"{folder}/pen")
        pen.do("boot")
        pen.run(4_000)
        url = pen.plug()
        console.print(f"line: {PAIRS} pairs of the bare conversation and a first sync", style="dim")
        seen = json.loads(child("-m", "tests.tools.laptop_numbers", "--line", url, folder)[2])
    middle = median(sync / bare for bare, sync in seen["pairs"])
    bare, sync = (max(pair[i] for pair in seen["pairs"]) for i in (0, 1))
    share = sync / bare
    own = seen["cpu_s"] / seen["records"] * 1e6
    return [
        ("full journal on the virtual pen: records", f"{seen['records']:,}", seen["records"] >= records),
        ("… bare rate of the same conversation", f"{bare:,.0f} kB/s", True),
        ("… first sync: checked, durable, acknowledged", f"{sync:,.0f} kB/s", True),
        (f"… of the bare rate, each at its best of {PAIRS}", f"{share:.0%}", share >= 0.9),
        ("… of the bare rate, middle of the pairs", f"{middle:.0%}", True),
        ("… work of the laptop for a record", f"{own:.0f} us of processor", True),
        ("… second sync", f"{seen['again_bytes']} B, {seen['again_rows']} rows", _idle(seen)),
    ]


class _Powerless:
    """What `_long_life` asks of a pen."""

    def __init__(self, world: object) -> None:
        self.world = world


def _idle(run: "dict[str, int]") -> bool:
    return run["again_bytes"] < 1_000 and not run["again_rows"]


def line(url: str, folder: str) -> "dict[str, object]":
    """In a process of its own, as the cable is in the parent's: bare conversations and first syncs, and a second."""
    from needlepen import Pen, Store

    with Pen.open(url) as pen:
        pen.set_wall(int(time.time()))  # a record; what comes then only reads
    pairs: list[tuple[float, float]] = []
    cpu_s, records = 0.0, 0
    for number in range(PAIRS):
        halves: dict[str, float] = {}
        for half in ("bare", "sync") if number % 2 else ("sync", "bare"):
            with Pen.open(url) as pen:
                if half == "bare":
                    halves[half] = conversation(pen)
                    continue
                with Store(f"{folder}/{number}.db") as store:
                    begun = time.process_time()
                    done = pen.sync(store)
                    cpu_s += time.process_time() - begun
                    records += done.new
                    halves[half] = done.received_bytes / done.seconds / 1_000
        pairs.append((halves["bare"], halves["sync"]))
    with Pen.open(url) as pen, Store(f"{folder}/0.db") as store:
        rows = store.written
        again = pen.sync(store)
        return {
            "records": records // PAIRS,
            "pairs": pairs,
            "cpu_s": cpu_s / PAIRS,
            "again_bytes": again.received_bytes + again.sent_bytes,
            "again_rows": store.written - rows + again.new,
        }


def conversation(pen: "Pen") -> float:
    """All that a first sync says and hears, with nothing done to what is heard; kB/s."""
    from needlepen.codec import frame_of, messages

    begun, moved = time.monotonic(), pen.link.received
    hello = pen.hello()
    pen.status()
    at, last, heard = hello.first, b"", 0
    while at < hello.next:
        count = min(messages.READ_MAX, hello.next - at)
        expected = 64 * count + 20 * -(-count // messages.RECORDS_PER_FRAME) + 16  # header, head, CRC of each; END
        payload = messages.encode(messages.READ, hello.epoch, at, count)
        pen.link._transport.write(frame_of(messages.READ, at & 0xFF, payload))
        while expected > 0:
            last = last[-4096:] + (data := pen.link._transport.read(10.0))
            expected -= len(data)
            heard += len(data)
        at += count
    newest = last[: -(16 + 4)][-64:]
    pen.acknowledge(hello.epoch, hello.next - 1, newest[48:60])
    return (heard + pen.link.received - moved) / (time.monotonic() - begun) / 1_000


# --- a million records --------------------------------------------------------------------------------------


def million(console: Console, count: int = MILLION) -> "list[Row]":
    """A life far longer than any pen's: 11,000 sessions. Imported, opened, asked for the next day."""
    from needlepen import Store
    from needlepen.history.store import PenRow

    from tests.host_tools.memory_store import PEN_ID, MemoryStore, play

    with tempfile.TemporaryDirectory() as folder:
        console.print("a million records: being made", style="dim")
        life = MemoryStore()
        for day in range(40, 45_000, 4):  # proven seconds have 32 bits
            if len(life.records) >= count:
                break
            play(life, 1, 85, day)
        with Store(f"{folder}/made.db") as store:
            row = PenRow(PEN_ID.hex(), "RPI_PICO", "0.1.0", 1, 1_700_000_000, life.unlock_at_s, 0, 1_790_000_000)
            store.note_pen(row)
            store.add(PEN_ID.hex(), 1, 1, life.records)
        made = len(life.records)
        del life
        rows: list[Row] = []
        bound_s = 10.0 * count / MILLION + 0.5  # Python's start
        for form in ("sqlite", "jsonl"):
            console.print(f"a million records: {form}", style="dim")
            tool = ["-m", "needlepen", "--json", "--db"]
            child(*tool, f"{folder}/made.db", "export", "-o", f"{folder}/one.{form}")
            wall, cpu, told = child(*tool, f"{folder}/{form}.db", "import", f"{folder}/one.{form}")
            new = json.loads(told)["import"]["new"]
            good = new == made and cpu < bound_s
            rows.append((f"{made:,} records imported from {form}", f"{cpu:.1f} s ({wall:.1f} s by the clock)", good))
        opened = min(_opening(Path(f"{folder}/sqlite.db")) for _ in range(TRIES))
        rows.append(("… opened", f"{1_000 * opened:.1f} ms", opened < 0.1))
        asked = ["-m", "needlepen", "--db", f"{folder}/sqlite.db", "status"]
        times = [child(*asked)[:2] for _ in range(TRIES)]
        wall, cpu = min(one[0] for one in times), min(one[1] for one in times)
        rows.append(
            ("… needlepen status, Python's start included", f"{cpu:.2f} s ({wall:.2f} s by the clock)", cpu < 0.5)
        )
    return rows


def _opening(path: Path) -> float:
    from needlepen import Store

    begun = time.monotonic()
    with Store(path, create=False) as store:
        store.pens()
        return time.monotonic() - begun


# --- the start of a command ---------------------------------------------------------------------------------


def start(console: Console) -> "list[Row]":
    """Commands beside `mpremote --help`, in turns. Python may keep what it has compiled, as in every installation."""
    from needlepen import Store
    from needlepen.history.store import PenRow

    from tests.host_tools.memory_store import PEN_ID, MemoryStore, play

    with tempfile.TemporaryDirectory() as folder:
        life = MemoryStore()
        play(life, 13, 85, 40)  # a year
        with Store(f"{folder}/year.db") as store:
            store.note_pen(
                PenRow(PEN_ID.hex(), "RPI_PICO", "0.1.0", 1, 1_700_000_000, life.unlock_at_s, 0, 1_790_000_000)
            )
            store.add(PEN_ID.hex(), 1, 1, life.records)
        tool, kept = ["-m", "needlepen"], ["--db", f"{folder}/year.db"]
        commands: dict[str, tuple[list[str], dict[str, str], float]] = {
            "mpremote --help": (["-m", "mpremote", "--help"], {}, 1.0),
            "needlepen --version": ([*tool, "--version"], {}, 1.0),
            "needlepen --help": ([*tool, "--help"], {}, 1.3),
            "needlepen status": ([*tool, *kept, "status"], {}, 1.5),
            "needlepen --help, in German": ([*tool, "--help"], {"NEEDLEPEN_LANG": "de"}, 0.0),
            "needlepen status, in German": ([*tool, *kept, "status"], {"NEEDLEPEN_LANG": "de"}, 0.0),
            "needlepen report": ([*tool, *kept, "report", "-o", f"{folder}/page.html"], {}, 0.0),
        }
        for typed in ("st", "sync --", "fw up", "profile --add "):
            words = {"COMP_WORDS": f"needlepen {typed}", "COMP_CWORD": str(len(f"{typed}|".split()))}
            commands[f"needlepen {typed}⇥"] = (tool, {"_NEEDLEPEN_COMPLETE": "bash_complete", **words}, 1.0)
        english = {"NEEDLEPEN_LANG": "en"}
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        console.print(f"the start of commands: {STARTS} times each", style="dim")
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for turn in range(1 + STARTS):  # in the first Python compiles
            for name, (arguments, environment, _) in commands.items():
                wall, cpu, said = child(*arguments, **compiled, **english | environment)
                if not said:
                    raise RuntimeError(f"{name} says nothing")
                if turn:
                    seen[name].append((wall, cpu))
    base = median(cpu for _, cpu in seen["mpremote --help"])
    rows: list[Row] = []
    for name, (_, _, most) in commands.items():
        wall, cpu = (median(one[i] for one in seen[name]) for i in (0, 1))
        told = f"{cpu:.2f} s ({wall:.2f} s by the clock)"
        rows.append((name, f"{cpu / base:.2f} × · {told}" if most else told, cpu <= (most * base or REPORT_S)))
    return rows


def run(console: Console, scale: str) -> "list[Row]":
    """All of it: rows for the table of `make verify`."""
    journal, count = SCALES[scale]
    return link(console, journal) + million(console, count) + start(console)


def main() -> int:
    """The command; 1 when something is slower than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("link", "million", "start"), help="one part of it")
    parser.add_argument("--scale", choices=SCALES, default="long", help="ci: a small journal, fewer records")
    parser.add_argument("--line", nargs=2, metavar=("URL", "DB"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.line:
        print(json.dumps(line(*asked.line)))
        return 0
    console = Console()
    journal, count = SCALES[asked.scale]
    if asked.only == "link":
        rows = link(console, journal)
    elif asked.only == "million":
        rows = million(console, count)
    elif asked.only == "start":
        rows = start(console)
    else:
        rows = run(console, asked.scale)
    for name, figure, good in rows:
        console.print(f"{name:46}{figure:>36}" + ("" if good else "  [red]FAILED[/]"), soft_wrap=True)
    return 0 if all(good for _, _, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
