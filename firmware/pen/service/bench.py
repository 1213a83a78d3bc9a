"""What a builder's bench asks a finished pen: what its parts measure. From the service REPL, by `needlepen bench`.

It drives nothing that moves. Needle gate, STEP and nENABLE stay off as service mode left them, and no cartridge may be
in the nose: the motor runs from the builder's own supply (decision 055). It judges nothing and keeps nothing.
"""

from array import array

from machine import ADC, Pin
from micropython import const

from pen.core import limits, touch_limits
from pen.hal.as5600 import As5600
from pen.hal.chip import i2c_bus, unique_id
from pen.hal.ds2431 import Ds2431
from pen.hal.led import Led
from pen.hal.ticks import sleep_us, ticks_diff, ticks_us

from .factory import display_column

_BETWEEN_US = const(700)  # between two looks at the current: no share of a stroke at any rate
_SAMPLES = const(1_500)
_EDGES = const(256)
_ROW = const(32)
_RED = const(64 << 16)
# address, and what is harmless to write to it: registers' pointers, and the display's command for nothing
_TRANSFERS = ((0x3C, b"\x80\xe3"), (0x57, b"\x00\x00"), (0x68, b"\x00"), (0x36, b"\x0c"))


def about(board) -> dict:
    """What the board file and the limits say now: what will be held against the figures."""
    return {
        "pen_id": unique_id().hex(),
        "board": board.NAME,
        "full_rate_hz": board.FULL_RATE_HZ,
        "free_ua_per_hz": board.FREE_CURRENT_UA_PER_HZ,
        "display_column": getattr(board, "DISPLAY_COLUMN", 0),
        "counts_per_turn": board.ENCODER_COUNTS_PER_TURN,
        "um_per_turn": board.RING_UM_PER_TURN,
        "ua_per_count": board.ADC_REFERENCE_MV * 1_000 // board.CURRENT_MV_PER_MA,  # of 65,535
        "rates_hz": tuple(range(limits.RATE_MIN_HZ, limits.RATE_MAX_HZ + 1, limits.RATE_STEP_HZ)),
        "air_percent": touch_limits.AIR_TOLERANCE_PERCENT,
        "contact_ma": touch_limits.CONTACT_MA,
        "back_um": limits.RING_BACK_UM,
        "cap_um": limits.CAP_UM,
    }


def cartridge(board) -> bool:
    """Is one in the nose? Then nothing is measured."""
    return Ds2431(board.TAG_PIN).present()


def column(board) -> int:
    """What DISPLAY_COLUMN has to be. Raises OSError: the display is silent."""
    return display_column(board)


def bus(board, rounds: int) -> tuple:
    """(transfers, errors) of `rounds` with each part; a transfer is not repeated, as the drivers would."""
    i2c = i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ)
    one = bytearray(1)
    errors = 0
    for _ in range(rounds):
        for address, data in _TRANSFERS:
            try:
                if i2c.writeto(address, data) != len(data):
                    raise OSError
                if address != 0x3C:
                    i2c.readfrom_into(address, one)
            except OSError:
                errors += 1
    return rounds * len(_TRANSFERS), errors


def encoder(board, readings: int) -> tuple:
    """(lowest, highest) reading of a ring that nobody touches, in counts from the first. Raises PartError."""
    part = As5600(i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ))
    turn = board.ENCODER_COUNTS_PER_TURN
    first = part.read_counts()
    lowest = highest = 0
    for _ in range(readings):
        off = (part.read_counts() - first + turn // 2) % turn - turn // 2
        lowest = min(lowest, off)
        highest = max(highest, off)
        sleep_us(_BETWEEN_US)
    return lowest, highest


class _Edges:
    """Notes when the tacho's edges come."""

    def __init__(self, pin_number: int):
        self.at_us = array("i", [0] * _EDGES)
        self.count = 0
        self._handler = self._edge  # bound once: binding allocates
        self.pin = Pin(pin_number, Pin.IN, Pin.PULL_UP)
        self.pin.irq(handler=self._handler, trigger=Pin.IRQ_RISING, hard=True)

    def _edge(self, _pin) -> None:
        if self.count < _EDGES:
            self.at_us[self.count] = ticks_us()
            self.count += 1

    def end(self) -> None:
        """Take no more interrupts of this pin."""
        self.pin.irq(handler=None)


def rate(board, wait_ms: int) -> tuple:
    """(tenths of a stroke a second, cell mV) in the next `wait_ms`; 0: the motor stands."""
    edges = _Edges(board.TACHO_PIN)
    sleep_us(wait_ms * 1_000)
    edges.end()
    last = edges.count - 1
    span_us = ticks_diff(edges.at_us[last], edges.at_us[0]) if last > 0 else 0
    battery = ADC(Pin(board.BATTERY_PIN)).read_u16() * board.ADC_REFERENCE_MV * board.BATTERY_DIVIDER // 65_535
    return last * 10_000_000 // span_us if span_us else 0, battery


def motor(board) -> None:
    """Print what the current and the tacho do for about a second: rows "c us count …", and rows "t us …"."""
    current = ADC(Pin(board.CURRENT_PIN))
    counts = array("H", [0] * _SAMPLES)
    at_us = array("i", [0] * _SAMPLES)
    edges = _Edges(board.TACHO_PIN)
    began_us = ticks_us()
    for i in range(_SAMPLES):
        at_us[i] = ticks_diff(ticks_us(), began_us)
        counts[i] = current.read_u16()
        sleep_us(_BETWEEN_US)
    edges.end()
    for begin in range(0, _SAMPLES, _ROW):
        row = ["c"]
        for i in range(begin, min(begin + _ROW, _SAMPLES)):
            row += (str(at_us[i]), str(counts[i]))
        print(" ".join(row))
    for begin in range(0, edges.count, _ROW):
        of = range(begin, min(begin + _ROW, edges.count))
        print("t", " ".join([str(ticks_diff(edges.at_us[i], began_us)) for i in of]))


def tag_high(board, on: bool) -> None:
    """Hold the tag's line as it is held while a tag programs, or let go of it."""
    if on:
        Pin(board.TAG_PIN, Pin.OUT, value=1)
    else:
        Pin(board.TAG_PIN, Pin.OPEN_DRAIN, Pin.PULL_UP)


def lamp(board, on: bool) -> None:
    """Light the lamp in red, or make it dark."""
    Led(board.LED_PIN).show(_RED if on else 0)
