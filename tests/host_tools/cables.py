"""Bad cables for ScriptedPen's `wrap`: each stands between the link and its serial port."""


class Cable:
    """A cable that loses and changes nothing."""

    def __init__(self, serial):
        self._serial = serial
        self._closed = False
        self.carried = 0

    @property
    def closed(self):
        return self._closed or self._serial.closed

    def readinto(self, buf):
        return self._serial.readinto(buf)

    def write(self, buf):
        count = self._serial.write(buf)
        self.carried += count
        return count


class Pulled(Cable):
    """Pulled out after so many bytes from the pen."""

    def __init__(self, serial, after):
        super().__init__(serial)
        self._left = after

    def write(self, buf):
        if self._left <= 0:
            self._closed = True
            return 0
        count = super().write(buf[: self._left])
        self._left -= count
        return count


class Noisy(Cable):
    """Flips a bit in one of so many chunks from the pen, at random: `noise`, which goes on with the next connection."""

    def __init__(self, serial, one_in, noise):
        super().__init__(serial)
        self._one_in = one_in
        self._random = noise
        self.spoiled = 0

    def write(self, buf):
        if self._random.randrange(self._one_in):
            return super().write(buf)
        self.spoiled += 1
        spoiled = bytearray(buf)
        spoiled[self._random.randrange(len(spoiled))] ^= 0x10
        return super().write(spoiled)


class Chatty(Cable):
    """ModemManager and friends talk in between, in both directions."""

    def __init__(self, serial):
        super().__init__(serial)
        self._talk = b"AT\r"

    def readinto(self, buf):
        if self._talk:
            count = min(len(buf), len(self._talk))
            buf[:count] = self._talk[:count]
            self._talk = self._talk[count:]
            return count
        count = super().readinto(buf)
        if not count:
            self._talk = b"AT\r"
        return count


class Deaf(Cable):
    """Nothing from the pen arrives after so many bytes, and the port stays open."""

    def __init__(self, serial, after=0):
        super().__init__(serial)
        self._after = after

    def write(self, buf):
        return super().write(buf) if self.carried < self._after else len(buf)
