"""One file for a blank board: MicroPython where it was, the pen's files where the port looks for them, no holes."""

import struct

import pytest
from uf2utils.file import UF2File

from boards.tools import emulator_setup, factory_image, uf2, upstream

BLOCK = struct.Struct("<IIIIIIII476sI")  # https://github.com/microsoft/uf2, "File format"
PROGRAM = bytes(range(256)) * 40


@pytest.fixture
def micropython(tmp_path, monkeypatch):
    """A file that passes for MicroPython."""
    return _uf2(tmp_path / "micropython.uf2", PROGRAM)


def _uf2(path, program, at=0x1000_0000, family=0xE48BFF56):
    out = UF2File(board_family=family)
    out.append_payload(program, at)
    out.to_file(str(path))
    return path


def _blocks(data):
    return [BLOCK.unpack(data[at : at + 512]) for at in range(0, len(data), 512)]


def test_the_image_is_micropython_and_the_filesystem(micropython):
    flash = uf2.image("RPI_PICO", micropython)
    assert len(flash) == 2 * 1024 * 1024
    assert flash.startswith(PROGRAM)
    assert flash[len(PROGRAM) : 0xA0000].strip(b"\xff") == b""
    assert flash[0xA0000:] == factory_image.filesystem("RPI_PICO")


def test_the_file_covers_the_flash_without_a_hole_for_the_rp2040(micropython, tmp_path):
    flash = uf2.image("RPI_PICO", micropython)
    uf2.write(flash, tmp_path / "out" / "pen.uf2")
    written = (tmp_path / "out" / "pen.uf2").read_bytes()
    blocks = _blocks(written)
    assert len(blocks) == 8192
    for number, (start0, start1, flags, address, size, its, total, family, data, end) in enumerate(blocks):
        assert (start0, start1, end) == (0x0A324655, 0x9E5D5157, 0x0AB16F30)
        assert (flags, family, size, its, total) == (0x2000, 0xE48BFF56, 256, number, 8192)
        assert address == 0x1000_0000 + 256 * number
        assert data[:256] == flash[256 * number :][:256]


def test_the_same_input_gives_the_same_file(micropython, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MICROPYTHON_UF2", str(micropython))
    monkeypatch.setattr(uf2, "ROOT", tmp_path)
    files = []
    for _ in range(2):
        assert uf2.main([]) == 0
        files.append((tmp_path / "build" / "needlepen-RPI_PICO.uf2").read_bytes())
    assert files[0] == files[1]
    said = capsys.readouterr().out
    assert upstream.sha256(micropython.read_bytes()) in said and "NOT the published" in said


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_bytes(b"MZ" * 600), "no UF2 file"),
        (lambda path: path.write_bytes(b"MZ" * 512), "no sound UF2 file"),
        (lambda path: path.write_bytes(b""), "holds nothing"),
        (lambda path: _uf2(path, PROGRAM, family=0xE48BFF59), "another chip"),
        (lambda path: _uf2(path, PROGRAM, at=0x2000_0000), "another chip"),
        (lambda path: _uf2(path, PROGRAM, at=0x100A_0000), "reaches into the filesystem"),
    ],
)
def test_a_wrong_file_is_refused_with_a_remedy(make, why, tmp_path, monkeypatch, capsys):
    path = tmp_path / "x.uf2"
    make(path)
    monkeypatch.setenv("MICROPYTHON_UF2", str(path))
    monkeypatch.setattr(uf2, "ROOT", tmp_path)
    assert uf2.main([]) == 1
    assert why in capsys.readouterr().err
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("board", "release"), [("RPI_PICO", "20260824-v1.29.0"), ("WAVESHARE_RP2040_ZERO", "20260406-v1.28.0")]
)
def test_what_is_missing_is_said_exactly(board, release, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("MICROPYTHON_UF2", raising=False)
    monkeypatch.setattr(upstream, "DOWNLOADS", tmp_path)
    assert uf2.main(["--board", board]) == 1
    said = capsys.readouterr().err
    assert f"{board}-{release}.uf2" in said and "MICROPYTHON_UF2=" in said
    monkeypatch.setenv("MICROPYTHON_UF2", str(tmp_path / "nowhere"))
    assert uf2.main(["--board", board]) == 1
    assert "nowhere, which is not there" in capsys.readouterr().err


def test_the_older_release_is_a_published_one_too(micropython, monkeypatch):
    digest = upstream.sha256(micropython.read_bytes())
    monkeypatch.setattr(upstream, "OLDER", (upstream.Uf2("RPI_PICO-older.uf2", digest),))
    monkeypatch.setenv("MICROPYTHON_UF2", str(micropython))
    assert upstream.micropython("RPI_PICO")[1].endswith("the published RPI_PICO-older.uf2")
    assert upstream.published("0" * 64) == ""


def test_a_damaged_download_is_not_used(tmp_path, monkeypatch):
    monkeypatch.delenv("MICROPYTHON_UF2", raising=False)
    monkeypatch.setattr(upstream, "DOWNLOADS", tmp_path)
    (tmp_path / upstream.UF2["RPI_PICO"].name).write_bytes(b"half")
    with pytest.raises(upstream.MissingError, match="is damaged"):
        upstream.micropython("RPI_PICO")


# --- make emulator-setup ----------------------------------------------------------------------------------------

ROM = b"".join(struct.pack("<I", n * 2654435761 % 2**32) for n in range(4096))
SOURCE = b"export const rom = new Uint32Array([" + b", ".join(b"0x%x" % w for w in struct.unpack("<4096I", ROM)) + b"])"


@pytest.fixture
def pinned(tmp_path, monkeypatch):
    """Other files than the real ones, pinned the same way; the answers of an internet that has them."""
    for variable in ("MICROPYTHON_UF2", "RP2040_BOOTROM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(upstream, "DOWNLOADS", tmp_path / "build" / "emulator")
    monkeypatch.setattr(upstream, "BOOTROM", tmp_path / "build" / "emulator" / "bootrom-b1.bin")
    monkeypatch.setattr(upstream, "BOOTROM_SHA256", upstream.sha256(ROM))
    monkeypatch.setattr(upstream, "BOOTROM_URL_SHA256", upstream.sha256(SOURCE))
    pico = upstream.Uf2("pico.uf2", upstream.sha256(b"uf2"))
    monkeypatch.setitem(upstream.UF2, "RPI_PICO", pico)
    monkeypatch.setattr(emulator_setup, "ROOT", tmp_path)
    return {pico.url: b"uf2", upstream.BOOTROM_URL: SOURCE}


def test_setup_fetches_once_what_is_pinned(pinned, capsys):
    emulator_setup.files(pinned.__getitem__)
    assert upstream.BOOTROM.read_bytes() == ROM
    assert (upstream.DOWNLOADS / "pico.uf2").read_bytes() == b"uf2"
    emulator_setup.files({}.__getitem__)  # no internet any more
    assert capsys.readouterr().out.count("as pinned") == 4


def test_setup_uses_nothing_else_than_what_is_pinned(pinned):
    for url in list(pinned):
        wrong = {**pinned, url: pinned[url] + b" "}
        with pytest.raises(upstream.MissingError, match="it is not used"):
            emulator_setup.files(wrong.__getitem__)
    assert not upstream.BOOTROM.exists()


def test_files_that_a_person_names_are_used_and_recorded(pinned, tmp_path, monkeypatch, capsys):
    own = tmp_path / "own"
    own.write_bytes(b"mine")
    monkeypatch.setenv("MICROPYTHON_UF2", str(own))
    monkeypatch.setenv("RP2040_BOOTROM", str(own))
    emulator_setup.files({}.__getitem__)
    assert capsys.readouterr().out.count(upstream.sha256(b"mine")) == 2
