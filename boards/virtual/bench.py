"""The virtual pen on the bench: the real firmware, started on a World, with hands that press and plug.

Runs on CPython and on MicroPython. It drives time: the firmware's loop is called turn by turn until the virtual clock
has come far enough. It must not know any rule of the firmware; what it reports is what the world shows.
"""

import sys

from boards.virtual import current, resets, starter, storage, ticks
from boards.virtual.mcu.modelled import ModelledMcu

PRESS_MS = 90  # a tap of a finger
READING_MS = 600  # a question, before a person answers
_TURNS = 1 << 29  # of the loop: no end but that of the time
_ASKING = 9  # the state that the pen reports (firmware/pen/formats/README.md)


def use(world) -> None:
    """Make `world` the one that the drop-in modules talk to."""
    current.world = world
    if sys.implementation.name != "micropython":
        import time

        ticks.inject(time)


class Bench:
    """One pen on one world. `serial`: an object with readinto and write, the pen's end of the cable.

    `mcu`: what a world for this bench is made with.
    """

    mcu = ModelledMcu
    installs = True  # does the factory's image have to be brought?

    def __init__(self, world, serial, board):
        use(world)
        self.world = world
        self.serial = serial
        self.board = board
        self.app = None
        self.slots = None  # of the pen's flash, and the boot record, while it runs

    def another(self, world):
        """The same bench with another pen."""
        return Bench(world, self.serial, self.board)

    def close(self) -> None:
        """The bench is not needed any more."""

    # --- power ------------------------------------------------------------------------------------------

    def install(self, image: bytes) -> None:
        """The builder writes the whole file system: `boards/tools/factory_image.py` makes one."""
        self.world.flash.data[: len(image)] = image

    def provision(self) -> None:
        """What the factory does once: calibrate against a gauge and write the first ledger."""
        use(self.world)
        storage.mount(self.world)
        starter.slots()
        from pen.service import factory

        factory.provision(self.board, self.world.uid, self.world.encoder.raw())

    def boot(self) -> None:
        """Power (or reset) has come: run the firmware from its first line."""
        use(self.world)
        self.world.latch.fitted = getattr(self.board, "HOLD_PIN", None) is not None
        self.world.rail.fit(getattr(self.board, "REFERENCE_PIN", None) is not None)
        self.world.power_on()
        self.app = None
        try:
            self._start()
        except resets.PowerCut:
            self.app = None
        except resets.Reset:
            self.boot()

    def _start(self) -> None:
        storage.mount(self.world)
        self.slots = starter.slots()
        try:
            from pen.app import App
            from pen.hal import chip

            self.app = App(self.board, self.serial, self.world.uid, chip.why_started(), self.slots)
        except Exception:
            self._failed()
            raise

    def _failed(self) -> None:
        """As main.py: a version on trial restarts, and that is the way back."""
        if self.slots is not None:
            self.slots.fail()

    def cut_power(self) -> None:
        """Take the battery out while everything runs."""
        self.world.power_cut()
        self.app = None

    # --- time -------------------------------------------------------------------------------------------

    def run_ms(self, ms: int) -> None:
        """Let `ms` of virtual time pass. Without power, or after a planned cut, only the world goes on."""
        use(self.world)
        end_us = self.world.now_us + ms * 1000
        while not self.run_towards(end_us, _TURNS):
            pass

    def run_towards(self, end_us: int, turns: int, doze_until_us: int = 0) -> bool:
        """As `run_ms`, but at most `turns` turns of the loop; whether `end_us` was reached. Call it again if not.

        `doze_until_us`: a nap of the firmware may last so long, if that is beyond `end_us`.
        """
        world = self.world
        world.doze_until_us = max(end_us, doze_until_us)  # a nap ends in time, too
        while world.now_us < end_us and (self.app is not None or self._latched_off(end_us)):
            if self.app is not None:
                if not turns:
                    return False
                turns -= 1
                self.turn()
        world.doze_until_us = resets.NEVER
        if world.now_us < end_us:
            world.advance_us(end_us - world.now_us)
        return True

    def _latched_off(self, end_us: int) -> bool:
        """A pen that has let go of its supply: wait for what brings it back, and start it. False: it has not."""
        latch = self.world.latch
        if not latch.off and not latch.calls:
            return False
        self.world.advance_until(end_us, lambda: latch.calls)
        if latch.calls:
            self.boot()
        return True

    def turn(self) -> None:
        """One turn of the firmware's loop, and what power and watchdog make of it."""
        try:
            try:
                self.app.tick()
            except Exception:
                self._failed()
                raise
        except resets.PowerCut:
            self.app = None
        except resets.Reset:
            self.boot()

    def run_until(self, condition, at_most_ms: int = 60_000, step_ms: int = 10) -> bool:
        """Let time pass until `condition()`; False when it did not come true in `at_most_ms`."""
        for _ in range(at_most_ms // step_ms):
            if condition():
                return True
            self.run_ms(step_ms)
        return condition()

    # --- buttons -----------------------------------------------------------------------------------------

    def press(self, name: str, ms: int = PRESS_MS) -> None:
        """Press a button for `ms` and let the pen see the release. What the pen asks is read first."""
        if self.app and self.app.controller.state == _ASKING:
            self.run_ms(READING_MS)
        self.world.press(name)
        self.run_ms(ms)
        self.world.release(name)
        self.run_ms(60)

    # --- what is to be seen -----------------------------------------------------------------------------

    def journal(self) -> bytes:
        """Every record the pen holds, as it holds it."""
        store = self.app.store
        out = b""
        buf = bytearray(64 * 64)
        sequence = store.first
        while sequence < store.next:
            count = store.read_records(sequence, buf)
            if not count:
                break
            out += bytes(buf[: count * 64])
            sequence += count
        return out


class Wire:
    """A cable inside one process: the pen's end has readinto and write, the laptop's end send and take."""

    def __init__(self):
        self._to_pen = b""
        self._to_host = b""

    def readinto(self, buf) -> int:
        """Pen: take what has come."""
        count = min(len(buf), len(self._to_pen))
        buf[:count] = self._to_pen[:count]
        self._to_pen = self._to_pen[count:]
        return count

    def write(self, buf) -> int:
        """Send from the pen to the laptop."""
        self._to_host += bytes(buf)
        return len(buf)

    def send(self, data: bytes) -> None:
        """Send from the laptop to the pen."""
        self._to_pen += data

    def take(self) -> bytes:
        """Laptop: take what has come."""
        data, self._to_host = self._to_host, b""
        return data
