"""A whole pen for the scenes: it is watched at every step, and a failed program ends as `slots.run` ends it."""

import contextlib
import io
import sys

from pen.core import states

from boards.RPI_PICO import board
from boards.virtual import storage
from boards.virtual.bench import PRESS_MS, READING_MS, use
from boards.virtual.resets import Hang, PowerCut, Reset
from tests.firmware.whole_pen import WholePen
from tests.tools.fmea.watch import Watch

LOWEST_HZ = 60
_STEP_MS = 10
_SEEN_MS = 60  # after the release


class FmeaPen(WholePen):
    """`watch`: what the physics and the pads tell, from `watch_from_now` on. `crashes`: errors that nobody expected."""

    def __init__(self, world, pins=board):
        self.watch = None
        self.crashes = []
        super().__init__(world, pins=pins)

    def watch_from_now(self) -> None:
        """The fault comes next."""
        self.watch = Watch(self)

    def asked_hz(self) -> int:
        """The rate that the person chose, or the lowest once they pressed too hard; 0 without a program."""
        if self.app is None:
            return 0
        running = self.controller.running_state  # None when no treatment is near: the drive moves by a fault
        return LOWEST_HZ if running and running.touch.slow else self.controller.menu.rate_hz

    def boot(self) -> None:
        """As the bench's; a program that fails while it starts ends in service mode."""
        try:
            super().boot()
        except (Exception, Hang) as error:
            self._crashed(error)

    def _start(self) -> None:
        """What the chip's own `_boot.py` does before any line of ours is not judged: it formats an empty flash."""
        before = list(self.world.violations)
        storage.mount(self.world)
        self.world.violations[:] = before
        super()._start()

    def turn(self) -> None:
        """One step, and a look at everything after it."""
        try:
            super().turn()
        except (Exception, Hang) as error:
            self._crashed(error)
        self._look()

    def run_ms(self, ms: int) -> None:
        """As the bench's; without a program time passes, too, and is watched."""
        end_us = self.world.now_us + ms * 1000
        while self.world.now_us < end_us:
            if self.app is None:
                try:
                    super().run_ms(min(_STEP_MS, (end_us - self.world.now_us + 999) // 1000))
                except Reset:
                    self.boot()
                self._look()
            else:
                self._with_program(end_us)

    def strike(self, name: str, value) -> None:
        """The fault begins; in service mode one at SELECT's wire restarts the pen as a press does."""
        try:
            self.world.fault(name, True, value)
        except Reset:
            self.boot()

    def press(self, name: str, ms: int = PRESS_MS) -> None:
        """As the bench's; in service mode, where a failed program ends, a press restarts the pen."""
        if self.app is not None and self.state == states.ASKING:
            self.run_ms(READING_MS)
        for act, wait_ms in ((self.world.press, ms), (self.world.release, _SEEN_MS)):
            try:
                act(name)
            except Reset:
                self.boot()
            self.run_ms(wait_ms)

    def _with_program(self, end_us: int) -> None:
        use(self.world)
        self.world.doze_until_us = end_us
        while self.app is not None and self.world.now_us < end_us:
            self.turn()

    def _look(self) -> None:
        if self.watch is not None:
            self.watch.step()

    def _crashed(self, error: BaseException) -> None:
        self.crashes.append(f"{type(error).__name__}: {error}")
        self.app = None
        if isinstance(error, Exception):
            self._service(error)

    def _service(self, error: Exception) -> None:
        """What `slots.run` does with a program that failed."""
        from pen import service

        def fails():
            raise error

        boots = self.world.boots
        sys.modules["board"] = self.board  # it lies beside the program on a pen; whatever started has imported it
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                service.run(fails)
        except (PowerCut, Hang):  # the watchdog is off there: a person takes the battery out
            return
        except Reset:
            pass  # or what the code on its way out made of it
        if self.world.boots != boots:  # a chip that was reset, by a press or a loose wire, starts anew
            self.boot()
