"""Starting the emulated chip: what is missing is said, with its remedy, and nothing else is tried."""

import subprocess
import sys
from pathlib import Path

import pytest

from boards.virtual.handle import PenError, VirtualPen
from boards.virtual.rp2040 import line

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A computer with nothing of it: no Node, no packages, no downloads."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MICROPYTHON_UF2", raising=False)
    monkeypatch.delenv("RP2040_BOOTROM", raising=False)
    monkeypatch.setattr(line, "HERE", tmp_path)
    monkeypatch.setattr(line, "_DOWNLOADS", tmp_path / "emulator")
    return tmp_path


def test_everything_missing_is_listed_with_its_remedy(bare):
    node, packages, uf2, bootrom = line.missing()
    assert "Node.js" in node
    assert "npm ci" in packages
    assert "MICROPYTHON_UF2" in uf2
    assert "RP2040_BOOTROM" in bootrom
    assert all("make emulator-setup" in what for what in (packages, uf2, bootrom))
    with pytest.raises(line.ChipError, match="cannot run here"):
        line.Line("e6613c9a00000001")
    with pytest.raises(PenError, match="make emulator-setup"):
        VirtualPen(mcu="rp2040")


def test_a_wrong_name_is_told_apart_from_none(bare, monkeypatch):
    monkeypatch.setenv("MICROPYTHON_UF2", str(bare / "nowhere.uf2"))
    assert any("there is no" in what and "nowhere.uf2" in what for what in line.missing())


def test_what_the_setup_has_fetched_is_found(bare):
    folder = bare / "emulator"
    folder.mkdir()
    (folder / "RPI_PICO-v1.uf2").write_bytes(b"")
    (folder / "bootrom.bin").write_bytes(b"")
    assert line.uf2() == str(folder / "RPI_PICO-v1.uf2")
    assert line.bootrom() == str(folder / "bootrom.bin")
    assert len(line.missing()) == 2


def test_the_demo_says_it_in_one_go(bare, tmp_path):
    command = [sys.executable, "-m", "boards.virtual.demo", "--mcu", "rp2040", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 1
    assert "✗ the emulated RP2040 cannot run here" in done.stderr
    assert "Traceback" not in done.stderr
