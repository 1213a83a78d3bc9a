"""After a crash: the depth ring is brought in, as long as it goes where it is sent (S2, H29).

Not when that program had let the ring go, or had not sent it home yet (`chip.HOMING`): then only a person may have
it moved. Nothing else is taken from the program that has failed, and no calibration is needed: the encoder must fall
with every stretch, and where it falls no further is the stop at zero. Imported when it comes to that, needles off.
"""

from micropython import const

from pen.hal import chip
from pen.hal.as5600 import As5600
from pen.hal.stepper import Stepper
from pen.hal.ticks import sleep_ms

_BACK_UM = const(3)  # further the wrong way than the encoder's noise: nothing more is sent
_STILL = const(3)  # stretches in a row without a movement: it is at the stop, or does not follow


def run() -> None:
    """Bring the depth ring in. Raises ImportError (no board file), PartError (encoder or driver does not answer)."""
    import board

    encoder = As5600(chip.i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ))
    stepper = Stepper(board, 0)
    turn = board.ENCODER_COUNTS_PER_TURN
    counts = encoder.read_counts()
    still = 0
    stepper.home(board.HOME_PULSES)
    try:
        while stepper.busy():
            if stepper.stands():
                before, counts = counts, encoder.read_counts()
                fell = (before - counts + turn // 2) % turn - turn // 2
                fell_um = fell * board.RING_UM_PER_TURN // turn
                still = 0 if fell_um > 1 else still + 1
                if fell_um < -_BACK_UM or still >= _STILL:
                    break
                stepper.go_on()
            sleep_ms(1)
    finally:
        stepper.release()
