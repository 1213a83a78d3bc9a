"""Runs on the chip: the pen's own drivers without its application, as `probe.py` beside it, whose pins it uses."""

import board
import probe
from machine import Pin
from pen.hal.ticks import sleep_ms, sleep_us


def _parts():
    """The pen's drivers, as its application builds them."""
    from pen.core.depth import ceiling_um
    from pen.core.limits import CAP_UM
    from pen.hal import parts

    return parts.build(board, ceiling_um(board.ERROR_BUDGET_UM, CAP_UM))


def needles(count: int, block: int) -> None:
    """Fuel the needles with the pen's driver until they are stopped, `count` times; disturbed as the pins ask."""
    Pin(board.SELECT_PIN).irq(handler=None)  # service mode's restart
    needle = _parts().needle
    for i in range(count):
        while not needle.arm():
            sleep_ms(1)
        duty = 100 + i * 97 % 900
        for _ in range(4):
            needle.feed(needle._run, duty)
            sleep_ms(5)
        while not needle.latched():
            needle.feed(needle._run, duty)
            if probe.collect.value() or probe.erase.value():
                probe.disturb(block)
            else:
                probe.mark.value(1)
                sleep_ms(2)
                probe.mark.value(0)
        needle.off()
    print("DONE")


def steps(count: int, seed: int) -> None:
    """`count` moves of the ring to random depths, beyond its ends too, most of them aborted at a random instant.

    The mark changes after each; prints pulses asked and position afterwards of every move.
    """
    stepper = _parts().stepper
    stepper.home(board.HOME_PULSES)
    while stepper.busy():
        stepper.go_on()
        sleep_ms(1)
    probe.mark.value(1)
    told = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
        stepper.move_to_um((seed >> 8) % 620 - 20)
        asked = stepper._pulses + stepper._left
        if seed >> 20 & 31:
            for _ in range((seed >> 10) % 6):  # some stretches, the last one cut short
                sleep_us(8_000)
                stepper.busy()
                stepper.go_on()
            sleep_us((seed >> 10) % 8_000)
        else:
            while stepper.busy():
                stepper.go_on()
                sleep_ms(1)
        stepper.abort()
        probe.mark.toggle()
        told.append((asked, stepper._position))
    stepper.release()
    for asked, position in told:
        print(asked, position)
    print("DONE")
