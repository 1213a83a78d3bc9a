"""Pins and bus addresses of the reference hardware, as the model sees them.

The model's own copy of the wiring text: it must not import the firmware's board file, nor be imported by it.
"""

# I2C0, 400 kHz
SDA = 4
SCL = 5
I2C_BYTE_US = 25  # 9 bits at 400 kHz take 22.5 us; start, stop and gaps make about 25
ADDR_DISPLAY = 0x3C  # SSD1306
ADDR_CLOCK = 0x68  # DS3231
ADDR_EEPROM = 0x57  # AT24C32 of the common DS3231 module
ADDR_ENCODER = 0x36  # AS5600

HOLD = 2  # high: the pen keeps its own supply; pull-down at the latch
TAG = 6  # 1-Wire to the cartridge's DS2431, external 2.2 kOhm pull-up

STEP = 7
DIR = 8  # high: deeper
NENABLE = 9  # low: driver energised; external pull-up
GATE = 10  # needle motor; external pull-down, dynamic drive
TACHO = 11  # one rising edge a stroke

SELECT = 13  # normally closed to 3V3, external pull-down: low = pressed or wire broken
UP = 14  # to ground
DOWN = 15  # to ground
LED = 16  # WS2812
BUZZER = 17  # passive piezo
VBUS = 24  # high: USB power present

ADC_CURRENT = 26  # 100 mOhm shunt, gain 20
ADC_BATTERY = 27  # half of the cell voltage
ADC_NTC = 28  # 10 kOhm B3950 to ground, 10 kOhm to 3V3
ADC_REFERENCE = 29  # 2048 mV of a shunt reference, where 3V3 can sag; the Pico measures its own supply there
ADC_REF_MV = 3300  # 3V3 as it should be
CURRENT_MV_PER_MA = 2
CURRENT_FILTER_US = 22_000  # 2.2 kOhm x 10 uF between amplifier and pad: 7.2 Hz

# Every signal of the wiring table, in its order: neighbours here are neighbours on the board's header. The list of
# faults is generated from it (`faults/signals.py`).
SIGNALS = (
    ("HOLD", HOLD),
    ("SDA", SDA), ("SCL", SCL), ("TAG", TAG), ("STEP", STEP), ("DIR", DIR), ("NENABLE", NENABLE), ("GATE", GATE),
    ("TACHO", TACHO), ("SELECT", SELECT), ("UP", UP), ("DOWN", DOWN), ("LED", LED), ("BUZZER", BUZZER),
    ("CURRENT", ADC_CURRENT), ("BATTERY", ADC_BATTERY), ("NTC", ADC_NTC),
    ("REFERENCE", ADC_REFERENCE), ("VBUS", VBUS),
)  # fmt: skip
FAR_PULLS = {NENABLE: 1, GATE: 0, HOLD: 0}  # resistors at the part's end of a wire: what it sees when the wire is open
NEAR_MV = {ADC_CURRENT: 0, ADC_REFERENCE: 0}  # resistors at the microcontroller's end: the pad's when the wire is open

INPUTS = (TACHO, SELECT, UP, DOWN, VBUS)  # pins that something outside drives
BUTTONS = {"SELECT": SELECT, "UP": UP, "DOWN": DOWN}

PULSES_PER_TURN = 3200  # 200 full steps x 16 microsteps
COUNTS_PER_TURN = 4096  # AS5600, counts rise with depth
PITCH_UM = 1000  # ring travel of one turn
