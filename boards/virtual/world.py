"""The world around and inside one pen: a virtual clock, the parts on the board, power, and planned accidents.

Integers only, so that a run is the same byte for byte on CPython and MicroPython. It must not import the
firmware, and knows no test harness.

Time costs: I2C charges 25 us a byte, 1-Wire its slots; flash charges nothing (littlefs versions differ in how
often they touch it, and runs must not differ with them); computing takes no time at all.
"""

from boards.virtual import faults, resets, wiring
from boards.virtual.chips.as5600 import As5600
from boards.virtual.chips.at24c32 import At24c32
from boards.virtual.chips.ds3231 import Ds3231
from boards.virtual.chips.lights import Buzzer, Led
from boards.virtual.chips.nor_flash import NorFlash
from boards.virtual.chips.ssd1306 import Ssd1306
from boards.virtual.mcu.i2c_bus import I2cBus
from boards.virtual.mcu.modelled import ModelledMcu
from boards.virtual.mcu.ring_oscillator import RingOscillator
from boards.virtual.mcu.wires import Wires
from boards.virtual.physics.battery import Battery
from boards.virtual.physics.cartridge import Cartridge, build
from boards.virtual.physics.current_sense import CurrentSense
from boards.virtual.physics.hand import Hand
from boards.virtual.physics.latch import Latch
from boards.virtual.physics.motor import Motor
from boards.virtual.physics.rail import Rail
from boards.virtual.physics.ring import Ring
from boards.virtual.physics.thermal import Thermal
from boards.virtual.resets import Hang, PowerCut, Reset, SoftReset
from boards.virtual.rng import Rng
from boards.virtual.timeline import Timeline

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["Hang", "PowerCut", "Reset", "SoftReset", "World"]

MAX_VIOLATIONS = 1000  # a runaway loop must not fill the memory
START_UNIX_S = 1767225600  # 2026-01-01 00:00:00 UTC, the wall time at now_us = 0


class World(Timeline):
    """One pen, its cartridge, its user and its time. Everything a test may look at or meddle with is public.

    `seed` fixes the random numbers (noise, how a torn write tears) and the pen's unique id. `mcu` makes the
    microcontroller of this world: models of it, or what connects the world to an emulated one.
    """

    def __init__(
        self,
        seed: int = 0,
        flash_sectors: int = 352,
        endstop_um: "int | None" = 500,
        mcu: "Callable[[World], Any]" = ModelledMcu,
    ) -> None:
        super().__init__()
        self.boot_us = 0
        self.boots = 0
        self.reset_cause = resets.CAUSE_POWER_ON
        self.seed = seed
        self.uid = bytes([0xE6, 0x61, 0x3C, 0x9A]) + (seed & 0xFFFFFFFF).to_bytes(4, "big")
        self.rng = Rng(seed)
        self.violations: list = []
        self.ops = 0
        self.op_log: list | None = None
        self.active_faults: dict = {}
        self._cut_op = 0
        self._cut_where = "middle"

        self.adc_faults: dict = {}  # pin → what becomes of its millivolts
        self.adc_last: dict = {}  # pin → millivolts at the last conversion
        self.wires = Wires(self)
        chip = mcu(self)
        self.gpio = chip.gpio
        self.needle = chip.needle
        self.stepper = chip.stepper
        self.watchdog = chip.watchdog
        self.ring_oscillator = RingOscillator(self)
        self.cartridge: Cartridge | None = None
        self.ring = Ring(self, endstop_um)
        self.battery = Battery(self)
        self.rail = Rail(self)
        self.thermal = Thermal(self)
        self.current_sense = CurrentSense(self)
        self.latch = Latch(self)
        self.motor = Motor(self)
        self.hand = Hand(self)
        self.clock = Ds3231(self)
        self.eeprom = At24c32(self)
        self.encoder = As5600(self)
        self.display = Ssd1306(self)
        self.flash = NorFlash(self, flash_sectors)
        self.led = Led()
        self.buzzer = Buzzer()
        self.i2c = I2cBus(
            self,
            {
                wiring.ADDR_DISPLAY: self.display,
                wiring.ADDR_CLOCK: self.clock,
                wiring.ADDR_EEPROM: self.eeprom,
                wiring.ADDR_ENCODER: self.encoder,
            },
        )
        self.timed = (
            self.schedule, self.wires, self.stepper, self.needle, self.motor, self.watchdog, self.clock, self.latch,
        )  # fmt: skip

    @property
    def unix_s(self) -> int:
        """True wall time, seconds since 1970: what a person's own watch says. The pen cannot see it."""
        return START_UNIX_S + self.now_us // 1_000_000

    # --- power and reset ----------------------------------------------------------------------------------

    def fit_display(self, make: "Callable[[World], Any]") -> None:
        """Another display module in the place of the first: `Ssd1306` or `Sh1106`."""
        self.display = make(self)
        self.i2c.chips[wiring.ADDR_DISPLAY] = self.display

    def power_cut(self) -> None:
        """Take the supply away: volatile state is lost, a write in progress is torn. Does not raise."""
        self.latch.cell_out()
        if self.powered:
            self.clock.main_power(False)
            self.powered = False
            self.clock.plan()
            self._stop_mcu()
            self.watchdog.scratch = [0, 0, 0, 0]
            self.eeprom.power_off()
            self.encoder.power_off()
            self.display.power_off()
            self.i2c.power_off()
            self.led.power_off()
            if self.cartridge is not None:
                self.cartridge.tag.bus_power_lost()

    def power_on(self) -> None:
        """Give the supply back; the firmware is to be started next. No effect when it is on already."""
        if not self.powered:
            self.powered = True
            self.boots += 1
            self.boot_us = self.now_us
            self.reset_cause = resets.CAUSE_POWER_ON
            self._cut_op = 0
            self.clock.main_power(True)
            self.latch.cell_in()

    def reset_mcu(self, cause: int = resets.CAUSE_WATCHDOG) -> None:
        """Reset the RP2040 alone: pins, state machines, ADC and watchdog; the other chips notice nothing."""
        self._stop_mcu()
        self.boots += 1
        self.boot_us = self.now_us
        self.reset_cause = cause

    def _stop_mcu(self) -> None:
        self.stepper.off()
        self.needle.off()
        self.gpio.reset()
        self.buzzer.power_off()
        self.watchdog.off()
        self.flash.end_boot()

    def soft_reset(self) -> None:
        """What machine.soft_reset() does to the chip: state machines and interrupts stop, pins keep their
        level, and PWM slices 4-7 keep running (measured on v1.28.0: slices 0-3 freeze)."""
        self.stepper.disable()
        self.needle.disable()
        self.gpio.soft_reset()

    # --- planned accidents --------------------------------------------------------------------------------

    def cut_at_op(self, n: int, where: str = "middle") -> None:
        """Cut the power at the `n`-th operation from now (1 = the next) that changes persistent state.

        `where`: "before" it has any effect, in the "middle" (part of the bytes, one byte half programmed) or
        "after" it is complete. Operations: an EEPROM page write, a cartridge row copy, a flash page program
        or sector erase, a clock register written. `n` = 0 takes the plan back.
        """
        if where not in ("before", "middle", "after"):
            raise ValueError("before, middle or after")
        self._cut_op = self.ops + n if n else 0
        self._cut_where = where

    def begin_op(self, name: str, units: int) -> int:
        """A device is about to change `units` bytes that survive a power cut; returns how many it may."""
        self.ops += 1
        if self.op_log is not None:
            self.op_log.append(name)
        if self.ops != self._cut_op or self._cut_where == "after":
            return units
        if self._cut_where == "before":
            return 0
        return self.tear(units)

    def cutting(self) -> bool:
        """Whether the operation under way is the one the power goes at: it must not be torn a second time."""
        return self.ops == self._cut_op

    def end_op(self) -> None:
        """The device has done so: raises `PowerCut` when the cut was planned for this operation."""
        if self.ops == self._cut_op:
            self._cut_op = 0
            self.power_cut()
            raise PowerCut

    def tear(self, units: int) -> int:
        """Where a write of `units` bytes breaks off: 1..units-1, or 0 or 1 when there is only one."""
        salt = self.ops * 7919 + self.seed
        if units > 1:
            return 1 + salt % (units - 1)
        return salt % 2

    def violation(self, text: str) -> None:
        """Record something that must never happen; the run goes on."""
        if len(self.violations) < MAX_VIOLATIONS:
            self.violations.append("%d us: %s" % (self.now_us, text))

    def fault(self, name: str, on: bool = True, value: "int | str | None" = None) -> None:
        """Inject (or take back) one of `faults.FAULTS`. Raises KeyError for a name that is not listed."""
        faults.inject(self, name, on, value)

    # --- cartridge and hand -------------------------------------------------------------------------------

    def make_cartridge(
        self,
        kind: "int | str" = "MULTI_USE",
        needle_um: int = 500,
        serial: int = 1,
        needles: int = 12,
        lot: int = 1,
        geometry_error_um: int = 0,
    ) -> Cartridge:
        """A cartridge as it leaves the factory; see `cartridge.build`."""
        return build(kind, needle_um, serial, needles, lot, geometry_error_um)

    def insert(self, cartridge: Cartridge) -> None:
        """Push a cartridge in. Raises ValueError when one is already there."""
        if self.cartridge is not None:
            raise ValueError("a cartridge is already inserted")
        self.cartridge = cartridge
        cartridge.tag.attach(self)

    def eject(self) -> "Cartridge | None":
        """Pull the cartridge out, even in the middle of a write to its tag; returns it."""
        cartridge = self.cartridge
        if cartridge is not None:
            cartridge.tag.detach()
            self.cartridge = None
        return cartridge

    def press(self, name: str, bounces: int = 0) -> None:
        """Press "SELECT", "UP" or "DOWN"."""
        self.hand.press(name, bounces)

    def release(self, name: str, bounces: int = 0) -> None:
        """Let go of a button."""
        self.hand.release(name, bounces)

    def touch(self, load: int) -> None:
        """Hold the nose on skin with a pressure of 0 (off the skin) to 100."""
        self.motor.set_load(load)

    def plug_usb(self, on: bool = True) -> None:
        """Plug the USB cable in or out; it charges the battery."""
        self.battery.plug(on)

    # --- what is true, whatever the pen believes ----------------------------------------------------------

    @property
    def tip_um(self) -> int:
        """Protrusion of the needle tips now, in um; without a cartridge that of the ring alone."""
        error_um = 0 if self.cartridge is None else self.cartridge.geometry_error_um
        return self.ring.um + error_um

    @property
    def max_tip_um(self) -> int:
        """Deepest protrusion, with a cartridge in, while the ring moved or the motor turned."""
        self.stepper.settle()
        return self.ring.deepest_um

    @property
    def max_stroke_um(self) -> int:
        """Deepest protrusion, with a cartridge in, while the motor turned."""
        return self.ring.deepest_stroke_um

    @property
    def strokes_true(self) -> int:
        """Strokes the motor has made since the world began."""
        return self.motor.strokes
