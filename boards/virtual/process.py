"""One virtual pen as a process of its own: `process.py CONTROL_PORT SERIAL_PORT [FLASH [MCU [LANGUAGE]]]`.

The process runs on MicroPython or on CPython, with the firmware in it. With MCU "rp2040" it runs on CPython, and the
firmware runs on an emulated chip. LANGUAGE matters on CPython only, which runs sources: elsewhere it is in the flash.

Commands come as lines of JSON over the control connection and are answered in the same way (`commands.py`); `handle.py`
is the other end. The pen's serial line is standard input and output on MicroPython (the same `UsbSerial` as on the
chip) and a second connection on CPython (`serial_line.py`). It must not know any rule of the firmware.
"""

import gc
import select
import socket
import sys

# MicroPython searches for free heap from the bottom on, past all that is in use, and again after most calls. With a
# world of long-lived objects there, the search would take half of the pen's time. So a block at the bottom is occupied
# until all long-lived objects exist, and then freed: short-lived objects go there, and the heap is collected before it
# is full.
SHORT_LIVED_BYTES = 4 << 20
CLEAR_BYTES = 3 << 20
short_lived = [bytearray(SHORT_LIVED_BYTES)]

ROOT = __file__.replace("\\", "/").rsplit("/", 3)[0]  # started by its full path
LINE_BYTES = 4096  # little, as in a USB cable: what nobody wants to know any more is soon read
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
from boards.virtual.bench import Bench  # noqa: E402
from boards.virtual.commands import STEP_MS  # noqa: E402
from boards.virtual.serial_line import SerialLine, SocketSerial  # noqa: E402
from boards.virtual.showing import ShowingCommands  # noqa: E402
from boards.virtual.world import World  # noqa: E402

if IS_CPYTHON:
    from time import monotonic  # this computer's own time: MicroPython's is the pen's here
else:

    def monotonic() -> float:
        """No time passes: where the firmware runs in this process, a step takes none worth the name."""
        return 0.0


def connect(port: int, buffer: int = 0):
    """A connection to this machine. `buffer`: so many bytes may wait here to be read."""
    sock = socket.socket()
    if buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    sock.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    return sock


def serve(commands, control) -> None:
    """Commands until the other end goes. When live, turns of the pen's loop in between, in about real time."""
    poller = select.poll() if hasattr(select, "poll") else None
    if poller:
        poller.register(control, select.POLLIN)
    pending = b""
    spent_ms = 0
    while True:
        if _waiting(poller, control, max(0, STEP_MS - spent_ms) if commands.live else -1):
            data = control.recv(65536)
            if not data:
                return
            pending += data
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                control.sendall(commands.answer(line)) if IS_CPYTHON else control.write(commands.answer(line))
        elif commands.live:
            began = monotonic()
            commands.bench.run_ms(STEP_MS)
            spent_ms = int((monotonic() - began) * 1000)


def _waiting(poller, control, timeout_ms: int) -> bool:
    if poller:
        return bool(poller.poll(timeout_ms))
    return bool(select.select([control], [], [], None if timeout_ms < 0 else timeout_ms / 1000)[0])


def main() -> None:
    """See the module's first line."""
    control = connect(int(sys.argv[1]))
    flash_path = HOST + sys.argv[3] if len(sys.argv) > 3 and sys.argv[3] else ""
    if IS_CPYTHON and len(sys.argv) > 5:
        from boards.tools import languages

        languages.use(sys.argv[5])
    if len(sys.argv) > 4 and sys.argv[4] == "rp2040":
        from boards.virtual.rp2040.bench import ChipBench as Kind
    else:
        Kind = Bench
    world = World(seed=1, mcu=Kind.mcu)
    if flash_path:
        world.flash.load(flash_path)
    if IS_CPYTHON:
        line = SerialLine(SocketSerial(connect(int(sys.argv[2]), LINE_BYTES)))
    else:
        from pen.hal.usb_serial import UsbSerial

        line = SerialLine(UsbSerial())
    commands = ShowingCommands(Kind(world, line, board), line, flash_path)
    short_lived.clear()
    if not IS_CPYTHON:
        gc.collect()
        gc.threshold(CLEAR_BYTES)
    try:
        serve(commands, control)
    finally:
        commands.bench.close()


if __name__ == "__main__":
    main()
