"""A person at a pen whose time goes on by itself: reads what the laptop asks on its screen, and presses ▼."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from boards.virtual.demo.person import Person
from boards.virtual.handle import PenError, VirtualPen

_GLANCE_S = 0.1


@contextmanager
def agreeing(pen: VirtualPen, *buttons: str) -> "Iterator[Person]":
    """While the block runs, a person at the pen agrees to what is asked. The block itself must not talk to the pen."""
    person = Person(pen, *buttons)
    over = Event()
    watching = Thread(target=_watch, args=(person, over))
    watching.start()
    try:
        yield person
    finally:
        over.set()
        watching.join()
        person.leave()


def _watch(person: Person, over: Event) -> None:
    while not over.wait(_GLANCE_S):
        try:
            person.look()
        except PenError:  # its power was cut
            return
