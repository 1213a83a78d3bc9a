"""Logs to be played by the tests: a treatment with everything that hands can do, sleep and rest included."""

from boards.virtual.action_log import ActionLog
from boards.virtual.demo.scenes.treatment_steps import HEALTHY, WELL

_TAP_MS = 100
_PAUSE_MS = 700
DAY_MS = 86_400_000


class Hands:
    """Writes a log: what is done, and how long is waited."""

    def __init__(self, seed: int) -> None:
        self.log = ActionLog(seed)
        self.ms = 0

    def wait(self, ms: int) -> None:
        self.ms += ms
        self.log.end_ms = self.ms

    def act(self, *words: str) -> None:
        self.log.actions.append([self.ms, list(words)])

    def tap(self, *names: str) -> None:
        for name in names:
            self.act("down", name)
            self.wait(_TAP_MS)
            self.act("up", name)
            self.wait(_PAUSE_MS)


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
    hands.act("battery", "0")
    hands.wait(1_000)
    hands.act("battery", "1")
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
