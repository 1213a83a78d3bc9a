"""A pen that sleeps: how long after the press of SELECT its screen is lit, and how long until it takes a button."""

from boards.virtual.rp2040.line import ChipError
from tests.tools.emulator.pen import SELECT, Pen

_ASLEEP_MS = 75_000  # a minute without use, and some
_GIVE_UP_MS = 3_000
_HOLD_MS = 60  # a short tap
_TURNS = 2  # that one ends in which the screen was lit, and a whole one follows: buttons are looked at again


def measure() -> "dict[str, float]":
    """Milliseconds from the press to the lit screen, and to the end of the first whole turn of the loop with it."""
    found: dict[str, float] = {}
    with Pen(measure="room") as pen:
        pen.bench.boot()
        pen.home()
        pen.run(_ASLEEP_MS)
        if any(pen.picture()):
            raise ChipError("the pen did not go to sleep")
        began_ns, dark_turns = pen.now_ns, 0
        pen.drive(began_ns, SELECT, 0)
        for ms in range(_GIVE_UP_MS):
            pen.run(1)
            if ms == _HOLD_MS:
                pen.drive(pen.now_ns, SELECT, 1)
            took_ms, turns = (pen.now_ns - began_ns) / 1e6, pen.figures()["turns"]
            if "lit_ms" in found and turns >= dark_turns + _TURNS:
                return {**found, "answers_ms": took_ms}
            if "lit_ms" not in found and any(pen.picture()):
                found["lit_ms"] = took_ms
            elif "lit_ms" not in found:
                dark_turns = turns
    raise ChipError("the pen did not wake up")


if __name__ == "__main__":
    print(measure())
