"""H50: lot and first use of a cartridge wherever it is shown; the list of recalled lots, from a file to a warning."""

import json

import pytest
from needlepen import Pen, Store, api
from needlepen.cli import main as cli
from needlepen.history import recalls, soundness
from needlepen.history.recalls import LONGEST
from needlepen.report import page
from pen.formats import record

from tests.host_tools import long_life
from tests.host_tools.long_life import FIRST, LOTS, SECOND
from tests.host_tools.memory_store import MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

WHY = "needles came loose"
FORMS = {
    "lots.csv": f"lot,reason\n{LOTS[SECOND]},{WHY}\n77,\n",
    "other.csv": f'\ufeffMaker,Lot,Reason\r\nACME,{LOTS[SECOND]},"{WHY}"\r\nACME,77,\r\n',
    "lots.json": json.dumps([{"lot": LOTS[SECOND], "reason": WHY}, {"lot": "77"}]),
    "more.json": json.dumps({"recalls": [{"lot": LOTS[SECOND], "reason": WHY, "maker": "x"}, {"lot": 77}]}),
}


def of_serial(rows, cartridge):
    return next(row for row in rows if row["serial"] == f"{cartridge[0]:06x}{cartridge[1]:06x}")


def test_lot_and_first_use_are_known_of_every_cartridge(store):
    (rows,) = api.cartridges(store).values()
    first, second = of_serial(rows, FIRST), of_serial(rows, SECOND)
    assert (first["lot"], second["lot"]) == (LOTS[FIRST], LOTS[SECOND])
    assert first["opened_at_utc"].startswith("2025-11-15T19:30") and second["opened_at_utc"].startswith("2026-03-10")
    assert first["recalled"] is None and not api.recalled(store)


@pytest.mark.parametrize("name", FORMS)
def test_a_list_is_imported_and_told_wherever_the_cartridge_is_shown(here, call, name):
    (here / name).write_text(FORMS[name])
    code, out, _ = call("recalls", "import", name)
    assert code == 0 and out.startswith("✓ 2 lots in the file, 2 new here") and f"lot {LOTS[SECOND]}" in out
    assert call("recalls", "import", name)[1].startswith("✓ 2 lots in the file, 0 new here")
    assert json.loads(call("recalls", "--json")[1])["recalls"][1]["reason"] == WHY
    for command in ("cartridges", "history", "receipt", "status"):
        assert WHY in " ".join(call(command)[1].split()), command
    with Store(here / "history.db") as opened:
        assert soundness.problems(opened) == []
        row = opened.pens()[0]
        for text in (page.report(opened, [row]), page.for_dermatologist(opened, row)):
            assert f"lot recalled: {WHY}" in text and str(LOTS[FIRST]) in text and "15 Nov 2025" in text
    assert call("recalls", "remove", "77")[0] == 0 and call("recalls", "remove", "77")[0] == 2
    assert call("recalls", "remove", str(LOTS[SECOND]))[0] == 0
    assert call("recalls")[1].startswith("● No lot is on the list") and WHY not in call("history")[1]


def test_a_used_up_cartridge_of_a_recalled_lot_is_told_and_needs_no_warning(here, call):
    (here / "a.csv").write_text(f"lot,reason\n{LOTS[FIRST]},{WHY}\n")
    assert "!" not in call("recalls", "import", "a.csv")[1]
    assert WHY in call("cartridges")[1] and WHY not in call("status")[1]


def test_the_list_comes_before_any_pen(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("lot\n5\n")
    db = ("--db", str(tmp_path / "new.db"))
    assert cli.run([*db, "recalls", "import", str(tmp_path / "a.csv")]) == 0
    assert cli.run([*db, "recalls", "--json"]) == 0 and '"lot": 5' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", 2),
        (b"lot,reason\n", 2),
        (b"number,reason\n5,x\n", 2),
        (b"\xff\xfe\x00", 2),
        (b'lot,reason\n5,"x', 2),
        (b"[1, 2]", 2),
        (b'{"lots": []}', 2),
        (b"[" * 100_000, 2),
        (b"lot,reason\nA7,x\n", 8),
        (b"lot,reason\n-1,x\n", 8),
        (b"lot,reason\n4294967296,x\n", 8),
        (b"lot,reason\n5," + b"x" * 401, 8),
        (b'[{"lot": 5, "reason": [1]}]', 8),
        (b'[{"reason": "x"}]', 8),
        (b"lot\n" + b"5\n" * LONGEST, 2),
        (b"lot\n" + b"5\n" * 10_001, 2),
    ],
)
def test_what_is_no_such_list_is_refused_and_nothing_of_it_is_kept(here, call, text, code):
    (here / "bad").write_bytes(text)
    assert call("recalls", "import", "bad")[0] == code
    with Store(here / "history.db") as opened:
        assert recalls.known(opened) == {}


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_file_is_said_so(call, name):
    assert call("recalls", "import", name)[0] == 10


def test_words_of_a_list_steer_no_terminal(here, call):
    (here / "a.json").write_text(json.dumps([{"lot": LOTS[SECOND], "reason": "\x1b[2J\u202egone"}]))
    assert call("recalls", "import", "a.json")[0] == 0
    for command in ("recalls", "status", "cartridges"):
        out = call(command)[1]
        assert "\x1b" not in out and "\u202e" not in out and "gone" in out


def test_a_changed_row_of_the_list_is_damage(here, call):
    (here / "a.csv").write_text("lot,reason\n5,x\n")
    call("recalls", "import", "a.csv")
    with Store(here / "history.db") as opened:
        sql = opened.database.sql
        sql.execute("DROP TRIGGER seal_changed_recalls")
        sql.execute("UPDATE recalls SET words = 'y'")
        assert any("recalls" in text for text in soundness._unsealed(sql, ("recalls",)))


def test_a_pen_that_is_asked_is_told_of_what_only_this_computer_knows(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("NEEDLEPEN_NOW", str(long_life.NOW))
    life = MemoryStore()
    play(life, sessions=1)
    (tmp_path / "a.csv").write_text("lot,reason\n77,it bends\n")
    db = ("--db", str(tmp_path / "h.db"))
    with ScriptedPen(life) as pen:
        with Store(tmp_path / "h.db") as store, Pen.open(pen.url) as open_pen:
            open_pen.sync(store)
            serial = api.cartridges(store).popitem()[1][0]["serial"]
        hi, lo = int(serial[:6], 16), int(serial[6:], 16)
        life.log(record.LOT, hi, lo, 77, 0)
        with Store(tmp_path / "h.db") as store, Pen.open(pen.url) as open_pen:
            open_pen.sync(store)
        assert cli.run(["-d", pen.url, *db, "status"]) == 0 and "recalled" not in capsys.readouterr().out
        assert cli.run([*db, "recalls", "import", str(tmp_path / "a.csv")]) == 0
        capsys.readouterr()
        assert cli.run(["-d", pen.url, *db, "status"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert "it was asked just now" in out and "lot 77, which is recalled (it bends): discard it" in out
        assert cli.run(["-d", pen.url, "--db", str(tmp_path / "none.db"), "status"]) == 0
