"""Every driver of this pen, built from a board file. The only place that knows which driver sits on which pin.

Needed at boot only: `app.py` loads it and lets it go.
"""

from machine import mem32
from micropython import const

from pen.formats.ledger import SIZE

from . import pio  # noqa: F401 - for the self-test: the programs that the drivers were built with
from .analog import Analog
from .as5600 import As5600
from .at24c32 import At24c32, Homings, Slot
from .buzzer import Buzzer
from .chip import Watchdog, i2c_bus
from .ds2431 import Ds2431
from .ds3231 import Ds3231
from .flash_files import SERVICE, Segments, SlotFile, root
from .led import Led
from .needle import Needle
from .pins import Buttons, Tacho, Vbus
from .ssd1306 import Ssd1306
from .stepper import Stepper
from .ticks import sleep_ms

_RANDOMBIT = const(0x4006_001C)  # of the ring oscillator (data sheet 2.17.5), which runs while the chip is awake
_BITS = const(30)
_AGAIN_MS = const(50)


class Parts:
    """Every driver of this pen. `ledger_slots`: the ledger's, EEPROM A and B, then flash A and B.

    `build` fills it, not `__init__`: a method would keep this whole module on the heap for as long as the pen runs.
    """

    needle: "Needle"
    stepper: "Stepper"
    tacho: "Tacho"
    buttons: "Buttons"
    vbus: "Vbus"
    analog: "Analog"
    led: "Led"
    buzzer: "Buzzer"
    tag: "Ds2431"
    display: "Ssd1306"
    clock: "Ds3231"
    encoder: "As5600"
    watchdog: "Watchdog"
    ledger_slots: "tuple[Slot, Slot, SlotFile, SlotFile]"
    homings: "Homings"
    segments: "Segments"
    service: "SlotFile"


def build(board, ceiling_um: int) -> Parts:
    """The parts of a pen with `board`'s wiring, the dangerous ones first and off.

    `ceiling_um`: what the depth driver clamps to, whatever it is told (S1).
    """
    parts = Parts()
    parts.needle = Needle(board.NEEDLE_PIN, board.SELECT_PIN, board.MAX_DUTY_PERMILLE)
    parts.stepper = Stepper(board, ceiling_um)
    parts.tacho = Tacho(board.TACHO_PIN)
    parts.buttons = Buttons(board.SELECT_PIN, board.UP_PIN, board.DOWN_PIN)
    parts.vbus = Vbus(board.VBUS_PIN)
    parts.analog = Analog(board)
    parts.led = Led(board.LED_PIN)
    parts.buzzer = Buzzer(board.BUZZER_PIN)
    parts.tag = Ds2431(board.TAG_PIN)
    i2c = i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ)
    parts.display = Ssd1306(i2c, getattr(board, "DISPLAY_COLUMN", 0))  # an older board file has none
    parts.clock = Ds3231(i2c)
    parts.encoder = As5600(i2c)
    parts.watchdog = Watchdog(board.WATCHDOG_MS)
    eeprom = At24c32(i2c)
    fs = root()
    parts.ledger_slots = Slot(eeprom, 0), Slot(eeprom, SIZE), SlotFile(fs, "/ledger.a"), SlotFile(fs, "/ledger.b")
    parts.homings = Homings(eeprom, 2 * SIZE)
    parts.segments = Segments(fs, "/journal")
    parts.service = SlotFile(fs, SERVICE)
    return parts


def drawn() -> int:
    """A number that nobody can tell before, 0 .. 2**30 - 1, for `Store.open`: bit by bit what the oscillator gives."""
    bits = 0
    for _ in range(_BITS):
        bits = bits << 1 | mem32[_RANDOMBIT] & 1
    return bits


def wait() -> None:
    """Let some time pass until a part that did not answer at the start is tried again, for `Store.open`."""
    sleep_ms(_AGAIN_MS)
