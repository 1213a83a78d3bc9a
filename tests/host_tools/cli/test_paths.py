"""Where things are on Linux, macOS and Windows, and what each shell gets when Tab is pressed."""

import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest
from needlepen.cli import main as cli
from needlepen.dashboard.forms import _name
from needlepen.history.store import default_path
from platformdirs import macos, unix, windows

from tests.host_tools.cli.test_cli_process import process


def test_the_history_on_linux(monkeypatch):
    monkeypatch.setattr(platformdirs, "PlatformDirs", unix.Unix)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/anna")
    assert default_path() == Path("/home/anna/.local/share/needlepen/needlepen.db")
    monkeypatch.setenv("XDG_DATA_HOME", "/data/anna")
    assert default_path() == Path("/data/anna/needlepen/needlepen.db")


def test_the_history_on_macos(monkeypatch):
    monkeypatch.setattr(platformdirs, "PlatformDirs", macos.MacOS)
    monkeypatch.setenv("HOME", "/Users/anna")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert default_path() == Path("/Users/anna/Library/Application Support/needlepen/needlepen.db")


def test_the_history_on_windows(monkeypatch):
    """Under the user's own folder, without a folder of an author between."""
    monkeypatch.setattr(platformdirs, "PlatformDirs", windows.Windows)
    monkeypatch.setattr(windows, "get_win_folder", lambda name: f"C:/Users/anna/{name}")
    parts = default_path().as_posix().replace("\\", "/")
    assert parts == "C:/Users/anna/CSIDL_LOCAL_APPDATA/needlepen/needlepen.db"


def test_a_photo_is_named_by_the_end_of_any_systems_path():
    assert _name("C:\\Users\\anna\\chin.jpg") == _name("/home/anna/chin.jpg") == _name("chin.jpg") == "chin.jpg"
    assert _name("../..") == ".." and _name("a/") == "The file" and _name("\x1b[31mx") == "[31mx"


@pytest.mark.parametrize(
    ("shell", "typed", "at"),
    [("bash", "needlepen re", "1"), ("zsh", "needlepen re", "1"), ("fish", "needlepen re", "re")],
)
def test_what_a_shell_asks_for_is_answered(shell, typed, at):
    """PowerShell asks what bash asks."""
    command, environment = process(_NEEDLEPEN_COMPLETE=f"{shell}_complete", COMP_WORDS=typed, COMP_CWORD=at)
    command = [command[0], "-c", "import sys; sys.argv = ['needlepen']; from needlepen.cli.main import main; main()"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True).stdout
    assert all(name in told for name in ("receipt", "report", "review")) and "sync" not in told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_reads_is_its_language(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    command, environment = process("completion", shell)
    script = subprocess.run(command, env=environment, capture_output=True, text=True).stdout
    checked = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True)
    assert script and checked.returncode == 0, checked.stderr


def test_a_history_in_a_folder_that_is_copied_is_warned_of(pen, tmp_path, capsys):
    path = str(tmp_path / "Dropbox" / "history.db")
    for command in ("sync", "doctor"):
        assert cli.run([command, "-d", pen.url, "--db", path]) == 0
        said = " ".join("".join(capsys.readouterr()).split())
        assert "a folder that Dropbox copies" in said and "needlepen db backup" in said


def test_without_a_home_every_command_says_what_to_do(pen, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for command in ("sync", "status", "history", "doctor", "db path"):
        code = cli.run([*command.split(), "-d", pen.url])
        out, err = capsys.readouterr()
        assert "Internal" not in err and (code == 0 or "--db FILE" in err + out)
    assert list(tmp_path.iterdir()) == []
