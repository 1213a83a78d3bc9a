"""The file system of an emulated pen, looked into and renewed from outside."""

import struct

import littlefs
import pytest

from boards.tools.factory_image import filesystem, open_image
from boards.virtual.rp2040 import flash_image

SEGMENT = bytes(range(64)) * 3
FILES = {"boot.py": b"# boot", "main.py": b"# main", "pen/app.mpy": b"one"}


@pytest.fixture
def image(monkeypatch):
    """A small application and what a pen has written."""
    monkeypatch.setattr("boards.tools.factory_image.pen_files", lambda board, **_: dict(FILES))
    written = {
        "ledger.a": b"ledger",
        "journal/00000001.000000": b"old epoch" * 64,
        "journal/00000002.000000": SEGMENT,
        "journal/00000002.000001": SEGMENT[64:] + b"torn",
    }
    return bytearray(filesystem("RPI_PICO", written))


def test_the_journal_is_the_newest_epoch_in_order_whole_records_only(image):
    assert flash_image.journal(image) == SEGMENT + SEGMENT[64:]


def test_looking_changes_nothing(image):
    before = bytes(image)
    flash_image.journal(image)
    assert image == before


def test_a_pen_that_never_wrote_has_no_journal(monkeypatch):
    monkeypatch.setattr("boards.tools.factory_image.pen_files", lambda board, **_: dict(FILES))
    assert flash_image.journal(filesystem("RPI_PICO")) == b""


def test_renewing_touches_only_what_differs(image):
    before = bytes(image)
    assert flash_image.renew(image, FILES) == 0
    assert image == before
    new = {"boot.py": b"# boot", "main.py": b"# another", "pen/core/gate.mpy": b"new"}
    assert flash_image.renew(image, new) == 3  # one changed, one new, one gone
    fs = open_image(bytes(image))
    assert {path: _read(fs, path) for path in new} == new
    assert "app.mpy" not in fs.listdir("pen")
    assert _read(fs, "ledger.a") == b"ledger"
    assert flash_image.journal(image) == SEGMENT + SEGMENT[64:]


@pytest.mark.parametrize(("name", "stays"), [(b"factory", False), (b"development", True)])
def test_a_version_that_came_as_an_update_stays(monkeypatch, name, stays):
    monkeypatch.setattr("boards.tools.factory_image.pen_files", lambda board, **_: dict(FILES))
    record = struct.pack("<4sIBBBBII16s16s", b"NPB1", 3, 1, 2, 0, 0, 0, 0, b"factory", name)
    written = {"a.np": b"old", "b.np": b"newer", "boot.1": record + b"crc!", "ledger.a": b"ledger"}
    image = bytearray(filesystem("RPI_PICO", written))
    flash_image.renew(image, {**FILES, "a.np": b"today's", "slots.mpy": b"loader"})
    found = flash_image.files(bytes(image))
    assert found["ledger.a"] == b"ledger" and found["slots.mpy"] == b"loader"
    assert found["a.np"] == (b"old" if stays else b"today's")
    assert ("b.np" in found) == ("boot.1" in found) == stays


def test_an_erased_flash_has_no_file_system():
    with pytest.raises(littlefs.LittleFSError):
        flash_image.renew(bytearray(b"\xff" * 1408 * 1024), FILES)


def _read(fs, path: str) -> bytes:
    with fs.open(path, "rb") as file:
        return file.read()
