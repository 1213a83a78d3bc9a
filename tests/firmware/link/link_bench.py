"""A pen's link on the bench: both directions of the cable in memory, a host that says whatever a test likes."""

from needlepen import kinds
from pen.formats import frame, messages, record
from pen.formats.messages import END, ERROR, HELLO, HELLO_IS, READ, RECORDS
from pen.link.server import Link

from tests.host_tools.memory_store import MemoryStore, play
from tests.host_tools.scripted_pen import StillController

WRITES = ("acknowledge", "set_wall", "tighten")
NOW = 1_790_000_000  # some UTC of 2026


class Wire:
    """Both directions of the cable; `room` is what the host takes at a time, 0 = it has stopped reading."""

    def __init__(self):
        self.to_pen = bytearray()
        self.to_host = bytearray()
        self.room = 4096

    def readinto(self, buf):
        count = min(len(buf), len(self.to_pen))
        buf[:count] = self.to_pen[:count]
        del self.to_pen[:count]
        return count

    def write(self, buf):
        assert len(buf) <= frame.HEADER + frame.PAYLOAD_MAX + frame.TRAILER
        count = min(len(buf), self.room)
        self.to_host += buf[:count]
        return count


class CheckedBench(MemoryStore):
    """A store that notes which of its doors were used."""

    def __init__(self):
        super().__init__()
        self.used = []

    def __getattribute__(self, name):
        if name in (*WRITES, "read_records", "stream", "chain_at"):
            object.__getattribute__(self, "used").append(name)
        return super().__getattribute__(name)


class Bench:
    """A pen with a short life behind it, and a host that says whatever the test likes."""

    def __init__(self, sessions=2):
        self.store = CheckedBench()
        play(self.store, sessions)
        self.controller = StillController(self.store)
        self.wire = Wire()
        self.link = self.controller.person.link = Link(self.wire, self.store, self.controller, "RPI_PICO")
        self.reader = frame.FrameReader()

    def turns(self, count=1):
        for _ in range(count):
            self.link.poll()

    def heard(self):
        """Frames that reached the host since the last call: (kind, tag, payload)."""
        frames = []
        data, self.wire.to_host = self.wire.to_host, bytearray()
        while data:
            space = self.reader.space()
            count = min(len(space), len(data))
            space[:count] = data[:count]
            del data[:count]
            self.reader.fed(count)
            while (payload := self.reader.next()) is not None:
                frames.append((self.reader.kind, self.reader.tag, payload))
        return frames

    def say(self, data, turns=4):
        self.wire.to_pen += data
        self.turns(turns)
        return self.heard()

    def ask(self, kind, *values, tag=7):
        """The one answer to a request, decoded: (kind, fields). While a person who agrees is asked, it is repeated."""
        for _ in range(200):
            frames = self.say(frame.encode(kind, tag, messages.encode(kind, *values)))
            assert len(frames) == 1, frames
            got, its_tag, payload = frames[0]
            assert its_tag == tag
            fields = messages.decode(got, payload)
            if not self.controller.confirmed or fields.get("code") not in (
                messages.E_CONFIRM,
                messages.E_CONFIRM_OLDER,
            ):
                return got, fields
            self.turns(20)
        raise AssertionError("asked for ever")

    def error(self, kind, *values):
        got, fields = self.ask(kind, *values)
        assert got == ERROR, got
        return fields["code"]

    def read(self, epoch, sequence, count):
        """(records, END fields) of a READ."""
        records = b""
        frames = self.say(frame.encode(READ, 9, messages.encode(READ, epoch, sequence, count)), 600)
        for kind, _, payload in frames[:-1]:
            assert kind == RECORDS
            assert messages.RECORDS_HEAD + record.SIZE <= len(payload) <= frame.PAYLOAD_MAX
            assert payload[:8] == epoch.to_bytes(4, "little") + sequence.to_bytes(4, "little")
            sequence += (len(payload) - 8) // record.SIZE
            records += payload[8:]
        assert frames[-1][0] == END
        return records, messages.decode(END, frames[-1][2])

    def alive(self):
        return self.ask(HELLO, 1, 1, tag=0x55)[0] == HELLO_IS


def last(bench):
    return kinds.decode(bench.store.records[-1])


def after(bench, hours):
    """Let so many hours pass after the last session."""
    ledger = bench.store.ledger
    ledger.lock_from_s = bench.store.proven_s
    bench.store.proven_s += hours * 3_600


def refused(bench, code, *request):
    """The request is refused with that code, and nothing has changed."""
    ledger, count, writes = dict(vars(bench.store.ledger)), len(bench.store.records), bench.store.writes
    kind, fields = bench.ask(*request)
    assert (kind, fields.get("code")) == (ERROR, code)
    assert (dict(vars(bench.store.ledger)), len(bench.store.records), bench.store.writes) == (ledger, count, writes)
    return fields["detail"]
