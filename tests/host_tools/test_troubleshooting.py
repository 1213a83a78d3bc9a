"""What is in the way, told apart: no port, no permission, in use, boot loader; on Linux, macOS and Windows."""

import errno
import json
import os

import pytest
from needlepen.cli import main as cli
from needlepen.errors import NoPen, PortBusy
from needlepen.link import bootloader, discover, udev
from needlepen.link.port_errors import cannot_open, port_name
from serial import SerialException

from tests.host_tools.memory_store import PEN_ID
from tests.host_tools.scripted_pen import ScriptedPen

# pyserial 3.5: serialposix.py (open), serialwin32.py (open)
POSIX = "[Errno {0}] could not open port {1}: [Errno {0}] {2}: '{1}'"
LOCKED = "[Errno 11] Could not exclusively lock port {}: [Errno 11] Resource temporarily unavailable"
WINDOWS = "could not open port '{}': {}"
DENIED = "PermissionError(13, 'Access is denied.', None, 5)"
VERWEIGERT = (
    "PermissionError(13, 'Zugriff verweigert', None, 5)"  # the text is the system's language, the number is not
)
GONE = "FileNotFoundError(2, 'The system cannot find the file specified.', None, 2)"
ASLEEP = "OSError(22, 'A device attached to the system is not functioning.', None, 31)"


def posix(number, port="/dev/ttyACM0"):
    return SerialException(number, POSIX.format(number, port, os.strerror(number)))


@pytest.mark.parametrize(
    ("platform", "error", "kind", "why", "what_next"),
    [
        ("linux", posix(errno.EACCES), PortBusy, "permission", "needlepen doctor --fix-udev"),
        ("linux", posix(errno.EBUSY), PortBusy, "Another program", "fuser -v"),
        ("linux", SerialException(11, LOCKED.format("/dev/ttyACM0")), PortBusy, "Another program", "fuser"),
        ("linux", posix(errno.ENOENT), NoPen, "plugged in", "needlepen list"),
        ("linux", posix(errno.EIO), NoPen, "Input/output", "needlepen list"),
        ("darwin", posix(errno.EACCES, "/dev/cu.usbmodem1"), PortBusy, "permission", "ls -l"),
        ("darwin", posix(errno.EBUSY, "/dev/cu.usbmodem1"), PortBusy, "Another program", "lsof"),
        ("darwin", posix(errno.ENOENT, "/dev/cu.usbmodem1"), NoPen, "plugged in", "needlepen list"),
        ("win32", SerialException(WINDOWS.format("COM3", DENIED)), PortBusy, "Another program", "Close the other"),
        ("win32", SerialException(WINDOWS.format("COM3", VERWEIGERT)), PortBusy, "Another program", "Close"),
        ("win32", SerialException(WINDOWS.format("COM3", GONE)), NoPen, "plugged in", "needlepen list"),
        ("win32", SerialException(WINDOWS.format("COM3", ASLEEP)), NoPen, "plugged in", "needlepen list"),
    ],
)
def test_why_a_port_does_not_open(platform, error, kind, why, what_next):
    said = cannot_open("/dev/ttyACM0", error, platform)
    assert type(said) is kind and why in said.why and what_next in said.next
    assert ("udev" in said.next) == (platform == "linux" and error.errno == errno.EACCES)


def test_names_of_ports():
    assert port_name("/dev/tty.usbmodem101", "darwin") == "/dev/cu.usbmodem101"  # the other one waits for a carrier
    assert port_name("/dev/cu.usbmodem101", "darwin") == "/dev/cu.usbmodem101"
    assert port_name("com12", "win32") == "COM12"
    assert port_name("/dev/tty.x", "linux") == "/dev/tty.x" and port_name("socket://h:1", "win32") == "socket://h:1"


# --- boot loader ------------------------------------------------------------------------------------------------


def test_a_board_in_its_boot_loader_is_seen_on_linux(tmp_path):
    for name, vendor, product in (("1-1", "2e8a", "0003"), ("1-2", "2e8a", "0005"), ("1-3", "1d6b", "0003")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "idVendor").write_text(vendor + "\n")
        (tmp_path / name / "idProduct").write_text(product + "\n")
    (tmp_path / "usb1").mkdir()
    assert bootloader.linux(tmp_path) == ["USB device 1-1"]
    assert bootloader.linux(tmp_path / "nothing") == []


def test_a_board_in_its_boot_loader_is_seen_on_macos_and_windows(tmp_path):
    for name, has in (("RPI-RP2", True), ("RPI-RP2 1", True), ("RPI-RP2 old", False), ("Music", True)):
        (tmp_path / name).mkdir()
        if has:
            text = "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n"
            (tmp_path / name / "INFO_UF2.TXT").write_text(text if "RP2" in name else "A song\n")
    assert bootloader.macos(tmp_path) == ["drive RPI-RP2", "drive RPI-RP2 1"]
    drives = [tmp_path / "RPI-RP2", tmp_path / "Music", tmp_path / "no such drive"]
    assert bootloader.windows(drives) == [f"drive {drives[0]}"]


def test_no_pen_but_a_boot_loader_has_its_own_words(monkeypatch):
    monkeypatch.setattr(discover.list_ports, "comports", list)
    monkeypatch.setattr(discover, "boot_loaders", lambda: ["USB device 1-1"])
    with pytest.raises(NoPen) as caught:
        discover.find(None, 1.0)
    assert "boot loader" in caught.value.what and "BOOTSEL" in caught.value.next


# --- the udev rule ----------------------------------------------------------------------------------------------


def test_the_rule_covers_every_board_that_is_looked_for():
    (line,) = [line for line in udev.rule().splitlines() if not line.startswith("#")]
    assert f'"{discover.VID:04x}"' in line and "uaccess" in line and "ID_MM_DEVICE_IGNORE" in line
    assert set(line.split('ATTRS{idProduct}=="')[1].split('"')[0].split("|")) == {f"{pid:04x}" for pid in discover.PIDS}


def test_an_installed_rule_is_recognised(tmp_path):
    etc, lib = tmp_path / "etc", tmp_path / "lib"
    assert udev.installed((etc, lib)) is None
    udev.install(lib / udev.NAME)
    assert udev.installed((etc, lib)) == (lib / udev.NAME, True)
    etc.mkdir()
    (etc / udev.NAME).write_text(udev.rule().replace("101f", "ffff"))
    assert udev.installed((etc, lib)) == (etc / udev.NAME, False)


def test_a_rule_that_may_not_be_written_says_how(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PortBusy) as caught:
        udev.install(tmp_path / "file" / "rules.d" / udev.NAME)
    assert caught.value.next.startswith("sudo ")


def test_modem_manager_is_found_by_its_name(tmp_path):
    for number, name in (("1", "systemd"), ("77", "ModemManager"), ("x", "ModemManager")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(name + "\n")
    assert udev.modem_manager(tmp_path)
    (tmp_path / "77" / "comm").write_text("bash\n")
    assert not udev.modem_manager(tmp_path)


# --- needlepen doctor -------------------------------------------------------------------------------------------


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(discover.list_ports, "comports", list)
    monkeypatch.setattr(discover, "_strangers", {})
    monkeypatch.setattr(udev, "TARGET", tmp_path / "etc" / udev.NAME)
    monkeypatch.setattr(udev, "installed", lambda: None)
    monkeypatch.setattr(udev, "modem_manager", lambda: False)

    def run(*args):
        code = cli.run([*args, "--db", str(tmp_path / "history.db")])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_pen_that_answers(call):
    with ScriptedPen() as pen:
        code, out, _ = call("-d", pen.url, "doctor")
        assert code == 0 and f"pen {PEN_ID.hex()}" in out and "protocol 1" in out
        checks = json.loads(call("--json", "-d", pen.url, "doctor")[1])["checks"]
    assert {check["about"]: check["state"] for check in checks}["pen"] == "ok"


def test_no_pen_is_no_failure_of_this_computer(call):
    code, out, _ = call("doctor")
    assert code == 0 and "no MicroPython board is plugged in" in out and "Nothing in the way" in out


def test_a_port_in_use_is_in_the_way(call, monkeypatch):
    def held(*_):
        raise PortBusy("/dev/ttyACM0 is in use.", "Another program holds the port.", "Close it")

    monkeypatch.setattr("needlepen.link.connection.open_transport", held)
    code, out, _ = call("-d", "/dev/ttyACM0", "doctor")
    assert code == 5 and out.startswith("✗ 1 thing in the way") and "is in use" in out


def test_a_damaged_history_is_in_the_way(call, tmp_path):
    (tmp_path / "history.db").write_bytes(b"Dear Anna, " * 500)
    code, out, _ = call("doctor")
    assert code == 10 and "history.db" in out


@pytest.mark.skipif(os.name != "posix", reason="udev")
def test_the_rule_is_printed_and_installed_only_on_request(call, tmp_path):
    code, out, err = call("doctor", "--fix-udev")
    assert (code, out) == (0, udev.rule()) and "sudo" in err and not (tmp_path / "etc").exists()
    code, out, err = call("-y", "doctor", "--fix-udev")
    assert code == 0 and (tmp_path / "etc" / udev.NAME).read_text() == udev.rule() and "unplug" in err
