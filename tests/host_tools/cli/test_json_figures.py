"""Every number in the JSON of every command is explained: `figures` says measured, charged or told, or it is no figure.

Read are the files in `golden/`, which hold every command in every state, and what a rich life's history gives.
"""

import json
from pathlib import Path

import pytest
from needlepen.cli import main as cli
from needlepen.history import measures

from tests.host_tools.random_life import RandomLife

GOLDEN = Path(__file__).parents[1] / "golden"
DECODER = json.JSONDecoder()
NO_FIGURES = {  # numbers that count or measure nothing of pen, skin and time
    # names and codes, whose words stand beside them
    *("needlepen", "code", "epoch", "session_epoch", "sequence", "number", "session", "zone", "last", "stop", "reason"),
    *("detail", "fault", "refused", "verdict", "state", "hold_why", "protocol", "capabilities", "boot_version"),
    *("min_boot", "due_h", "hours"),
    # yes and no, and bits
    *("guess", "last_guess", "vbus", "review", "calm", "before_next", "profile_set", "checkin_done"),
    # places in the journal, and what this computer keeps of it
    *("first", "next", "acknowledged", "records", "new", "healed", "damaged", "failed"),
    # this computer's own work, and how large a file is
    *("bytes", "photo_bytes", "seconds", "received_bytes", "sent_bytes", "events", "resumed_at", "data_max"),
    "deepest_um",  # which `deepest_is` explains
}


def numbers(data, name=""):
    """(name, the object it stands in) of every number; not in records as the pen sent them."""
    if isinstance(data, dict):
        if "raw_hex" not in data:
            for key, value in data.items():
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    yield key, data
                else:
                    yield from numbers(value, name if key in ("mean", "least", "most") else key)
    elif isinstance(data, list):
        for value in data:
            yield from [(name, {})] if isinstance(value, int) else numbers(value, name)


def unexplained(data):
    """Names of numbers that nothing explains, and of those in `figures` that are not there."""
    figures = data.pop("figures", {})
    seen = {name if name not in ("mean", "least", "most") else "depth_off_um": row for name, row in numbers(data)}
    assert all("deepest_is" in row for name, row in seen.items() if name == "deepest_um")
    assert all(kind == measures.BASIS[name] for name, kind in figures.items())
    return set(seen) - set(figures) - NO_FIGURES


def spoken(file):
    """(command line, JSON) of everything in a golden file that was asked for as JSON."""
    for part in file.read_text("utf-8").split("$ needlepen ")[1:]:
        line, _, said = part.partition("\n")
        if "--json" in line and said.startswith("{"):
            yield line, DECODER.raw_decode(said)[0]


@pytest.mark.parametrize("group", ["pen", "history", "firmware"])
def test_every_number_of_every_json_is_explained(group):
    wrong = {
        line: found
        for file in GOLDEN.glob(f"{group}-*.txt")
        for line, data in spoken(file)
        if (found := unexplained(data))
    }
    assert wrong == {}


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    life = RandomLife(3, rich=True)
    monkeypatch.setenv("NEEDLEPEN_NOW", str(life.now_s))
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    life.remember(tmp_path / "history.db")

    def asked(command):
        assert cli.run([*command.split(), "--json", "--db", str(tmp_path / "history.db")]) == 0
        return json.loads(capsys.readouterr().out)

    return asked


OF_A_LIFE = (
    "history",
    "receipt",
    "stats",
    "cartridges",
    "plan",
    "status",
    "verify",
    "diary list",
    "fw history",
    "export",
)


@pytest.mark.parametrize("command", OF_A_LIFE)
def test_every_number_of_a_rich_life_is_explained(ask, command):
    assert unexplained(ask(command)) == set()


def test_a_figure_without_a_word_is_found(ask, monkeypatch):
    monkeypatch.delitem(measures.BASIS, "strokes")
    assert "strokes" in unexplained(ask("receipt"))


def test_no_name_is_explained_that_is_no_figure(ask):
    data = ask("history")
    assert "sessions" in data["pens"][0] and "sessions" in data["figures"]  # of a cartridge: a number
    assert not set(data["figures"]) & NO_FIGURES
