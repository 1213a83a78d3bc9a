"""The limits of a run: of touch, stroke rate and the motor's current, each with its unit and its reason. The part of
`limits.py` that only `touch.py` and `states/running.py` need, loaded with them. (J): a judgement on thin evidence.
"""

from micropython import const

# --- the run and its stroke rate (H30, H32) -------------------------------------------------------
LATE_MS = const(50)  # a step that comes so late ends a run: its needles have starved meanwhile (S4) (J)
SAMPLE_MS = const(1_000)  # how often a running session is sampled into the journal
RATE_LOW_PERCENT = const(70)  # of the wanted rate: slower needles drag and tear the skin (H30) (J)
RATE_HIGH_PERCENT = const(135)  # of the wanted rate: a lifted nose runs 26 % too fast at most (J)
RATE_WRONG_MS = const(120)  # so long for four strokes each must have said so: 7 strokes at the lowest rate (J)
RATE_SETTLE_MS = const(250)  # after a start or a change of the wanted rate it is not judged (J)
RATE_TRIP_HZ = const(135)  # measured faster than this: the drive is out of control (J)
STALL_MS = const(150)  # driven this long without a stroke, 9 at the lowest rate: stalled or the tacho is gone (J)
UNEVEN_MAX = const(3)  # strokes a second whose interval does not fit the one before: one lost or doubled edge (J)

# --- the motor (H17, H20, H21) --------------------------------------------------------------------
MOTOR_CURRENT_STOP_MA = const(600)  # a stalled coreless motor; heavy pressure stays below (J)
MOTOR_CURRENT_MIN_MA = const(10)  # less, two steps in a row, is no drive: a loose gate or motor (free air: 80) (J)
MOTOR_CURRENT_MIN_PERCENT = const(75)  # of what it draws in free air at this rate: the filter shows a gap late (J)
CURRENT_SETTLE_MS = const(300)  # start-up current of the motor is not judged

# --- touch (H17, H18), all (J): to be measured on a pen -------------------------------------------
AIR_SETTLE_MS = const(300)  # start-up current of the motor is not judged, and not that of a change of rate
AIR_SLOW_MS = const(360)  # every run starts at the lowest rate for so long, the last 60 ms are measured …
AIR_MEAN_MS = const(240)  # … then at its own rate free air, for so long
AIR_TOLERANCE_PERCENT = const(40)  # further from the board's figure: not free air, or a worn motor
AIR_SLOW_MIN_PERCENT = const(70)  # of the board's figure: a shunt in the ground line shows 46 x 1.4 at most (J)
AIR_RISE_PERCENT = const(115)  # of the lowest rate's current a stroke: in the ground line it is 133 from 80 on (J)
CONTACT_MA = const(8)  # load index: less is no skin (noise is 1-2 mA)
SLIP_PERMILLE = const(8)  # slower than free needles at this drive by less is no skin; 8 mA of touch are 16 (J)
SLIP_BACK_PERMILLE = const(100)  # faster than free needles by more is none either: strokes or volts are not true …
SLIP_BACK_MS = const(500)  # … which stops after so long
FIRM_MA = const(70)  # load index from which the pen buzzes: lighter, please
HARD_MA = const(140)  # load index from which the pen slows down, and stops after HARD_MAX_MS
HARD_LET_GO_MA = const(120)  # too hard until it is less than this: no flicker at the edge
HARD_MAX_MS = const(1_000)  # too hard: slower at once, stopped after this
REACH_MS = const(1_000)  # from free air to the skin: with the 0.9 s before, 2 s of 3 s promised (J)
LIFT_MAX_MS = const(300)  # no contact for so long: stop, within 0.67 s of 1 s promised, with a smoothed index (J)
RATE_WINDOW_MS = const(250)  # over which the governor measures the rate: 15 strokes at the lowest
RATE_TRIM_UP = const(100)  # per mille of drive added at most: lifting the pen must not overshoot RATE_TRIP_HZ
RATE_TRIM_DOWN = const(200)  # per mille of drive taken away at most: a free motor runs faster than its board says
TOUCH_RECORD_MS = const(1_000)  # changes of touch are journalled at most this often
