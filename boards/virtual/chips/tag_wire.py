"""The cartridge tag's end of the 1-Wire line: falling and rising edges in, what it holds low out.

Between the edges of the chip and `ds2431.Ds2431`, which knows bits. Every time is one of the device, at standard speed
(DS2431 data sheet 19-4675, electrical characteristics, and section "1-Wire Signaling" with figures 10 and 11). It knows
nothing of the master's own times. Overdrive is not modelled.
"""

from boards.virtual.chips.one_wire import OneWireDevice

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

US = 1_000  # ns

# A master may wait by counting ticks of a 1 us timer, the first of which may be short: each of its times by 1 us.
_TICK_US = 1
RESET_MIN_US = 480 - _TICK_US  # t_RSTL 480 us
PRESENCE_AFTER_US = 30  # t_PDH 15..60 us after the master lets go
PRESENCE_FOR_US = 120  # t_PDL 60..240 us
DECIDES_US = 30  # a written bit is looked at between t_W1L max and t_W0L min: this device does it here
ONE_MAX_US = 15  # t_W1L, t_RL: a master's short low ends before this
ZERO_MIN_US = 60 - 2 * _TICK_US  # t_W0L 60..120 us; MicroPython's is two waits
ZERO_MAX_US = 120
SLOT_MIN_US = 65 - _TICK_US  # t_SLOT
RECOVERY_MIN_US = 5 - _TICK_US  # t_REC


class TagWire:
    """`tag` is whatever is on the line now, None for nothing; set it freely between two edges.

    `complain(text)` tells of a timing that no data sheet allows; `hold(from_ns, to_ns)`, where it is given, of each
    time the device holds the line low, which `level` answers too.
    """

    def __init__(
        self, complain: "Callable[[str], None]", hold: "Callable[[int, int], None] | None" = None, tag=None
    ) -> None:
        self.tag: OneWireDevice | None = tag
        self._hold = hold
        self._complain = complain
        self._fell_ns = -1  # -1: the master does not hold the line
        self._slot_ns = -1  # when the slot before began; -1: it was none
        self._rose_ns = -1
        self._held_from_ns = 0  # the last time the device held the line
        self._held_to_ns = -1
        self._answered = False  # this slot was a read slot
        self._excused = False  # … is not judged

    def level(self, at_ns: int) -> int:
        """What the line carries when the master lets go of it: 0 while the device holds it, else its pull-up's 1."""
        return 0 if self._held_from_ns <= at_ns <= self._held_to_ns else 1

    def master(self, low: bool, at_ns: int) -> None:
        """The master pulls the line low, or lets go of it."""
        if low and self._fell_ns < 0:
            self._too_early(at_ns)
            self._fell_ns = at_ns
            self._excused = False
            self._slot_begins()
        elif not low and self._fell_ns >= 0:
            low_us = (at_ns - self._fell_ns) // US
            self._slot_ns = -1 if self._excused else self._fell_ns
            self._rose_ns = at_ns
            self._fell_ns = -1
            self._slot_ends(low_us, at_ns)

    def gone(self, at_ns: int) -> None:
        """The master is reset or without power: it lets go in the middle of a slot; nothing is wrong with it."""
        self.excuse()
        self.master(False, at_ns)
        self.excuse()

    def excuse(self) -> None:
        """What the master does is not what arrives (a wire opens or closes): the slot under way is not judged."""
        self._excused = True
        self._slot_ns = -1

    def _too_early(self, at_ns: int) -> None:
        if self._slot_ns >= 0 and (
            at_ns - self._slot_ns < SLOT_MIN_US * US or at_ns - self._rose_ns < RECOVERY_MIN_US * US
        ):
            self._complain("1-Wire: a slot %d us after the one before" % ((at_ns - self._slot_ns) // US))

    def _slot_begins(self) -> None:
        tag = self.tag
        self._answered = tag is not None and tag.sends
        if tag is None:
            return
        if not self._answered:
            tag.used()
        elif tag.read_bit() == 0:
            self._holds(self._fell_ns, self._fell_ns + tag.hold_us * US)

    def _slot_ends(self, low_us: int, at_ns: int) -> None:
        if low_us >= RESET_MIN_US:
            self._slot_ns = -1
            if self.tag is not None and self.tag.reset():
                from_ns = at_ns + PRESENCE_AFTER_US * US
                self._holds(from_ns, from_ns + PRESENCE_FOR_US * US)
            return
        if not self._excused and (ONE_MAX_US < low_us < ZERO_MIN_US or low_us > ZERO_MAX_US):
            self._complain("1-Wire: low for %d us is neither a 1, a 0 nor a reset" % low_us)
        if self.tag is not None and not self._answered:
            self.tag.write_bit(1 if low_us < DECIDES_US else 0)

    def _holds(self, from_ns: int, to_ns: int) -> None:
        self._held_from_ns = from_ns
        self._held_to_ns = to_ns
        if self._hold is not None:
            self._hold(from_ns, to_ns)
