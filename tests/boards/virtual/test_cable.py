"""The cable of a virtual pen where there is no pty: a TCP port, used by one program after the other."""

import socket
import struct
import time

import pytest

from boards.virtual.cable import Cable

_RESET = struct.pack("ii", 1, 0)


@pytest.fixture
def ends():
    """The pen's end, and where a program finds the other one."""
    cable = Cable("socket")
    ours, pen = socket.socketpair()
    cable.attach(ours)
    try:
        yield pen, ("127.0.0.1", int(cable.open().rpartition(":")[2]))
    finally:
        cable.close()
        pen.close()


@pytest.mark.filterwarnings("error")  # of the cable's thread
def test_a_program_that_goes_while_the_pen_sends_leaves_the_port_to_the_next(ends):
    pen, address = ends
    pen.setblocking(False)
    with socket.create_connection(address) as host:
        host.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end = time.monotonic() + 2
        while time.monotonic() < end:  # until nothing more goes in: the cable waits for the program to read
            try:
                pen.send(b"x" * 65_536)
            except BlockingIOError:
                time.sleep(0.1)
                try:
                    pen.send(b"x")
                except BlockingIOError:
                    break
    with socket.create_connection(address, timeout=5) as host:
        host.sendall(b"hello")
        pen.settimeout(5)
        assert pen.recv(5) == b"hello"
