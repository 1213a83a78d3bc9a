"""The pen's end of the USB cable, in the pen's own process, on MicroPython and on CPython. It carries bytes only."""


class SerialLine:
    """The serial line of this process. While a laptop is in step with the pen, `wire` takes its place."""

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
    """The serial line on CPython: a connection to the other process. Reading and writing never wait."""

    def __init__(self, connection):
        self._sock = connection
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
