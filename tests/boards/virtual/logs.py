"""Logs to be played by the tests: a treatment with everything that can be done to a pen, sleep and rest included."""

from boards.virtual.action_log import ActionLog
from boards.virtual.tours.moves import DAY_MS, HEALTHY, WELL
from boards.virtual.tours.steps import LogWriter


def treatment(seed: int = 5) -> ActionLog:
    """Two wrong cartridges, the right one, needles on skin, a cut, a night's sleep, a press in it, a fault."""
    writer = LogWriter(seed)
    writer.wait(4_000)
    writer.tap("SELECT", "SELECT", "SELECT")
    writer.act("put", "long")
    writer.wait(1_500)
    writer.tap("SELECT")
    writer.wait(8_000)
    writer.act("put", "new")
    writer.wait(1_500)
    writer.tap("SELECT", *HEALTHY, *WELL)
    writer.wait(334_000)
    writer.tap("SELECT", "SELECT")
    writer.wait(4_000)
    writer.tap("UP")
    writer.wait(2_000)
    writer.act("touch", "20")
    writer.wait(3_000)
    writer.tap("UP")
    writer.act("touch", "0")
    writer.wait(1_500)
    writer.act("usb", "1")
    writer.wait(1_500)
    writer.act("usb", "0")
    writer.act("fault", "coin_cell_removed", "1")
    writer.act("battery", "0")
    writer.wait(1_000)
    writer.act("battery", "1")
    writer.act("fault", "coin_cell_removed", "0")
    writer.act("put", "forged")
    writer.wait(2_000)
    writer.act("put", "odd")
    writer.wait(2_000)
    writer.act("out")
    writer.wait(100_000)  # it has fallen asleep
    writer.act("fault", "adc_noise", "1", "4")
    writer.wait(20_123)
    writer.tap("SELECT")
    writer.wait(500_000)  # it has let go of its supply, or not
    writer.act("down", "SELECT")
    writer.wait(90)
    writer.act("up", "SELECT")
    writer.wait(DAY_MS)
    writer.tap("SELECT")
    writer.wait(2_500)
    return writer.log
