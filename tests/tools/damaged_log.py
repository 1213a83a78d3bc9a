"""The log beside the history (`-wal`) with a damaged byte, cut off, missing, or another one's: told, or nothing lost.

SQLite takes a log up to its first frame that does not check, and drops the rest without a word. So of a log that was
damaged the history may be as it was at an earlier commit: harmless as long as every record that was acknowledged to
the pen is there, as the pen still has the others. A whole log of another time or file SQLite cannot tell from the
right one: what somebody put there is told at once or, as records that the pen has freed and nobody here has, by the
next sync. `Sync` is what two syncs leave on the disk at each of their commits and acknowledgements.
"""

import copy
import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from needlepen import Store
from needlepen.api import Pen
from needlepen.errors import NeedlepenError
from needlepen.history import diary, soundness
from needlepen.history.database import Database
from needlepen.history.verify import verify
from needlepen.link.requests import Link

from tests.host_tools.hostile_line import Life, Line
from tests.host_tools.memory_store import PEN_ID, play

ID = PEN_ID.hex()
STRANGE = ("another file's", "another time's")
HOW = ("byte", "byte", "byte", "cut", "missing", *STRANGE)


@dataclass(frozen=True)
class State:
    """A history at one moment of a sync: the file, the log beside it, and what the pen may free."""

    file: bytes
    log: bytes
    acknowledged: int


class Sync:
    """Two syncs and two diary entries in the file `path`; `states`: the disk at each commit and acknowledgement."""

    def __init__(self, path: Path, pen_id: bytes = PEN_ID) -> None:
        self._path = path
        self.life = Life()
        if pen_id != PEN_ID:
            self.life.ledger.pen_id = pen_id
            self.life.new_epoch()
        self.words = {"entry 0", "entry 1"}
        self.states: list[State] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.life, "acknowledge", self._acknowledge)
            commit = Database.transaction
            patch.setattr(Database, "transaction", lambda db: _Looked(commit(db), self._look))
            for turn in range(2):
                play(self.life, 1, 12, 40 + 28 * turn)
                with Store(path) as store:
                    if not turn:
                        self.life.set_wall(1_790_000_000)
                    self.take(store, self.life)
                    diary.add(store, diary.new(f"entry {turn}", 1_790_000_000 + turn, pen_id.hex(), 4))

    @staticmethod
    def take(store: Store, life: Life) -> None:
        """A sync over a good line."""
        Pen(Link(Line(life, lambda _, data: data, 20_000), 1.0)).sync(store)

    def _acknowledge(self, sequence: int) -> None:
        Life.acknowledge(self.life, sequence)
        self._look()

    def _look(self) -> None:
        log = self._path.with_name(self._path.name + "-wal")
        if self._path.exists():
            kept = log.read_bytes() if log.exists() else b""
            self.states.append(State(self._path.read_bytes(), kept, self.life.ledger.acked_seq))


class _Looked:
    """A transaction, and a look at the disk behind it."""

    def __init__(self, transaction, look) -> None:
        self._transaction, self._look = transaction, look

    def __enter__(self):
        return self._transaction.__enter__()

    def __exit__(self, *error):
        done = self._transaction.__exit__(*error)
        self._look()
        return done


def changed(rng: random.Random, right: Sync, other: Sync) -> "tuple[str, State]":
    """One of the states, with something done to its log, and what."""
    state, how = rng.choice([one for one in right.states if one.log or rng.random() < 0.2]), rng.choice(HOW)
    log = bytearray(state.log)
    if how == "byte" and log:
        log[rng.randrange(len(log))] ^= rng.randrange(1, 256)
    elif how == "cut":
        del log[rng.randrange(len(log) + 1) :]
    elif how == "missing":
        log.clear()
    elif how in STRANGE:
        log[:] = rng.choice((other if how == "another file's" else right).states).log
    return how, State(state.file, bytes(log), state.acknowledged)


def written(path: Path, state: State) -> None:
    """This state on the disk."""
    path.write_bytes(state.file)
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    log = path.with_name(path.name + "-wal")
    log.write_bytes(state.log) if state.log else log.unlink(missing_ok=True)


def judged(path: Path, state: State, right: Sync) -> str:
    """What became of it: "told", "harmless", or what is wrong with that."""
    with Store(path, create=False) as db:
        if soundness.problems(db):
            return "told"
        held = {sequence: raw for _, sequence, raw in db.raw(ID)}
        if lost := [n for n in range(1, state.acknowledged + 1) if n not in held]:
            return f"acknowledged {state.acknowledged}, and {lost[:3]} are gone without a word"
        if any(right.life.ever[1, n] != raw for n, raw in held.items()):
            return "a record is not what the pen wrote"
        return "harmless" if {entry["words"] for entry in db.diary()} <= right.words else "an entry that nobody wrote"


def told_by_a_sync(path: Path, state: State, right: Sync) -> bool:
    """Does the next sync, of a pen that has freed what was acknowledged, find out that it is not here?"""
    life = copy.deepcopy(right.life)
    life.free(state.acknowledged)
    with Store(path) as db:
        Sync.take(db, life)
        lost = state.acknowledged - sum(sequence <= state.acknowledged for _, sequence, _ in db.raw(ID))
        return lost > 0 and bool(verify(db, ID)[0].missing)


def one(path: Path, rng: random.Random, right: Sync, other: Sync) -> str:
    """A mutant made and judged."""
    how, state = changed(rng, right, other)
    written(path, state)
    try:
        verdict = judged(path, state, right)
        if verdict not in ("told", "harmless") and how in STRANGE and told_by_a_sync(path, state, right):
            return "told"
    except NeedlepenError:
        return "told"
    except Exception as error:  # the point of it: nothing else may come out
        verdict = f"crash: {error!r}"
    return verdict if verdict in ("told", "harmless") else f"log, {how}: {verdict}"
