"""Confirms on the pen while the laptop works: holds a button, and releases it when the pen no longer asks.

A pen takes a button that is down for ten seconds for a broken one, and does not restart with one down.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from boards.virtual.demo.screen_reader import words
from boards.virtual.handle import VirtualPen
from boards.virtual.in_step import InStep

TAKEN = ("Leave the cable in", "It restarts now")  # as firmware/pen/ui/texts/updates.py says it
HELD_MS = 1_300  # a press so long is no tap


@contextmanager
def holding_button(pen: VirtualPen, cable: InStep, name: str = "DOWN") -> "Iterator[None]":
    """While the block runs, the button is held as long as the pen asks for it."""
    pen.do("button", name=name, down=True)
    pen.run(HELD_MS)

    def watch() -> None:
        screen = pen.look()["screen"]
        if screen and any(word in words(bytes.fromhex(screen)) for word in TAKEN):
            release()

    def release() -> None:
        if watch in cable.watchers:
            cable.watchers.remove(watch)
            pen.do("button", name=name, down=False)

    cable.watchers.append(watch)
    try:
        yield
    finally:
        release()
