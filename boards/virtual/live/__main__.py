"""`make pen`: the virtual pen live, in the browser, or in this terminal.

    python -m boards.virtual.live [--ui page|terminal] [--new] [--python PATH] [--mcu rp2040] [--port pty|socket]
                                  [--folder FOLDER] [--language de]

Real time. The pen is kept in build/pen/ and remembers, until `--new`.
"""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest is loaded: nothing to tell or to keep yet

import argparse
import contextlib
import sys
from pathlib import Path

from boards.tools import languages
from boards.virtual.handle import PenError

FOLDER = Path(__file__).resolve().parents[3] / "build" / "pen"
PAGE, TERMINAL = "page", "terminal"
_NO_PAGE = "The page shows what only the model can tell. The emulated chip: make pen UI=terminal MCU=rp2040"


def main(arguments: "list[str] | None" = None) -> int:
    """Run the virtual pen until it is ended. Raises PenError."""
    options = _options(arguments)
    with contextlib.suppress(ValueError, AttributeError):
        for name in ("SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), _stop)
    ui = options.ui or (TERMINAL if options.mcu else PAGE)
    if ui == TERMINAL:
        from boards.virtual.live import terminal

        return terminal.run(options.folder, options.new, options.python, options.port, options.mcu, options.language)
    if options.mcu:
        print(_NO_PAGE, file=sys.stderr)
        return 2
    from boards.virtual.live import page

    return page.run(options.folder, options.new, options.python, options.port, options.language)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _options(arguments: "list[str] | None") -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m boards.virtual.live", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--ui", choices=("", PAGE, TERMINAL), default="", help="where (default: the browser; an emulated chip: here)"
    )
    parser.add_argument("--new", action="store_true", help="a new pen instead of the one that was left")
    parser.add_argument("--python", default="", help="a MicroPython or CPython to run the firmware on")
    parser.add_argument("--mcu", choices=("", "rp2040"), default="", help="rp2040: on an emulated chip")
    parser.add_argument("--port", choices=("pty", "socket"), default="pty", help="how the laptop tool reaches it")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pen is kept")
    languages.add_option(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(main())
    except PenError as error:
        sys.exit(f"✗ {error}")
    except KeyboardInterrupt:
        sys.exit(130)
