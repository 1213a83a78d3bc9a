"""needlepen on a Raspberry Pi Pico: pins and electrical scales. Constants only; README.md has the wiring.

GPIO numbers, not header pins. The mechanics are the same with every board: `boards/common/mechanics.py`.
"""

# the names of the mechanics are this board's too
from boards.common.mechanics import (  # noqa: F401
    ENCODER_COUNTS_PER_TURN,
    ERROR_BUDGET_UM,
    FREE_CURRENT_UA_PER_HZ,
    HOME_PULSES,
    MAX_DUTY_PERMILLE,
    MECHANICAL_ERRORS_UM,
    PULSES_PER_100UM,
    RING_UM_PER_TURN,
)

NAME = "RPI_PICO"

HOLD_PIN = 2  # high: the pen keeps its own supply; None on a pen without the latch (boards/hardware, "Supply")

# I2C0: SSD1306 or SH1106, DS3231, AT24C32, AS5600.
I2C_ID = 0
SDA_PIN = 4
SCL_PIN = 5
I2C_HZ = 400_000
DISPLAY_COLUMN = 0  # with an SSD1306; 2 with an SH1106: "Which display" in boards/RPI_PICO/README.md

TAG_PIN = 6  # DS2431, 1-Wire, external 2.2 kOhm pull-up

# Depth ring stepper driver; DIR high is deeper, nENABLE low is energised.
STEP_PIN = 7
DIR_PIN = 8
ENABLE_PIN = 9

NEEDLE_PIN = 10  # motor gate: PIO only, never machine.PWM
TACHO_PIN = 11

SELECT_PIN = 13  # normally closed to 3V3; also the PIO's stop input
UP_PIN = 14
DOWN_PIN = 15

LED_PIN = 16
BUZZER_PIN = 17
VBUS_PIN = 24  # on the board: high while USB power is present (Pico data sheet, pinout)

CURRENT_PIN = 26
BATTERY_PIN = 27
NTC_PIN = 28
REFERENCE_PIN = None  # the Pico's converter makes 3V3 of any cell; GP29 measures VSYS on the board
ADC_REFERENCE_MV = 3300
CURRENT_MV_PER_MA = 2  # 100 mOhm shunt, amplifier gain 20
BATTERY_DIVIDER = 2  # cell voltage over pin voltage

# Strokes a second of the free motor at 3700 mV and full drive.
FULL_RATE_HZ = 140

WATCHDOG_MS = 2000
