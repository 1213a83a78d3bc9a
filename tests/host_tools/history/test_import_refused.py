"""What does not verify is refused whole and listed, and what is no export is said."""

import json
import sqlite3

import pytest
from needlepen import Store
from needlepen.history import import_readers
from needlepen.history.import_file import NotImported, import_file

from tests.host_tools.history.two_pens import ID, OTHER, everything, known
from tests.host_tools.memory_store import MemoryStore, play


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
def test_what_does_not_verify_is_refused_whole_and_listed(
    both_pens, run, tmp_path, monkeypatch, change, said, block_bytes
):
    monkeypatch.setattr(import_readers, "_BLOCK", block_bytes)
    file = tmp_path / "pen.jsonl"
    run("export", "-o", file, "--db", both_pens.path)
    spoiled(file, change)
    with Store(tmp_path / "there.db") as there:
        with pytest.raises(NotImported) as caught:
            import_file(there, file, "jsonl")
        assert any(said in problem for problem in caught.value.problems), caught.value.problems
        assert not any(everything(there).values())
    code, out, _ = run("--json", "import", file, "--db", tmp_path / "there.db")
    assert code == 8 and json.loads(out)["error"]["problems"] == caught.value.problems


def test_every_bad_record_is_listed_up_to_a_limit(both_pens, run, tmp_path):
    file = tmp_path / "pen.jsonl"
    run("export", "-o", file, "--db", both_pens.path)

    def all_bad(lines):
        for line in records(lines, 1) + records(lines, 2):
            line["raw_hex"] = "00" * 64

    spoiled(file, all_bad)
    with Store(tmp_path / "there.db") as there, pytest.raises(NotImported) as caught:
        import_file(there, file, "jsonl")
    assert len(caught.value.problems) == 20 and "more" in caught.value.why


def test_another_history_of_the_same_pen_is_refused(both_pens, run, tmp_path):
    file = tmp_path / "pen.sqlite"
    run("export", "-o", file, "--db", both_pens.path)
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


RECORD = '{"pen_id":"x","epoch":1,"sequence":7,"raw_hex":"00"}\n'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "who,what\n1,2\n", "neither a pen nor a record"),
        ("a.jsonl", '{"is":"record","pen_id":"x"}\n', "neither a pen nor a record"),
        ("a.jsonl", "[1]\n", "Expected `object`"),
        ("a.jsonl", "{\n", "line 1"),
        ("a.jsonl", "\n", "line 1"),
        ("a.jsonl", RECORD.replace("7", '"seven"'), "line 1: ValueError"),
        ("a.jsonl", RECORD.replace("00", "zz"), "non-hexadecimal"),
        ("a.jsonl", RECORD.encode().replace(b"{", b'{"who":"\xff",'), "no text"),
        ("a.jsonl", RECORD + "\n" + RECORD, "line 2"),
        ("a.jsonl", RECORD.replace("{", '{"who":' + 100_000 * "[" + 100_000 * "]" + ","), "line 1"),
        ("a.json", '{"pens": 3}', "Expected `array`"),
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
