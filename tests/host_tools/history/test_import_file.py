"""Export and import: everything comes back, once, byte for byte, and joins what is held."""

import json

import pytest
from needlepen import Store
from needlepen.history import import_readers
from needlepen.history.import_file import NotImported, import_file
from needlepen.history.store import Hole
from needlepen.history.verify import verify
from pen.formats import record

from tests.firmware.formats.record_formats import formats
from tests.host_tools.history.two_pens import FORMS, ID, OTHER, everything, known
from tests.host_tools.memory_store import MemoryStore, play


@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_comes_back_and_is_exported_again_to_the_same_bytes(both_pens, run, tmp_path, form):
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    assert run("export", "-o", one, "--db", both_pens.path)[0] == 0
    code, out, _ = run("import", one, "--db", tmp_path / "there.db", "--json")
    assert code == 0
    told = json.loads(out)["import"]
    assert told["new"] == told["records"] == both_pens.count(ID) + both_pens.count(OTHER)
    assert told["diary"] == (0 if form == "csv" else 2)
    with Store(tmp_path / "there.db") as there:
        was, now = everything(both_pens), everything(there)
        if form == "csv":
            del was["diary"], now["diary"]
        assert now == was
        assert [r.failed for r in verify(there, ID)] == [0, 0]
    assert run("export", "-o", two, "--db", tmp_path / "there.db")[0] == 0
    assert two.read_bytes() == one.read_bytes()
    code, out, _ = run("import", one, "--db", tmp_path / "there.db")
    assert code == 0 and out.startswith("✓ Nothing new in ") and "were here already" in out


@pytest.mark.parametrize("form", FORMS)
def test_one_pen_of_two(both_pens, run, tmp_path, form):
    file = tmp_path / f"one.{form}"
    run("export", "--pen", OTHER[:4], "-o", file, "--db", both_pens.path)
    run("import", file, "--db", tmp_path / "there.db")
    with Store(tmp_path / "there.db") as there:
        assert [row.pen_id for row in there.pens()] == [OTHER]


@pytest.mark.parametrize("block_bytes", (1, 2_000))
def test_lines_read_in_small_blocks_come_back_to_the_same_bytes(both_pens, run, tmp_path, monkeypatch, block_bytes):
    monkeypatch.setattr(import_readers, "_BLOCK", block_bytes)
    run("export", "-o", tmp_path / "one.jsonl", "--db", both_pens.path)
    with Store(tmp_path / "there.db") as there:
        assert import_file(there, tmp_path / "one.jsonl", "jsonl").new == len(everything(both_pens)["records"])
    run("export", "-o", tmp_path / "two.jsonl", "--db", tmp_path / "there.db")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


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


def test_every_kind_survives(tmp_path, run):
    life = MemoryStore()
    for kind, values in formats().items():
        life.log(kind, *([1] * len(record.unpack_from(values, bytes(64)))))
    with Store(tmp_path / "here.db") as db:
        known(db)
        db.add(ID, 1, 1, life.records)
    for form in FORMS:
        assert run("export", "-o", tmp_path / f"x.{form}", "--db", tmp_path / "here.db")[0] == 0
        assert run("import", tmp_path / f"x.{form}", "--db", tmp_path / f"{form}.db")[0] == 0
        with Store(tmp_path / f"{form}.db") as there:
            assert [raw for _, _, raw in there.raw(ID)] == life.records
