"""The hands of one long story, for pens of different kinds: both must have decided alike."""

from needlepen import kinds
from pen.formats import record

from boards.virtual.demo.scenes.treatment_steps import CALM, HEALTHY, WELL
from boards.virtual.demo.screen_reader import words

BEGIN_MS = 60_000
DAY_MS = 86_400_000
DISINFECT_MS = 333_000  # and dry


def story(pen) -> "tuple[list[dict], dict]":
    """Questions, the countdown, a refusal, a treatment stopped by a button, a power cut in it, its resumption, its end.

    Then a refusal at once, and after a month of rest a check-in and an answer that refuses the day.
    """
    pen.do("new", seed=11)
    pen.do("provision")
    pen.do("cut")
    pen.run(BEGIN_MS - pen.look()["now_us"] // 1000)
    pen.do("cartridge", name="one", kind="MULTI_USE", serial=7)
    pen.do("cartridge", name="long", needle_um=1_000, serial=8)
    pen.do("boot")
    pen.run(5_000)
    _swap(pen, "one")
    _tap(pen, "SELECT", "SELECT", "SELECT", "SELECT")  # START: the questions come first
    _tap(pen, *HEALTHY, *WELL)
    pen.run(DISINFECT_MS)
    _tap(pen, "SELECT")  # it is dry
    _swap(pen, "long")
    _tap(pen, "SELECT")  # refused: too long
    pen.run(8_000)
    _swap(pen, "one")
    _tap(pen, "SELECT", "UP")  # its pack was sealed; what was clean is not any more
    pen.run(DISINFECT_MS)
    _tap(pen, "SELECT", "SELECT")
    _treat(pen, 3_500)
    pen.press("UP")
    pen.run(2_000)
    _tap(pen, "SELECT")  # go on
    _treat(pen, 2_500)
    pen.do("cut")
    pen.run(10_000)
    pen.do("boot")
    pen.run(5_000)
    _tap(pen, "SELECT", "SELECT")  # it is read; refused: the power cut has used up what was charged to the forehead
    pen.run(8_000)
    _tap(pen, "UP", "UP", "SELECT", "SELECT", "SELECT")  # the left cheek
    _tap(pen, "UP")  # it is the same sitting; whether the cartridge stayed in nobody knows
    pen.run(DISINFECT_MS)
    _tap(pen, "SELECT", "SELECT")
    _treat(pen, 2_500)
    pen.press("DOWN")
    pen.run(2_000)
    _tap(pen, "DOWN", "SELECT")  # end
    pen.run(2_000)
    _tap(pen, "SELECT", "SELECT", "SELECT", "SELECT")  # the receipt, three steps of cleaning up
    _tap(pen, "SELECT")  # refused: resting
    pen.run(29 * DAY_MS)
    _tap(pen, "SELECT")
    pen.run(1_500)
    _tap(pen, "SELECT", "SELECT", "SELECT", "SELECT")  # START: the check-in comes first
    _tap(pen, *CALM)
    pen.run(1_000)
    _tap(pen, "UP")  # a rash: refused today
    pen.run(9_000)
    data = bytes.fromhex(pen.do("journal"))
    chain = record.genesis(bytes.fromhex(pen.look()["pen_id"]), 1)
    for at in range(0, len(data), record.SIZE):
        chain = record.check(data[at : at + record.SIZE], chain)
    return [kinds.decode(data[at : at + record.SIZE]) for at in range(0, len(data), record.SIZE)], pen.look()


def _tap(pen, *names: str) -> None:
    """Buttons, one after the other, no faster than a finger: both pens have drawn what follows."""
    for name in names:
        pen.press(name)
        pen.run(350)


def _swap(pen, name: str) -> None:
    """Another cartridge, and time to read it."""
    pen.do("eject")
    pen.run(1_200)
    pen.do("insert", name=name)
    pen.run(1_200)


def _treat(pen, ms: int) -> None:
    """Home, arm, start in the air, and needles on skin for about `ms`."""
    pen.run(3_500)
    pen.press("UP")
    assert pen.do("until_driven", at_most_ms=3_000), words(bytes.fromhex(pen.look()["screen"]))
    pen.run(1_000)
    pen.do("touch", load=20)
    pen.run(ms)
    pen.do("touch", load=0)
