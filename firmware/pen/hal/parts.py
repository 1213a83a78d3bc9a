"""Every driver of this pen, built from a board file. The only place that knows which driver sits on which pin.

Needed at boot only: `app.py` loads it and lets it go.
"""

from micropython import const

from pen.formats.ledger import SIZE

from . import (
    flash_files,
    pio,  # noqa: F401 - for the self-test: the programs that the drivers were built with
)
from .analog import Analog
from .as5600 import As5600
from .at24c32 import At24c32, Slot
from .buttons import Buttons
from .buzzer import Buzzer
from .chip import i2c_bus
from .ds2431 import Ds2431
from .ds3231 import Ds3231
from .led import Led
from .needle import Needle
from .ssd1306 import Ssd1306
from .stepper import Stepper
from .tacho import Tacho
from .vbus import Vbus
from .watchdog import Watchdog

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any


class Parts:
    """Every driver of this pen; `build` fills it. `slots`: the ledger's, EEPROM A and B, then flash A and B."""

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
    slots: "tuple[Slot, Slot, flash_files.SlotFile, flash_files.SlotFile]"
    segments: "flash_files.Segments"


def build(board: "Any", ceiling_um: int) -> Parts:
    """The parts of a pen with `board`'s wiring, the dangerous ones first and off.

    `ceiling_um`: what the depth driver clamps to, whatever it is told (S1).
    """
    parts = Parts()
    parts.needle = Needle(board.NEEDLE_PIN, board.SELECT_PIN, board.MAX_DUTY_PERMILLE)
    parts.stepper = Stepper(
        board.STEP_PIN,
        board.DIR_PIN,
        board.ENABLE_PIN,
        board.PULSES_PER_100UM,
        ceiling_um,
    )
    parts.tacho = Tacho(board.TACHO_PIN)
    parts.buttons = Buttons(board.SELECT_PIN, board.UP_PIN, board.DOWN_PIN)
    parts.vbus = Vbus(board.VBUS_PIN)
    parts.analog = Analog(
        board.CURRENT_PIN,
        board.BATTERY_PIN,
        board.NTC_PIN,
        board.ADC_REFERENCE_MV,
        board.CURRENT_MV_PER_MA,
        board.BATTERY_DIVIDER,
    )
    parts.led = Led(board.LED_PIN)
    parts.buzzer = Buzzer(board.BUZZER_PIN)
    parts.tag = Ds2431(board.TAG_PIN)
    i2c = i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ)
    parts.display = Ssd1306(i2c)
    parts.clock = Ds3231(i2c)
    parts.encoder = As5600(i2c)
    parts.watchdog = Watchdog(board.WATCHDOG_MS)
    fs = flash_files.root()
    eeprom = At24c32(i2c)
    parts.slots = (
        Slot(eeprom, 0),
        Slot(eeprom, SIZE),
        flash_files.SlotFile(fs, "/ledger.a"),
        flash_files.SlotFile(fs, "/ledger.b"),
    )
    parts.segments = flash_files.Segments(fs, "/journal")
    return parts
