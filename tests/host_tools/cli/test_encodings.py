"""Pipes and files in another encoding than UTF-8: the work is done, the exit code says so, and the words can be read.

That every command's words are the same ones is in `test_golden.py`.
"""

import io
import json
import subprocess
import unicodedata
from pathlib import Path
from string import ascii_letters

import pytest
from needlepen import Pen, Store
from needlepen.cli.encodings import PLAIN, plain, tame

from tests.host_tools.cli.test_cli_process import process
from tests.host_tools.memory_store import MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

PACKAGE = Path(__file__).parents[3] / "host_tools" / "needlepen"
ENVIRONMENTS = {
    "windows": {"PYTHONIOENCODING": "cp1252"},
    "old windows": {"PYTHONIOENCODING": "cp437"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "C": {"LC_ALL": "C"},
    "C as it was": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A history of two sessions, with a word in the diary that no code page has."""
    path = tmp_path_factory.mktemp("encodings") / "history.db"
    store = MemoryStore()
    play(store, sessions=2)
    with ScriptedPen(store) as pen, Pen.open(pen.url) as opened, Store(path) as db:
        opened.sync(db)
    command, environment = process("--db", str(path), "diary", "add", "ruhig, “µ” 肌", PYTHONUTF8="1")
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=30)
    return path


def told(history, environment, *args):
    command, variables = process("--db", str(history), *args, **environment)
    done = subprocess.run(command, env=variables, capture_output=True, timeout=60)
    assert done.returncode == 0 and b"Internal" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_nothing_fails_for_want_of_a_character(history, name):
    environment = ENVIRONMENTS[name]
    encoding = environment.get("PYTHONIOENCODING", "ascii" if "PYTHONUTF8" in environment else "utf-8")
    told(history, environment, "--help")
    sound = told(history, environment, "verify").decode(encoding)
    assert sound.startswith("ok" if encoding not in ("utf-8",) else "✓")
    shown = told(history, environment, "diary", "list").decode(encoding)
    assert "ruhig, " in shown
    (entry,) = json.loads(told(history, environment, "diary", "list", "--json").decode(encoding))["entries"]
    assert entry["words"] == "ruhig, “µ” 肌"  # JSON loses nothing


@pytest.mark.parametrize("name", ["windows", "C as it was"])
def test_files_for_programs_are_utf_8_everywhere(history, name):
    lines = told(history, ENVIRONMENTS[name], "export", "--format", "jsonl").decode("utf-8")
    assert "ruhig" in lines
    page = told(history, ENVIRONMENTS[name], "report", "--for-dermatologist", "-o", "-").decode("utf-8")
    assert "utf-8" in page.lower()


def test_every_character_of_the_tool_has_a_plain_equivalent():
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.po")]
    written = {char for file in files for char in file.read_text(encoding="utf-8") if not char.isascii()}
    accented = {char for char in written if unicodedata.normalize("NFKD", char)[0] in ascii_letters}  # é: e
    assert written - accented <= set(PLAIN)
    assert all(instead.isascii() for instead in PLAIN.values())


def test_columns_stay_columns_and_nothing_raises():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
    tame(stream, None, io.StringIO())
    stream.write("✓  history  ▲\n●  clock    é\udcff肌\n")
    stream.flush()
    assert stream.buffer.getvalue() == b"ok history  UP\n*  clock    e??\n"
    assert plain("▼ 3 µm", stream) == "DOWN 3 um" and plain("▼ 3 µm", io.StringIO()) == "▼ 3 µm"
