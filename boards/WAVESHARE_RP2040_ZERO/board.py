"""needlepen on a Waveshare RP2040-Zero: pins, mechanics and scales. Constants only; README.md has the wiring.

GPIO numbers, not header pins. The calibration (encoder zero) is not here: it belongs to one pen and
lives in its ledger.
"""

NAME = "WAVESHARE_RP2040_ZERO"

# I2C0: SSD1306, DS3231, AT24C32, AS5600.
I2C_ID = 0
SDA_PIN = 4
SCL_PIN = 5
I2C_HZ = 400_000

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
VBUS_PIN = 12  # 10 kOhm : 15 kOhm from the 5V pin; the board has no sense input of its own

CURRENT_PIN = 26
BATTERY_PIN = 27
NTC_PIN = 28
ADC_REFERENCE_MV = 3300
CURRENT_MV_PER_MA = 2  # 100 mOhm shunt, amplifier gain 20
BATTERY_DIVIDER = 2  # cell voltage over pin voltage

# Depth ring: 200 full steps x 16 microsteps a turn, 1 mm a turn: 3200 pulses per 1000 um, an exact ratio.
RING_UM_PER_TURN = 1000
PULSES_PER_100UM = 320
ENCODER_COUNTS_PER_TURN = 4096
HOME_PULSES = 2240  # 700 um: the whole travel (0..600 um) and some more, into the stop at zero

# Strokes a second of the free motor at 3700 mV and full drive. The drive ceiling keeps the charge pump fed.
FULL_RATE_HZ = 150
MAX_DUTY_PERMILLE = 900
# What the motor draws in free air per stroke a second: 120 mA at 90 (J, of a small coreless motor; README: measure it).
FREE_CURRENT_UA_PER_HZ = 1333

WATCHDOG_MS = 2000

# What true protrusion may exceed the set-point by (rule S1). (J): judgement, to be measured on a pen.
ERROR_BUDGET_UM = (
    25  # commanded and measured depth may differ by this before S2 trips: backlash, homing, lost steps
    + 6  # encoder non-linearity +-1 degree (J), at zero and at depth: 2 x 2.8 um
    + 1  # encoder resolution 0.24 um and noise
    + 6  # calibration of zero with the depth gauge (J)
    + 8  # cartridge seat and needle length (J)
    + 4  # flexing and thermal growth of the nose (J)
)
