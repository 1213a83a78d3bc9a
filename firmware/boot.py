"""First thing on the chip: every dangerous pin to its safe level, and its own supply held, before anything can fail.

A soft reset can leave PWM slices running and PIO pins frozen high; this ends it. Tiny, never updated in the field.
"""

from machine import Pin

# needle gate low, depth driver off, STEP low; the latch of the supply closed: same on every board
for _pin, _safe in ((10, 0), (9, 1), (7, 0), (2, 1)):
    Pin(_pin, Pin.OUT, value=_safe)
