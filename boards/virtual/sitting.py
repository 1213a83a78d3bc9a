"""One pen, the tray beside it, and what is done with both, kept as a log that gives the same pen again.

Hands act at whole milliseconds of virtual time, between two turns of the pen's loop, and time passes only from one of
them to the next. How fast a computer comes there, and in how many pieces, changes nothing, but for one thing: a
firmware that sleeps is woken where a piece ends. So such an end is kept in the log, too, as a `look`.

Runs on MicroPython and CPython. It must not know any rule of the firmware.
"""

from hashlib import sha256

from boards.virtual.action_log import LOOK, ActionLog, BadLog, check, is_number
from boards.virtual.resets import NEVER
from boards.virtual.tray import Tray

ALL_TURNS = 1 << 29  # of the loop: no end but that of the time


class Sitting:
    """Begins with a pen that the factory has just provisioned: the battery goes in. `ms`: up to when it has lived.

    `tray`: that of a pen that has lived before. What was done to it then is in no log.
    """

    def __init__(self, commands, tray: "Tray | None" = None) -> None:
        self._commands = commands
        self._world = commands.world
        self._since_birth = tray is None
        self.tray = tray or Tray(self._world, commands.cartridges)
        self.log = ActionLog(self._world.seed)
        self.ms = 0 if self._since_birth else self._world.now_us // 1000
        self._cut_ms = NEVER  # a nap has been ended here, and the log does not say so
        commands.bench.boot()

    def live_to(self, ms: int, turns: int, naps_to_ms: int = 0) -> bool:
        """Let time pass up to `ms`, at most `turns` turns of the loop; False: not there yet, call it again.

        `naps_to_ms`: the next action is known not to come before.
        """
        if self._cut_ms < ms:
            self._note(self._cut_ms, [LOOK])
        world, naps_to_ms = self._world, max(ms, naps_to_ms)
        cut = world.dozes_cut
        there = self._commands.bench.run_towards(ms * 1000, turns, naps_to_ms * 1000)
        if world.dozes_cut != cut:
            self._cut_ms = naps_to_ms
        if there:
            self.ms = max(self.ms, ms)
        return there

    @property
    def sleeps(self) -> bool:
        """Whether the pen is in a nap that only the wish to act or to look has ended."""
        return self._cut_ms != NEVER

    def act(self, words: list) -> None:
        """Do this now, and log it. Raises BadLog, and ValueError or KeyError for what the world does not allow."""
        words = [str(word) for word in words]
        check(words)
        if self._cut_ms != NEVER:
            self.ms = max(self.ms, self._cut_ms)
        self._do(words)
        self._note(self.ms, words)

    def _do(self, words: list) -> None:
        what, arguments = words[0], words[1:]
        world, bench = self._world, self._commands.bench
        if what == "down":
            world.press(arguments[0])
        elif what == "up":
            world.release(arguments[0])
        elif what == "put":
            self.tray.put(arguments[0])
        elif what == "out":
            self.tray.out()
        elif what == "touch":
            world.touch(int(arguments[0]))
        elif what == "usb":
            world.plug_usb(arguments[0] == "1")
        elif what == "battery":
            bench.boot() if arguments[0] == "1" else bench.cut_power()
        elif what == "fault":
            value = arguments[2] if len(arguments) == 3 else None
            if value is not None and is_number(value):
                value = int(value)
            world.fault(arguments[0], arguments[1] == "1", value)

    def _note(self, ms: int, words: list) -> None:
        self.log.actions.append([ms, words])
        self._cut_ms = NEVER

    def text(self) -> str:
        """The log up to now, with the fingerprint of what is found. Raises BadLog where it has no beginning."""
        if not self._since_birth:
            raise BadLog("This pen was kept from before: of that there is no log. Start over, and show it anew.")
        self.log.end_ms = self.ms
        self.log.fingerprint = self.fingerprint()
        return self.log.text()

    def fingerprint(self) -> str:
        """Eight digits of a checksum of what the pen has stored, shows and did; equal: it went the same way."""
        world, bench = self._world, self._commands.bench
        known = sha256(bytes(world.eeprom.mem))
        if bench.app is not None:
            known.update(bench.journal())
        known.update(bytes(world.display.frame()) if world.display.lit else b"")
        known.update(b"%d %d %d" % (world.now_us, world.strokes_true, world.max_tip_um))
        return known.digest()[:4].hex()
