"""The chip's heap: garbage is collected often while needles are at rest, so that none has to be while they move.

A collection takes about 25 ms, in which no step is made: the needles run out of fuel. This file must not decide when
needles move: the application says so.
"""

import gc

from micropython import const

_threshold = getattr(gc, "threshold", None)  # CPython has none, and needs none
_AT_REST_BYTES = const(40_960)  # are allocated between two collections while needles are at rest


def before_needles() -> None:
    """Collect now, and not again by itself until `after_needles`. Only between two control steps.

    What a minute of needles allocates must fit into what is free then; `make emulator-test` prints both.
    """
    gc.collect()
    if _threshold:
        _threshold(-1)


def before_sleep() -> None:
    """Collect now, so that nothing is collected in the first moments after a wake, when a person waits."""
    gc.collect()


def after_needles() -> None:
    """Needles are not driven any more: collect by itself again."""
    if _threshold:
        _threshold(_AT_REST_BYTES)
