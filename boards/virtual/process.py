"""One virtual pen as a process of its own: `process.py CONTROL_PORT SERIAL_PORT [FLASH [MCU]]`.

Runs on MicroPython or CPython, and the firmware in it; with MCU "rp2040" on CPython, and the firmware on an emulated
chip.

Line by line of JSON on the control connection it is told what to do and answers what it sees; `handle.py` is the
other end. The pen's serial line is standard input and output on MicroPython (the same `UsbSerial` as on the chip) and
a second connection on CPython. It must not know any rule of the firmware.
"""

import gc
import json
import select
import socket
import sys

# MicroPython looks for free heap from the bottom on, past all that is in use, and again after most calls: with a world
# there that is half of a pen's time. So the bottom is kept free of what lasts, and cleared before it is full.
NURSERY_BYTES = 4 << 20
CLEAR_BYTES = 3 << 20
nursery = [bytearray(NURSERY_BYTES)]  # until all that lasts is there

ROOT = __file__.replace("\\", "/").rsplit("/", 3)[0]  # started by its full path
IS_CPYTHON = sys.implementation.name != "micropython"
HOST = ""  # where this computer's files are

if not IS_CPYTHON:  # before the first import: "/" will be the pen's own flash
    import vfs

    HOST = "/host"
    vfs.mount(vfs.VfsPosix("/"), HOST)
    ROOT = HOST + ROOT
    sys.path[:] = [".frozen"]
for folder in ("/boards/virtual/dropin", "/firmware", ""):
    sys.path.insert(0, ROOT + folder)
if IS_CPYTHON:
    sys.path.insert(0, ROOT + "/boards/virtual/dropin_cpython")

from boards.RPI_PICO import board  # noqa: E402
from boards.virtual import power_off_image  # noqa: E402
from boards.virtual.bench import Bench, Wire  # noqa: E402
from boards.virtual.chips.ds2431 import Ds2431  # noqa: E402
from boards.virtual.physics.cartridge import Cartridge  # noqa: E402
from boards.virtual.world import World  # noqa: E402

STEP_MS = 10
if IS_CPYTHON:
    from time import monotonic  # this computer's own time: MicroPython's is the pen's here
else:

    def monotonic() -> float:
        """No time passes: where the firmware runs in this process, a step takes none worth the name."""
        return 0.0


class SerialLine:
    """The pen's end of the cable: the line of this process, or, in step with a laptop, what `carry` brings."""

    def __init__(self, line):
        self._line = line
        self.wire = None

    def readinto(self, buf) -> int:
        """Bytes taken, 0 when there are none."""
        return (self.wire or self._line).readinto(buf)

    def write(self, buf) -> int:
        """Bytes sent, 0 when the line is full."""
        return (self.wire or self._line).write(buf)


class SocketSerial:
    """The serial line on CPython: a connection that never waits."""

    def __init__(self, port: int):
        self._sock = connect(port)
        self._sock.setblocking(False)

    def readinto(self, buf) -> int:
        """Bytes taken, 0 when there are none."""
        try:
            return self._sock.recv_into(buf)
        except OSError:
            return 0

    def write(self, buf) -> int:
        """Bytes sent, 0 when the line is full."""
        try:
            return self._sock.send(buf)
        except OSError:
            return 0


def connect(port: int):
    """A connection to this machine."""
    sock = socket.socket()
    sock.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    return sock


class Desk:
    """Does what the control connection says. Every `do_…` method is one command, its arguments the JSON fields."""

    def __init__(self, bench, line: SerialLine, flash_path: str):
        self.bench = bench
        self.line = line
        self.world = bench.world
        self.flash_path = flash_path
        self.cartridges = {}
        self.live = False

    def do_new(self, seed):
        """Another pen, from the factory: `seed` makes its id."""
        self._put(World(seed, mcu=self.bench.mcu))

    def do_dump(self, path):
        """Keep all that survives without power, but for cartridges that are out, in a file."""
        with open(HOST + path, "wb") as file:  # noqa: PTH123 - MicroPython has no pathlib
            file.write(power_off_image.dump(self.world))

    def do_restore(self, path):
        """The pen that `do_dump` kept, without power."""
        with open(HOST + path, "rb") as file:  # noqa: PTH123
            self._put(power_off_image.restore(file.read(), self.bench.mcu))

    def _put(self, world):
        self.bench = self.bench.another(world)
        self.world = world

    def do_provision(self, factory=None):
        """The factory writes program (`factory`: the file with the image of its file system) and first ledger."""
        if factory and self.bench.installs:
            with open(HOST + factory, "rb") as file:  # noqa: PTH123
                self.bench.install(file.read())
        self.bench.provision()

    def do_boot(self):
        """Battery in: the firmware starts."""
        self.bench.boot()

    def do_run(self, ms):
        """Let time pass."""
        self.bench.run_ms(ms)

    def do_until(self, states, at_most_ms):
        """Let time pass until the controller is in one of `states`, [[state, phase or None], …]; False: never.

        Only where the firmware runs in this process. A person sees the screen instead.
        """

        def there():
            app = self.bench.app
            return app is not None and any(
                app.controller.state == state and phase in (None, app.controller.phase) for state, phase in states
            )

        return self.bench.run_until(there, at_most_ms)

    def do_until_driven(self, at_most_ms):
        """Let time pass until the motor gets power; False: it never did."""
        return self.bench.run_until(lambda: self.world.motor.duty > 0, at_most_ms)

    def do_press(self, name, ms=90):
        """Press and release a button."""
        self.bench.press(name, ms)

    def do_button(self, name, down):
        """Press or release a button."""
        (self.world.press if down else self.world.release)(name)

    def do_cartridge(self, name, kind="DISPOSABLE", needle_um=500, serial=1, bound=None):
        """Make a cartridge and keep it at hand; `bound`: hex id of the pen that used it first."""
        cartridge = self.world.make_cartridge(kind, needle_um, serial)
        if bound:
            cartridge.tag.mem[0x40:0x48] = bytes.fromhex(bound)
        self.cartridges[name] = cartridge

    def do_remake(self, name, needle_um, rom, mem):
        """Put at hand what `do_tag` described: a cartridge that another pen has had, or this one in another run."""
        tag = Ds2431(bytes.fromhex(rom), bytes.fromhex(mem))
        self.cartridges[name] = Cartridge(tag, needle_um, 0)

    def do_tag(self, name):
        """All that a cartridge's tag holds."""
        cartridge = self.cartridges[name]
        tag = cartridge.tag
        return {"needle_um": cartridge.needle_um, "rom": bytes(tag.rom).hex(), "mem": bytes(tag.mem).hex()}

    def do_insert(self, name):
        """Push a cartridge in."""
        self.world.insert(self.cartridges[name])

    def do_eject(self):
        """Pull it out."""
        self.world.eject()

    def do_usb(self, on):
        """Plug the cable in or out."""
        self.world.plug_usb(bool(on))

    def do_touch(self, load):
        """Nose on skin, 0 off to 100 pressed hard."""
        self.world.touch(load)

    def do_cut(self):
        """Battery out."""
        self.bench.cut_power()

    def do_fault(self, name, on=True, value=None):
        """Inject or take back a fault."""
        self.world.fault(name, bool(on), value)

    def do_save(self):
        """Keep the flash in its file."""
        if self.flash_path:
            self.world.flash.save(self.flash_path)

    def do_live(self, on):
        """Go on by itself until the next command."""
        self.live = bool(on)

    def do_in_step(self, on):
        """From now on the cable's bytes come and go with `carry`, or by the line again."""
        self.line.wire = Wire() if on else None

    def do_carry(self, sent, at_most_ms):
        """Hexadecimal bytes for the pen; let time pass until it sends some, and return those, "" if it sent none."""
        wire = self.line.wire
        wire.send(bytes.fromhex(sent))
        answer = b""
        for _ in range(at_most_ms // STEP_MS):
            self.bench.run_ms(STEP_MS)
            answer = wire.take()
            if answer:
                break
        return answer.hex()

    def do_look(self):
        """What a person sees and what is true."""
        world = self.world
        app = self.bench.app
        return {
            "screen": world.display.frame().hex() if world.display.lit else "",
            "led": list(world.led.rgb),
            "tone": world.buzzer.tone_hz,
            "now_us": world.now_us,
            "unix_s": world.unix_s,
            "powered": world.powered,
            "state": app.controller.state if app else -1,
            "phase": app.controller.phase if app else 0,
            "driven": world.motor.duty > 0,
            "turning": world.motor.turning,
            "speed_hz": world.motor.speed_mhz // 1000,
            "load": world.motor.load,
            "battery_mv": world.battery.mv(),
            "usb": world.battery.vbus,
            "tip_um": world.tip_um,
            "max_tip_um": world.max_tip_um,
            "max_stroke_um": world.max_stroke_um,
            "strokes": world.strokes_true,
            "pen_id": world.uid.hex(),
            "violations": world.violations,
        }

    def do_journal(self):
        """All records, hexadecimal."""
        return self.bench.journal().hex()

    def do_heap(self):
        """Free and used heap of the running application."""
        gc.collect()
        return {"free": gc.mem_free(), "used": gc.mem_alloc()} if hasattr(gc, "mem_free") else {}

    def answer(self, line: bytes) -> bytes:
        """Do one command; the answer as a line."""
        try:
            words = json.loads(line)
            result = getattr(self, "do_" + words.pop("do"))(**words)
            answer = {"ok": result}
        except Exception as error:
            answer = {"error": "%s: %s" % (type(error).__name__, error)}
            if IS_CPYTHON:
                import traceback

                answer["trace"] = traceback.format_exc()
            else:
                sys.print_exception(error, sys.stderr)
        return (json.dumps(answer) + "\n").encode()


def serve(desk, control) -> None:
    """Commands until the other end goes. When live, turns of the pen's loop in between, in about real time."""
    poller = select.poll() if hasattr(select, "poll") else None
    if poller:
        poller.register(control, select.POLLIN)
    pending = b""
    spent_ms = 0
    while True:
        if _waiting(poller, control, max(0, STEP_MS - spent_ms) if desk.live else -1):
            data = control.recv(65536)
            if not data:
                return
            pending += data
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                control.sendall(desk.answer(line)) if IS_CPYTHON else control.write(desk.answer(line))
        elif desk.live:
            began = monotonic()
            desk.bench.run_ms(STEP_MS)
            spent_ms = int((monotonic() - began) * 1000)


def _waiting(poller, control, timeout_ms: int) -> bool:
    if poller:
        return bool(poller.poll(timeout_ms))
    return bool(select.select([control], [], [], None if timeout_ms < 0 else timeout_ms / 1000)[0])


def main() -> None:
    """See the module's first line."""
    control = connect(int(sys.argv[1]))
    flash_path = HOST + sys.argv[3] if len(sys.argv) > 3 and sys.argv[3] else ""
    if len(sys.argv) > 4 and sys.argv[4] == "rp2040":
        from boards.virtual.rp2040.bench import ChipBench as Kind
    else:
        Kind = Bench
    world = World(seed=1, mcu=Kind.mcu)
    if flash_path:
        world.flash.load(flash_path)
    if IS_CPYTHON:
        line = SerialLine(SocketSerial(int(sys.argv[2])))
    else:
        from pen.hal.usb_serial import UsbSerial

        line = SerialLine(UsbSerial())
    desk = Desk(Kind(world, line, board), line, flash_path)
    nursery.clear()
    if not IS_CPYTHON:
        gc.collect()
        gc.threshold(CLEAR_BYTES)
    try:
        serve(desk, control)
    finally:
        desk.bench.close()


if __name__ == "__main__":
    main()
