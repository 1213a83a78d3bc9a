"""The commands of a pen in a browser: as elsewhere (`showing.py`), but in pieces.

Runs on MicroPython. It must not know any rule of the firmware.
"""

from boards.virtual.showing import ShowingCommands

_TURNS = 200  # of the loop in one call: MicroPython in a browser collects its garbage between calls only


class PageCommands(ShowingCommands):
    """One pen in a browser's worker."""

    def __init__(self, bench, line, flash_path: str):
        super().__init__(bench, line, flash_path)
        self._end_us = 0  # of a run that is under way

    def do_boot(self):
        """Put the battery in. Raises RuntimeError for a flash without a program: here are no sources to run instead."""
        try:
            self.bench.boot()
        except ImportError:
            raise RuntimeError("The flash is blank: this pen has no program any more.") from None

    def do_run(self, ms):
        """Begin to let time pass; False: it has not all passed yet, go on with `run_on`."""
        self._end_us = self.world.now_us + ms * 1000
        return self.do_run_on()

    def do_run_on(self):
        """Go on with a run; whether its time has passed."""
        return self.bench.run_towards(self._end_us, _TURNS)

    def do_live_to(self, ms, naps_to=0, turns=_TURNS):
        """As there, a piece of it."""
        return super().do_live_to(ms, naps_to, turns)
