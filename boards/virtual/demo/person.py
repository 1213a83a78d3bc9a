"""A person at the pen while the laptop works: reads what the laptop asks on its screen, and presses ▼.

As a person does: not before the question has stood for a while, with one press, and let go again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from boards.virtual.demo.screen_reader import words
from boards.virtual.handle import VirtualPen
from boards.virtual.in_step import InStep

ASKS = "agree"  # as firmware/pen/ui/texts/labels.py says it
_READING_US = 2_000_000
_PRESS_US = 150_000


class Person:
    """Call `look` again and again. `asked`: what the screen said when the person agreed last."""

    def __init__(self, pen: VirtualPen, *buttons: str) -> None:
        self.asked = ""
        self._pen = pen
        self._buttons = buttons or ("DOWN",)
        self._down = False
        self._since_us = 0  # of the question, 0 = none; then of the press

    def look(self) -> None:
        """A glance at the screen."""
        look = self._pen.look()
        screen = words(bytes.fromhex(look["screen"])) if look["screen"] else ""
        now_us = look["now_us"]
        if self._down:
            if now_us - self._since_us >= _PRESS_US:
                self.leave()
        elif ASKS not in screen:
            self._since_us = 0
        elif not self._since_us:
            self._since_us = now_us
        elif now_us - self._since_us >= _READING_US:
            self.asked = screen
            self._press(True)
            self._since_us = now_us

    def leave(self) -> None:
        """No finger on the pen."""
        if self._down:
            self._press(False)
        self._since_us = 0

    def _press(self, down: bool) -> None:
        self._down = down
        for name in self._buttons:
            self._pen.do("button", name=name, down=down)


@contextmanager
def agreeing(pen: VirtualPen, cable: InStep, *buttons: str) -> "Iterator[Person]":
    """While the block runs, a person at the pen agrees to what is asked."""
    person = Person(pen, *buttons)
    cable.watchers.append(person.look)
    try:
        yield person
    finally:
        cable.watchers.remove(person.look)
        person.leave()
