"""The passive piezo. The only file that may use `machine.PWM`: a PWM never touches a pin that moves anything.

A soft reset leaves PWM running; here that is a nuisance, on the motor it would be an injury.
"""

from machine import PWM, Pin
from micropython import const

_HALF = const(32768)  # duty of 50 %, the loudest
_LOWEST_HZ = const(20)


class Buzzer:
    """The piezo on GPIO `pin_number`, silent at first."""

    def __init__(self, pin_number: int):
        self._pwm = PWM(Pin(pin_number), freq=2000, duty_u16=0)
        self._hz = 0

    def tone(self, hz: int) -> None:
        """Sound at `hz` (20 and up) until told otherwise; 0 is silence."""
        if hz == self._hz:
            return
        self._hz = hz
        if hz >= _LOWEST_HZ:
            self._pwm.freq(hz)
        self._pwm.duty_u16(_HALF if hz >= _LOWEST_HZ else 0)
