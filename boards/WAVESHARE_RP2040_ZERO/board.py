"""needlepen on a Waveshare RP2040-Zero: pins and electrical scales. Constants only; README.md has the wiring.

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

NAME = "WAVESHARE_RP2040_ZERO"

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

LED_PIN = 16  # on the board
BUZZER_PIN = 3  # GP17 is a pad underneath
VBUS_PIN = 12  # 100 kOhm : 150 kOhm behind Q5, from the 5V pin; the board has no sense input of its own

CURRENT_PIN = 26
BATTERY_PIN = 27
NTC_PIN = 28
REFERENCE_PIN = 29  # 2,048 mV of a shunt reference: the regulator's 3V3 sags with the cell
ADC_REFERENCE_MV = 3300  # 3V3 of a good cell
CURRENT_MV_PER_MA = 2  # 100 mOhm shunt, amplifier gain 20
BATTERY_DIVIDER = 2  # cell voltage over pin voltage

# Strokes a second of the free motor at 3700 mV and full drive.
FULL_RATE_HZ = 140

WATCHDOG_MS = 2000
