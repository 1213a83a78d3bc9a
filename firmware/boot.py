"""First thing on the chip: every dangerous pin to its safe level, before anything else can fail.

A soft reset can leave PWM slices running and PIO pins frozen high; this ends it. Tiny, never updated in the field.
"""

from machine import Pin

for _pin, _safe in ((10, 0), (9, 1), (7, 0)):  # needle gate low, depth driver off, STEP low: same on every board
    Pin(_pin, Pin.OUT, value=_safe)
