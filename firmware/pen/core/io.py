"""What one control step reads and fills: two objects, made once and filled again in each step. No behaviour here."""

from .cartridge import Cartridge

NO_DEPTH = -32_768  # measured_um when the encoder gives nothing


class Inputs:
    """The world as the drivers see it, in whole units."""

    def __init__(self):
        self.buttons = 0  # raw mask: 1 SELECT, 2 UP, 4 DOWN
        self.measured_um = NO_DEPTH
        self.ring_busy = False
        self.ring_late = False  # a move overran its time limit (H2)
        self.strokes = 0  # tacho count since power-on
        self.latched = False  # the PIO program saw the stop contact
        self.current_ma = 0
        self.battery_mv = 0
        self.motor_temp_dc = 0
        self.vbus = False
        self.proven_s = 0
        self.clock_ok = False
        self.store_ok = False
        self.calibrated = False
        self.cartridge = Cartridge()
        self.broken_part = 0  # number of a part that failed twice in a row, see hal/errors.py


class Outputs:
    """What the pen shall do. `duty` is the only number that fuels the needles (S3)."""

    def __init__(self):
        self.duty = 0  # per mille; 0 = no fuel
        self.arm = False  # re-arm the needle drive before fuel
        self.target_um = 0
        self.home = False  # drive the ring against the home stop
        self.reset = False  # start the pen anew: a part that was missing at boot may be back
        self.tone = 0  # Hz, 0 = silent
        self.display = False
