"""Every driver of this pen, built from a board file. The only place that knows which driver sits on which pin.

Needed at boot only: `app.py` loads it and lets it go.
"""

from pen.formats.ledger import SIZE

from . import pio  # noqa: F401 - for the self-test: the programs that the drivers were built with
from .analog import Analog
from .as5600 import As5600
from .at24c32 import At24c32, Slot
from .buzzer import Buzzer
from .chip import Watchdog, i2c_bus
from .ds2431 import Ds2431
from .ds3231 import Ds3231
from .flash_files import Segments, SlotFile, root
from .led import Led
from .needle import Needle
from .pins import Buttons, Tacho, Vbus
from .ssd1306 import Ssd1306
from .stepper import Stepper


class Parts:
    """The drivers of a pen with `board`'s wiring, the dangerous ones first and off.

    `ceiling_um`: what the depth driver clamps to, whatever it is told (S1).
    `slots`: the ledger's, EEPROM A and B, then flash A and B.
    """

    def __init__(self, board, ceiling_um: int):
        self.needle = Needle(board.NEEDLE_PIN, board.SELECT_PIN, board.MAX_DUTY_PERMILLE)
        self.stepper = Stepper(board.STEP_PIN, board.DIR_PIN, board.ENABLE_PIN, board.PULSES_PER_100UM, ceiling_um)
        self.tacho = Tacho(board.TACHO_PIN)
        self.buttons = Buttons(board.SELECT_PIN, board.UP_PIN, board.DOWN_PIN)
        self.vbus = Vbus(board.VBUS_PIN)
        self.analog = Analog(
            board.CURRENT_PIN,
            board.BATTERY_PIN,
            board.NTC_PIN,
            board.ADC_REFERENCE_MV,
            board.CURRENT_MV_PER_MA,
            board.BATTERY_DIVIDER,
        )
        self.led = Led(board.LED_PIN)
        self.buzzer = Buzzer(board.BUZZER_PIN)
        self.tag = Ds2431(board.TAG_PIN)
        i2c = i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ)
        self.display = Ssd1306(i2c)
        self.clock = Ds3231(i2c)
        self.encoder = As5600(i2c)
        self.watchdog = Watchdog(board.WATCHDOG_MS)
        eeprom = At24c32(i2c)
        fs = root()
        self.slots = Slot(eeprom, 0), Slot(eeprom, SIZE), SlotFile(fs, "/ledger.a"), SlotFile(fs, "/ledger.b")
        self.segments = Segments(fs, "/journal")
