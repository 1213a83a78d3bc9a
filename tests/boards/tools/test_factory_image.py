"""The filesystem that leaves the factory: read back by littlefs here, and mounted by MicroPython's own driver."""

import subprocess

import pytest

from boards.tools import factory_image, pen_files
from boards.virtual.handle import find_micropython

_MOUNT = """
import sys, vfs
sys.path[:] = [".frozen"]
class Device:
    def __init__(self):
        self.data = bytearray(352 * 4096)
        with open("/host" + {image!r}, "rb") as file:
            file.readinto(self.data)
    def readblocks(self, block, buf, offset=0):
        at = block * 4096 + offset
        buf[:] = self.data[at : at + len(buf)]
    def writeblocks(self, block, buf, offset=0):
        at = block * 4096 + offset
        self.data[at : at + len(buf)] = buf
    def ioctl(self, op, arg):
        return 352 if op == 4 else 4096 if op == 5 else 0
vfs.mount(vfs.VfsPosix("/"), "/host")
device = Device()
vfs.umount("/")
vfs.mount(vfs.VfsLfs2(device, progsize=256), "/")
vfs.umount("/host")
sys.path[:] = ["", ".frozen"]
sys.modules["machine"] = type("machine", (), dict(WDT=lambda timeout: None))  # the unix port has no watchdog
import board, slots
slots.Slots(slots.root()).start("/app")
sys.path.insert(0, "/app")
from pen.core import controller
from pen.formats import record
print(board.NAME, len(record.genesis(b"12345678", 1)))
with open("/ledger.a", "wb") as file:
    file.write(bytes(512))
"""


@pytest.fixture(scope="module")
def image():
    return factory_image.filesystem("RPI_PICO")


def test_it_has_the_size_of_the_ports_filesystem_and_fills_the_flash_with_micropython(image):
    assert len(image) == 1408 * 1024
    assert factory_image.FILESYSTEM_OFFSET + len(image) == 2 * 1024 * 1024


def test_it_holds_everything_that_runs_and_nothing_else(image):
    fs = factory_image.open_image(image)
    found = {}
    for folder, _, names in fs.walk("/"):
        for name in names:
            with fs.open(f"{folder}/{name}", "rb") as file:
                found[f"{folder}/{name}".strip("/")] = file.read()
    assert found == pen_files.pen_files("RPI_PICO")
    assert {"boot.py", "main.py", "board.mpy", "pack.mpy", "slots.mpy", "keys", "a.np", "pen/service/mode.mpy"} <= set(
        found
    )
    assert {path for path in found if path.startswith("pen/")} == set(pen_files.SERVICE)


def test_the_same_files_give_the_same_bytes(image):
    pen_files.compiled.cache_clear()
    assert factory_image.filesystem("RPI_PICO") == image
    assert factory_image.filesystem("WAVESHARE_RP2040_ZERO") != image


def test_more_files_can_be_added(image):
    fs = factory_image.open_image(factory_image.filesystem("RPI_PICO", {"journal/x": b"1", "/notes": b"2"}))
    assert fs.open("journal/x", "rb").read() == b"1"
    assert fs.open("notes", "rb").read() == b"2"


def test_a_traceback_names_the_module_and_no_folder_of_this_computer():
    files = pen_files.pen_files("RPI_PICO")
    assert b"/app/pen/app.mpy" in files[pen_files.SLOT]
    assert b"/app/pen/service/mode.mpy" not in files["pen/service/mode.mpy"]
    assert not any(str(pen_files.ROOT).encode() in data for data in files.values())


def test_what_does_not_compile_is_said():
    with pytest.raises(pen_files.BuildError, match=r"mpy-cross refuses x\.py:\n(.|\n)*SyntaxError"):
        pen_files.compiled("x.py", b"def (:")


def test_another_board_is_refused():
    with pytest.raises(pen_files.BuildError, match="BOARD is one of RPI_PICO"):
        factory_image.filesystem("ESP32")


@pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port")
def test_micropython_mounts_it_imports_from_it_and_writes_to_it(image, tmp_path):
    path = tmp_path / "image"
    path.write_bytes(image)
    script = tmp_path / "mount.py"
    script.write_text(_MOUNT.format(image=str(path)))
    command = [find_micropython(), "-X", "heapsize=16M", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "RPI_PICO 12", done.stderr
