"""The interlocks of the needle drive (S3): one bit each; fuel only while none is open."""

from .depth import agrees
from .io import NO_DEPTH, Inputs
from .ledger import Ledger
from .limits import BATTERY_STOP_MV, MOTOR_TEMP_STOP_DC

SESSION = 1
CARTRIDGE = 2
DEPTH = 4
USB = 8
BATTERY = 16
HEAT = 32
FAULT = 64
STORE = 128
CLOCK = 256
BUTTON = 512
BUDGET = 1024


def open_bits(inputs: "Inputs", ledger: "Ledger", refused: int, target_um: int, ceiling_um: int, left_ms: int) -> int:
    """Mask of the interlocks that forbid fuel now; 0 = the needles may move. Runs every step, allocates nothing.

    `refused`: why the cartridge may not be used (`cartridge.refusal`), judged whenever it is not the one it was.
    """
    bits = 0
    if not ledger.session_open:
        bits |= SESSION
    if left_ms <= 0:
        bits |= BUDGET
    if refused:
        bits |= CARTRIDGE
    if (
        not inputs.calibrated
        or inputs.ring_busy
        or inputs.measured_um == NO_DEPTH
        or not 0 < target_um <= ceiling_um
        or not agrees(target_um, inputs.measured_um)
    ):
        bits |= DEPTH
    if inputs.vbus:
        bits |= USB
    if inputs.battery_mv < BATTERY_STOP_MV:
        bits |= BATTERY
    if inputs.motor_temp_dc > MOTOR_TEMP_STOP_DC:
        bits |= HEAT
    if ledger.fault or inputs.broken_part:
        bits |= FAULT
    if not inputs.store_ok:
        bits |= STORE
    if not inputs.clock_ok:
        bits |= CLOCK
    if inputs.buttons or inputs.latched:
        bits |= BUTTON
    return bits
