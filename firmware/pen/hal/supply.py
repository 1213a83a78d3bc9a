"""Lets go of the pen's own supply: the latch opens while its pin is low (boards/hardware, sheet "Supply").

Loaded for a moment. `boot.py` has set the pin high. It must not judge whether the pen may let go.
"""

from machine import Pin
from micropython import const

from .ticks import sleep_ms

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKS = const(200)  # 2 s: by SPICE a latch that works has opened by then
_LOOK_MS = const(10)


def let_go(pin_number: int, wanted: "Callable[[], bool]") -> bool:
    """Let go of the supply on GPIO `pin_number`; it returns only if the power stays, and holds it again then.

    True: `wanted()` has said meanwhile that the pen is wanted. False: the latch does not open.
    """
    hold = Pin(pin_number, Pin.OUT, value=0)
    try:
        for _ in range(_LOOKS):
            sleep_ms(_LOOK_MS)
            if wanted():
                return True
        return False
    finally:
        hold.value(1)
