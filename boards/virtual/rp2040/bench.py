"""The pen on the bench with its real chip, emulated: same handles as `boards.virtual.bench.Bench`.

Co-simulation, one step at a time: the chip runs to the next thing due in the world or to the first thing the world has
to know, whichever is first; then the world catches up, and answers. So neither is ever ahead of what it depends on,
and no real clock takes part: the same hands give the same run.
"""

from boards.tools.factory_image import filesystem
from boards.tools.pen_files import pen_files
from boards.virtual.bench import Bench, Wire
from boards.virtual.resets import PowerCut
from boards.virtual.rp2040 import flash_image
from boards.virtual.rp2040.board_side import FLASH_AT, BoardSide
from boards.virtual.rp2040.line import Line
from boards.virtual.rp2040.mcu import EmulatedMcu
from boards.virtual.rp2040.repl import Repl
from boards.virtual.world import World

_SECTOR = 4096
_PROVISION = "import board, machine; from pen.service import factory; factory.provision(board, machine.unique_id(), %d)"


class ChipBench(Bench):
    """One pen on one world made with `mcu=EmulatedMcu`. `app` is always None: nobody looks into the chip."""

    mcu = EmulatedMcu
    installs = False

    def __init__(self, world: World, serial, board, line: "Line | None" = None) -> None:
        """`line`: a chip process to use on, from another bench that is done with."""
        super().__init__(world, serial, board)
        self.line = line or Line(world.uid.hex())
        if line:
            line.ask("power_off")
            line.load(world.uid.hex())
        self._running = False
        self._in_flash = bytearray(b"\xff" * len(world.flash.data))  # what the chip's flash holds of the file system
        self._forget()

    def another(self, world: World) -> "ChipBench":
        """The same bench with another pen; its application is that of today."""
        if world.flash.data.count(b"\xff") != len(world.flash.data):
            flash_image.renew(world.flash.data, pen_files(self.board.NAME))
        return ChipBench(world, self.serial, self.board, self.line)

    def close(self) -> None:
        """End the chip's process."""
        self.line.close()

    # --- power ------------------------------------------------------------------------------------------

    def provision(self) -> None:
        """What a builder does once: everything into the flash, then the first ledger from the service REPL."""
        self.world.flash.data[:] = filesystem(self.board.NAME)
        kept, self.serial = self.serial, Wire()
        self.world.press("UP")
        self.world.press("DOWN")  # both held at power-on: service
        self.world.plug_usb()
        self.boot()
        repl = Repl(self.serial, self.run_ms)
        repl.enter()
        self.world.release("UP")
        self.world.release("DOWN")
        repl.do(_PROVISION % self.world.encoder.counts_at_zero())
        self.cut_power()
        self.world.plug_usb(False)
        self.serial = kept

    def boot(self) -> None:
        """Power has come, or comes anew: the chip starts at its reset vector."""
        self._chip_off()
        self.world.latch.fitted = getattr(self.board, "HOLD_PIN", None) is not None
        self.world.rail.fit(getattr(self.board, "REFERENCE_PIN", None) is not None)
        self.world.power_on()
        self._sync_flash()
        self.world.gpio.everything()
        self.line.ask("power_on", t=self.world.now_us * 1000, usb=self.world.battery.vbus)
        self._forget()
        self._running = True

    def cut_power(self) -> None:
        """Take the battery out while everything runs."""
        self.world.power_cut()
        self._chip_off()

    def _chip_off(self) -> None:
        if self._running:
            self._running = False
            self.line.ask("power_off")
            self.world.gpio.reset()

    def _forget(self) -> None:
        """A chip that has just got power asks nothing, and nothing is on its way to or from it."""
        self._answer: object = None
        self._to_host = b""
        self._board_side = BoardSide(self.world)

    # --- time -------------------------------------------------------------------------------------------

    def run_ms(self, ms: int) -> None:
        """Let `ms` of virtual time pass. Without power, or after a planned cut, only the world goes on."""
        world = self.world
        end_us = world.now_us + ms * 1000
        if self._running:
            self._sync_flash()  # somebody may have erased it
        while world.now_us < end_us and (self._running or self._latched_off(end_us)):
            if self._running:
                self._turn(end_us)
        if world.now_us < end_us:
            world.advance_us(end_us - world.now_us)

    def turn(self) -> None:
        """A control step's time."""
        self.run_ms(10)

    def _turn(self, end_us: int) -> None:
        """Chip, then world, then what the one asked of the other."""
        world = self.world
        due_us = min(part.due_us for part in world.timed)
        words: dict[str, object] = {"to": max(world.now_us, min(end_us, due_us)) * 1000, "answer": self._answer}
        words["plugged"] = world.battery.vbus
        if world.gpio.pending:
            words["pins"], world.gpio.pending = world.gpio.pending, []
        if world.battery.vbus:
            words["serial"] = self._from_host()
        reply = self.line.ask("run", **words)
        world.advance_us(max(0, reply["t"] // 1000 - world.now_us))
        try:
            world.check()
            self._answer = self._board_side.answer(reply)
            if reply["why"] == "flash":
                self._wrote(reply, self._answer)
        except PowerCut:
            self._chip_off()
        if "led" in reply and world.powered:
            world.led.rgb = tuple(reply["led"])
        self._deliver(reply.get("serial", ""))

    # --- the cable --------------------------------------------------------------------------------------

    def _from_host(self) -> str:
        buf = bytearray(4096)
        return buf[: self.serial.readinto(buf)].hex()

    def _deliver(self, sent: str) -> None:
        self._to_host += bytes.fromhex(sent)
        if self._to_host:
            self._to_host = self._to_host[self.serial.write(self._to_host) :]

    # --- flash ------------------------------------------------------------------------------------------

    def _sync_flash(self) -> None:
        """The world's flash is the chip's: tell it what was changed from outside, or torn by a power cut."""
        data = self.world.flash.data
        if data == self._in_flash:
            return
        for at in range(0, len(data), _SECTOR):
            sector = data[at : at + _SECTOR]
            if sector != self._in_flash[at : at + _SECTOR]:
                self.line.ask("flash_write", at=FLASH_AT + at, hex=sector.hex())
        self._in_flash[:] = data

    def _wrote(self, reply: dict, answer) -> None:
        at = reply["at"] - FLASH_AT
        if at >= 0:
            data = bytes.fromhex(answer["hex"])
            self._in_flash[at : at + len(data)] = data

    # --- what is to be seen -----------------------------------------------------------------------------

    def journal(self) -> bytes:
        """Every record the pen holds, read from its flash."""
        return flash_image.journal(self.world.flash.data)
