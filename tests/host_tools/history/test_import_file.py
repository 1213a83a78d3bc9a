"""Export and import: everything comes back, once, byte for byte, and what does not verify is refused whole."""

import json
import sqlite3

import pytest
from needlepen import Store
from needlepen.cli import main as cli
from needlepen.history import import_readers
from needlepen.history.import_file import NotImported, import_file
from needlepen.history.store import Hole, PenRow
from needlepen.history.verify import verify
from pen.formats import record

from tests.host_tools.scripted_pen import PEN_ID, MemoryStore, play

ID = PEN_ID.hex()
OTHER = "0011223344556677"
FORMS = ("csv", "json", "jsonl", "sqlite")


def known(db, pen_id=ID, **what):
    row = {"epoch": 1, "wall_offset_s": 1_780_000_000, "unlock_at_s": 99, "fault": 0, "changed_at": 1_790_000_000}
    db.note_pen(PenRow(pen_id, "RPI_PICO", "0.1.0", **{**row, **what}))


@pytest.fixture
def here(tmp_path):
    """A history with two pens, a replaced journal, a hole and a diary."""
    life, other = MemoryStore(), MemoryStore(bytes.fromhex(OTHER))
    play(life, sessions=3)
    play(other, sessions=1)
    with Store(tmp_path / "here.db") as db:
        known(db, epoch=2)
        known(db, OTHER, changed_at=1_790_000_001)
        db.add(ID, 1, 5, life.records[4:], Hole(1, 1, 5, 4))
        life.new_epoch()
        play(life, sessions=1)
        db.add(ID, 2, 1, life.records)
        db.add(OTHER, 1, 1, other.records)
        entry = "INSERT INTO diary (id, pen_id, at, rating, words, photo, photo_type) VALUES (?,?,?,?,?,?,?)"
        db.database.sql.execute(
            entry, ("a" * 32, ID, 1_790_000_100, 4, "calm, “ä”\nwell", b"\xff\xd8\x00", "image/jpeg")
        )
        db.database.sql.execute(entry, ("b" * 32, None, 1_790_000_200, None, "no pen", None, None))
        yield db


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.setenv("NEEDLEPEN_NOW", "1795000000")

    def call(*args):
        code = cli.run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def everything(db):
    tables = ("pens", "records", "holes", "diary")
    return {name: db.database.sql.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in tables}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_comes_back_and_is_exported_again_to_the_same_bytes(here, run, tmp_path, form):
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    assert run("export", "-o", one, "--db", here.path)[0] == 0
    code, out, _ = run("import", one, "--db", tmp_path / "there.db", "--json")
    assert code == 0
    told = json.loads(out)["import"]
    assert told["new"] == told["records"] == here.count(ID) + here.count(OTHER)
    assert told["diary"] == (0 if form == "csv" else 2)
    with Store(tmp_path / "there.db") as there:
        was, now = everything(here), everything(there)
        if form == "csv":
            del was["diary"], now["diary"]
        assert now == was
        assert [r.failed for r in verify(there, ID)] == [0, 0]
    assert run("export", "-o", two, "--db", tmp_path / "there.db")[0] == 0
    assert two.read_bytes() == one.read_bytes()
    code, out, _ = run("import", one, "--db", tmp_path / "there.db")
    assert code == 0 and out.startswith("✓ Nothing new in ") and "were here already" in out


@pytest.mark.parametrize("form", FORMS)
def test_one_pen_of_two(here, run, tmp_path, form):
    file = tmp_path / f"one.{form}"
    run("export", "--pen", OTHER[:4], "-o", file, "--db", here.path)
    run("import", file, "--db", tmp_path / "there.db")
    with Store(tmp_path / "there.db") as there:
        assert [row.pen_id for row in there.pens()] == [OTHER]


def spoiled(path, change):
    """Change the lines of a JSON lines file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def records(lines, epoch=2):
    return [line for line in lines if line["is"] == "record" and line["epoch"] == epoch and line["pen_id"] == ID]


def flip(lines):
    line = records(lines)[7]
    line["raw_hex"] = line["raw_hex"][:50] + "5a" + line["raw_hex"][52:]


def drop(lines):
    lines.remove(records(lines)[7])


def double(lines):
    lines.append(records(lines)[7])


def swap(lines):
    a, b = lines.index(records(lines)[7]), lines.index(records(lines)[8])
    lines[a], lines[b] = lines[b], lines[a]


def renumber(lines):
    records(lines)[-1]["sequence"] += 1


def behead(lines):
    lines.remove(records(lines)[0])


def adopt(lines):
    for line in records(lines):
        line["pen_id"] = "ffffffffffffffff"


def steal(lines):
    for line in records(lines):
        line["pen_id"], line["epoch"] = OTHER, 7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flip, "record 8: record with a wrong CRC"),
        (drop, "record 8 is missing"),
        (double, "record 8 is twice in the file, or not in order"),
        (swap, "twice in the file, or not in order"),
        (renumber, "claims to be"),
        (behead, "record 1 is missing"),
        (adopt, "which is not in the file"),
        (steal, "does not continue the chain"),
    ],
)
@pytest.mark.parametrize("block_bytes", (1, 2_000, 1_000_000))  # a line, a few, all of them at once
def test_what_does_not_verify_is_refused_whole_and_listed(here, run, tmp_path, monkeypatch, change, said, block_bytes):
    monkeypatch.setattr(import_readers, "_BLOCK", block_bytes)
    file = tmp_path / "pen.jsonl"
    run("export", "-o", file, "--db", here.path)
    spoiled(file, change)
    with Store(tmp_path / "there.db") as there:
        with pytest.raises(NotImported) as caught:
            import_file(there, file, "jsonl")
        assert any(said in problem for problem in caught.value.problems), caught.value.problems
        assert not any(everything(there).values())
    code, out, _ = run("--json", "import", file, "--db", tmp_path / "there.db")
    assert code == 8 and json.loads(out)["error"]["problems"] == caught.value.problems


@pytest.mark.parametrize("block_bytes", (1, 2_000))
def test_lines_read_in_small_blocks_come_back_to_the_same_bytes(here, run, tmp_path, monkeypatch, block_bytes):
    monkeypatch.setattr(import_readers, "_BLOCK", block_bytes)
    run("export", "-o", tmp_path / "one.jsonl", "--db", here.path)
    with Store(tmp_path / "there.db") as there:
        assert import_file(there, tmp_path / "one.jsonl", "jsonl").new == len(everything(here)["records"])
    run("export", "-o", tmp_path / "two.jsonl", "--db", tmp_path / "there.db")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_every_bad_record_is_listed_up_to_a_limit(here, run, tmp_path):
    file = tmp_path / "pen.jsonl"
    run("export", "-o", file, "--db", here.path)

    def all_bad(lines):
        for line in records(lines, 1) + records(lines, 2):
            line["raw_hex"] = "00" * 64

    spoiled(file, all_bad)
    with Store(tmp_path / "there.db") as there, pytest.raises(NotImported) as caught:
        import_file(there, file, "jsonl")
    assert len(caught.value.problems) == 20 and "more" in caught.value.why


def test_another_history_of_the_same_pen_is_refused(here, run, tmp_path):
    file = tmp_path / "pen.sqlite"
    run("export", "-o", file, "--db", here.path)
    liar = MemoryStore()
    play(liar, sessions=3, day=41)
    with Store(tmp_path / "there.db") as there:
        known(there)
        there.add(ID, 1, 1, liar.records)
        before = everything(there)
        with pytest.raises(NotImported) as caught:
            import_file(there, file, "sqlite")
        assert "differs from the one held here" in caught.value.why
        assert everything(there) == before


def test_records_that_join_those_held_must_continue_their_chain(tmp_path, run):
    life, liar = MemoryStore(), MemoryStore()
    play(life, sessions=2)
    play(liar, sessions=2, day=41)
    parts = {}
    for name, records_of, first, after in (
        ("front", life, 1, 11),
        ("back", life, 11, 21),
        ("lie", liar, 11, 21),
        ("lied front", liar, 1, 11),
    ):
        with Store(tmp_path / f"{name}.db") as part:
            known(part)
            hole = Hole(1, 1, first, first - 1) if first > 1 else None
            part.add(ID, 1, first, records_of.records[first - 1 : after - 1], hole)
        parts[name] = tmp_path / f"{name}.jsonl"
        run("export", "-o", parts[name], "--db", tmp_path / f"{name}.db")
    for one, two in (("front", "back"), ("back", "front")):
        with Store(tmp_path / f"{one}{two}.db") as there:
            import_file(there, parts[one], "jsonl")
            import_file(there, parts[two], "jsonl")
            assert [raw for _, _, raw in there.raw(ID)] == life.records[:20]
            assert there.holes(ID) == [] and verify(there, ID)[0].from_genesis
    for one, two in (("front", "lie"), ("back", "lied front")):
        with Store(tmp_path / f"{one}{two}.db") as there:
            import_file(there, parts[one], "jsonl")
            with pytest.raises(NotImported) as caught:
                import_file(there, parts[two], "jsonl")
            assert "does not continue the chain" in caught.value.why and there.count(ID) == 10


def test_part_of_a_hole_is_filled_and_the_rest_stays_one(tmp_path):
    life = MemoryStore()
    play(life, sessions=2)
    with Store(tmp_path / "old.db") as old, Store(tmp_path / "new.db") as new:
        known(old)
        known(new)
        old.add(ID, 1, 1, life.records[:5])
        new.add(ID, 1, 11, life.records[10:], Hole(1, 1, 11, 10))
        old.close()
        import_file(new, tmp_path / "old.db", "sqlite")
        assert new.holes(ID) == [Hole(1, 6, 11, 10)]
        report = verify(new, ID)[0]
        assert report.failed == 0 and len(report.missing) == 1


def test_a_hole_behind_which_nothing_came_yet_stays_one(tmp_path):
    life = MemoryStore()
    play(life, sessions=2)
    with Store(tmp_path / "old.db") as old, Store(tmp_path / "new.db") as new:
        known(old)
        old.add(ID, 1, 1, life.records[:5])
        old.add(ID, 1, 11, [], Hole(1, 6, 11, 10))
        old.close()
        import_file(new, tmp_path / "old.db", "sqlite")
        assert new.holes(ID) == [Hole(1, 6, 11, 10)] and new.count(ID) == 5
        assert verify(new, ID)[0].missing == [
            "records 6–10 freed by the pen after a sync with another computer or history"
        ]
        new.add(ID, 1, 13, life.records[12:], Hole(1, 6, 13, 12))  # it grew
        assert new.holes(ID) == [Hole(1, 6, 13, 12)] and verify(new, ID)[0].failed == 0


def test_h26_an_import_never_brings_an_earlier_day(tmp_path):
    with Store(tmp_path / "old.db") as old, Store(tmp_path / "new.db") as new:
        known(old, unlock_at_s=500, fault=3, changed_at=1_790_000_000)
        known(new, unlock_at_s=400, fault=0, changed_at=1_795_000_000)
        old.close()
        import_file(new, tmp_path / "old.db", "sqlite")
        (row,) = new.pens()
        assert (row.unlock_at_s, row.fault, row.changed_at) == (500, 0, 1_795_000_000)


RECORD = '{"pen_id":"x","epoch":1,"sequence":7,"raw_hex":"00"}\n'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "who,what\n1,2\n", "neither a pen nor a record"),
        ("a.jsonl", '{"is":"record","pen_id":"x"}\n', "neither a pen nor a record"),
        ("a.jsonl", "[1]\n", "no object"),
        ("a.jsonl", "{\n", "line 1"),
        ("a.jsonl", "\n", "line 1"),
        ("a.jsonl", RECORD.replace("7", '"seven"'), "line 1: ValueError"),
        ("a.jsonl", RECORD.replace("00", "zz"), "non-hexadecimal"),
        ("a.jsonl", RECORD.encode().replace(b"{", b'{"who":"\xff",'), "no text"),
        ("a.jsonl", RECORD + "\n" + RECORD, "line 2"),
        ("a.jsonl", RECORD.replace("{", '{"who":' + 100_000 * "[" + 100_000 * "]" + ","), "line 1"),
        ("a.json", '{"pens": 3}', "no list"),
        ("a.json", '{"pens": [{}]}', "as_synced"),
        ("a.sqlite", "Dear Anna", "no SQLite"),
        ("a.txt", "", "does not tell by its name"),
        ("a.csv", b"\xff\xfe", "no text"),
    ],
)
def test_what_is_no_export_is_said(run, tmp_path, name, text, said):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    code, _, err = run("import", file, "--db", tmp_path / "there.db")
    assert code == 2 and said in err and "next:" in err


def test_another_programs_database_is_no_export(run, tmp_path):
    with sqlite3.connect(tmp_path / "photos.sqlite") as other:
        other.execute("CREATE TABLE photos (x)")
    code, _, err = run("import", tmp_path / "photos.sqlite", "--db", tmp_path / "there.db")
    assert code == 2 and "another program's" in err


# --- needlepen db ---------------------------------------------------------------------------------------------


def test_a_backup_is_the_same_history(here, run, tmp_path):
    copy = tmp_path / "copy.db"
    code, out, _ = run("db", "backup", copy, "--db", here.path)
    assert code == 0 and out.startswith("✓ Copied to ")
    with Store(copy) as there:
        assert everything(there) == everything(here)
    code, _, err = run("db", "backup", copy, "--db", here.path)
    assert code == 2 and "--yes" in err
    assert run("-y", "db", "backup", copy, "--db", here.path)[0] == 0
    code, _, err = run("-y", "db", "backup", here.path, "--db", here.path)
    assert code == 10 and "the history itself" in err


def test_a_sound_file_and_a_damaged_one(here, run):
    code, out, _ = run("db", "check", "--db", here.path)
    assert code == 0 and out.startswith("✓ The history is sound")
    here.database.sql.execute("UPDATE records SET raw = zeroblob(64) WHERE epoch = 2 AND sequence = 3")
    code, out, err = run("db", "check", "--db", here.path)
    assert code == 8 and "record 3: record with a wrong CRC" in out and "damaged" in err
    assert run("--json", "db", "check", "--db", here.path)[0] == 8


def test_damaged_pages_are_found(here, run):
    here.database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    here.close()
    data = bytearray(here.path.read_bytes())
    for at in range(8192, len(data) - 4096, 4096):
        data[at : at + 64] = bytes(64)
    here.path.write_bytes(data)
    assert run("db", "check", "--db", here.path)[0] in (8, 10)


def test_the_path_is_a_line_of_its_own(run, tmp_path):
    deep = tmp_path / ("long" * 40) / "history.db"
    assert run("db", "path", "--db", deep) == (0, f"{deep}\n", "")


def test_every_kind_survives(tmp_path, run):
    life = MemoryStore()
    for kind, values in record.FORMATS.items():
        life.log(kind, *([1] * len(record.unpack_from(values, bytes(64)))))
    with Store(tmp_path / "here.db") as db:
        known(db)
        db.add(ID, 1, 1, life.records)
    for form in FORMS:
        assert run("export", "-o", tmp_path / f"x.{form}", "--db", tmp_path / "here.db")[0] == 0
        assert run("import", tmp_path / f"x.{form}", "--db", tmp_path / f"{form}.db")[0] == 0
        with Store(tmp_path / f"{form}.db") as there:
            assert [raw for _, _, raw in there.raw(ID)] == life.records
