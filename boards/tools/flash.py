"""`make flash`: the firmware onto a pen, over USB or `socket://host:port`, by mpremote's transport.

Only what differs is copied; everything is compared by SHA-256 on the pen afterwards; what no firmware needs any more is
removed. It never touches ledger and journal, and no board that holds somebody else's program.
"""

import argparse
import os
import sys

from needlepen.errors import NeedlepenError
from needlepen.link.repl import Repl, choose

from boards.tools import languages
from boards.tools.pen_files import BOARDS, RING, SLOT, BuildError, pen_files
from boards.tools.upstream import sha256

# until they are there, nothing new runs; the slot first: while it is half there, main.py starts the other one
_LAST = ("slots.mpy", "pack.mpy", "main.py", "boot.py")
_RECORDS = ("boot.0", "boot.1")  # of updates: without them slot a runs, and the other one is nobody's


def flash(port: Repl, files: "dict[str, bytes]", say=print) -> "tuple[int, int]":
    """Make the pen's program exactly `files`; (files written, files removed). Raises NeedlepenError."""
    wanted = {path: sha256(data) for path, data in files.items()}
    there = port.hashes()
    if there and not any(path.startswith("pen/") for path in there):
        raise NeedlepenError(
            f"The board on {port.name} holds another program ({', '.join(sorted(there)[:3])}).",
            next="If it is to become a pen, put the factory image on it: make uf2",
        )
    stale = [path for path in there if path not in wanted and is_program(path)]
    other = [path for path in stale if path.endswith(".np")]  # while ours is half there it is what runs
    for path in stale:  # first: a left .py would be imported in place of our .mpy
        if path not in other:
            say(f"  remove {path}")
            port.remove(path)
    changed = [path for path in wanted if there.get(path) != wanted[path]]
    changed.sort(key=lambda path: (path in _LAST, path))
    for number, path in enumerate(changed, 1):
        say(f"  [{number}/{len(changed)}] {path}, {len(files[path]):,} bytes")
        port.write(path, files[path])
    for path in other:
        say(f"  remove {path}")
        port.remove(path)
    found = port.hashes()
    wrong = [path for path in wanted if found.get(path) != wanted[path]]
    if wrong:
        raise NeedlepenError(f"The pen did not keep {', '.join(wrong)} as sent.", next="Run make flash again.")
    return len(changed), len(stale)


def is_program(path: str) -> bool:
    """Whether a file on the pen is firmware, old or new; its ledger, journal and strangers' files are not."""
    own = path in (RING, SLOT, *_RECORDS) or path.endswith((".py", ".mpy", ".np", ".pack"))
    return path.startswith("pen/") or ("/" not in path and own)


def main(arguments: "list[str]") -> int:
    """See the module's first line."""
    parser = argparse.ArgumentParser(prog="make flash", description="Copy the firmware onto a pen and check it there.")
    parser.add_argument("--board", default=os.environ.get("BOARD") or "RPI_PICO", choices=BOARDS)
    parser.add_argument("--device", default=os.environ.get("DEVICE") or "", help="port or socket://host:port")
    languages.add_option(parser)
    options = parser.parse_args(arguments)
    try:
        files = pen_files(options.board, language=options.language)
        device = options.device or choose()
        print(f"{options.board} firmware, {len(files)} files, {sum(map(len, files.values())):,} bytes, to {device}")
        with Repl(device, print) as port:
            written, removed = flash(port, files)
            port.restart()
        print(f"ok: {written} written, {removed} removed, all {len(files)} verified on the pen; it restarts.")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except NeedlepenError as error:
        print(*filter(None, (error.what, error.why, error.next)), sep="\n  ", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
