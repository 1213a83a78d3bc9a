"""The same commands in German, as they look to a person: compared with the files in `golden/german`.

What programs get (`--json`) is the same in every language, so it is not here but compared with English. After an
intended change: `NEEDLEPEN_GOLDEN=1 pytest tests/host_tools/cli/test_golden_german.py`, and read what has changed.
"""

import os
import re

import pytest
from needlepen import language

from tests.host_tools.cli import test_golden as english
from tests.host_tools.cli.test_golden import same, same_everywhere  # noqa: F401 - a fixture

GOLDEN = english.GOLDEN / "german"
COMMANDS = [("pen", c) for c in english.PEN] + [("history", c) for c in english.HISTORY]


@pytest.fixture(autouse=True)
def german(monkeypatch):
    """As if the environment asked for it, and English again afterwards."""
    monkeypatch.setenv(language.VARIABLE, "de")
    yield
    language.use("en")


def shown(group, command, capsys, monkeypatch):
    """The whole text of a command in all its states."""
    parts = []
    for state in (english.PEN if group == "pen" else english.HISTORY)[command]:
        with monkeypatch.context() as patch:
            parts.append(english.spoken(command, state, capsys, patch))
    text = re.sub(r"[\d.,]+ GB frei", "9,9 GB frei", same("\n".join(parts)))
    return re.sub(r"[\d.]+ Bytes", "9.999 Bytes", text)


def of_people(text):
    """Without the half of each state that `--json` gave."""
    return "".join(part for part in _runs(text) if " --json\n" not in part.partition("\n")[0] + "\n")


def of_programs(text):
    """The half of the file that programs read."""
    return "".join(part for part in _runs(text) if " --json\n" in part.partition("\n")[0] + "\n")


def _runs(text):
    return ["$ " + part.partition("\n### ")[0].rstrip() + "\n\n" for part in ("\n" + text).split("\n$ ")[1:]]


@pytest.mark.parametrize(("group", "command"), COMMANDS)
def test_it_looks_as_it_did_and_programs_get_english(group, command, capsys, monkeypatch):
    text = shown(group, command, capsys, monkeypatch)
    file = GOLDEN / english.golden(group, command).name
    if os.environ.get("NEEDLEPEN_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(of_people(text), encoding="utf-8")
    assert of_people(text) == file.read_text(encoding="utf-8")
    assert of_programs(text) == of_programs(english.golden(group, command).read_text(encoding="utf-8"))
