"""A whole pen for the scenes: it is watched at every step, and a program that fails or hangs ends only the program."""

from boards.virtual.resets import Hang
from tests.firmware.whole_pen import WholePen
from tests.tools.fmea.watch import Watch


class FmeaPen(WholePen):
    """`watch`: what the physics and the pads tell, from `watch_from_now` on. `crashes`: errors that nobody expected."""

    def __init__(self, world):
        self.watch = None
        self.crashes = []
        super().__init__(world)

    def watch_from_now(self) -> None:
        """The fault comes next."""
        self.watch = Watch(self)

    def boot(self) -> None:
        """As the bench's; a program that fails while it starts leaves a pen without one."""
        try:
            super().boot()
        except Exception as error:
            self._crashed(error)
        except Hang as hang:
            self._crashed(hang)

    def turn(self) -> None:
        """One step, and a look at everything after it."""
        try:
            super().turn()
        except Exception as error:
            self._crashed(error)
        except Hang as hang:
            self._crashed(hang)
        if self.watch is not None:
            self.watch.step()

    def run_ms(self, ms: int) -> None:
        """Without a program time passes, too, and is watched."""
        end_us = self.world.now_us + ms * 1000
        super_ms = 10
        while self.world.now_us < end_us:
            super().run_ms(min(super_ms, (end_us - self.world.now_us + 999) // 1000) if self.app is None else ms)
            if self.app is None and self.watch is not None:
                self.watch.step()

    def _crashed(self, error: BaseException) -> None:
        if self.watch is not None:
            self.crashes.append(f"{type(error).__name__}: {error}")
        self.app = None
