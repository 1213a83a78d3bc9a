"""Confirms on a pen whose time goes on by itself: holds a button, and releases it when the pen no longer asks.

A pen takes a button that is down for ten seconds for a broken one, and does not restart with one down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from boards.virtual.demo.hold_to_confirm import HELD_MS, TAKEN
from boards.virtual.demo.screen_reader import words
from boards.virtual.handle import VirtualPen

_GLANCE_S = 0.1


@contextmanager
def holding_button(pen: VirtualPen, name: str = "DOWN") -> "Iterator[None]":
    """While the block runs, the button is held as long as the pen asks for it.

    The block itself must not talk to the pen.
    """
    pen.do("button", name=name, down=True)
    pen.run(HELD_MS)
    over = Event()
    watching = Thread(target=_watch, args=(pen, name, over))
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
        pen.do("button", name=name, down=False)


def _watch(pen: VirtualPen, name: str, over: Event) -> None:
    while not over.wait(_GLANCE_S):
        screen = pen.look()["screen"]
        if screen and any(word in words(bytes.fromhex(screen)) for word in TAKEN):
            pen.do("button", name=name, down=False)
            return
