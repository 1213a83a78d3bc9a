"""Worlds with an evil end: a pen that lies to the laptop, or a program at the cable that means harm to the pen.

Each is decided by its seed. A liar may cost a sync, never the history: what honest pens gave stays byte for byte, every
command still works on it, and afterwards an honest pen's sync is complete. An evil program may cost the room that
acknowledged records take, never a setting, a lock-out or a record without a word.
"""

import copy
import io
from contextlib import redirect_stderr, redirect_stdout

from needlepen import Store
from needlepen.api import Pen
from needlepen.cli import main as cli
from needlepen.errors import NeedlepenError, VerificationFailed
from needlepen.link.requests import Link as HostLink
from pen.formats import record
from pen.link.server import Link as PenLink

from tests.host_tools.hostile import ID, NOW_S, TIMEOUT_S, World, Wrong, today
from tests.host_tools.hostile_ends import EvilProgram, LyingPen
from tests.host_tools.hostile_line import Life, Line
from tests.host_tools.memory_store import play
from tests.host_tools.scripted_pen import StillController

_LONGEST_S = 120  # of the line's time: what one command may wait for a pen that lies
_MOST_BYTES = 8_000_000  # that it may take from one
_INTERNAL = 1  # the exit code of a bug
_VIEWS = (
    ["history"], ["history", "--json"], ["status"], ["cartridges"], ["verify"], ["verify", "--json"], ["plan"],
    ["stats"], ["receipt"], ["diary"], ["db", "check"], ["calendar", "-o", "{}/plan.ics"],
    ["export", "--format", "csv", "-o", "{}/e.csv"], ["export", "--format", "json", "-o", "{}/e.json"],
    ["export", "--format", "fhir", "-o", "{}/e.fhir"],
)  # fmt: skip
_RARE_VIEWS = (["report", "-o", "{}/report.html"], ["report", "--for-dermatologist", "-o", "{}/doctor.html"])
_WITHOUT_CONSENT = {record.WALL}  # a first date, which labels records and unlocks nothing
_ASKED = ("hello", "status", "settings", "looser", "skin", "firmware", "next_session")


class LyingWorld(World):
    """Two honest syncs with a liar between them, of the same pen number or of its own."""

    def play(self):
        dice = self.random
        play(self.life, 1, dice.randint(0, 20), dice.randint(1, 40))
        (host,) = self.hosts[:1]
        del self.hosts[1:]
        if dice.random() < 0.8:
            self.settle(host)
        same = dice.random() < 0.4
        liar = self.life if same else self._other_life()
        held = self._held(host)
        for _ in range(dice.randint(2, 5)):
            self._meet(host, liar)
            self._look(host)
        lost = [key for key, raw in held.items() if self._held(host).get(key) != raw]
        if lost:
            raise Wrong(f"{self.seed}: the liar cost the records {lost[:3]}")
        if dice.random() < 0.5:
            play(self.life, 1, 3, self.life.proven_s // 86_400 + 28)
        self._honest(host, same)
        self._look(host)
        return self

    def _other_life(self):
        life = Life()
        life.ledger.pen_id = bytes.fromhex("0102030405060708")
        life.new_epoch()
        play(life, 1, self.random.randint(0, 20))
        return life

    def _meet(self, host, life):
        """A sync, or a question, at a pen that lies."""
        dice = self.random
        self.syncs += 1
        forges = dice.random() < 0.5
        line = Line(life, lambda _, data: data, 20_000)
        port = LyingPen(line, dice, dice.choice((0, 5, 20) if forges else (5, 20, 50, 100)), forges)
        port.genesis(life.ledger.pen_id, life.epoch)
        line.talk(PenLink(port, life, StillController(life), "RPI_PICO"))
        life.asked = lambda sequence: None
        link = HostLink(line, TIMEOUT_S, clock=line.clock)
        with today(NOW_S + life.proven_s), Store(host.path) as store:
            try:
                pen = Pen(link)
                if dice.random() < 0.3:
                    getattr(pen, dice.choice(_ASKED))()
                else:
                    pen.sync(store)
            except NeedlepenError as error:
                if error.code == _INTERNAL:
                    raise
        self.faults += port.lies
        if line.now_s > _LONGEST_S or link.received > _MOST_BYTES:
            raise Wrong(f"{self.seed}: a liar took {line.now_s:.0f} s and {link.received:,} bytes")

    def _look(self, host):
        """Some commands on what is stored by now: each ends as a command ends, not as a bug."""
        views = [*self.random.sample(_VIEWS, 3), *([self.random.choice(_RARE_VIEWS)] if self.seed % 50 == 0 else [])]
        for words in views:
            said = io.StringIO()
            with today(NOW_S + self.life.proven_s), redirect_stdout(said), redirect_stderr(said):
                code = cli.run([*(word.format(host.folder) for word in words), "--db", str(host.path)])
            if code == _INTERNAL:
                raise Wrong(f"{self.seed}: {' '.join(words)}: {said.getvalue()[:300]}")

    def _honest(self, host, same):
        """The true pen comes back. Where a liar used its number the sync may say so, and then acknowledges nothing."""
        self.life.asked = lambda sequence: self.durable(host, sequence)
        if not same:
            self.settle(host)
            return
        before = self.life.ledger.acked_seq
        try:
            self.sync(host, lambda _, data: data)
        except VerificationFailed:
            if self.life.ledger.acked_seq != before:
                raise Wrong(f"{self.seed}: acknowledged what does not verify") from None
            return
        held = self._held(host)
        wrong = [key for key, raw in held.items() if key[0] == self.life.epoch and self.life.ever.get(key, raw) != raw]
        if wrong and self.life.ledger.acked_seq != before:
            raise Wrong(f"{self.seed}: acknowledged over the forged records {wrong[:3]}")

    @staticmethod
    def _held(host):
        if not host.path.exists():
            return {}
        with Store(host.path) as store:
            return {key[:2]: bytes(key[2]) for key in store.raw(ID)}


class EvilProgramWorld(World):
    """Syncs over a bad line, as ever; between them an evil program has the cable for a while."""

    def live_on(self):
        super().live_on()
        life = self.life
        life.asked = lambda sequence: None  # an evil program acknowledges what it does not have
        line = Line(life, lambda _, data: data, 20_000)
        evil = EvilProgram(PenLink(line.pen_side(), life, StillController(life), "RPI_PICO"), line, self.random, life)
        kept, end = _kept(life), life.next
        evil.attack(self.random.randint(1, 60))
        self.faults += evil.requests
        if _kept(life) != kept:
            raise Wrong(f"{self.seed}: the evil program changed what the pen keeps")
        written = {raw[1] for raw in life.records[end - life.first :]}
        if written - _WITHOUT_CONSENT:
            raise Wrong(f"{self.seed}: the evil program wrote records of the kinds {sorted(written)}")


KINDS = (World, EvilProgramWorld, LyingWorld)  # of the seeds 0, 1, 2, 3 …: a bad line, and an evil end


def _kept(life):
    """What nobody may change without a hand at the pen: the ledger but for the date and what was acknowledged."""
    free = {"acked_seq", "acked_epoch", "wall_offset_s"}
    return {name: copy.deepcopy(value) for name, value in vars(life.ledger).items() if name not in free}
