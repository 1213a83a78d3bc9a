"""A pen that remembers all it ever wrote, and the cable to it that spoils what it carries. See `hostile.py`.

The firmware's real link answers over this cable. What is spoiled, and when, is decided by the world.
"""

from needlepen.errors import LinkLost
from pen.formats import record
from pen.link.server import Link as PenLink

from tests.host_tools.memory_store import MemoryStore
from tests.host_tools.scripted_pen import StillController

TURN_S = 0.01  # of the pen's loop


class Life(MemoryStore):
    """A pen's store that remembers everything it ever wrote."""

    def __init__(self):
        self.ever = {}  # (epoch, sequence): raw
        self.gone = set()  # what was freed or lost
        self.asked = lambda sequence: None  # called before an acknowledgement is believed
        super().__init__()

    def log(self, kind, *values):
        sequence = self.next
        super().log(kind, *values)
        self.ever[self.epoch, sequence] = self.records[-1]

    def acknowledge(self, sequence):
        self.asked(sequence)
        super().acknowledge(sequence)

    def free(self, count):
        self.gone |= {(self.epoch, self.first + i) for i in range(count)}
        super().free(count)

    def new_epoch(self, reason=record.GAP_WIPED):
        self.gone |= {(self.epoch, self.first + i) for i in range(len(self.records))}
        super().new_epoch(reason)


class Line:
    """The cable: a transport for the laptop, a serial port for the pen, and a clock for both. `fault` spoils it."""

    name = "hostile"

    def __init__(self, life, fault, chunk):
        self.now_s = 0.0
        self.dead = False  # pulled out, or the program was killed
        self._life = life
        self._fault = fault
        self._chunk = chunk
        self._to_pen = bytearray()
        self._to_host = bytearray()
        self._held_until_s = 0.0
        self._link = PenLink(self.pen_side(), life, StillController(life), "RPI_PICO")

    # --- the laptop's side ---------------------------------------------------------------------------
    def write(self, data):
        self._alive()
        self._to_pen += self._carried(data)

    def read(self, timeout_s):
        self._alive()
        deadline = self.now_s + timeout_s
        while True:
            self._link.poll()
            if self._to_host and self.now_s >= self._held_until_s:
                data = self._carried(bytes(self._to_host))
                self._to_host.clear()
                self._alive()
                if data:
                    return data
            if self.now_s >= deadline:
                return b""
            self.now_s += TURN_S

    def close(self):
        pass

    def clock(self):
        return self.now_s

    def hold(self, seconds):
        self._held_until_s = self.now_s + seconds

    def _carried(self, data):
        return self._fault(self, data)

    def _alive(self):
        if self.dead:
            raise LinkLost("The cable is out.")

    # --- the pen's side --------------------------------------------------------------------------------
    def pen_side(self):
        """The serial port of a pen at this cable."""
        return PenSide(self)

    def talk(self, link):
        """Another pen's link answers from now on."""
        self._link = link

    def say(self, data):
        """What a pen sends without asking for room."""
        self._to_host += data

    # --- a program that has the cable and no transport ----------------------------------------------------
    def hear(self, data):
        """Bytes to the pen."""
        self._to_pen += data

    def take(self):
        """All that the pen has sent by now."""
        data = bytes(self._to_host)
        self._to_host.clear()
        return data

    def readinto(self, buf):
        count = min(len(buf), len(self._to_pen))
        buf[:count] = self._to_pen[:count]
        del self._to_pen[:count]
        return count

    def serial_write(self, buf):
        room = self._chunk - len(self._to_host)
        taken = bytes(buf[: max(0, room)])
        self._to_host += taken
        return len(taken)


class PenSide:
    """`write` means one thing to the laptop and another to the pen."""

    def __init__(self, line):
        self.readinto = line.readinto
        self.write = line.serial_write
