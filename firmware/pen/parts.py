"""Every driver of this pen, built from a board file. The only place that knows which driver sits on which pin."""

from .core.depth import ceiling_um
from .core.ledger import SIZE
from .core.limits import CAP_UM
from .hal import flash_files
from .hal.analog import Analog
from .hal.as5600 import As5600
from .hal.at24c32 import At24c32
from .hal.buttons import Buttons
from .hal.buzzer import Buzzer
from .hal.chip import i2c_bus
from .hal.ds2431 import Ds2431
from .hal.ds3231 import Ds3231
from .hal.led import Led
from .hal.needle import Needle
from .hal.ssd1306 import Ssd1306
from .hal.stepper import Stepper
from .hal.tacho import Tacho
from .hal.vbus import Vbus
from .hal.watchdog import Watchdog


class EepromSlot:
    """One slot of the ledger in the EEPROM."""

    def __init__(self, eeprom, address: int):
        self._eeprom = eeprom
        self._address = address

    def read(self, buf) -> int:
        """Fill `buf`, return its length. Raises PartError."""
        self._eeprom.readinto(self._address, buf)
        return len(buf)

    def write(self, buf) -> None:
        """Write and verify. Raises PartError."""
        self._eeprom.write(self._address, buf)


class Parts:
    """The parts of a pen with `board`'s wiring, the dangerous ones first and off."""

    def __init__(self, board):
        self.needle = Needle(board.NEEDLE_PIN, board.SELECT_PIN, board.MAX_DUTY_PERMILLE)
        self.stepper = Stepper(
            board.STEP_PIN,
            board.DIR_PIN,
            board.ENABLE_PIN,
            board.PULSES_PER_100UM,
            ceiling_um(board.ERROR_BUDGET_UM, CAP_UM),
        )
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
        fs = flash_files.root()
        eeprom = At24c32(i2c)
        self.slots = (
            EepromSlot(eeprom, 0),
            EepromSlot(eeprom, SIZE),
            flash_files.SlotFile(fs, "/ledger.a"),
            flash_files.SlotFile(fs, "/ledger.b"),
        )
        self.segments = flash_files.Segments(fs, "/journal")
