"""Random lives of a pen: buttons, cartridges, power cuts, clocks, stores, faults, messages; and what must stay true.

The whole firmware runs on the world model, without the mechanical end-stop, so that only software holds the needles
back. A history is its seed: `python -m tests.firmware.random_histories SEED` plays one and says what broke.
"""

import random
import sys

from tests.tools import paths  # noqa: F401 - so that what follows finds the firmware

# isort: split
from pen.core import reported, states
from pen.formats import frame, messages

from boards.RPI_PICO import board
from boards.virtual import wiring
from boards.virtual.bench import Bench, Wire
from boards.virtual.world import World
from tests.firmware.passing_faults import PASSING, draw
from tests.firmware.session_preparation import answer_well, choose_start, screened, told_profile
from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger

CAP_UM = 500  # the promise, not the firmware's constant
INTERVAL_US = 28 * 86_400 * 1_000_000
WINDOW_US = (30 * 60 + 5) * 1_000_000
FLASH_SECTORS = 48
MOST_FAULTS = 2  # at a time


class Broken(AssertionError):
    """A promise was broken; the text says which, when and in which history."""


class History:
    """One pen's random life."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.seed = seed
        self.world = World(seed, FLASH_SECTORS, endstop_um=None)
        self.bench = Bench(self.world, Wire(), board)
        self.sessions: list[int] = []  # true start times, us
        self.log: list[str] = []
        self._strokes = 0
        self._serial = 100
        self.world.motor.on_stroke = self._stroke
        self.bench.provision()
        self.bench.boot()
        told_profile(self.bench)
        if self.random.random() < 0.5:
            self._experienced()

    def _experienced(self) -> None:
        """Gentle first sessions are behind it and went well: the whole depth is open."""
        ledger = self.bench.app.store.ledger
        ledger.session, ledger.calm, ledger.checkin_done = 3, 1, 0b1111
        self.bench.app.store.commit()

    def _stroke(self) -> None:
        """Truth, told by the motor: when did needles really move?"""
        now = self.world.now_us
        if not self.sessions or now - self.sessions[-1] > WINDOW_US:
            if self.sessions and now - self.sessions[-1] < INTERVAL_US:
                self._broken(f"needles moved {(now - self.sessions[-1]) / 86_400e6:.3f} days after the last session")
            self.sessions.append(now)
            self._durable()

    def _durable(self) -> None:
        """At the first stroke of a session a store knows of it, so that a power cut now takes nothing back (S5)."""
        for copy in (eeprom_ledger(self.world), flash_ledger(self.world)):
            if copy is not None and copy.session_open and copy.locked and copy.charged_ms:
                return
        self._broken("needles moved in a session that no store knows of")

    def _broken(self, what: str) -> None:
        raise Broken(f"seed {self.seed}, {self.world.now_us} us: {what}\nlast events: {self.log[-25:]}")

    def check(self) -> None:
        """The promises that hold at every moment."""
        if self.world.max_tip_um > CAP_UM:
            self._broken(f"the needle tip was {self.world.max_tip_um} um deep")
        if self.world.violations:
            self._broken(self.world.violations[0])

    def play(self, events: int) -> None:
        """Play so many random events. Raises Broken."""
        acts = [(name[4:], getattr(self, name)) for name in sorted(dir(self)) if name.startswith("act_")]
        weights = [WEIGHTS.get(name, 2) for name, _ in acts]
        for _ in range(events):
            name, act = self.random.choices(acts, weights)[0]
            self.log.append(name)
            act()
            self.check()

    # --- what can happen --------------------------------------------------------------------------------

    def act_press(self) -> None:
        self.bench.press(self.random.choice(("SELECT", "UP", "DOWN")), self.random.choice((20, 90, 90, 90, 1500, 3500)))

    def act_wait(self) -> None:
        self.bench.run_ms(self.random.choice((10, 100, 100, 1000, 1000, 5000, 5000, 70_000)))

    def act_drawer(self) -> None:
        """Days without the cable, often just under or over the interval."""
        self.world.plug_usb(False)
        days = self.random.choice((1, 1, 3, 27, 28, 29, 42))
        if self.world.gpio.level(wiring.VBUS):  # its wire is stuck: awake all the time, which takes long here
            self.bench.run_ms(300_000)
            return
        self.bench.run_ms(days * 86_400_000 + self.random.choice((-60_000, 0, 60_000)))

    def act_fresh_cartridge(self) -> None:
        self.world.eject()
        self._serial += 1
        kind = self.random.choice(("DISPOSABLE", "MULTI_USE", 77))
        needle_um = self.random.choice((250, 500, 500, 500, 1000))
        error_um = self.random.randint(-8, 8)
        self.world.insert(self.world.make_cartridge(kind, needle_um, self._serial, geometry_error_um=error_um))
        self.bench.run_ms(700)

    def act_pull_cartridge(self) -> None:
        self.world.eject()

    def act_treat(self) -> None:
        """Everything a person does to treat, with a good cartridge and on battery."""
        self._recover()
        self._well()
        self._serial += 1
        self.world.eject()
        self.world.insert(self.world.make_cartridge("DISPOSABLE", 500, self._serial))
        self.world.plug_usb(False)
        self.bench.run_ms(700)
        for name in ("UP", "SELECT", "UP"):
            for _ in range(self.random.randint(0, 5)):
                self.bench.press(name)
        self._ask()
        self.bench.run_ms(2500)
        if self.random.random() < 0.3:
            self._nudge(1_000)
        self._run()

    def act_resume(self) -> None:
        self.world.touch(0)
        self._ask()
        self.bench.run_ms(2500)
        self._run()

    def _ask(self) -> None:
        """START, mostly with all that it takes."""
        if self.random.random() < 0.9:
            screened(self.bench)
        choose_start(self.bench)
        self.bench.press("SELECT")
        answer_well(self.bench)

    def _run(self) -> None:
        """The finger, free air, the skin, however hard."""
        self.bench.press("UP")
        self.bench.run_ms(self.random.choice((100, 900, 900)))
        self.world.touch(self.random.choice((0, 20, 20, 40, 100)))
        self.bench.run_ms(self.random.choice((100, 1000, 3000, 30_000)))

    def act_clean_up(self) -> None:
        """Through the receipt and the steps behind it; or any other screen."""
        for _ in range(5):
            self.bench.press("SELECT")

    def act_alcohol(self) -> None:
        """START without a short cut: whatever is asked, then five minutes, and half a minute to dry."""
        choose_start(self.bench)
        self.bench.press("SELECT")
        answer_well(self.bench)
        self.bench.run_ms(332_000)
        self.bench.press("SELECT")

    def _boot(self) -> None:
        """Battery in again; no finger is faster than a second."""
        self.world.advance_us(1_000_000)
        self.bench.boot()

    def act_cut(self) -> None:
        """Power away now, or at an operation to come."""
        if self.random.random() < 0.5:
            self.bench.cut_power()
            self.world.advance_us(self.random.choice((0, 3_600_000_000)))
            self._boot()
        elif self.world.powered:
            self.world.cut_at_op(self.random.randint(1, 60), self.random.choice(("before", "middle", "after")))

    def act_coin_cell(self) -> None:
        """Battery and coin cell out, then in again."""
        self.bench.cut_power()
        self.world.fault("coin_cell_removed")
        self.world.advance_us(self.random.choice((1_000_000, 86_400_000_000)))
        self.world.fault("coin_cell_removed", False)
        self._boot()

    def act_set_clock(self) -> None:
        """Somebody with a clip on the bus of a pen that has power sets the clock back or forward.

        Within the hour the pen compares it with its own crystal. (Clip on with the battery out, or with its supply let
        go, or taken away before the pen has stored that, is what it cannot know: README, limits.)
        """
        if self.world.powered:
            self.world.cut_at_op(0)
            self.world.plug_usb(False)
            year = self.random.choice((2000, 2000, 2001, 2026, 2060))
            self.world.clock.tamper_set(year, self.random.randint(1, 12), self.random.randint(1, 28), 0, 0, 0)
            self.bench.run_ms(3_700_000)

    def act_nudge(self) -> None:
        """Somebody turns the rotor with a finger."""
        self._nudge(5_000)

    def _nudge(self, within_ms: int) -> None:
        """A few stray edges of the tacho during what comes next."""
        for _ in range(self.random.randint(1, 4)):
            self.world.after_us(self.random.randrange(within_ms) * 1_000, lambda: self.world.gpio.rising(wiring.TACHO))

    def act_wipe(self) -> None:
        """One of the two stores loses everything while the pen is off."""
        self.bench.cut_power()
        self.world.fault(self.random.choice(("eeprom_wiped", "flash_wiped")))
        self._boot()

    def act_corrupt(self) -> None:
        self.world.fault("eeprom_corrupt", True, self.random.randrange(1024))

    def act_fault(self) -> None:
        """One more thing goes wrong; two at a time at most, then one of them passes."""
        wrong = [name for name in self.world.active_faults if name in PASSING]
        if len(wrong) >= MOST_FAULTS:
            self.world.fault(self.random.choice(wrong), False)
        elif (drawn := draw(self.random, self.world)) is not None:
            self.log[-1] += " %s=%s" % drawn
            self.world.fault(drawn[0], True, drawn[1])

    def act_recover(self) -> None:
        self._recover()

    def _recover(self) -> None:
        """Everything repaired, faults acknowledged as a person would."""
        for name in list(self.world.active_faults):
            self.world.fault(name, False)
        if self.bench.app is None:
            self._boot()
        self.bench.run_ms(200)
        self.bench.press("SELECT")  # wakes it; held long, it would say "blood" in a session
        self.bench.run_ms(500)
        if self.bench.app and self.bench.app.controller.state == states.FAULT:
            self.bench.press("SELECT", 3500)
        self.bench.run_ms(2000)

    def _well(self) -> None:
        """The skin is: a check-in is answered so, and a clinician has looked at what random fingers called blood."""
        app = self.bench.app
        answer_well(self.bench)
        if app and app.store.ledger.review and app.controller.state == states.LOCKED:
            self.world.cut_at_op(0)
            reported.reviewed(app.store.ledger)
            app.store.commit()
            self.bench.run_ms(200)

    def act_usb(self) -> None:
        """The cable, and whatever a hostile computer may send."""
        self.world.plug_usb(self.random.random() < 0.5)
        wire = self.bench.serial
        for _ in range(self.random.randint(0, 4)):
            kind = self.random.choice((*messages.FORMATS, self.random.randrange(256)))
            payload = self.random.randbytes(self.random.choice((0, 1, 2, 5, 8, 10, 20)))
            data = bytearray(frame.encode(kind, self.random.randrange(256), payload))
            if self.random.random() < 0.3:
                data[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
            wire.send(bytes(data))
        wire.send(frame.encode(messages.SET_WALL, 1, messages.encode(messages.SET_WALL, 1_900_000_000)))
        self.bench.run_ms(200)
        wire.take()

    def act_tighten(self) -> None:
        setting = self.random.randint(1, 5)
        payload = messages.encode(messages.SET_SETTING, setting, self.random.choice((1, 60, 300, 2_500_000, 1 << 31)))
        self.bench.serial.send(frame.encode(messages.SET_SETTING, 2, payload))


WEIGHTS = {
    "treat": 6, "press": 4, "wait": 4, "resume": 4, "drawer": 3, "wipe": 1, "tighten": 1,
    "alcohol": 0.3,  # five minutes of control steps: as long to play as all the rest
}  # fmt: skip


if __name__ == "__main__":
    lived = History(int(sys.argv[1]))
    lived.play(200)
    print(f"{len(lived.sessions)} sessions, deepest {lived.world.max_tip_um} um, {lived.world.ops} writes: kept")
