"""Every command as a person or a script calls it: exit codes, words, JSON, terminals, Ctrl-C."""

import csv
import json
from pathlib import Path

import pytest
from needlepen.cli import main as cli
from needlepen.link import discover
from pen.formats import reasons as r
from pen.formats import record

from tests.host_tools.cables import Deaf
from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()
ROOT = Path(__file__).parents[3]


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=2)
    return store


@pytest.fixture
def pen(life):
    with ScriptedPen(life) as running:
        yield running


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Run a command line in this process: (exit code, stdout, stderr)."""
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    monkeypatch.setattr(discover.list_ports, "comports", list)
    monkeypatch.setattr(discover, "_strangers", {})

    def run(*args):
        code = cli.run([*args, "--db", str(tmp_path / "history.db")])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def parsed(out):
    data = json.loads(out)
    assert data["needlepen"] == 1
    return data


# --- what a person sees -----------------------------------------------------------------------------------------


def test_the_story_of_a_first_evening(call, pen):
    code, out, _ = call("-d", pen.url, "list")
    assert (code, out.splitlines()[0]) == (0, "● 1 pen") and ID in out
    code, out, _ = call("-d", pen.url, "info")
    assert (
        code == 0
        and out.startswith("● Locked · next session not before day 97 of the pen, in 28 days")
        and "not synced" in out
    )
    code, out, err = call("-d", pen.url, "sync")
    assert code == 0 and out.startswith(f"✓ 23 new records from pen {ID}") and "needlepen history" in err
    code, out, _ = call("-d", pen.url, "sync")
    assert (code, out) == (0, f"✓ Nothing new on pen {ID}\n")
    code, out, _ = call("-d", pen.url, "info")
    assert "all synced" in out and "not before" in out
    code, out, _ = call("history")
    assert code == 0 and out.startswith("● 2 sessions, 4 refusals, no faults · next session not before ")
    for words in (
        "Sessions",
        "ended by the user",
        "too soon after the last session",
        "Insert a cartridge.",
        "used up",
    ):
        assert (words in out) == (words != "used up")
    code, out, _ = call("verify")
    assert code == 0 and out.startswith("✓ 23 records verify")


def test_quiet_is_one_line(call, pen):
    for command in ("info", "sync", "history", "verify"):
        code, out, err = call("-d", pen.url, "-q", command)
        assert (code, len(out.splitlines()), err) == (0, 1, "")


def test_verbose_tells_figures(call, pen):
    code, _, err = call("-d", pen.url, "-v", "sync")
    assert code == 0 and "kB/s" in err


def test_long_tables_show_the_latest(call, life, pen):
    play(life, sessions=12)
    call("-d", pen.url, "sync")
    _, out, _ = call("history")
    assert "(4 earlier: needlepen history --all)" in out
    _, everything, _ = call("history", "--all")
    assert len(everything.splitlines()) > len(out.splitlines()) and "earlier" not in everything


def test_a_fault_is_the_first_thing_said(call, life, pen):
    life.ledger.fault = r.F_DEPTH
    life.log(record.FAULT, r.F_DEPTH, 31, 250)
    _, out, _ = call("-d", pen.url, "info")
    assert out.startswith("● Fault: commanded and measured depth disagreed.")
    call("-d", pen.url, "sync")
    _, out, _ = call("history")
    assert "fault: commanded and measured depth disagreed" in out.splitlines()[0] and "latched" in out


def test_info_during_a_session(call, pen):
    pen.controller.busy = True
    code, out, _ = call("-d", pen.url, "info")
    assert code == 0 and "interval" not in out


def test_a_replaced_journal_is_said(call, life, pen):
    call("-d", pen.url, "sync")
    life.new_epoch()
    _, out, _ = call("-d", pen.url, "sync")
    assert "began a new journal (epoch 2)" in out
    _, out, _ = call("history")
    assert "2 journals" in out and "the journal was wiped or replaced" in out


def test_options_may_stand_before_or_after(call, pen, monkeypatch):
    monkeypatch.setenv("NEEDLEPEN_DEVICE", "socket://127.0.0.1:1")
    assert call("info")[0] == 3
    assert call("-d", pen.url, "info")[0] == 0  # typed beats environment
    assert call("info", "-d", pen.url)[0] == 0
    monkeypatch.setenv("NEEDLEPEN_DEVICE", pen.url)
    assert call("info")[0] == 0


@pytest.mark.parametrize("command", ["list", "info", "sync", "history", "verify", "export", "service"])
def test_every_command_has_help_with_an_example(call, command):
    code, out, _ = call(command, "--help")
    assert code == 0 and f"needlepen {command}" in out.split("Example:")[1]


def test_help_and_version(call, capsys):
    code, out, _ = call("--version")
    assert code == 0 and out.startswith("needlepen ")
    assert cli.run([]) == 0
    assert "Exit codes" in capsys.readouterr().out


# --- JSON -------------------------------------------------------------------------------------------------------


def test_json_of_every_command(call, pen):
    def data(*args):
        code, out, err = call("--json", *args)
        assert (code, err) == (0, "")
        return parsed(out)

    assert data("-d", pen.url, "list")["ports"][0]["pen"]["pen_id"] == ID
    assert data("-d", pen.url, "info")["settings"]["interval_s"] == 28 * 86_400
    assert data("-d", pen.url, "sync")["sync"]["new"] == 23
    assert len(data("history")["pens"][0]["sessions"]) == 2
    assert data("verify")["verified"] is True
    assert len(data("export")["pens"][0]["records"]) == 23
    assert data("--version")["version"]


@pytest.mark.parametrize(
    ("args", "code", "name"),
    [
        (["foo"], 2, "usage"),
        ([], 2, "usage"),
        (["sync", "--timeout", "never"], 2, "usage"),
        (["sync"], 3, "no_pen"),
        (["list"], 3, "no_pen"),
        (["-d", "socket://127.0.0.1:1", "info"], 3, "no_pen"),
        (["-d", "socket://", "info"], 2, "usage"),
        (["-d", "/dev/none", "info"], 3, "no_pen"),
        (["-d", "serial:12", "info"], 3, "no_pen"),
        (["history"], 10, "storage"),
        (["verify"], 10, "storage"),
        (["export"], 10, "storage"),
    ],
)
def test_errors_with_and_without_json(call, args, code, name):
    got, out, err = call("--json", *args)
    error = parsed(out)["error"]
    assert (got, error["code"], error["name"], err) == (code, code, name, "")
    assert error["what"] and error["next"]
    if args:
        got, out, err = call(*args)
        assert (got, out) == (code, "")
        assert err.startswith("✗ ") and "next: " in err


def test_several_pens(call, pen, monkeypatch):
    other = MemoryStore(bytes(range(8)))
    with ScriptedPen(other) as second:
        monkeypatch.setattr(discover, "ports", lambda: [discover.Port(pen.url), discover.Port(second.url)])
        code, out, _ = call("--json", "info")
        assert code == 4
        assert [p["pen_id"] for p in parsed(out)["error"]["pens"]] == [ID, bytes(range(8)).hex()]
        assert call("list")[1].startswith("● 2 pens")


def test_a_silent_port_is_no_pen_and_a_broken_link_is_lost(call, life):
    with ScriptedPen(life, wrap=Deaf) as pen:
        code, _, err = call("-d", pen.url, "--timeout", "0.3", "sync")
        assert code == 3 and "nothing came within 0.3 s" in err
    with ScriptedPen(life, wrap=lambda serial: Deaf(serial, 600)) as pen:
        code, _, err = call("-d", pen.url, "--timeout", "0.2", "sync")
        assert code == 6 and "carries on" in err


def test_refused_by_a_busy_pen(call, pen):
    pen.controller.busy = True
    code, _, err = call("-d", pen.url, "sync")
    assert code == 9 and "Finish it on the pen" in err
    code, _, err = call("history")
    assert code == 10 and "no pen in" in err


def test_service_needs_a_hand_on_the_pen(call, pen, nobody):
    code, _, err = call("-d", pen.url, "service")
    assert code == 9 and "Nobody at the pen has agreed" in err and "press ▼ on the pen" in err
    pen.controller.confirmed = True
    code, out, err = call("-d", pen.url, "service")
    assert code == 0 and ID in out and "open to mpremote" in out and "mpremote reset" in err
    code, out, _ = call("--json", "-d", pen.url, "service")
    assert code == 0 and parsed(out)["service"]["pen_id"] == ID


def test_a_damaged_record_on_the_pen(call, life, pen):
    life.records[10] = bytes(64)
    code, _, err = call("-d", pen.url, "sync")
    assert code == 8 and "Record 11" in err and "10 new records before it were kept" in err


def test_a_tampered_history(call, pen, tmp_path):
    import sqlite3

    call("-d", pen.url, "sync")
    with sqlite3.connect(tmp_path / "history.db") as db:
        db.execute("DELETE FROM records WHERE sequence = 7")
    code, out, err = call("verify")
    assert code == 8 and out.startswith("✗ 1 problem") and "record 7 missing" in out and "next:" in err
    code, out, _ = call("verify", "--json")
    assert code == 8
    assert parsed(out)["verified"] is False and parsed(out)["error"]["code"] == 8


def test_an_internal_error_is_said_as_one(call, monkeypatch):
    monkeypatch.setattr(discover, "look", lambda *_: 1 / 0)
    code, _, err = call("list")
    assert code == 1 and "Internal error" in err and "Traceback" not in err
    assert "Traceback" in call("-v", "list")[2]


# --- export -----------------------------------------------------------------------------------------------------


def test_export_to_files(call, pen, tmp_path):
    call("-d", pen.url, "sync")
    code, out, _ = call("export", "-o", str(tmp_path / "pen.csv"))
    assert code == 0 and out.startswith("✓ 23 records written to")
    with (tmp_path / "pen.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows.pop(0)["kind"] == "pen"
    assert [row["sequence"] for row in rows] == [str(n) for n in range(1, 24)]
    code, _, _ = call("export", "-o", str(tmp_path / "pen.json"))
    assert len(parsed((tmp_path / "pen.json").read_text())["pens"][0]["records"]) == 23
    code, out, _ = call("export", "--json", "--format", "csv", "-o", str(tmp_path / "other"))
    assert parsed(out)["records"] == 23
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []  # no half files left


def test_export_that_cannot_be_written(call, pen):
    call("-d", pen.url, "sync")
    code, _, err = call("export", "-o", "/nowhere/pen.csv")
    assert code == 10 and "cannot be written" in err
    assert call("export", "--json", "--format", "csv")[0] == 2


def test_one_pen_of_several_in_the_history(call, pen):
    call("-d", pen.url, "sync")
    with ScriptedPen(MemoryStore(bytes(range(8)))) as second:
        call("-d", second.url, "sync")
    assert call("history")[1].count("● ") == 2
    assert call("history", "--pen", ID[:4])[1].count("● ") == 1
    code, _, err = call("history", "--pen", "zz")
    assert code == 2 and ID in err
