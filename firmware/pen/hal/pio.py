"""The two PIO programs of the pen: the hardware-timed half of rules S1 and S4. No policy lives here.

`needle` turns FIFO words into a PWM on the motor gate, and stops by itself: when the stop input reads low, and when no
more words come. `step` sends an exact number of pulses to the depth stepper. Both programs give every instruction a
side value, so the pin is defined in every cycle. 15 + 9 instructions of the 32 that a PIO block holds. Cycle counts:
RP2040 data sheet, section 3.4 (each instruction takes one cycle plus its delay).
"""

# ruff: noqa: F403, F405, F821
from micropython import const
from rp2 import PIO, asm_pio

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from rp2.asm_pio import *


# Word, least significant bit first: periods - 1 (8 bits) | high counts (12) | low counts (12); a count is 2 cycles. The
# pin is high for exactly high + 1 counts, then low for low + 1 counts and for 4 cycles more, in which the next period
# is set up. The stop input is read right before the pin rises and between all high counts: 3 cycles after it opens the
# pin is low. 8 bits of periods bound what one word can buy: 256 periods.
@asm_pio(sideset_init=PIO.OUT_LOW, out_shiftdir=PIO.SHIFT_RIGHT)
def needle():
    pull(block).side(0)  # no fuel: wait here with the gate low
    out(x, 8).side(0)
    mov(isr, osr).side(0)  # high and low counts, kept for every period of the word

    label("period")
    mov(osr, isr).side(0)
    out(y, 12).side(0)
    jmp(pin, "high").side(0)  # stop circuit closed: go on
    jmp("stop").side(0)

    label("high")
    jmp(y_dec, "test").side(1)
    out(y, 12).side(1)
    label("low")
    jmp(y_dec, "low").side(0)[1]
    jmp(x_dec, "period").side(0)
    wrap()

    label("test")
    jmp(pin, "high").side(1)
    label("stop")
    push(noblock).side(0)  # the mark that says "latched"
    label("swallow")
    pull(block).side(0)  # fuel is thrown away until the driver restarts the machine
    jmp("swallow").side(0)


# Word: number of pulses. X counts down in the same cycle in which the pin rises, so that at every instant
# X is the exact number of pulses still to come. A pulse takes 500 cycles: 1 + 10 (high) + 8 + 30 * 16 + 1.
@asm_pio(sideset_init=PIO.OUT_LOW)
def step():
    pull(block).side(0)
    mov(x, osr).side(0)

    label("next")
    jmp(not_x, "done").side(0)
    jmp(x_dec, "low").side(1)[9]
    label("low")
    set(y, 29).side(0)[7]
    label("wait")
    jmp(y_dec, "wait").side(0)[15]
    jmp("next").side(0)

    label("done")
    mov(isr, invert(null)).side(0)
    push(noblock).side(0)  # 0xFFFFFFFF: all pulses sent
    wrap()
