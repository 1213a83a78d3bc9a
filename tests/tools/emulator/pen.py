"""One emulated pen as the measurements use it: its hands, its service REPL, and the exact log of its pads."""

import struct
from functools import cache
from hashlib import sha256
from pathlib import Path

from boards.RPI_PICO import board
from boards.tools.pen_files import compiled, pen_files
from boards.virtual import power_off_image
from boards.virtual.bench import Wire
from boards.virtual.demo.screen_reader import words
from boards.virtual.rp2040 import flash_image
from boards.virtual.rp2040.bench import ChipBench
from boards.virtual.rp2040.line import ChipError
from boards.virtual.rp2040.mcu import EmulatedMcu
from boards.virtual.world import World
from tests.tools.emulator.cable import Cable
from tests.tools.emulator.pen_names import FIGURES, MAGIC

STEP, NENABLE, GATE, SELECT, UP = 7, 9, 10, 13, 14  # GPIO numbers of the wiring text
MARK, COLLECT, ERASE = 18, 20, 21  # the probe's own
MS = 1_000_000  # ns
_FOLDER = Path(__file__).parent
_MAIN = Path(__file__).parents[3] / "firmware" / "main.py"
# Instead of the last line of `main.py`. The probe is weighed when it comes for the second time: the first brings names
# and tables for names, most of which every pen has. So names that only the probe has count as the pen's, some 0.5 KB.
_MEASURED = """import gc
import probe_app
del probe_app, sys.modules["probe_app"]
gc.collect()
before = gc.mem_alloc()
import probe_app
gc.collect()
probe_app.measure("%s", gc.mem_alloc() - before)
slots.run()
"""
_LESS = "held = bytearray(%d)\nslots.run()\n"
_RAM, _RAM_BYTES, _STACK = 0x2000_0000, 0x4_2000, 0x2004_0000
_TAP_MS = 150  # longer than a turn that draws, and far from a long press
_READING_MS = 600  # a question, before it is answered
_SPARE = b"spare " * 682  # a file whose one block of flash nobody else uses


@cache
def factory() -> bytes:
    """A pen from the factory, without power: all that it keeps."""
    bench = ChipBench(World(seed=3, mcu=EmulatedMcu), Wire(), board)
    bench.provision()
    bench.close()
    return power_off_image.dump(bench.world)


@cache
def program() -> "dict[str, bytes]":
    """Every file of a pen: read once, so that all is measured on one firmware."""
    return pen_files(board.NAME)


def firmware() -> str:
    """Which firmware is measured: the beginning of a hash of all its files."""
    return sha256(repr(sorted(program().items())).encode()).hexdigest()[:12]


def _beside(*names: str) -> "dict[str, bytes]":
    """Files of this folder, compiled for the chip."""
    return {name.replace(".py", ".mpy"): compiled(name, (_FOLDER / name).read_bytes()) for name in names}


def _ours() -> "dict[str, bytes]":
    return {**_beside("probe.py", "probe_drivers.py"), "spare": _SPARE}


def _main(end: str) -> "dict[str, bytes]":
    """The pen's `main.py` with another end."""
    start, run, rest = _MAIN.read_text(encoding="utf-8").partition("slots.run()\n")
    assert run and not rest
    return {"main.py": (start + end).encode()}


def _measuring(what: str) -> "dict[str, bytes]":
    """The files of a pen whose real start is measured from within."""
    return {**_main(_MEASURED % what), **_beside("probe_app.py", "pen_names.py")}


class Pen:
    """A pen that begins at the factory's state, with a cartridge in it.

    `probe`: with `probe.py` among its files; `measure`: its own start is measured by `probe_app.py` as so named;
    `less`: so many bytes of its heap are held from before its program begins.
    """

    def __init__(self, probe: bool = True, cartridge: bool = True, measure: str = "", less: int = 0) -> None:
        self.cable = Cable()
        self.world = world = self.cable.world = power_off_image.restore(factory(), EmulatedMcu)
        ours = _measuring(measure) if measure else _ours() if probe else _main(_LESS % less) if less else {}
        flash_image.renew(world.flash.data, {**program(), **ours})
        self.bench = ChipBench(world, self.cable, board)
        if cartridge:
            self.insert()
        self.bench.line.ask("log", on=True)
        self._said = b""

    def __enter__(self) -> "Pen":
        return self

    def __exit__(self, *_: object) -> None:
        self.bench.close()

    # --- time and pads ----------------------------------------------------------------------------------

    @property
    def now_ns(self) -> int:
        """The virtual time in nanoseconds."""
        return self.world.now_us * 1000

    def run(self, ms: int) -> None:
        """Let so many milliseconds pass."""
        self.bench.run_ms(ms)

    def drive(self, t_ns: int, pin: int, level: int) -> None:
        """The board drives a pad from the exact time `t_ns` on."""
        self.world.gpio.pending.append([t_ns, pin, level])

    def edges(self, pin: int) -> "list[tuple[int, int]]":
        """(ns, level) of every change of a pad since the last question."""
        return [(t, level) for t, level in self.bench.line.ask("edges", pin=pin)["edges"]]

    def until_marked(self, at_most_ms: int = 2_000) -> int:
        """Let time pass until the probe's mark goes up; when it did (ns)."""
        for _ in range(at_most_ms):
            self.run(1)
            rises = [t for t, level in self.edges(MARK) if level]
            if rises:
                return rises[0]
        raise ChipError("the probe did not raise its mark")

    def figures(self) -> "dict[str, int]":
        """What `probe_app.py` has measured so far, read from the chip's memory without the chip's knowing."""
        ram = bytes.fromhex(self.bench.line.ask("peek", addr=_RAM, size=_RAM_BYTES)["hex"])
        mark = struct.pack("<2I", *MAGIC)
        if ram.count(mark) != 1:
            raise ChipError(f"the probe's figures are in the chip's memory {ram.count(mark)} times")
        return dict(
            zip(FIGURES, struct.unpack_from(f"<{len(FIGURES)}i", ram, ram.index(mark) + len(mark)), strict=True)
        )

    def stack_free(self) -> int:
        """Bytes of the C stack that were never used since power-on; 0: it has gone on into the heap, which lies below.

        8 KB at the end of the RAM, in any image for the chip (ports/rp2/memmap_mp_rp2040.ld). RAM begins as zeros here.
        """
        used = bytes.fromhex(self.bench.line.ask("peek", addr=_STACK, size=_RAM + _RAM_BYTES - _STACK)["hex"])
        return len(used) - len(used.lstrip(b"\0"))

    def forget_stack(self) -> None:
        """`stack_free` from now on says what is used from now on."""
        self.bench.line.ask("zero_stack", addr=_STACK)

    def spare_block(self) -> int:
        """The number of the flash block that the file `spare` lies in."""
        return bytes(self.world.flash.data).index(_SPARE[:1024]) // 4096

    # --- hands ------------------------------------------------------------------------------------------

    def insert(self) -> None:
        """Push a cartridge in."""
        self.world.insert(self.world.make_cartridge("MULTI_USE", serial=7))

    def press(self, *names: str) -> None:
        """Taps, one after the other, as a person makes them who looks at the screen meanwhile."""
        for name in names:
            before = self.picture()
            self.bench.press(name, _TAP_MS)
            self.bench.run_until(lambda before=before: self.picture() != before, 500)
            self.run(100)

    def screen(self) -> None:
        """From START by the buttons: a healthy owner, a good day, the probe's short disinfection; back at START."""
        self.press("SELECT")
        for name in (*["DOWN"] * 10, "UP", "UP", *["DOWN"] * 3):
            self.run(_READING_MS)
            self.press(name)
        self.until_reads("it is dry", 6_000)
        self.run(_READING_MS)
        self.press("SELECT")
        self.home()

    def home(self, at_most_ms: int = 5_000) -> None:
        """Run until the ready screen stands, and what a start has to store is stored."""
        self.until_reads("START", at_most_ms)
        self.run(800)

    def until_reads(self, text: str, at_most_ms: int) -> None:
        """Let time pass until the screen says so. Raises ChipError."""

        if not self.bench.run_until(lambda: text in self.reads(), at_most_ms, 50):
            raise ChipError(f"the screen does not say {text!r} but {self.reads()!r}")

    def reads(self) -> str:
        """The words on the screen; "" when it is dark."""
        frame = self.picture()
        return words(frame) if frame else ""

    def picture(self) -> bytes:
        """What the display shows; b"" when it is dark."""
        return bytes(self.world.display.frame()) if self.world.display.lit else b""

    def treat(self, at_most_ms: int = 3_000) -> None:
        """From the ready or paused screen until the needles are driven. SELECT again, if nothing is seen to happen."""
        self.press("SELECT")
        if not self.bench.run_until(lambda: not {"START", "ON"} & set(words(self.picture()).split()), 1_500, 50):
            self.press("SELECT")
        self.until_reads("starts", at_most_ms)
        self.run(_READING_MS)
        self.press("UP")
        if not self.bench.run_until(lambda: self.world.motor.duty > 0, at_most_ms):
            raise ChipError("the needles did not start")

    def to_start(self) -> None:
        """From the ready screen's first item to its last one; a tap that a turn with writes swallows is made again."""
        for _ in range(6):
            self.press("SELECT")
            self.run(200)
            said = words(self.picture())
            if "Next:" in said and "other zone" not in said and "practise" not in said:
                break

    # --- the service REPL -------------------------------------------------------------------------------

    def service(self) -> None:
        """Power on with UP and DOWN held and the cable in: the REPL's prompt."""
        self.world.press("UP")
        self.world.press("DOWN")
        self.world.plug_usb()
        self.bench.boot()
        self.run(1_000)
        self.cable.send(b"\r\x03")
        self.until_said(b">>> ")
        self.world.release("UP")
        self.world.release("DOWN")

    def type(self, code: str) -> None:
        """A line at the prompt."""
        self._said = b""
        self.cable.send(code.encode() + b"\r")

    def probe_bytes(self) -> int:
        """What the probe itself takes of the heap: no pen has it. To be asked before the probe is called."""
        weigh = (
            "gc.collect(); used = gc.mem_alloc(); import probe; gc.collect(); print('OWN', gc.mem_alloc() - used, '!')"
        )
        self.type("import gc, board, rp2; from pen.hal import ticks; " + weigh)
        return int(self.until_said(b" !\r\n").rpartition("OWN ")[2].split()[0])

    def call(self, code: str, unplug: bool = False, module: str = "probe") -> None:
        """Start a function of the probe; with `unplug` the cable is out before the application looks for it."""
        self.type(f"import {module}; {module}.{code}")
        if unplug:
            self.run(60)
            self.world.plug_usb(False)

    def said(self) -> bytes:
        """What the pen has said since the last line that was typed."""
        self._said += self.cable.take()
        return self._said

    def until_said(self, text: bytes, at_most_ms: int = 60_000) -> str:
        """Let time pass until the pen has said `text`; all that it has said. Raises ChipError."""
        for _ in range(at_most_ms // 10):
            self.run(10)
            if text in self.said():
                return self._said.decode(errors="replace")
        raise ChipError(f"the pen did not say {text!r} but {self._said[-200:]!r}")

    def application(self, code: str) -> None:
        """Start the application from the prompt by a function of the probe, and wait for its ready screen."""
        self.call(code, unplug=True)
        self.home()

    def report(self) -> dict:
        """End the application by Ctrl-C and take the probe's figures."""
        self.world.plug_usb()
        self.run(800)
        self.cable.send(b"\x03")
        self.run(500)
        self.said()
        self.type("probe.report()")
        text = self.until_said(b"}")
        return dict(eval(text[text.index("{") : text.rindex("}") + 1], {}))
