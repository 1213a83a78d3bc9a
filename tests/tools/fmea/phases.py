"""The moments at which a fault strikes: one function each, that brings a new pen there.

The pen is as bad as a good one may be: its cartridge sticks out by the whole of the declared seat and flex, its
set-point is the highest there is, and it has no mechanical end-stop unless one is asked for. `sagging`: it has the
RP2040-Zero's supply, whose 3V3 follows a weak cell, and the shunt reference that belongs to it.
"""

from pen.core import ring, states
from pen.core.states import arming

from boards.RPI_PICO import board
from boards.virtual import power_off_image
from tests.firmware.lying_parts import motor_percent
from tests.firmware.running_pens import SAGGING
from tests.firmware.whole_pen import IN_THE_AIR_MS, LIGHTLY, WholePen
from tests.tools.fmea.pen import FmeaPen
from tests.tools.fmea.scene import DEEPEST_UM, deepest

SEAT_AND_FLEX_UM = 12
_HALF_WAY_UM = 225
_PAST_HALF_WAY_MS = 10
_WEAK_MV, _SLOW_PERCENT = 3_520, 92


def _ready(endstop: bool, sagging: bool = False) -> FmeaPen:
    """A pen whose owner has two calm sessions behind them, READY, a cheek chosen at the highest depth."""
    pen = WholePen()
    pen.fresh_cartridge("MULTI_USE", error_um=SEAT_AND_FLEX_UM)
    pen.ledger.session, pen.ledger.calm, pen.ledger.checkin_done = 3, 1, 0b1111
    pen.app.store.commit()
    pen.run_ms(600)
    world = power_off_image.restore(pen.keep())
    world.ring.endstop_um = 500 if endstop else None
    fmea = FmeaPen(world, SAGGING if sagging else board)
    fmea.power_up()
    deepest(fmea)
    return fmea


def resting(endstop: bool, sagging: bool = False) -> FmeaPen:
    """READY, at the menu."""
    return _ready(endstop, sagging)


def asleep(endstop: bool, sagging: bool = False) -> FmeaPen:
    """Off by itself after a minute, and napping."""
    pen = _ready(endstop, sagging)
    pen.run_ms(62_000)
    assert pen.state == states.OFF
    return pen


def booting(endstop: bool, sagging: bool = False) -> FmeaPen:
    """The battery is out; it comes back with the fault in the pen."""
    pen = _ready(endstop, sagging)
    pen.cut_power()
    pen.world.advance_us(1_000_000)
    return pen


def arming_half_way(endstop: bool, sagging: bool = False) -> FmeaPen:
    """On the way to the set-point."""
    pen = _ready(endstop, sagging)
    pen.ask()
    assert pen.run_until(lambda: pen.phase == arming.MOVING and pen.world.ring.um > _HALF_WAY_UM, 4_000)
    return pen


def running(endstop: bool, sagging: bool = False) -> FmeaPen:
    """Needles on the skin, at the deepest set-point."""
    return _on_the_skin(_ready(endstop, sagging))


def running_weak(endstop: bool, sagging: bool = False) -> FmeaPen:
    """The same with all the drive that there is: the highest rate, a cell just full enough, a motor that is slow."""
    pen = _ready(endstop, sagging)
    pen.world.battery.set_mv(_WEAK_MV)
    motor_percent(pen.world, _SLOW_PERCENT)
    pen.run_ms(300)
    pen.controller.menu.rate_hz = pen.ledger.rate_max_hz
    return _on_the_skin(pen)


def _on_the_skin(pen: FmeaPen) -> FmeaPen:
    assert pen.arm()
    pen.press("UP")
    assert pen.until(states.RUNNING, at_most_ms=1_000)
    pen.run_ms(IN_THE_AIR_MS)
    pen.world.touch(LIGHTLY)
    pen.run_ms(300)
    assert pen.driven and pen.world.ring.um == DEEPEST_UM
    return pen


def stopping(endstop: bool, sagging: bool = False) -> FmeaPen:
    """Stopped by a button, the needles coast, the ring is on its way home."""
    pen = running(endstop, sagging)
    pen.world.press("UP")
    assert pen.run_until(lambda: pen.state == states.PAUSED, 500)
    pen.run_ms(_PAST_HALF_WAY_MS)
    pen.world.release("UP")
    pen.world.touch(0)
    return pen


def homing(endstop: bool, sagging: bool = False) -> FmeaPen:
    """Power is back after a cut in a run: the self-test takes the ring home from the deepest set-point."""
    pen = running(endstop, sagging)
    pen.cut_power()
    pen.world.touch(0)
    pen.world.advance_us(1_000_000)
    pen.boot()
    there = pen.run_until(lambda: pen.phase == ring.HOMING and pen.world.ring.um < DEEPEST_UM, 2_000)
    assert there and pen.world.ring.um > _HALF_WAY_UM
    return pen


PHASES = {
    "arming": arming_half_way,
    "running": running,
    "running weak": running_weak,
    "stopping": stopping,
    "homing": homing,
    "resting": resting,
    "asleep": asleep,
    "booting": booting,
}
