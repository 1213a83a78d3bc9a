"""Runs an assembled PIO program cycle by cycle with rp2040-pio-emulator, feeding FIFOs and pins like a board would.

Side-set pin: bit 0. Stop input (jmp_pin): bit 1. The emulator folds the delay of an instruction into its clock; here
every cycle counts, so that "high for n cycles" can be counted. The two cycles that the RP2040 spends in its input
synchroniser (data sheet, section 3.5.6.3) are not in the emulator: they are system cycles, 16 ns in all.
"""

from collections import deque
from dataclasses import replace

from pioemu import State, emulate

FIFO_WORDS = 4


class Machine:
    """One state machine. `pins` is the recorded level of the side-set pin, one entry a cycle."""

    def __init__(self, program):
        self.program = program
        self.stop_closed = True  # level of the stop input
        self.pins: list[int] = []
        self.state = State(pin_directions=1)

    def restart(self) -> None:
        """StateMachine.restart(): shift registers and program counter start anew; X, Y and the FIFOs stay."""
        fresh = State()
        self._change(
            program_counter=0,
            input_shift_register=fresh.input_shift_register,
            output_shift_register=fresh.output_shift_register,
        )

    def _resume(self):
        # the emulator takes its words from the state it was started with, so each change starts it anew
        program = self.program
        return emulate(
            program.words,
            stop_when=lambda _opcode, _state: False,
            initial_state=self.state,
            input_source=self._inputs,
            side_set_base=0,
            side_set_count=1,
            jmp_pin=1,
            wrap_target=program.wrap_target,
            wrap_top=program.wrap_top,
        )

    def _inputs(self, state: State) -> int:
        return 2 if self.stop_closed else 0

    def put(self, word: int) -> bool:
        """Put a word into the TX FIFO; False when it is full."""
        if len(self.state.transmit_fifo) >= FIFO_WORDS:
            return False
        self._change(transmit_fifo=deque([*self.state.transmit_fifo, word]))
        return True

    def get(self) -> int:
        """Take the oldest word of the RX FIFO."""
        rest = deque(self.state.receive_fifo)
        word = rest.popleft()
        self._change(receive_fifo=rest)
        return word

    def execute(self, instruction: int) -> None:
        """StateMachine.exec() of a stopped machine: one instruction, and the program counter stays."""
        counter = self.state.program_counter
        run = emulate(
            [instruction],
            stop_when=lambda _opcode, _state: False,
            initial_state=replace(self.state, program_counter=0),
            side_set_base=0,
            side_set_count=1,
        )
        self.state = replace(next(run)[1], program_counter=counter)

    def _change(self, **fields) -> None:
        self.state = replace(self.state, **fields)

    def cycles(self, count: int) -> None:
        """Run at least `count` cycles (an instruction is never cut in two)."""
        end = self.state.clock + count
        if count > 0:
            for _, after in self._resume():
                self.pins.extend([after.pin_values & 1] * (after.clock - self.state.clock))
                self.state = after
                if after.clock >= end:
                    break

    def until(self, condition, at_most: int = 2_000_000) -> None:
        """Run the program until `condition(state)`. Raises AssertionError after `at_most` cycles."""
        end = self.state.clock + at_most
        for _, after in self._resume():
            self.pins.extend([after.pin_values & 1] * (after.clock - self.state.clock))
            self.state = after
            if condition(after):
                return
            assert after.clock < end, "never came true"

    def waits(self) -> bool:
        """Whether the program waits in its `pull` for a word."""
        pulls = [at for at, word in enumerate(self.program.words) if word & 0xE0A0 == 0x80A0]
        return self.state.program_counter in pulls and not self.state.transmit_fifo


def runs(levels: list) -> list:
    """Levels as (level, cycles) pairs: [0, 0, 1] -> [(0, 2), (1, 1)]."""
    out: list[list[int]] = []
    for level in levels:
        if out and out[-1][0] == level:
            out[-1][1] += 1
        else:
            out.append([level, 1])
    return [(level, count) for level, count in out]


def rises(levels: list) -> int:
    """Rising edges, the first level counting from low."""
    return sum(1 for before, after in zip([0, *levels], levels) if after > before)
