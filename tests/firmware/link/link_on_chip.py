"""Run by `test_server.py` on the MicroPython unix port: a READ, an acknowledgement, garbage and a press.

Prints "ok". Not a test module itself: MicroPython has no pytest.
"""

import io
import sys

sys.path[:0] = [sys.argv[1] + "/firmware"]

from pen.core import settings  # noqa: E402
from pen.core.events import Events  # noqa: E402
from pen.core.ledger import Ledger  # noqa: E402
from pen.formats import frame, messages, record  # noqa: E402
from pen.link.server import Link  # noqa: E402

PEN_ID = b"\x01\x02\x03\x04\x05\x06\x07\x08"
RECORDS = 100


class Store:
    """A journal in memory."""

    def __init__(self):
        self.ledger = Ledger()
        self.ledger.pen_id = PEN_ID
        self.events = Events()
        self.epoch = 1
        self.healthy = True
        self.first = 1
        self.next = 1 + RECORDS
        self.data = bytearray(RECORDS * record.SIZE)
        chain = record.genesis(PEN_ID, 1)
        view = memoryview(self.data)
        for i in range(RECORDS):
            one = view[i * record.SIZE : (i + 1) * record.SIZE]
            chain = record.seal(one, record.POWER, 1 + i, 1000 + i, i, (1, 3900), chain)

    def read_records(self, sequence, buf):
        at = (sequence - 1) * record.SIZE
        data = self.data[at : at + len(buf)]
        buf[: len(data)] = data
        return len(data) // record.SIZE

    def stream(self, sequence):
        return io.BytesIO(self.data[(sequence - 1) * record.SIZE :]).readinto

    def chain_at(self, sequence):
        at = (sequence - 1) * record.SIZE + record.BODY
        return bytes(self.data[at : at + record.CHAIN])

    def acknowledge(self, sequence):
        self.ledger.acked_seq = sequence

    def set_wall(self, offset_s):
        self.ledger.wall_offset_s = offset_s

    def tighten(self, setting, value):
        settings.tighten(self.ledger, setting, value)


class Controller:
    """A pen lying on the table."""

    state = reason = detail = unlock_at_s = 0
    depth_limit_um = 450
    battery_mv = 3900
    motor_temp_dc = -40
    vbus = True
    busy = False
    proven_s = 2000
    occupied = False
    link = None
    buttons = 0  # what is pressed

    @property
    def touched(self):
        return bool(self.buttons)

    @property
    def shown(self):
        return self.link.offer


class Wire:
    """The cable between the two, as two lists of bytes."""

    def __init__(self):
        self.to_pen = bytearray()
        self.to_host = bytearray()

    def readinto(self, buf):
        count = min(len(buf), len(self.to_pen))
        buf[:count] = self.to_pen[:count]
        self.to_pen = self.to_pen[count:]
        return count

    def write(self, buf):
        self.to_host += bytes(buf)
        return len(buf)


def main():
    """Play the whole story of requests and answers."""
    store, wire, pen = Store(), Wire(), Controller()
    link = pen.link = Link(wire, store, pen, "RPI_PICO")
    reader = frame.FrameReader()

    def say(data):
        wire.to_pen += data
        for _ in range(60):
            link.poll()
        frames = []
        while wire.to_host:
            space = reader.space()
            count = min(len(space), len(wire.to_host))
            space[:count] = wire.to_host[:count]
            wire.to_host = wire.to_host[count:]
            reader.fed(count)
            while True:
                payload = reader.next()
                if payload is None:
                    break
                frames.append((reader.kind, payload))
        return frames

    ((kind, payload),) = say(b"AT\r\xa5" + frame.encode(messages.HELLO, 1, messages.encode(messages.HELLO, 1, 1)))
    assert kind == messages.HELLO_IS
    assert messages.decode(kind, payload)["board"][:8] == b"RPI_PICO"
    ((kind, payload),) = say(frame.encode(messages.STATUS, 2))
    assert messages.decode(kind, payload)["motor_temp_dc"] == -40
    frames = say(frame.encode(messages.READ, 3, messages.encode(messages.READ, 1, 1, 4096)))
    data = b"".join([payload[8:] for kind, payload in frames if kind == messages.RECORDS])
    assert data == bytes(store.data), len(data)
    assert frames[-1] == (messages.END, messages.encode(messages.END, 1 + RECORDS))
    ack = messages.encode(messages.ACK, 1, RECORDS, store.chain_at(RECORDS))
    assert say(frame.encode(messages.ACK, 4, ack))[0][0] == messages.OK
    assert store.ledger.acked_seq == RECORDS
    wall = messages.encode(messages.SET_WALL, 1_790_000_000)
    assert say(frame.encode(messages.SET_WALL, 5, wall))[0][0] == messages.OK
    assert store.ledger.wall_offset_s == 1_790_000_000 - 2000
    loose = messages.encode(messages.SET_WALL, 0)
    assert messages.decode(messages.ERROR, say(frame.encode(messages.SET_WALL, 6, loose))[0][1])["code"] == 3
    deeper = frame.encode(messages.SET_SETTING, 7, messages.encode(messages.SET_SETTING, settings.DEPTH_MAX, 300))
    assert messages.decode(messages.ERROR, say(deeper)[0][1])["code"] == messages.E_CONFIRM
    assert link.offer.lines == ("Deepest", "0.30 mm", "instead of 0.50 mm"), link.offer.lines
    for _ in range(2):  # it stands for a second and a half
        say(b"")
    for pen.buttons in (4, 0):
        say(b"")
    assert say(deeper)[0][0] == messages.OK
    assert store.ledger.depth_max_um == 300 and link.offer is None
    link.reset()
    print("ok")


main()
