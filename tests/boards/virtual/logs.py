"""Logs to be played by the tests: a treatment with everything that hands can do, sleep and rest included."""

from boards.virtual.action_log import ActionLog
from boards.virtual.tours.moves import DAY_MS, HEALTHY, WELL
from boards.virtual.tours.steps import Hands


def treatment(seed: int = 5) -> ActionLog:
    """Two wrong cartridges, the right one, needles on skin, a cut, a night's sleep, a press in it, a fault."""
    hands = Hands(seed)
    hands.wait(4_000)
    hands.tap("SELECT", "SELECT", "SELECT")
    hands.act("put", "long")
    hands.wait(1_500)
    hands.tap("SELECT")
    hands.wait(8_000)
    hands.act("put", "new")
    hands.wait(1_500)
    hands.tap("SELECT", *HEALTHY, *WELL)
    hands.wait(334_000)
    hands.tap("SELECT", "SELECT")
    hands.wait(4_000)
    hands.tap("UP")
    hands.wait(2_000)
    hands.act("touch", "20")
    hands.wait(3_000)
    hands.tap("UP")
    hands.act("touch", "0")
    hands.wait(1_500)
    hands.act("usb", "1")
    hands.wait(1_500)
    hands.act("usb", "0")
    hands.act("fault", "coin_cell_removed", "1")
    hands.act("battery", "0")
    hands.wait(1_000)
    hands.act("battery", "1")
    hands.act("fault", "coin_cell_removed", "0")
    hands.act("put", "forged")
    hands.wait(2_000)
    hands.act("put", "odd")
    hands.wait(2_000)
    hands.act("out")
    hands.wait(100_000)  # it has fallen asleep
    hands.act("fault", "adc_noise", "1", "4")
    hands.wait(20_123)
    hands.tap("SELECT")
    hands.wait(500_000)  # it has let go of its supply, or not
    hands.act("down", "SELECT")
    hands.wait(90)
    hands.act("up", "SELECT")
    hands.wait(DAY_MS)
    hands.tap("SELECT")
    hands.wait(2_500)
    return hands.log
