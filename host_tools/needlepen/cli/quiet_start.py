"""Ctrl-C while the command line is loaded ends it, without a traceback: nothing was done that could be told or kept.

Imported before everything else in `main.py`, which calls `over` when all is there. Must import next to nothing.
"""

import contextlib
import signal


def _change(old: object, new: "signal.Handlers | object") -> None:
    with contextlib.suppress(ValueError):  # a program that loads this in a thread
        if signal.getsignal(signal.SIGINT) == old:  # not where it is ignored, or somebody else's
            signal.signal(signal.SIGINT, new)  # pyright: ignore[reportArgumentType]


def over() -> None:
    """From now on Ctrl-C is a KeyboardInterrupt again."""
    _change(signal.SIG_DFL, signal.default_int_handler)


_change(signal.default_int_handler, signal.SIG_DFL)
