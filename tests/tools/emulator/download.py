"""The journal over the pen's own link, and the same bytes by mpremote from the same pen: virtual time of both.

The computer costs nothing here: time passes only while one side waits for the other's bytes, and the last wait ends
with the byte that was waited for.
"""

from mpremote.transport_serial import SerialTransport
from needlepen.api import Pen as HostPen
from needlepen.codec import RECORD_SIZE
from needlepen.formats import record
from needlepen.link.requests import Link

from boards.tools.factory_image import open_image
from boards.virtual.rp2040 import flash_image
from tests.tools.emulator.pen import Pen

_PER_SEGMENT = 512
PATIENCE_S = 600.0  # real seconds: a busy computer is no slow pen
_SILENT_MS = 3_000  # virtual: longer, and nothing will come
_BOOT_MS = 3_500
_LOOKS_AGAIN_MS = 10  # mpremote 1.28.0, transport_serial.py, read_until


class Stopwatch:
    """The computer's end of a pen's cable; `waited_us` is the virtual time that waiting has cost."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._got = b""
        self.waited_us = 0
        self.silent = 0  # how often nothing came

    def _wait(self, at_most_ms: int = _SILENT_MS) -> None:
        """Let the pen's time pass until more bytes come."""
        began_us, before = self._pen.world.now_us, len(self._got)
        for _ in range(at_most_ms):
            self._pen.run(1)
            self._got += self._pen.cable.take()
            if len(self._got) > before:
                self.waited_us += self._pen.cable.came_us - began_us
                return
        self.silent += 1

    def _take(self, size: int) -> bytes:
        data, self._got = self._got[:size], self._got[size:]
        return data


class Line(Stopwatch):
    """What needlepen's Link asks of a transport."""

    name = "the emulated pen"

    def read(self, timeout_s: float) -> bytes:
        """All that has come. Waits for `timeout_s` of virtual time, not longer than until nothing will come."""
        if not self._got:
            self._wait(min(_SILENT_MS, max(1, int(1_000 * timeout_s))))
        return self._take(len(self._got))

    def write(self, data: bytes) -> None:
        """Send these bytes to the pen."""
        self._pen.cable.send(data)

    def close(self) -> None:
        """Nothing to give back."""


class Port(Stopwatch):
    """What mpremote asks of a pyserial port."""

    def inWaiting(self) -> int:  # noqa: N802 - pyserial's name
        """How many bytes have come. When none have, mpremote sleeps for 10 ms before it looks again: so it is here."""
        if not self._got:
            self._pen.run(_LOOKS_AGAIN_MS)
            self.waited_us += _LOOKS_AGAIN_MS * 1_000
            self._got += self._pen.cable.take()
        return len(self._got)

    def read(self, size: int = 1) -> bytes:
        """Exactly `size` bytes, or what came before the silence."""
        before = -1
        while before < len(self._got) < size:
            before = len(self._got)
            self._wait()
        return self._take(size)

    def write(self, data: bytes) -> int:
        """Send these bytes to the pen."""
        self._pen.cable.send(data)
        return len(data)


class Remote(SerialTransport):
    """mpremote's own transport on that port."""

    def __init__(self, port: Port) -> None:
        self.in_raw_repl = False
        self.use_raw_paste = True
        self.device_name = Line.name
        self.mounted = False
        self.serial = port


def _long_life(pen: Pen, count: int) -> None:
    """Continue the journal in the pen's flash to `count` records, as the pen itself would."""
    data = pen.world.flash.data
    journal = bytearray(flash_image.journal(data))
    fs = open_image(bytes(data))
    epoch = int(sorted(fs.listdir("journal"))[-1][:8], 16)
    chain = record.check(journal[-RECORD_SIZE:])
    one = bytearray(RECORD_SIZE)
    for sequence in range(len(journal) // RECORD_SIZE + 1, count + 1):
        values = (sequence, 90, 250, 130, 3_900, 250)
        chain = record.seal(one, record.SAMPLE, sequence, sequence, 1_000 * sequence, values, chain)
        journal += one
    size = _PER_SEGMENT * RECORD_SIZE
    for k in range(0, len(journal), size):
        with fs.open(f"journal/{epoch:08x}.{k // size:06x}", "wb") as file:
            file.write(journal[k : k + size])
    fs.unmount()
    data[:] = fs.context.buffer


def _by_link(pen: Pen) -> "tuple[bytes, int]":
    """The journal, by what `needlepen sync` is made of; and the virtual us it took."""
    pen.world.plug_usb()
    pen.bench.boot()
    pen.run(_BOOT_MS)
    cable = Line(pen)
    host = HostPen(Link(cable, PATIENCE_S))
    told = host.hello()
    cable.waited_us = 0
    records = [raw for raws in host.records(told.epoch, told.first, told.next) for raw in raws]
    return b"".join(records), cable.waited_us


def _by_mpremote(pen: Pen) -> "tuple[bytes, int]":
    """The journal's files, by what `mpremote fs cp` is made of; and the virtual us it took."""
    pen.service()
    pen.said()
    port = Port(pen)
    remote = Remote(port)
    remote.enter_raw_repl(soft_reset=False)
    names = sorted(entry.name for entry in remote.fs_listdir("/journal"))
    port.waited_us = 0
    data = b"".join(bytes(remote.fs_readfile(f"/journal/{name}")) for name in names)
    return data, port.waited_us


def measure(records: int) -> "dict[str, float | bool]":
    """Rates in kB/s (1 kB = 1,000 bytes), their ratio, and whether both brought the same bytes."""
    with Pen(probe=False, cartridge=False) as pen:
        _long_life(pen, records)
        ours, ours_us = _by_link(pen)
        pen.run(500)
        pen.bench.cut_power()
        theirs, theirs_us = _by_mpremote(pen)
    ours_rate, theirs_rate = len(ours) * 1_000 / ours_us, len(theirs) * 1_000 / theirs_us
    return {
        "bytes": len(ours),
        "same": theirs.startswith(ours),  # each start adds a record
        "link_kB_s": round(ours_rate, 1),
        "mpremote_kB_s": round(theirs_rate, 2),
        "ratio": round(ours_rate / theirs_rate, 1),
    }
