"""`needlepen db`: a backup, a check of the file, its path."""

from needlepen import Store

from tests.host_tools.history.two_pens import everything


def test_a_backup_is_the_same_history(both_pens, run, tmp_path):
    copy = tmp_path / "copy.db"
    code, out, _ = run("db", "backup", copy, "--db", both_pens.path)
    assert code == 0 and out.startswith("✓ Copied to ")
    with Store(copy) as there:
        assert everything(there) == everything(both_pens)
    code, _, err = run("db", "backup", copy, "--db", both_pens.path)
    assert code == 2 and "--yes" in err
    assert run("-y", "db", "backup", copy, "--db", both_pens.path)[0] == 0
    code, _, err = run("-y", "db", "backup", both_pens.path, "--db", both_pens.path)
    assert code == 10 and "the history itself" in err


def test_a_sound_file_and_a_damaged_one(both_pens, run):
    code, out, _ = run("db", "check", "--db", both_pens.path)
    assert code == 0 and out.startswith("✓ The history is sound")
    both_pens.database.sql.execute("UPDATE records SET raw = zeroblob(64) WHERE epoch = 2 AND sequence = 3")
    code, out, err = run("db", "check", "--db", both_pens.path)
    assert code == 8 and "record 3: record with a wrong CRC" in out and "damaged" in err
    assert run("--json", "db", "check", "--db", both_pens.path)[0] == 8


def test_damaged_pages_are_found(both_pens, run):
    both_pens.database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    both_pens.close()
    data = bytearray(both_pens.path.read_bytes())
    for at in range(8192, len(data) - 4096, 4096):
        data[at : at + 64] = bytes(64)
    both_pens.path.write_bytes(data)
    assert run("db", "check", "--db", both_pens.path)[0] in (8, 10)


def test_the_path_is_a_line_of_its_own(run, tmp_path):
    deep = tmp_path / ("long" * 40) / "history.db"
    assert run("db", "path", "--db", deep) == (0, f"{deep}\n", "")
