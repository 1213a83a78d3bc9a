"""What hands did to a pen, with the virtual time at which they did it, as text: a pen that can be played again.

    1.SEED~MS.WORD.ARGUMENT~…~MS.end.FINGERPRINT

`1` is the version of this text, `MS` the milliseconds of virtual time since the world began, never less than before.
The last entry says how long it went on and what was found then (`Sitting.fingerprint`); without it nobody has looked.
Nothing in it has to be escaped in a link. Runs on MicroPython and CPython; knows no rule of the firmware.
"""

from boards.virtual.faults import FAULTS
from boards.virtual.tray import KINDS
from boards.virtual.wiring import BUTTONS

MOST_BYTES = 100_000  # of the text
MOST_ACTIONS = 5_000
MOST_MS = 3 * 366 * 86_400_000
VERSION = "1"
LOOK = "look"  # nothing is done, but a sleeping pen is looked at, which ends its nap
_END = "end"
_SWITCHES = ("usb", "battery")  # 1: in, 0: out
_REMEDY = "Ask for the whole link again: it may have been cut off or changed on its way."


class BadLog(ValueError):
    """A text that is no log; says what is wrong with it, and what to do."""


class ActionLog:
    """`actions`: [ms, [word, …]]; `end_ms`: how long it went on; `fingerprint`: what was found then, "" if unknown."""

    def __init__(self, seed: int, actions: "list | None" = None, end_ms: int = 0, fingerprint: str = "") -> None:
        self.seed = seed
        self.actions = [] if actions is None else actions
        self.end_ms = end_ms
        self.fingerprint = fingerprint

    def text(self) -> str:
        """The whole log as the text of a link."""
        rows = ["%s.%d" % (VERSION, self.seed)]
        rows += ["%d.%s" % (ms, ".".join([str(word) for word in words])) for ms, words in self.actions]
        rows.append("%d.%s" % (self.end_ms, _END) + ("." + self.fingerprint if self.fingerprint else ""))
        return "~".join(rows)


def parse(text: str) -> ActionLog:
    """The log in a text. Raises BadLog."""
    if len(text) > MOST_BYTES:
        raise BadLog("This link is longer than any we make (%d kB). %s" % (MOST_BYTES // 1000, _REMEDY))
    rows = text.split("~")
    if len(rows) - 2 > MOST_ACTIONS:
        raise BadLog("This link has more than %d actions. Open it in parts." % MOST_ACTIONS)
    head = rows[0].split(".")
    if head[0].isdigit() and head[0] != VERSION:
        raise BadLog("This link was made by another version of the page (%s). Open it there." % head[0])
    if len(head) != 2 or head[0] != VERSION:
        raise BadLog("This is no link to a pen. " + _REMEDY)
    log = ActionLog(_number(head[1], "seed", 0xFFFFFFFF))
    if len(rows) < 2:
        raise BadLog("The link ends before its last word. " + _REMEDY)
    before_ms = 0
    for row in rows[1:]:
        words = row.split(".")
        ms = _number(words[0], "time", MOST_MS)
        if ms < before_ms:
            raise BadLog("In this link time runs backwards (%s). %s" % (row[:40], _REMEDY))
        before_ms = ms
        log.actions.append([ms, words[1:]])
    log.end_ms, last = log.actions.pop()
    if last[:1] != [_END] or len(last) > 2:
        raise BadLog("The link ends before its last word. " + _REMEDY)
    log.fingerprint = last[1] if len(last) == 2 else ""
    for _, words in log.actions:
        check(words)
    return log


def check(words: list) -> None:
    """Raises BadLog unless `words` are an action."""
    arguments = [str(word) for word in words[1:]]
    if not (words and words[0] in _ARGUMENTS and _ARGUMENTS[words[0]](arguments)):
        raise BadLog("Nobody can do this to a pen: %s. %s" % (" ".join([str(word) for word in words])[:40], _REMEDY))


def is_number(text: str) -> bool:
    """Whether it is a whole number, as a fault's value may be."""
    return (text[1:] if text[:1] == "-" else text).isdigit() and len(text) < 12


def _number(text: str, what: str, most: int) -> int:
    if not text.isdigit() or len(text) > 15 or int(text) > most:
        raise BadLog("A %s in this link is none: %s. %s" % (what, text[:20] or "(empty)", _REMEDY))
    return int(text)


def _fault(arguments: list) -> bool:
    return len(arguments) in (2, 3) and arguments[0] in FAULTS and arguments[1] in ("0", "1")


_ARGUMENTS = {  # word → whether these are its arguments
    "down": lambda a: len(a) == 1 and a[0] in BUTTONS,
    "up": lambda a: len(a) == 1 and a[0] in BUTTONS,
    "put": lambda a: len(a) == 1 and a[0] in [name for name, _ in KINDS],
    "out": lambda a: not a,
    "touch": lambda a: len(a) == 1 and a[0].isdigit() and int(a[0]) <= 100,
    "fault": _fault,
    LOOK: lambda a: not a,
}
for _switch in _SWITCHES:
    _ARGUMENTS[_switch] = lambda a: len(a) == 1 and a[0] in ("0", "1")
