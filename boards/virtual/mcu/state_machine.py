"""What the two PIO state machines have in common: FIFOs, enable, restart and instructions executed by hand.

Only the contract of the two programs is modelled (see `needle_pio` and `step_pio`), not PIO instructions;
the real programs run in the RP2040 emulator.
"""

from boards.virtual.resets import NEVER

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

FIFO_WORDS = 4  # not joined (RP2040 data sheet 3.2.3.5)
SYS_HZ = 125_000_000
_WORD = 0xFFFFFFFF

# Instructions a driver may execute by hand, in the port's assembler and encoded (RP2040 data sheet 3.4)
_ENCODED = {
    "mov(isr,x)": 0xA0C1,
    "mov(isr,invert(x))": 0xA0C9,
    "in_(x,32)": 0x4020,
    "push()": 0x8020,
    "push(block)": 0x8020,
    "push(noblock)": 0x8000,
    "pull()": 0x80A0,
    "pull(block)": 0x80A0,
    "pull(noblock)": 0x8080,
    "set(pins,0)": 0xE000,
    "set(pins,1)": 0xE001,
    "set(x,0)": 0xE020,
}


class StateMachine:
    """One state machine with one program. `sm_id` is None until the firmware has set it up."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.sm_id: int | None = None
        self.pin: int | None = None
        self.jmp_pin = 0
        self.freq_hz = SYS_HZ
        self.active = False
        self.due_us = NEVER
        self.tx: list = []
        self.rx: list = []
        self.x = 0
        self._isr = 0

    def setup(self, sm_id: int, pin: "int | None", jmp_pin: int, freq_hz: int) -> None:
        """StateMachine.init(): stopped, FIFOs empty, at the start of the program."""
        self.off()
        self.sm_id = sm_id
        self.pin = pin
        self.jmp_pin = jmp_pin
        self.freq_hz = freq_hz if freq_hz > 0 else SYS_HZ

    def off(self) -> None:
        """A reset of the chip: the state machine is forgotten."""
        self.disable()
        self.restart()
        self.sm_id = None
        self.pin = None
        self.tx.clear()
        self.rx.clear()

    def enable(self) -> None:
        """active(1): go on where it stands."""
        raise NotImplementedError

    def disable(self) -> None:
        """active(0): freeze, pins included."""
        raise NotImplementedError

    def restart(self) -> None:
        """restart(): back to the start of the program; the FIFOs keep their words."""
        raise NotImplementedError

    def kick(self) -> None:
        """A word has arrived in the TX FIFO, or the machine may go on: take words as the program does."""
        raise NotImplementedError

    def set_level(self, level: int) -> None:
        """`set pins` executed by hand."""

    def put(self, word: int) -> None:
        """Put a word; waits while the FIFO is full, for ever if need be (`Hang`, or the watchdog)."""
        while len(self.tx) >= FIFO_WORDS:
            self._world.wait_next("StateMachine(%d).put" % self.sm_id)
        self.tx.append(word & _WORD)
        self.kick()

    def get(self) -> int:
        """Take a word; waits while the RX FIFO is empty."""
        while not self.rx:
            self._world.wait_next("StateMachine(%d).get" % self.sm_id)
        return self.rx.pop(0)

    def push(self, word: int) -> None:
        """The program pushes; a word that does not fit is lost (noblock)."""
        if len(self.rx) < FIFO_WORDS:
            self.rx.append(word & _WORD)

    def execute(self, instr: "int | str") -> None:
        """Execute one instruction now. Raises ValueError for one the model does not know."""
        if isinstance(instr, str):
            text = instr.replace(" ", "")
            if text not in _ENCODED:
                raise ValueError("the model cannot execute %s" % instr)
            instr = _ENCODED[text]
        if instr in (0xA0C1, 0x4020):
            self._isr = self.x
        elif instr == 0xA0C9:
            self._isr = ~self.x & _WORD
        elif instr in (0x8020, 0x8000):
            self.push(self._isr)
            self._isr = 0
        elif instr in (0x80A0, 0x8080):
            if self.tx:
                self.tx.pop(0)
        elif instr in (0xE000, 0xE001):
            self.set_level(instr & 1)
        elif instr == 0xE020:
            self.x = 0
        else:
            raise ValueError("the model cannot execute 0x%04x" % instr)
