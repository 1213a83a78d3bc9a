"""Finding the pen: the right ports only, strangers opened once, two pens are an error."""

import time
from types import SimpleNamespace

import pytest
from needlepen import Pen
from needlepen.errors import NeedlepenError, NoPen, PortBusy, ProtocolMismatch, SeveralPens
from needlepen.link import TIMEOUT_S, discover, port_errors
from needlepen.link.transport import open_transport
from pen.formats import frame, messages

from tests.host_tools.cables import Cable, Deaf
from tests.host_tools.memory_store import PEN_ID, MemoryStore
from tests.host_tools.scripted_pen import ScriptedPen

OTHER_ID = bytes.fromhex("aa614c311b1f2a34")


@pytest.fixture
def usb(monkeypatch):
    """Plug ports in by appending to the returned list."""
    plugged = []
    monkeypatch.setattr(discover.list_ports, "comports", lambda: plugged)
    monkeypatch.setattr(discover, "_strangers", {})
    return plugged


def port(pen, serial="", vid=0x2E8A, pid=0x0005):
    return SimpleNamespace(device=pen.url, vid=vid, pid=pid, serial_number=serial)


class Stranger(Cable):
    """Another program's board: takes what it gets and says something else."""

    heard = b""

    def readinto(self, buf):
        count = self._serial.readinto(buf)
        Stranger.heard += bytes(buf[:count])
        if count:
            self._serial.write(b"\r\n>>> ")
        return 0


@pytest.mark.parametrize("pid", [0x0005, 0x101F])  # MicroPython on a Pico, on a Zero
def test_the_one_pen_is_found(usb, pid):
    with ScriptedPen(pty=True) as pen:
        usb.append(port(pen, pid=pid))
        found, hello = discover.find(None, 2.0)
        found.close()
    assert hello.pen_id == PEN_ID.hex()


def test_other_usb_devices_are_not_touched(usb):
    with ScriptedPen() as printer:
        usb.append(port(printer, vid=0x03F0))
        usb.append(port(printer, pid=0x0003))  # an RP2040 in its boot loader
        with pytest.raises(NoPen) as caught:
            discover.find(None, 2.0)
        assert printer.connections == 0
    assert "No MicroPython board" in caught.value.why


def test_linux_inside_windows_is_told_how_usb_comes_there(usb, monkeypatch):
    assert port_errors.is_wsl("5.15.90.1-microsoft-standard-WSL2") and not port_errors.is_wsl("6.8.0-45-generic")
    monkeypatch.setattr(discover, "is_wsl", lambda: True)
    monkeypatch.setattr(discover, "boot_loaders", list)
    with pytest.raises(NoPen) as caught:
        discover.find(None, 1.0)
    assert "WSL" in caught.value.why and "usbipd attach" in caught.value.next


def test_a_stranger_is_opened_once_and_not_interrupted(usb):
    Stranger.heard = b""
    with ScriptedPen(wrap=Stranger) as stranger, ScriptedPen() as pen:
        usb += [port(stranger), port(pen)]
        for _ in range(3):
            found, hello = discover.find(None, 1.0)
            assert hello.pen_id == PEN_ID.hex()
            found.close()
        assert stranger.connections == 1
    assert Stranger.heard
    assert not set(b"\x03\x04\x05") & set(Stranger.heard)  # no Ctrl-C, no soft reset, no paste mode
    assert Stranger.heard.endswith(b"\r\x02")  # and out of the raw REPL again


def test_two_pens_are_an_error_that_lists_both(usb):
    with ScriptedPen() as one, ScriptedPen(MemoryStore(OTHER_ID)) as two:
        usb += [port(one, "E6614C311B1F2A34"), port(two)]
        with pytest.raises(SeveralPens) as caught:
            discover.find(None, 2.0)
        assert {pen["pen_id"] for pen in caught.value.pens} == {PEN_ID.hex(), OTHER_ID.hex()}
        assert PEN_ID.hex() in caught.value.what and OTHER_ID.hex() in caught.value.what


def test_a_pen_chosen_by_usb_number_leaves_the_others_alone(usb):
    with ScriptedPen() as one, ScriptedPen(MemoryStore(OTHER_ID)) as two:
        usb += [port(one, "E6614C311B1F2A34"), port(two, "AA614C311B1F2A34")]
        found, hello = discover.find("serial:aa61", 2.0)
        found.close()
        assert hello.pen_id == OTHER_ID.hex()
        assert one.connections == 0


def test_a_pen_chosen_by_its_own_number(usb):
    with ScriptedPen() as one, ScriptedPen(MemoryStore(OTHER_ID)) as two:
        usb += [port(one), port(two)]
        found, hello = discover.find("serial:AA614C", 2.0)
        found.close()
        assert hello.pen_id == OTHER_ID.hex()
        with pytest.raises(NoPen) as caught:
            discover.find("serial:ffff", 2.0)
        assert "ffff" in caught.value.what


def test_a_port_somebody_else_holds(usb):
    with ScriptedPen(pty=True) as pen:
        usb.append(port(pen))
        holder = open_transport(pen.url, 1.0)
        with pytest.raises(PortBusy):
            discover.find(None, 1.0)
        holder.close()
        found, _ = discover.find(None, 1.0)
        found.close()


class Foreign(Cable):
    """A pen of another protocol generation."""

    answer = frame.encode(messages.ERROR, 0, messages.encode(messages.ERROR, messages.E_PROTOCOL, 9))

    def readinto(self, buf):
        count = self._serial.readinto(buf)
        if count >= 4 and bytes(buf[:2]) == frame.SYNC:
            answer = bytearray(self.answer)
            frame.build(answer, answer[2], buf[3], len(answer) - frame.HEADER - frame.TRAILER)
            self._serial.write(bytes(answer))
        return 0


class Longer(Foreign):
    """One whose HELLO has grown."""

    answer = frame.encode(messages.HELLO_IS, 0, bytes(80))


class Newer(Foreign):
    """One that speaks only versions to come."""

    answer = frame.encode(
        messages.HELLO_IS,
        0,
        messages.encode(messages.HELLO_IS, 7, 9, 1, 0, 0, PEN_ID, b"X", 1, 1, 1, 0, 0, 0, 0),
    )


@pytest.mark.parametrize("kind", [Foreign, Longer, Newer])
def test_a_pen_of_another_generation_is_said(usb, kind):
    with ScriptedPen(wrap=kind) as pen:
        usb.append(port(pen))
        with pytest.raises(ProtocolMismatch) as caught:
            discover.find(None, 1.0)
    assert "Update" in caught.value.next


class Late(Cable):
    """What the pen says takes so long."""

    trip_s = 0.8

    def __init__(self, serial):
        super().__init__(serial)
        self._under_way = []

    def readinto(self, buf):
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            self._serial.write(self._under_way.pop(0)[1])
        return self._serial.readinto(buf)

    def write(self, buf):
        self._under_way.append((time.monotonic() + self.trip_s, bytes(buf)))
        return len(buf)


class Later(Late):
    """Longer than a board is asked when nobody has said how long to wait."""

    trip_s = 2.6


@pytest.mark.parametrize(("kind", "timeout_s"), [(Late, TIMEOUT_S), (Later, 20.0)])
def test_a_late_answer_is_an_answer(usb, kind, timeout_s):
    with ScriptedPen(wrap=kind) as pen:
        usb.append(port(pen))
        found, hello = discover.find(None, timeout_s)
        assert hello.pen_id == PEN_ID.hex()
        assert found.status().battery_mv  # and the answers to the other repetitions are not taken for this one
        found.close()
        named, _ = discover.find(pen.url, timeout_s)
        named.close()


def test_silence_is_not_told_as_another_language():
    with ScriptedPen(wrap=Deaf) as mute, pytest.raises(NoPen) as caught:
        discover.find(mute.url, 0.3)
    assert "another program" in caught.value.why and "--timeout" in caught.value.next
    with ScriptedPen(wrap=Stranger) as stranger, pytest.raises(NoPen) as caught:
        discover.find(stranger.url, 0.3)
    assert "does not speak needlepen" in caught.value.why


def test_the_one_pen_is_opened_without_a_name(monkeypatch):
    with ScriptedPen() as running:
        monkeypatch.setattr(discover, "ports", lambda: [discover.Port(running.url)])
        monkeypatch.setattr(discover, "_strangers", {})
        with Pen.open() as pen:
            assert pen.hello().pen_id == PEN_ID.hex()
    monkeypatch.setattr(discover, "ports", list)
    with pytest.raises(NeedlepenError):
        Pen.open()
