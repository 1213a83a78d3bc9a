"""Foreign data: out of range is refused with a clear error or shown as "no date", and a history always opens."""

import base64
import io
import json
import os
import sqlite3
import stat

import pytest
from needlepen import Store, sanitize
from needlepen.cli import main as cli
from needlepen.history import photo
from needlepen.history.database import connected
from PIL import Image

from tests.host_tools import long_life

COMMANDS = ("history", "status", "receipt", "stats", "cartridges", "plan", "verify", "diary", "export", "db check")
STEERING = "\x1b[31mred\x1b]0;title\x07\u202e [/x] \x9b31m \u2066 \ud83d\ude00"
BIG = (2**63 - 1, 10**12, -(10**12), 253_402_300_800)


@pytest.fixture
def told(here, call):
    """The lines of an export of half a year, changed by a function and imported: (exit code, stdout, stderr)."""
    assert call("diary", "add", "calm", "--rating", "5")[0] == 0
    assert call("export", "-o", "one.jsonl")[0] == 0
    lines = [json.loads(line) for line in (here / "one.jsonl").read_text("utf-8").splitlines()]
    (here / "history.db").rename(here / "was.db")

    def change(what, text=lambda text: text):
        what(lines)
        file = here / "two.jsonl"
        written = text("".join(json.dumps(line) + "\n" for line in lines))
        file.write_bytes(written if isinstance(written, bytes) else written.encode())
        return call("import", "two.jsonl")

    return change


def of(lines, kind):
    return next(line for line in lines if line["is"] == kind)


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("wall_offset_s", number) for number in BIG),
        *(("unlock_at_s", number) for number in (2**62, 2**70, -1)),
        *(("changed_at", number) for number in (2**62, -1)),
        ("epoch", 1.5),
        ("epoch", True),
        ("epoch", None),
        ("fault", 256),
        ("pen_id", "é" * 16),
        ("board", "x" * 300),
        ("board", 7),
    ],
)
def test_a_pen_out_of_range_is_refused(told, here, field, value):
    code, _, err = told(lambda lines: of(lines, "pen").update({field: value}))
    assert code == 2 and f"$.{field}" in err and "next:" in err


@pytest.mark.parametrize("field", ["at", "rating", "id", "words", "pen_id"])
def test_a_diary_entry_out_of_range_is_refused(told, field):
    value = {"at": -1, "rating": 6, "id": "a" * 31 + "/", "words": "x" * 4001, "pen_id": "x"}[field]
    assert told(lambda lines: of(lines, "diary").update({field: value}))[0] == 2


@pytest.mark.parametrize(
    "text",
    [
        lambda text: text.replace('"wall_offset_s": ', '"wall_offset_s": 1e999, "was": '),
        lambda text: text.replace('"wall_offset_s": ', '"wall_offset_s": NaN, "was": '),
        lambda text: text.replace("calm", "\\ud800"),
        lambda text: text.replace('"version": 1', '"version": 99'),
        lambda text: text.replace('"version": 1', '"version": "1"'),
        lambda text: text.replace("\n", "\n" + "[" * 200_000, 1),
        lambda text: text.encode("utf-16"),
    ],
)
def test_text_that_no_export_has_is_refused(told, text):
    code, _, err = told(lambda lines: None, text)
    assert code == 2 and "needlepen wrote" in err


def test_a_mark_of_the_byte_order_is_none_of_the_text(told):
    assert told(lambda lines: None, lambda text: "\ufeff" + text)[0] == 0


@pytest.mark.parametrize("offset_s", BIG)
def test_a_history_that_was_filled_before_there_was_a_door_opens(here, call, offset_s):
    sql = connected(here / "history.db")
    sql.execute("UPDATE pens SET wall_offset_s = ?", (offset_s,))
    for command in COMMANDS:
        code, out, err = call(*command.split())
        assert code == 0, (command, out, err)
    sql.execute("UPDATE pens SET unlock_at_s = ?, changed_at = ?, fault = ?", (2**62, 2**62, 2**62))
    for command in (*COMMANDS, "report -o a.html", "calendar -o a.ics", "export -o a.json"):
        code, out, err = call(*command.split())
        assert code == 0, (command, out, err)
    assert json.loads(call("status", "--json", "-d", "socket://127.0.0.1:1")[1])["pens"][0]["not_before_s"] is None
    sql.close()


# --- words and pictures ---------------------------------------------------------------------------------------


def test_words_of_others_steer_nothing(told, call, here):
    def change(lines):
        of(lines, "diary")["words"] = STEERING
        of(lines, "pen").update(board=STEERING, firmware="=cmd|x")

    assert told(change)[0] == 0
    for command in (*COMMANDS, "diary --json", "history --json"):
        code, out, err = call(*command.split())
        assert code == 0, (command, err)
        assert not set(out + err) & set("\x1b\x07\x9b\u202e\u2066"), command
    assert "😀" in call("diary")[1]


def test_what_an_older_tool_has_stored_steers_nothing_either(here, call):
    sql = connected(here / "history.db")
    board = STEERING.encode("utf-16", "surrogatepass").decode("utf-16")
    sql.execute("UPDATE pens SET board = ?, firmware = '[/y]'", (board,))
    sql.execute(
        "INSERT INTO diary VALUES (?, NULL, 1790000000, 3, ?, NULL, NULL, NULL)", ("[/x]\x1b" + "a" * 27, board)
    )
    for command in (*COMMANDS, "report -o a.html", "history --json"):
        code, out, err = call(*command.split())
        assert code == 0, (command, err)
        assert not set(out + err) & set("\x1b\x07\x9b\u202e\u2066") or command == "export", command
    assert not set((here / "a.html").read_text("utf-8")) & set("\x1b\u202e\u2066")
    sql.close()


def test_no_cell_is_computed_by_a_spreadsheet(here, call):
    sql = connected(here / "history.db")
    sql.execute("UPDATE pens SET board = '=cmd|x', firmware = '-1+1'")
    assert call("export", "-o", "a.csv")[0] == 0
    assert not [c for line in (here / "a.csv").read_text().splitlines() for c in line.split(",") if c[:1] in ("=", "+")]
    assert "'=cmd|x" in (here / "a.csv").read_text() and "'-1+1" in (here / "a.csv").read_text()
    sql.close()


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "'a", "\t=1"])
def test_a_cell_comes_back_as_it_was(value):
    assert sanitize.uncell(sanitize.cell(value)) == value and sanitize.cell(value)[0] not in "=+-@\t"


def with_photo(data):
    def change(lines):
        of(lines, "diary").update(photo_base64=base64.b64encode(data).decode(), photo_type="image/jpeg")

    return change


def test_of_an_imported_photo_only_pixels_are_kept(told, here):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    assert told(with_photo(long_life.photo(exif=exif)))[0] == 0
    with Store(here / "history.db") as store:
        kept = next(store.diary())["photo"]
    assert b"Secret" not in kept and not Image.open(io.BytesIO(kept)).getexif()
    assert photo.take_photo(kept, "a").data == kept  # and it stays what it is from here on


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"\xff\xd8\xff", b"GIF89a"])
def test_what_is_no_picture_is_refused(told, data):
    code, _, err = told(with_photo(data))
    assert code == 2 and "its photo" in err


@pytest.mark.parametrize("behind", [b"<script>", b"PK\x03\x04"])
def test_nothing_hides_behind_a_picture_of_ours(behind):
    ours = photo.take_photo(long_life.photo(), "a").data
    assert behind not in photo.take_photo(ours + behind, "a").data
    comment = ours[:2] + b"\xff\xfe\x00\x0a" + behind.ljust(8) + ours[2:]
    assert behind not in photo.take_photo(comment, "a").data


# --- files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "sqlite"])
def test_what_is_no_file_is_not_waited_for(here, call, form):
    os.mkfifo(here / "pipe")
    for name in ("pipe", "/dev/zero"):
        code, _, err = call("import", "--format", form, name)
        assert code == 10 and "is no file" in err
    assert call("diary", "add", "x", "--photo", "pipe")[0] == 10
    assert call("fw", "inspect", "pipe")[0] == 10


def test_a_pipe_is_no_history(here, capsys):
    os.mkfifo(here / "pipe")
    assert cli.run(["history", "--db", str(here / "pipe")]) == 10


@pytest.mark.parametrize("rest", ['"', '"' + "x" * 200_000, "x" * 100, ",".join("x" * 90_000)])
def test_a_quote_that_is_never_closed(here, call, rest):
    assert call("export", "-o", "one.csv")[0] == 0
    head, pen, *lines = (here / "one.csv").read_text().splitlines()
    (here / "two.csv").write_text("\n".join([head, rest + pen, *lines]))
    (here / "history.db").rename(here / "was.db")
    code, _, err = call("import", "two.csv")
    assert code == 2 and len(err) < 600


ENDLESS = "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT pen_id, 1 epoch, n sequence, x'' raw"


@pytest.mark.parametrize(
    "spoil",
    [
        ("DROP TABLE records", f"CREATE VIEW records AS {ENDLESS} FROM a, pens"),
        (
            "DROP TABLE records",
            "CREATE TABLE records (a, b, c, d)",
            "INSERT INTO records VALUES (NULL, NULL, NULL, NULL)",
        ),
        ("DROP TABLE pens", "CREATE TABLE pens (pen_id)"),
        ("CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM pens; END",),
        ("PRAGMA user_version = -5",),
        ("PRAGMA user_version = 99",),
        ("PRAGMA user_version = 0",),
    ],
)
def test_a_database_that_is_none_of_ours_is_refused(here, call, spoil):
    assert call("export", "-o", "one.sqlite")[0] == 0
    with sqlite3.connect(here / "one.sqlite") as sql:
        for statement in spoil:
            sql.execute(statement)
    (here / "history.db").rename(here / "was.db")
    code, _, err = call("import", "one.sqlite")
    assert code == 2 and "needlepen wrote" in err


def test_a_history_with_an_impossible_version_is_said(here, call):
    connected(here / "history.db").execute("PRAGMA user_version = -5")
    code, _, err = call("history")
    assert code == 10 and "version -5" in err


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_only_the_owner_reads_a_history(here, call, monkeypatch):
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: here)
    monkeypatch.setattr("needlepen.history.database._USUAL", here.name)
    here.chmod(0o755)
    (here / "history.db").chmod(0o644)
    (here / "frames.txt").write_text("")
    (here / "frames.txt").chmod(0o644)
    with Store(here / "history.db") as store:
        store.database.sql.execute("INSERT INTO diary VALUES (?, NULL, 1, 1, '', NULL, NULL, NULL)", ("a" * 32,))
        assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in here.glob("history.db*")} == {
            "history.db": 0o600,
            "history.db-wal": 0o600,
            "history.db-shm": 0o600,
        }
    assert stat.S_IMODE(here.stat().st_mode) == 0o700
    call("info", "--trace", "frames.txt", "-d", "socket://127.0.0.1:1")
    assert stat.S_IMODE((here / "frames.txt").stat().st_mode) == 0o600
    with Store(here / "new" / "a.db"):
        pass
    assert stat.S_IMODE((here / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("now", ["1e5", "²", "9" * 30, "-1", "99999999999"])
def test_an_impossible_moment_in_the_environment_is_said(call, monkeypatch, now):
    monkeypatch.setenv("NEEDLEPEN_NOW", now)
    code, _, err = call("status", "-d", "socket://127.0.0.1:1")
    assert code == 2 and "NEEDLEPEN_NOW" in err


@pytest.mark.parametrize(
    "url", ["socket://a..b:1", f"socket://{'a' * 300}:1", f"socket://{'é' * 70}.x:1", "hwgrep://("]
)
def test_an_address_that_is_none(call, url):
    code, _, err = call("info", "-d", url)
    assert code == 2 and "Internal" not in err
