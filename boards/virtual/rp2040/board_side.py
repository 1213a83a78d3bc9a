"""What the chip does to the board reaches the models here, and their answers go back: one method for each reply.

The words are those of the protocol in `README.md`. Raises `PowerCut` when a planned cut falls into what was done.
"""

from boards.virtual import wiring
from boards.virtual.chips.tag_wire import TagWire
from boards.virtual.mcu import adc
from boards.virtual.resets import CAUSE_WATCHDOG
from boards.virtual.rp2040.line import ChipError
from boards.virtual.rp2040.mcu import Pads, Steps
from boards.virtual.world import World

FLASH_AT = 0xA0000  # the file system: the last 1408 KiB of 2 MiB (the port's boards/RPI_PICO/mpconfigboard.h)
_SECTOR = 4096


class BoardSide:
    """The models of `world`, as the chip meets them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._addressed = None  # the I2C chip that listens
        self.wire = TagWire(world.violation, self._hold_tag)

    @property
    def _pads(self) -> Pads:
        return self._world.gpio

    def answer(self, reply: dict):
        """Do what `reply` tells; the answer to its question, None where it asks nothing. Raises ChipError (hang)."""
        return getattr(self, "_" + reply["why"])(reply)

    def _to(self, reply) -> None:
        """Only time has passed."""

    def _hang(self, reply) -> None:
        raise ChipError("the chip hangs: " + reply["text"])

    def _reset(self, reply) -> None:
        """The chip has reset itself; machine.reset() goes through the watchdog too."""
        self.wire.gone(self._world.now_us * 1000)
        self._world.watchdog.starved += reply["cause"] == "watchdog"
        self._world.reset_mcu(CAUSE_WATCHDOG)

    # --- pads -------------------------------------------------------------------------------------------

    def _pin(self, reply) -> None:
        n, level = reply["pin"], reply["level"]
        self._pads.chip_drives(n, level)
        if n == wiring.TAG:
            cartridge = self._world.cartridge
            self.wire.tag = None if cartridge is None else cartridge.tag
            self.wire.master(level == 0, reply["t"])

    def _hold_tag(self, from_ns: int, to_ns: int) -> None:
        self._pads.pull_low(wiring.TAG, from_ns, to_ns)

    def _step(self, reply) -> None:
        stepper: Steps = self._world.stepper
        stepper.pulse()

    def _gate(self, reply) -> None:
        self._pads.gate(reply["duty"], reply["level"])

    def _tone(self, reply) -> None:
        self._world.buzzer.drive(reply["hz"], reply["duty"])

    def _pwm(self, reply) -> None:
        self._world.violation("machine.PWM on GP%d" % reply["pin"])

    def _adc(self, reply) -> int:
        return adc.convert(self._world, reply["channel"])

    # --- I2C --------------------------------------------------------------------------------------------

    def _i2c(self, reply):
        return getattr(self, "_i2c_" + reply["op"])(reply)

    def _i2c_start(self, reply):
        bus = self._world.i2c
        if bus.stuck:
            return "stuck"
        self._addressed = bus.address(reply["addr"], reply["read"])
        return self._addressed is not None

    def _i2c_write(self, reply) -> bool:
        return self._addressed is not None and bool(self._addressed.write_byte(reply["byte"]))

    def _i2c_read(self, reply) -> int:
        return 0xFF if self._addressed is None else self._addressed.read_byte()

    def _i2c_stop(self, reply) -> None:
        if self._addressed is not None:
            self._world.i2c.stop(self._addressed)
            self._addressed = None

    # --- flash ------------------------------------------------------------------------------------------

    def _flash(self, reply) -> dict:
        """An erase or a program; what the bytes are afterwards. The world's flash holds the file system alone."""
        flash = self._world.flash
        at = reply["at"] - FLASH_AT
        data = bytes.fromhex(reply.get("hex", ""))
        size = reply.get("size", len(data))
        if at < 0 or at + size > len(flash.data):
            self._world.violation("flash is written outside of the file system, at 0x%x" % reply["at"])
            return {"hex": (data or b"\xff" * size).hex()}
        if reply["op"] == "erase":
            for sector in range(at // _SECTOR, (at + size) // _SECTOR):
                flash.erase(sector)
        else:
            flash.writeblocks(at // _SECTOR, data, at % _SECTOR)
        return {"hex": bytes(flash.data[at : at + size]).hex()}
