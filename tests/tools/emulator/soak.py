"""A month of a pen's life on the chip: sessions, pluggings, syncs, updates and rollbacks without one MemoryError.

Between them the pen sleeps, and only its hourly look at the clock costs anything. A session every day is more than the
lock-out allows: each time the probe ends it and takes the day's questions as answered, as 28 days of sleep a session
would be more virtual time than one run of the emulator holds. The supply's latch does not open, so that the program
lives on from day to day, as in a pen without one: a restart only for an update. All else is the pen's own.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from needlepen import Store
from needlepen.api import Pen as HostPen
from needlepen.errors import NeedlepenError
from needlepen.formats import messages
from needlepen.link.requests import Link

from boards.virtual.rp2040.line import ChipError
from tests.tools.emulator import room
from tests.tools.emulator.download import Line
from tests.tools.emulator.pen import COLLECT, ERASE, SELECT, Pen
from tests.tools.emulator.update import TRIAL_MS, Laptop, PenRefused, afresh, agreed, install, new_version

_DAY_MS = 86_400_000
_PATIENCE_S = 5.0  # of the laptop tool, as a person starts it


class Plan(NamedTuple):
    """How much of each: days with a session each, pluggings and syncs in all, and on which days firmware comes."""

    days: int
    pluggings: int
    syncs: int
    updates: "tuple[int, ...]"
    rollbacks: "tuple[int, ...]"


MONTH = Plan(30, 200, 50, updates=(5, 14, 23), rollbacks=(9, 27))
SHARE = Plan(2, 8, 3, updates=(1,), rollbacks=())


def measure(plan: Plan, tell: "Callable[[str], object]" = str) -> "dict[str, object]":
    """What was done, and the least that was free of the heap, all of it and in a row, at the end of a day.

    `tell` gets a line for each day. Raises ChipError, which says on which day, in what, and what the screen said then.
    """
    done: Counter[str] = Counter()
    least: dict[str, int] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "history.db") as store,
        Pen(measure="soak", cartridge=False) as pen,
    ):
        pen.world.fault("latch:frozen")
        pen.bench.boot()
        pen.home()
        for day in range(plan.days):
            for what, act in _steps(plan, day, store):
                done[what] += 1
                try:
                    silent = act(pen) or 0
                except (ChipError, NeedlepenError) as error:
                    raise ChipError(f"day {day}, {what} {done[what]}: {error}; the screen: {pen.reads()!r}") from error
                if silent:
                    tell(f"day {day}, {what} {done[what]}: {silent} times no answer in time")
                    done["silent"] += silent
            free = room.look(pen)
            least = {name: min(free[name], least.get(name, free[name])) for name in ("free", "longest")}
            done["days"] += 1
            tell(f"day {day}: {dict(done)}, {free}")
            _sleep(pen, (day + 1) * _DAY_MS)
    return {**dict.fromkeys(plan._fields, 0), **done, "pluggings": done["pluggings"] + done["syncs"], **least}


def _steps(plan: Plan, day: int, store: Store) -> "Iterator[tuple[str, Callable[[Pen], int | None]]]":
    """What happens on a day, and the name under which it is counted; a sync is a plugging, too."""
    yield "sessions", partial(_session, number=day)
    for number in range(plan.pluggings * day // plan.days, plan.pluggings * (day + 1) // plan.days):
        if plan.syncs * number // plan.pluggings < plan.syncs * (number + 1) // plan.pluggings:
            yield "syncs", partial(_plug, store=store)
        else:
            yield "pluggings", _plug
    if day in plan.updates:
        yield "updates", partial(_update, version=(0, 200 + day, 0))
    if day in plan.rollbacks:
        yield "rollbacks", _roll_back


def _session(pen: Pen, number: int) -> None:
    """A short treatment with a new cartridge, with a stop, to the end of the clean-up."""
    pen.world.insert(pen.world.make_cartridge("MULTI_USE", serial=100 + number))
    pen.run(1_200)  # it is seen: what is known from then on is known of this one
    pen.drive(pen.now_ns, ERASE, 1)
    pen.run(300)
    pen.drive(pen.now_ns, ERASE, 0)
    pen.until_reads("Ready", 4_000)
    pen.run(600)
    pen.to_start()
    pen.treat()
    pen.run(1_100)
    pen.world.touch(45)
    pen.run(2_500)
    pen.world.touch(0)
    pen.press("UP")
    pen.until_reads("GO ON", 4_000)
    pen.run(600)
    pen.press("DOWN", "SELECT")
    pen.until_reads("Receipt", 4_000)
    pen.run(600)
    pen.press("DOWN", "SELECT")
    pen.world.eject()
    pen.press("SELECT", "SELECT", "SELECT")
    pen.until_reads("Locked", 4_000)
    pen.run(500)


def _plug(pen: Pen, store: "Store | None" = None) -> int:
    """The cable in, the laptop tool asks who it is, or syncs; the cable out. How often no answer came in time."""
    pen.world.plug_usb()
    pen.run(700)
    pen.cable.take()
    line, tool = _tool(pen)
    if store is not None:
        tool.sync(store)
    else:
        tool.hello()
    pen.world.plug_usb(False)
    pen.run(500)
    return line.silent


def _tool(pen: Pen) -> "tuple[Line, HostPen]":
    """The real laptop tool on the pen's cable, whose every deadline is one of virtual time."""
    line = Line(pen)
    return line, HostPen(Link(line, _PATIENCE_S, clock=lambda: pen.world.now_us / 1e6))


def _update(pen: Pen, version: "tuple[int, int, int]") -> None:
    pen.world.plug_usb()
    pen.run(1_500)
    install(pen, Laptop(pen), new_version(version))
    _restarted(pen, ".".join(str(part) for part in version))


def _roll_back(pen: Pen) -> None:
    pen.world.plug_usb()
    pen.run(1_500)
    laptop = Laptop(pen)
    before = _tool(pen)[1].hello().firmware
    try:
        laptop = afresh(pen, laptop, messages.FW_ROLLBACK)
        laptop.say(messages.FW_ROLLBACK)
    except PenRefused as refused:
        if refused.args[0] != messages.E_CONFIRM:
            raise
    agreed(pen, laptop, messages.FW_ROLLBACK, "DOWN")
    _restarted(pen, before, same=False)


def _restarted(pen: Pen, version: str, same: bool = True) -> None:
    """The pen restarts, and confirms what runs then."""
    pen.run(TRIAL_MS)
    runs = _tool(pen)[1].hello().firmware
    if (runs == version) is not same:
        raise ChipError(f"after the restart {runs} runs")
    pen.world.plug_usb(False)
    pen.run(500)


def _sleep(pen: Pen, until_ms: int) -> None:
    """Asleep at once, as the minute until then would be half of what a day costs; the next day SELECT wakes the pen."""
    for level in (1, 0):
        pen.drive(pen.now_ns, COLLECT, level)
        pen.drive(pen.now_ns, ERASE, level)
        pen.run(100)
    pen.run(max(0, until_ms - pen.now_ns // 1_000_000))
    if any(pen.picture()):
        raise ChipError("the pen did not go to sleep")
    pen.drive(pen.now_ns, SELECT, 0)
    pen.run(150)
    pen.drive(pen.now_ns, SELECT, 1)
    pen.run(1_500)


if __name__ == "__main__":
    print(measure(SHARE, print))
