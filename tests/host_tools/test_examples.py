"""The examples of host_tools/examples, run as they are against the virtual pen, after a treatment."""

import csv
import runpy
from pathlib import Path

import pytest

from boards.virtual.handle import VirtualPen
from tests.host_tools.cli.test_virtual_pen import SEED, treat

EXAMPLES = Path(__file__).parents[2] / "host_tools" / "examples"


@pytest.fixture
def treated():
    """A pen that has had one session, plugged in; what it gives is its address."""
    with VirtualPen() as pen:
        pen.do("new", seed=SEED)
        pen.do("provision")
        pen.do("boot")
        pen.run(1000)
        pen.do("cartridge", name="mine", kind="MULTI_USE", serial=77)
        pen.do("insert", name="mine")
        treat(pen)
        yield pen.plug()


def test_the_examples_run(treated, tmp_path, capsys):
    history, target = str(tmp_path / "history.db"), tmp_path / "pen.csv"
    sync = runpy.run_path(str(EXAMPLES / "sync_and_print.py"))["main"]
    sync(history, treated)
    said = capsys.readouterr().out
    assert "new records from pen" in said and "last session: number 1" in said
    assert "next session not before: 2" in said and "Skin rests at least 28 days" in said
    sync(history, treated)
    assert capsys.readouterr().out.startswith("0 new records")
    assert runpy.run_path(str(EXAMPLES / "export_csv.py"))["main"](history, str(target)) == 0
    assert "none damaged" in capsys.readouterr().out
    rows = list(csv.DictReader(target.open(encoding="utf-8")))
    assert {"pen", "session_start", "session_end"} <= {row["kind"] for row in rows}


def test_every_example_is_tried_here_and_uses_the_facade_alone():
    named = Path(__file__).read_text(encoding="utf-8")
    for path in EXAMPLES.glob("*.py"):
        assert path.name in named
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("import needlepen", "from needlepen")):
                assert line in ("import needlepen", f"from needlepen import {line.rpartition('import ')[2]}")
