"""The control step over a whole treatment: how long it takes, what it allocates, what it leaves of the heap."""

from tests.tools.emulator.pen import Pen

STATES = (
    "off", "self-test", "locked", "ready", "arming", "running", "paused", "ended", "fault", "asking", "cleaning",
    "practising",
)  # fmt: skip


def _practice(pen: Pen) -> None:
    """Into the practice, about in it, and out again."""
    pen.bench.press("UP", 1_300)
    pen.until_reads("Practice", 8_000)
    pen.run(1_500)
    pen.press("SELECT", "SELECT", "SELECT")
    pen.bench.press("SELECT", 3_300)
    pen.home()


def _treatment(pen: Pen) -> None:
    """Every state that a treatment passes through, from the questions to the locked pen, with a stop and going on."""
    pen.insert()
    pen.run(1_200)
    pen.press("UP", "DOWN")
    pen.to_start()
    pen.screen()
    pen.treat()
    pen.run(1_100)
    pen.world.touch(20)
    pen.run(2_000)
    pen.world.touch(60)
    pen.run(1_000)
    pen.world.touch(0)
    pen.press("UP")
    pen.until_reads("GO ON", 4_000)
    pen.run(600)
    pen.treat()
    pen.run(1_200)
    pen.press("DOWN")
    pen.until_reads("GO ON", 4_000)
    pen.run(600)
    pen.press("DOWN", "SELECT")
    pen.until_reads("Receipt", 4_000)
    pen.run(600)
    pen.press("DOWN", "SELECT", "SELECT", "SELECT", "SELECT")
    pen.until_reads("Locked", 4_000)
    pen.press("SELECT", "UP")
    pen.run(500)


def measure(count_bytes: bool) -> "dict[str, dict[str, int] | int]":
    """Worst microseconds by state; or (`count_bytes`) bytes allocated by a step, and the least heap free by state."""
    with Pen(cartridge=False) as pen:
        pen.service()
        own = pen.probe_bytes()
        pen.application(f"control({count_bytes})")
        _practice(pen)
        _treatment(pen)
        figures = pen.report()
    passed = [state for state, turns in enumerate(figures["turns"]) if turns]
    found: dict[str, dict[str, int] | int] = {
        name: {STATES[state]: values[state] for state in passed}
        for name, values in figures.items()
        if name != "allocated"
    }
    return found | {"allocated": figures["allocated"][0], "probe_bytes": own}
