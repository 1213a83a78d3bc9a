"""A tour as a table: what is said, what is done, what must then be on the display and true; and the log it makes.

What is done, as tuples: ("tap", "SELECT", "DOWN", …), ("hold", "UP", 2_300), ("wait", ms), or an action of
`action_log.py`. A finger's taps are 100 ms long, and a person reads for 0.7 s between two. What is true: a field of the
pen's state with "==", "<=" or ">=" and a number, or with "same", as after the step before.
"""

from typing import NamedTuple

from boards.virtual.action_log import ActionLog
from boards.virtual.demo.screen_reader import lines
from boards.virtual.handle import VirtualPen

TAP_MS = 100
READING_MS = 700
_BETWEEN_MS = 10  # from the end of a step to the first action of the next
_TRUE = {
    "==": lambda now, wanted, before: now == wanted,
    "<=": lambda now, wanted, before: now <= wanted,
    ">=": lambda now, wanted, before: now >= wanted,
    "same": lambda now, wanted, before: now == before,
}


class Step(NamedTuple):
    """`rules`: the rows of SAFETY.md (A1 …, H1 …) and the rules (S1 …) that what happens here comes from."""

    say: str
    do: "tuple[tuple, ...]"
    sees: "tuple[str, ...]" = ()
    true: "tuple[tuple, ...]" = ()
    rules: "tuple[str, ...]" = ()


class Tour(NamedTuple):
    """`name`: in links and files; `about`: a sentence for who chooses."""

    name: str
    title: str
    about: str
    seed: int
    steps: "tuple[Step, ...]"


class LogWriter:
    """Writes a log: what is done, and how long is waited. `ms`: now."""

    def __init__(self, seed: int) -> None:
        self.log = ActionLog(seed)
        self.ms = 0

    def wait(self, ms: int) -> None:
        """Let so many milliseconds pass."""
        self.ms += ms
        self.log.end_ms = self.ms

    def act(self, *words: object) -> None:
        """One action of the log."""
        self.log.actions.append([self.ms, [str(word) for word in words]])

    def hold(self, name: str, ms: int) -> None:
        """Press a button for so long, and see what comes."""
        self.act("down", name)
        self.wait(ms)
        self.act("up", name)
        self.wait(READING_MS)

    def tap(self, *names: str) -> None:
        """Press buttons one after the other."""
        for name in names:
            self.hold(name, TAP_MS)

    def do(self, deed: tuple) -> None:
        """One of the tuples of a table."""
        what, arguments = deed[0], deed[1:]
        if what in ("tap", "hold", "wait"):
            getattr(self, what)(*arguments)
        else:
            self.act(*deed)


def log_of(tour: Tour) -> "tuple[ActionLog, list[int]]":
    """Its log, and the end of each step in milliseconds of virtual time."""
    writer, ends = LogWriter(tour.seed), []
    for step in tour.steps:
        writer.wait(_BETWEEN_MS)
        for deed in step.do:
            writer.do(deed)
        ends.append(writer.ms)
    return writer.log, ends


def missed(step: Step, look: dict, before: dict) -> "list[str]":
    """What is not to be seen or not true after a step. `before`: the look after the one before."""
    page = " / ".join(lines(bytes.fromhex(look["screen"]))) if look["screen"] else ""
    wrong = [f"{words!r} is not in {page!r}" for words in step.sees if words not in page]
    for field, how, *wanted in step.true:
        now, then = _number(look[field]), _number(before.get(field, 0))
        if not _TRUE[how](now, *wanted or (0,), then):
            wrong.append(f"{field} is {now}, not {how} {wanted or then}")
    return wrong


def _number(it: object) -> "int | float":
    return len(it) if isinstance(it, list) else it  # type: ignore[return-value]


def play(pen: VirtualPen, tour: Tour):
    """Play it on a pen of `start`; yields each step with its look and what was missed."""
    log, ends = log_of(tour)
    pen.do("new", seed=log.seed)
    pen.do("provision")
    pen.do("sit")
    before: dict = {}
    actions = list(log.actions)
    for step, end_ms in zip(tour.steps, ends, strict=True):
        while actions and actions[0][0] <= end_ms:
            ms, words = actions.pop(0)
            pen.do("live_to", ms=ms)
            pen.do("act", words=words)
        pen.do("live_to", ms=end_ms, naps_to=actions[0][0] if actions else end_ms)
        look = pen.look()
        yield step, look, missed(step, look, before)
        before = look
