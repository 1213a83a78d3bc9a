"""The USB line: bytes in, bytes out, never waiting; on pipes that behave like the port's."""

import os
import pty
import socket
import sys
import time
import tty

import micropython
import pytest
from pen.hal.usb_serial import UsbSerial


class Line:
    """The pen's end is UsbSerial over standard input and output; `far` is the laptop's."""

    def __init__(self, monkeypatch, near_in: int, near_out: int, far):
        self.far = far
        self._streams = [os.fdopen(near_in, "rb", buffering=0), os.fdopen(near_out, "wb", buffering=0)]
        for name, stream in zip(("stdin", "stdout"), self._streams):
            monkeypatch.setattr(sys, name, _Text(stream))
        self.usb = UsbSerial()

    def close(self) -> None:
        for stream in self._streams:
            stream.close()


class _Text:
    """What `sys.stdin` is to the driver: something with a binary `buffer`."""

    def __init__(self, raw):
        self.buffer = raw


@pytest.fixture
def line(monkeypatch):
    near, far = socket.socketpair()
    far.settimeout(2)
    line = Line(monkeypatch, os.dup(near.fileno()), os.dup(near.fileno()), far)
    near.close()
    yield line
    far.close()
    line.close()


def test_begin_turns_ctrl_c_into_an_ordinary_byte(line):
    line.usb.begin()
    assert micropython.break_char == -1
    line.far.sendall(bytes(range(256)))
    buf = bytearray(300)
    assert line.usb.readinto(buf) == 256
    assert buf[:256] == bytes(range(256))
    line.usb.end()
    assert micropython.break_char == 3


def test_nothing_there_is_zero_and_takes_no_time(line):
    begin = time.monotonic()
    assert line.usb.readinto(bytearray(64)) == 0
    assert line.usb.readinto(bytearray(0)) == 0
    assert time.monotonic() - begin < 0.5


def test_what_does_not_fit_stays_for_the_next_read(line):
    line.far.sendall(b"0123456789")
    buf = bytearray(4)
    got = b""
    for _ in range(3):
        got += bytes(buf[: line.usb.readinto(buf)])
    assert got == b"0123456789"


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 256, 3028])
def test_a_write_goes_out_as_it_is(line, size):
    data = bytes(i & 0xFF for i in range(size))
    assert line.usb.write(data) == size
    line.far.shutdown(socket.SHUT_WR)
    got = b""
    while len(got) < size:
        got += line.far.recv(1000)
    assert got == data


def test_a_host_that_stops_reading_never_blocks_the_pen(line):
    begin = time.monotonic()
    total = 0
    for _ in range(100_000):
        written = line.usb.write(bytes(256))
        total += written
        if not written:
            break
    assert written == 0
    assert time.monotonic() - begin < 5
    drained = 0
    while drained < total:
        drained += len(line.far.recv(1 << 16))
    assert line.usb.write(b"again") == 5


def test_an_ended_line_reads_as_nothing_and_never_raises(line):
    line.far.close()
    buf = bytearray(8)
    for _ in range(5):
        assert line.usb.readinto(buf) == 0
        assert line.usb.write(b"x" * 64) == 0


def test_bytes_sent_before_the_end_still_arrive(line):
    line.far.sendall(b"last")
    line.far.close()
    buf = bytearray(16)
    assert line.usb.readinto(buf) == 4
    assert bytes(buf[:4]) == b"last"


def test_over_a_pty_as_the_virtual_port_is(monkeypatch):
    master, slave = pty.openpty()
    tty.setraw(slave)
    line = Line(monkeypatch, os.dup(slave), os.dup(slave), master)
    os.close(slave)
    try:
        os.write(master, b"\x03\x04hello\n")
        buf = bytearray(32)
        got = b""
        deadline = time.monotonic() + 2
        while len(got) < 8 and time.monotonic() < deadline:
            got += bytes(buf[: line.usb.readinto(buf)])
        assert got == b"\x03\x04hello\n"
        assert line.usb.write(b"\x00\x03\x0a") == 3
        assert os.read(master, 10) == b"\x00\x03\x0a"
    finally:
        os.close(master)
        line.close()
