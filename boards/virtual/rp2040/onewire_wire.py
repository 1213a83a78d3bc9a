"""The cartridge tag's end of the 1-Wire line: falling and rising edges in, pulses that hold the line low out.

Between the edges of the chip and `chips.ds2431.Ds2431`, which knows bits. Timing as the device sees it, standard
speed (DS2431 data sheet 19-4675, electrical characteristics and "1-Wire Signaling"). Overdrive is not modelled.
"""

from collections.abc import Callable

from boards.virtual.chips.ds2431 import Ds2431

US = 1_000  # ns

# The port waits by counting ticks of a 1 us timer, the first of which may be short; a 0 is two waits.
RESET_MIN_US = 479  # t_RSTL 480 us
PRESENCE_AFTER_US = 30  # t_PDH 15..60 us after the master lets go
PRESENCE_FOR_US = 120  # t_PDL 60..240 us
SAMPLE_US = 30  # a slot is sampled 15..60 us after the falling edge: this device does it here
ONE_MAX_US = 15  # t_W1L, t_RL: a master's short low ends before this
ZERO_MIN_US = 58  # t_W0L 60..120 us
ZERO_MAX_US = 120
READ_HOLD_US = 30  # a 0 is held from the falling edge on, past the master's own sampling (t_MSR < 15 us)


class TagWire:
    """`hold(from_ns, to_ns)` holds the line low for the device; `complain(text)` tells of a timing that no data sheet
    allows. `tag` is whatever is on the line now, None for nothing; set it freely between two edges."""

    def __init__(self, hold: "Callable[[int, int], None]", complain: "Callable[[str], None]") -> None:
        self.tag: Ds2431 | None = None
        self._hold = hold
        self._complain = complain
        self._fell_ns = -1  # -1: the master does not hold the line
        self._answered = False  # this slot was a read slot

    def master(self, low: bool, at_ns: int) -> None:
        """The master pulls the line low, or lets go of it."""
        if low and self._fell_ns < 0:
            self._fell_ns = at_ns
            self._slot_begins()
        elif not low and self._fell_ns >= 0:
            low_us = (at_ns - self._fell_ns) // US
            self._fell_ns = -1
            self._slot_ends(low_us, at_ns)

    def _slot_begins(self) -> None:
        tag = self.tag
        self._answered = tag is not None and tag.sends
        if tag is not None and self._answered and tag.read_bit() == 0:
            self._hold(self._fell_ns, self._fell_ns + READ_HOLD_US * US)

    def _slot_ends(self, low_us: int, at_ns: int) -> None:
        if low_us >= RESET_MIN_US:
            if self.tag is not None and self.tag.reset():
                from_ns = at_ns + PRESENCE_AFTER_US * US
                self._hold(from_ns, from_ns + PRESENCE_FOR_US * US)
            return
        if ONE_MAX_US < low_us < ZERO_MIN_US or low_us > ZERO_MAX_US:
            self._complain(f"1-Wire: low for {low_us} us is neither a 1, a 0 nor a reset")
        if self.tag is not None and not self._answered:
            self.tag.write_bit(1 if low_us < SAMPLE_US else 0)
