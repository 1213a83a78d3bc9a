"""What is no line's fault: a pen that lies, a program at the cable that means harm. Worlds: `hostile_worlds.py`.

The lying pen's answers are whole frames with right checksums; what they say is at a limit or beyond it, of another
kind, too long, repeated, or made up: a whole journal of records with any values in a chain that verifies.
The evil program knows the protocol and the pen's own sequences and chain values, and has nobody's hand at the pen.
"""

from struct import calcsize, pack, unpack

from needlepen.codec import FrameReader, frame_of
from needlepen.formats import frame, record
from needlepen.formats import messages as m
from needlepen.kinds import KINDS

_MANY = 200  # times that an answer may be repeated
_TURNS = 400  # of the pen's loop in which one request must be answered
_REQUESTS = [kind for kind in m.FORMATS if kind < m.HELLO_IS]
_ANSWERS = [kind for kind in m.FORMATS if kind >= m.HELLO_IS]


def codes_of(layout):
    """The fields of a `struct` format without repetitions: "<B12sI" is B, 12s, I."""
    codes, count = [], ""
    for sign in layout.lstrip("<"):
        if sign.isdigit():
            count += sign
        else:
            codes.append(count + sign)
            count = ""
    return codes


def extreme(dice, code, near=0):
    """A value of one field: at an end of its range, beside it, beside `near`, or any."""
    size = calcsize("<" + code)
    if code.endswith("s"):
        return dice.choice((bytes(size), b"\xff" * size, dice.randbytes(size), b"\x1b[2J=cmd|\xe2\x80\xae"[:size]))
    low, high = (0, 256**size - 1) if code.isupper() else (-(256**size) // 2, 256**size // 2 - 1)
    value = dice.choice((low, high, 0, 1, low + 1, high - 1, near - 1, near + 1, dice.randint(low, high)))
    return min(high, max(low, value))


def any_message(dice, kind):
    """The payload of a message whose fields are all extreme."""
    values = [extreme(dice, code) for code in codes_of(m.FORMATS[kind][0])]
    if kind in m.TAILED:
        values.append(dice.randbytes(dice.randint(1, 64)))
    return m.encode(kind, *values)


class LyingPen:
    """The pen's serial port: the firmware's true frames go in, and in `often` of a hundred another comes out.

    `forges`: from the first record on it sends a journal of its own, as long as the true one, whose chain verifies.
    `lies`: how many there were.
    """

    def __init__(self, line, dice, often, forges):
        self.readinto = line.readinto
        self.lies = 0
        self._line = line
        self._dice = dice
        self._often = often
        self._forges = forges
        self._chain = bytes(record.CHAIN)
        self._reader = FrameReader()
        self._tellers = (self._values, self._values, self._another, self._length, self._repeated)

    def write(self, buf):
        """The firmware sends: all of it is taken."""
        for kind, tag, payload in self._reader.feed(bytes(buf)):
            self._line.say(self._said(kind, tag, payload))
        return len(buf)

    def genesis(self, pen_id, epoch):
        """The forged journal begins as a true one does."""
        self._chain = record.genesis(pen_id, epoch)

    def _said(self, kind, tag, payload):
        if kind == m.RECORDS and self._forges:
            payload = self._forged(payload)
            self.lies += 1
        if self._dice.randrange(100) >= self._often:
            return frame_of(kind, tag, payload)
        self.lies += 1
        return self._dice.choice(self._tellers)(kind, tag, payload)

    def _values(self, kind, tag, payload):
        """One field at a limit, or some; of records where they begin."""
        codes = ["I", "I", f"{len(payload) - 8}s"] if kind == m.RECORDS else codes_of(m.FORMATS[kind][0])
        values = list(unpack("<" + "".join(codes), payload))
        for i in self._dice.sample(range(len(codes)), min(len(codes), self._dice.choice((1, 1, 2, 9)))):
            values[i] = extreme(self._dice, codes[i], 0 if codes[i].endswith("s") else values[i])
        return frame_of(kind, tag, pack("<" + "".join(codes), *values))

    def _another(self, _kind, tag, _payload):
        """What nobody asked for, or an error with any number."""
        kind = self._dice.choice(_ANSWERS)
        return frame_of(kind, tag, any_message(self._dice, kind))

    def _length(self, kind, tag, payload):
        """Nothing, too short, or too long."""
        size = max(0, self._dice.choice((0, 1, len(payload) - 1, len(payload) + 1, frame.PAYLOAD_MAX)))
        return frame_of(kind, tag, (payload + self._dice.randbytes(frame.PAYLOAD_MAX))[:size])

    def _repeated(self, kind, tag, payload):
        return frame_of(kind, tag, payload) * self._dice.randint(2, _MANY)

    def _forged(self, payload):
        """As many records, of any known kind, with any values."""
        (sequence,) = unpack("<I", payload[4:8])
        out = bytearray(payload[: m.RECORDS_HEAD])
        for i in range((len(payload) - m.RECORDS_HEAD) // record.SIZE):
            kind, raw = self._dice.choice(list(KINDS)), bytearray(record.SIZE)
            values = [extreme(self._dice, code) for code in codes_of(record.format_of(kind))]
            at = [extreme(self._dice, "I", 10_000_000) for _ in range(2)]
            self._chain = record.seal(raw, kind, sequence + i, *at, values, self._chain)
            out += raw
        return bytes(out)


class EvilProgram:
    """Any requests in any order, at a pen's `link` over `port`, with nobody there who agrees to anything."""

    def __init__(self, link, port, dice, life):
        self._link = link
        self._port = port
        self._dice = dice
        self._life = life
        self._reader = FrameReader()
        self.requests = 0

    def attack(self, count):
        """Send so many requests; the bytes that the pen sent. Raises AssertionError for one without an answer."""
        sent = 0
        for tag in range(count):
            kind = self._dice.choice((*_REQUESTS, *_REQUESTS, self._dice.randrange(256)))
            payload = self._payload(kind)
            self.requests += 1
            self._port.hear(frame_of(kind, tag & 0xFF, payload))
            frames, answered = [], False
            for _ in range(_TURNS):
                self._link.poll()
                data = self._port.take()
                sent += len(data)
                frames += self._reader.feed(data)
                answered = any(got[0] != m.RECORDS for got in frames)
                if answered:
                    break
            if len(payload) <= m.REQUEST_MAX and not answered:
                raise AssertionError(f"request 0x{kind:02x} {payload.hex()} was not answered")
        return sent

    def _payload(self, kind):
        dice, life = self._dice, self._life
        choice = dice.random()
        if kind not in m.FORMATS or choice < 0.15:
            return dice.randbytes(dice.choice((0, 1, 7, 32, m.REQUEST_MAX)))
        if kind == m.ACK and choice < 0.8 and life.records:
            at = dice.randrange(len(life.records))
            raw = life.records[at]
            return m.encode(kind, life.epoch, life.first + at, raw[record.BODY : record.BODY + record.CHAIN])
        if kind == m.READ and choice < 0.6:
            return m.encode(kind, life.epoch, life.first, dice.choice((1, 33, m.READ_MAX)))
        return any_message(dice, kind)
