"""The pen's mechanics, the same with every board: depth ring, encoder, motor and the error budget. Constants only.

On a pen it lies beside `board.mpy`, which takes its names from here. Pins and what a board's own circuit decides are in
`boards/*/board.py`; the calibration (the encoder's zero) belongs to one pen and lives in its ledger.
"""

# Depth ring: 200 full steps x 16 microsteps a turn, 1 mm a turn: 3200 pulses per 1000 um, an exact ratio.
RING_UM_PER_TURN = 1000
PULSES_PER_100UM = 320
ENCODER_COUNTS_PER_TURN = 4096
HOME_PULSES = 2240  # 700 um: the whole travel (0..600 um) and some more, into the stop at zero

# The drive's highest duty keeps the charge pump fed: it needs an edge in every period. `core/states/running.py` counts
# with the same number.
MAX_DUTY_PERMILLE = 900
# What the motor draws in free air per stroke a second: 120 mA at 90 (J, of a small coreless motor; README: measure it).
FREE_CURRENT_UA_PER_HZ = 1333

# What true protrusion may exceed the set-point by (rule S1).
# What no rule of the firmware can see: the worst case of the tolerance stack-up (`make mechanics README=1` writes it).
MECHANICAL_ERRORS_UM = 25
ERROR_BUDGET_UM = (
    25  # commanded and measured depth may differ by this before S2 trips: backlash, lost steps
    + 15  # the encoder may read the home stop as far from zero as this
    + 5  # one stretch, which a ring that goes the wrong way has moved before it is seen
    + MECHANICAL_ERRORS_UM
)
