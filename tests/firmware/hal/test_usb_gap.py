"""The USB line on the chip, where a read of several bytes waits for its last one: taken in packets, it never waits.

The model of standard input follows MicroPython 1.28 and 1.29: shared/runtime/sys_stdio_mphal.c, ports/rp2/mphalport.c
and extmod/os_dupterm.c. On the emulated chip `make emulator-test` times an update over MicroPython's own.
"""

import os
import select
import sys
from io import IOBase
from types import SimpleNamespace

import pytest
from pen.formats import frame
from pen.formats import messages as m
from pen.hal import usb_serial
from pen.hal.usb_gap import Gap
from pen.link.channel import Channel

MOMENT = 40  # looks at the line after which it counts as silent


class WaitsForEver(AssertionError):
    """The chip would wait in this read until the watchdog ends it."""


class ChipLine:
    """Standard input of the chip. `coming`: (after how many looks at the line, bytes); a byte read is a look."""

    def __init__(self):
        self.coming = []
        self.ring = bytearray()
        self.looks = 0
        self.asked_instead = None  # what `os.dupterm` has put in place
        self.printed = b""
        self.broken = False

    def look(self) -> bool:
        self.looks += 1
        while self.coming and self.coming[0][0] <= self.looks:
            self.ring += self.coming.pop(0)[1]
        return bool(self.ring)

    def readinto(self, buf) -> int:
        if self.broken:
            raise OSError
        for at in range(len(buf)):
            buf[at] = self._one()
        return len(buf)

    def _one(self) -> int:
        if self.look():
            return self.ring.pop(0)
        if self.asked_instead is None:
            raise WaitsForEver
        one = bytearray(1)
        if self.asked_instead.readinto(one) != 1:
            raise WaitsForEver
        return one[0]

    def dupterm(self, stream) -> None:
        assert stream is None or isinstance(stream, IOBase)
        self.asked_instead = stream

    # what `select.poll` gives

    def register(self, stream, events) -> None:
        assert stream is self

    def ipoll(self, wait_ms):
        assert wait_ms == 0
        return iter([(self, select.POLLIN)] if self.look() else [])

    poll = ipoll

    def write(self, data) -> int:
        return len(data)

    @property
    def buffer(self):
        return self


@pytest.fixture
def line(monkeypatch):
    line = ChipLine()
    monkeypatch.setattr(usb_serial, "select", SimpleNamespace(poll=lambda: line, POLLIN=1, POLLOUT=4))
    monkeypatch.setattr(os, "dupterm", line.dupterm, raising=False)
    monkeypatch.setattr(sys, "platform", "rp2")
    monkeypatch.setattr(sys, "stdin", line)
    monkeypatch.setattr(sys, "stdout", line)
    return line


@pytest.fixture
def usb(line):
    return usb_serial.UsbSerial()


def in_packets(data: bytes, looks: int):
    """A packet of 64 bytes every so many looks."""
    return [(1 + looks * at, data[64 * at : 64 * at + 64]) for at in range(len(data) // 64 + 1)]


DATA = bytes(i * 7 & 0xFF for i in range(2060))


@pytest.mark.parametrize("looks", [0, 1, 64, 64 + 5])
def test_all_that_is_due_is_read_at_once(line, usb, looks):
    line.coming = in_packets(DATA, looks)
    buf = bytearray(len(DATA))
    assert usb.readinto(buf) == len(DATA)
    assert buf == DATA
    assert line.asked_instead is None, "the line is as it was"


@pytest.mark.parametrize("came", [1, 2, 63, 64, 65, 1000, 2059])
def test_what_stops_in_the_middle_is_not_waited_for(line, usb, came):
    line.coming = [(0, DATA[:came])]
    buf = bytearray(len(DATA))
    assert usb.readinto(buf) == came
    assert buf[:came] == DATA[:came]
    assert line.looks < came + MOMENT + 64
    assert line.asked_instead is None
    before = line.looks
    assert usb.readinto(buf) == 0 and line.looks == before + 1, "nothing came: one look is enough"


@pytest.mark.parametrize("every", [*range(2, MOMENT), 64 + 20])
@pytest.mark.parametrize("at_once", [1, 2, 63])
def test_s10_what_drips_holds_the_pen_for_some_ms(line, usb, every, at_once):
    """Seen: a byte every 1.6 ms kept one read of a frame of 2,052 bytes going until the watchdog ended it."""
    line.coming = [(1 + every * at, DATA[at_once * at :][:at_once]) for at in range(len(DATA) // at_once + 1)]
    buf, count = bytearray(len(DATA)), 0
    while count < len(DATA):
        before = line.looks
        came = usb.readinto(memoryview(buf)[count:])
        assert line.looks - before < came + 1_100  # some 20 ms
        line.look()
        count += came


def test_what_comes_after_it_is_read_as_ever(line, usb):
    line.coming = [(0, DATA[:100])]
    buf = bytearray(len(DATA))
    assert usb.readinto(buf) == 100
    line.coming = [(0, DATA[100:])]
    assert usb.readinto(memoryview(buf)[100:]) == len(DATA) - 100
    assert buf == DATA


def test_a_read_that_fails_leaves_the_line_as_it_was(line, usb):
    line.coming = [(0, DATA)]
    line.broken = True
    assert usb.readinto(bytearray(10)) == 0
    assert line.asked_instead is None


def test_what_is_printed_meanwhile_goes_to_the_line_only():
    gap = Gap(None, None)
    assert gap.write(b"abc") == 3 and gap.ioctl(3, 1) == 0


def test_a_frame_is_taken_in_one_turn(line, usb):
    channel = Channel(usb)
    channel.resize(m.DATA_MAX + 4)
    line.coming = in_packets(frame.encode(m.FW_DATA, 5, DATA[:2052]), 64)
    channel.receive()
    assert channel.next() == DATA[:2052] and channel.tag == 5
    assert usb._gap._zeros == 0, "no more was asked for than was due"


def test_two_frames_at_once_are_two_requests(line, usb):
    channel = Channel(usb)
    line.coming = [(0, frame.encode(m.STATUS, 1) + frame.encode(m.HELLO, 2, b"\1\1"))]
    kinds = []
    for _ in range(3):
        channel.receive()
        if channel.next() is not None:
            kinds.append(channel.kind)
    assert kinds == [m.STATUS, m.HELLO]


def test_a_frame_into_which_a_byte_came_too_late_is_refused_and_the_next_one_taken(line, usb):
    """The zeros that stand for what is missing are in its middle then: its sum is wrong."""
    torn = 0
    for late in range(1, 160):
        channel = Channel(usb)
        channel.resize(m.DATA_MAX + 4)
        took = []
        for tag in (1, 2):
            sent = frame.encode(m.FW_DATA, tag, DATA[:400])
            line.looks = 0
            line.coming = [(0, sent[:100]), (100 + late, sent[100:])] if tag == 1 else [(0, sent)]
            for _ in range(160):
                channel.receive()
                payload = channel.next()
                if payload is not None:
                    assert payload == DATA[:400]
                    took.append(channel.tag)
        assert took in ([1, 2], [2]), f"{late}: {took}"
        torn += took == [2]
    assert 0 < torn <= 64, "while zeros are given, at most a packet of them; else the rest is waited for or taken later"
