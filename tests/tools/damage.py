"""One damaged byte anywhere in the history's file is told or harmless: proven on mutations of a whole file.

    python -m tests.tools.damage 100000

Each mutant is opened as the tool does it. Either something is said (an error with words, a problem `verify` lists), or
everything that the history holds is read as it was written. A sync that would go on must still see every record. One
in some is also given to commands, which may say anything but "internal error".

One mutant in four is of the log beside the file (`-wal`), as the death of a sync leaves it: `damaged_log.py`.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from tests.tools import paths  # noqa: F401 - first: the others are found there

# isort: split
from needlepen import Store
from needlepen.cli import main as cli
from needlepen.errors import NeedlepenError
from needlepen.history import diary, queries, soundness
from needlepen.history.derive import TABLES
from needlepen.history.photo import Photo
from needlepen.history.store import Hole, PenRow

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.tools import damaged_log, shares

ID = PEN_ID.hex()
NOW_S = 1_790_000_000
_SHARE = 2_000  # mutants of one task
_LOGS = 4  # one mutant in so many is one of the log
_COMMANDS = ("verify", "history", "status", "receipt", "diary", "cartridges", "plan", "stats", "export", "db check")
_ASKED = 40  # one in so many is given to a command
_HELD = ("pens", "records", "holes", "diary")
_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None


def sound(path: Path) -> bytes:
    """A small history with something in each of its tables."""
    life = MemoryStore()
    life.set_wall(NOW_S)
    play(life, sessions=3, samples=8)
    with Store(path) as db:
        db.note_pen(PenRow(ID, "RPI_PICO", "0.1.0", 2, NOW_S, life.unlock_at_s, 0, NOW_S))
        db.add(ID, 1, 5, life.records[4:], Hole(1, 1, 5, 4))
        life.new_epoch()
        play(life, sessions=1)
        db.add(ID, 2, 1, life.records)
        diary.add(db, diary.new("all calm", NOW_S, ID, 5, Photo(bytes(range(256)) * 40)))
        diary.add(db, diary.new("a little red", NOW_S + 1, None, 3))
        db.refresh(ID)
        db.database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def contents(db: Store) -> "list[object]":
    """All that a history holds and says."""
    rows = [db.database.sql.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in _HELD]
    return [rows, [db.table(name, ID) for name in TABLES], [queries.history(db, row) for row in db.pens()]]


def judged(path: Path, right: "list[object]") -> str:
    """What became of a file: "told", "harmless", or what is wrong with that."""
    try:
        with Store(path, create=False) as db:
            try:
                soundness.before_sync(db, ID)
            except soundness.Damaged:
                pass
            else:
                keys = "SELECT pen_id, epoch, sequence FROM records ORDER BY 1, 2, 3"
                if db.database.sql.execute(keys).fetchall() != [row[:3] for row in right[0][1]]:
                    return "a sync would go on over fewer records"
            if soundness.problems(db):
                return "told"
            return "harmless" if contents(db) == right else "nobody says that something is different"
    except NeedlepenError:
        return "told"


def asked(path: Path, command: str) -> str:
    """What a command says to a damaged file, if it is what it must not say."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = cli.run([*command.split(), "--db", str(path), "-d", "socket://127.0.0.1:1"])
    return f"needlepen {command}: {said.getvalue()[:200]}" if code == 1 else ""


def still() -> None:
    """No clock goes on while a history is compared with itself."""
    os.environ["NEEDLEPEN_NOW"] = str(NOW_S + 86_400)


def run(seed: int, count: int) -> "Counter[str]":
    """Make so many mutants of a history: how often what became of them."""
    rng, seen = random.Random(seed), Counter()
    with tempfile.TemporaryDirectory(dir=_FOLDER) as folder:
        path = Path(folder) / "history.db"
        whole = sound(path)
        used = [at for at, byte in enumerate(whole) if byte]  # half of them: most of a small file is empty
        with Store(path) as db:
            right = contents(db)
        logs = damaged_log.Sync(Path(folder) / "right.db"), damaged_log.Sync(Path(folder) / "other.db", bytes(range(8)))
        for number in range(count):
            if number % _LOGS == 1:
                seen[damaged_log.one(Path(folder) / "log.db", rng, *logs)] += 1
                continue
            at, mask = rng.choice((rng.randrange(len(whole)), rng.choice(used))), rng.randrange(1, 256)
            data = bytearray(whole)
            data[at] ^= mask
            verdict = _one(path, data, right, rng.choice(_COMMANDS) if number % _ASKED == 0 else "")
            known = verdict in ("told", "harmless")
            seen[verdict if known else f"byte {at} ^ {mask}: {verdict}"] += 1
    return seen


def _one(path: Path, data: "bytearray", right: "list[object]", command: str) -> str:
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(data)
    try:
        return command and asked(path, command) or judged(path, right)
    except Exception as error:  # the point of it: nothing else may come out
        return f"crash: {error!r}"


def proof(count: int) -> "list[tuple[str, str, bool]]":
    """Rows for `make verify`."""
    start, seen = time.monotonic(), Counter()
    for counts in shares.done(run, count, _SHARE, still):
        seen += counts
    wrong = sorted(set(seen) - {"told", "harmless"})
    return [
        (
            "histories with a damaged byte, or a log that is damaged, cut off, missing, another's",
            f"{sum(seen.values()):,}",
            sum(seen.values()) >= count,
        ),
        ("… told", f"{seen['told']:,}", True),
        ("… harmless: all of it is read as it was written", f"{seen['harmless']:,}", True),
        ("… neither", "; ".join([f"{len(wrong):,}", *wrong[:5]]), not wrong),
        ("… seconds", f"{time.monotonic() - start:.0f}", True),
    ]


if __name__ == "__main__":
    sys.exit(shares.printed(proof(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)))
