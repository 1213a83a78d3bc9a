"""Plays the log in a link on the native virtual pen and prints what happened: `make replay LINK="…"`.

    python -m boards.virtual.replay LINK [--python PATH] [--journal FILE]

LINK is the page's share link, what stands behind its `#`, or a file with either. Exit code 1: the pen did not go the
same way as when the link was made; 2: it is no link. CPython only.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from needlepen import kinds

from boards.virtual.action_log import ActionLog, BadLog, parse
from boards.virtual.demo.screen_reader import lines
from boards.virtual.handle import VirtualPen, start
from boards.virtual.link import text_of

_RECORD = 64
_SETTLED_MS = 500  # so long after an action, or until the next, a screen is read


def play(pen: VirtualPen, log: ActionLog, told: "Callable[[int, list[str]], None]" = lambda _ms, _words: None) -> str:
    """Play it on a pen from the factory; the text of what came of it. `told`: before each action. Raises PenError."""
    pen.do("new", seed=log.seed)
    pen.do("provision")
    pen.do("sit")
    for ms, words in log.actions:
        pen.do("live_to", ms=ms)
        told(ms, words)
        pen.do("act", words=words)
    pen.do("live_to", ms=log.end_ms)
    return pen.do("log")


def screen(pen: VirtualPen) -> str:
    """What can be read on the pen now."""
    frame = pen.look()["screen"]
    return " / ".join(lines(bytes.fromhex(frame))) if frame else "(dark)"


def _text(where: str) -> str:
    if len(where) < 256 and Path(where).is_file():
        where = Path(where).read_text(encoding="ascii", errors="replace").strip()
    return text_of(where)


def _day(ms: int) -> str:
    days, rest = divmod(ms, 86_400_000)
    return (f"day {days} " if days else "") + datetime.fromtimestamp(rest / 1000, timezone.utc).strftime("%H:%M:%S.%f")[
        :-3
    ]


def _tell(pen: VirtualPen) -> "Callable[[int, list[str]], None]":
    last = ""

    def told(ms: int, words: "list[str]") -> None:
        nonlocal last
        now = screen(pen)
        if now != last:
            print(f"  {_day(ms):>20}  {now}")
        last = now
        print(f"  {_day(ms):>20}  > {' '.join(words)}")

    return told


def main(arguments: "list[str] | None" = None) -> int:
    """See the module's first line."""
    parser = argparse.ArgumentParser(prog="make replay", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("link", help="the page's share link, or a file with it")
    parser.add_argument("--python", default="", help="a MicroPython or CPython to run the firmware on")
    parser.add_argument("--journal", type=Path, help="write the pen's records into this file")
    options = parser.parse_args(arguments)
    try:
        log = parse(_text(options.link))
    except BadLog as error:
        print(error, file=sys.stderr)
        return 2
    with start(options.python) as pen:
        print(f"A pen of seed {log.seed}, {len(log.actions)} actions:")
        found = parse(play(pen, log, _tell(pen)))
        print(f"  {_day(log.end_ms):>20}  {screen(pen)}")
        look = pen.look()
        journal = bytes.fromhex(pen.do("journal")) if look["state"] >= 0 else b""
    if options.journal:
        options.journal.write_bytes(journal)
    for at in range(0, len(journal), _RECORD):
        row = kinds.decode(journal[at : at + _RECORD])
        print("  " + ", ".join(f"{name} {value}" for name, value in row.items()))
    print(
        f"Strokes {look['strokes']}, deepest {look['max_tip_um']} um, what must never happen: {len(look['violations'])}"
    )
    for violation in look["violations"]:
        print(f"  {violation}")
    if log.fingerprint and log.fingerprint != found.fingerprint:
        print(f"NOT the same way as when the link was made: {found.fingerprint}, then {log.fingerprint}.")
        print("Another version of the pen's program, or of its world, made the link.")
        return 1
    print(f"Fingerprint {found.fingerprint}" + (": the same as when the link was made." if log.fingerprint else "."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
