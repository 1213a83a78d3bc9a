"""How `--help` looks: pages of each kind at 80 columns, one with its colours at 60, as in `golden/help.txt`."""

import os
from pathlib import Path

import click
import pytest
from needlepen.cli import main as cli
from needlepen.cli.commands import COMMANDS, Late, load

GOLDEN = Path(__file__).parents[1] / "golden" / "help.txt"

# with headings; a range and a default; an option that must be given; long choices; a pair of flags; usage that wraps
PAGES = ("", "flash", "fw", "fw sign", "profile", "bench", "settings set", "diary add")


def page(words, capsys):
    assert cli.run([*words.split(), "--help"]) == 0
    return f"$ needlepen {words} --help\n" + capsys.readouterr().out


def test_it_looks_as_it_did(capsys, monkeypatch):
    """After an intended change: NEEDLEPEN_GOLDEN=1 pytest tests/host_tools/cli/test_help.py"""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    shown = [page(words, capsys) for words in PAGES]
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    shown.append(page("fw sign", capsys).replace("\x1b", "ESC"))
    text = "".join(f"{line.rstrip()}\n" for line in "\n".join(shown).splitlines())
    if os.environ.get("NEEDLEPEN_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_a_group_alone_shows_its_help_and_is_no_success(capsys):
    assert cli.run(["fw"]) == 2
    out, err = capsys.readouterr()
    assert "Usage: needlepen fw" in out and not err


@pytest.mark.parametrize("name", [name for commands in COMMANDS.values() for name in commands])
def test_the_list_says_of_each_command_what_its_own_help_begins_with(name):
    listed = cli.cli.commands[name]
    own = load(name)
    with click.Context(own) as ctx:
        assert listed.name == own.name == name
        assert (own.help or "").split("\n\n")[0].replace("\n", " ") == listed.help
        assert listed.get_short_help_str() == own.get_short_help_str() and not (own.hidden or own.deprecated), ctx


def test_no_command_is_in_two_places():
    names = [name for commands in COMMANDS.values() for name in commands]
    assert len(names) == len(set(names)) and isinstance(cli.cli, Late) and list(cli.cli.commands) == names


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_for_every_shell(call, shell):
    code, out, _ = call("completion", shell)
    assert code == 0 and "_NEEDLEPEN_COMPLETE" in out
