"""Where the history lies: no home, a locked file, a full or read-only disk, a folder that is copied. No traceback."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from needlepen import Store, troubleshooting
from needlepen.errors import StorageError
from needlepen.history import database, location

NOBODY = 65534


@contextlib.contextmanager
def as_nobody():
    """For a while without root's rights, if this is root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder():
    """One that every user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def read_only(both_pens, open_folder):
    """The history as on a disk that is read-only."""
    path = open_folder / "history.db"
    both_pens.database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(both_pens.path, path)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    return path


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="folders are not made read-only like this on Windows")
def test_a_read_only_disk_can_be_read_and_is_told_when_it_should_be_written(read_only, both_pens):
    with as_nobody():
        with Store(read_only, create=False) as store:
            assert [pen.pen_id for pen in store.pens()] == [pen.pen_id for pen in both_pens.pens()]
            assert store.count(both_pens.pens()[0].pen_id) > 0
            with pytest.raises(StorageError) as caught:
                store.put_pen(both_pens.pens()[0])
            assert "read-only" in caught.value.why
        with pytest.raises(StorageError) as caught:
            Store(read_only, create=True)
        assert "read-only" in caught.value.why


def doctor(path):
    """What `needlepen doctor` says of the file."""
    return [check for check in troubleshooting.history(path) if check.about == "history"][-1]


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="Windows has no such rights")
@pytest.mark.parametrize(
    ("what", "own", "why", "remedy"),
    [
        ("file", False, "belongs to another user", 'sudo chown $USER "{path}"*'),
        ("file", True, "is protected against writing", 'chmod u+w "{path}"*'),
        ("folder", False, "belongs to another user", 'sudo chown $USER "{folder}"'),
        ("folder", True, "is protected against writing", 'chmod u+w "{folder}"'),
    ],
)
def test_doctor_says_that_a_history_can_only_be_read_and_what_to_do(read_only, what, own, why, remedy):
    folder = read_only.parent
    root = os.geteuid() == 0
    if not own and not root:
        pytest.skip("only root can give a file away")
    read_only.chmod(0o444 if what == "file" else 0o644)
    folder.chmod(0o755 if what == "file" else 0o555)
    mine = NOBODY if root else os.geteuid()
    if root:
        os.chown(read_only, mine if own or what == "folder" else 0, -1)
        os.chown(folder, mine if own or what == "file" else 0, -1)
    before = read_only.read_bytes()
    with as_nobody():
        check = doctor(read_only)
    assert (check.state, check.code) == ("bad", 10) and "can only be read" in check.text and why in check.text
    assert check.next.endswith(remedy.format(path=read_only, folder=folder))
    assert read_only.read_bytes() == before
    folder.chmod(0o755)
    for place in (folder, *folder.iterdir()):  # that is what it says
        os.chown(place, mine, -1)
        place.chmod(place.stat().st_mode | 0o200)
    with as_nobody():
        assert doctor(read_only).state == "ok"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="folders are not made read-only like this on Windows")
def test_doctor_says_that_the_disk_is_read_only(read_only, monkeypatch):
    disk = shutil.disk_usage(read_only)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: disk)
    monkeypatch.setattr(os, "statvfs", lambda place: SimpleNamespace(f_flag=os.ST_RDONLY))
    with as_nobody():
        check = doctor(read_only)
    assert check.state == "bad" and "disk is read-only" in check.text and "--db PATH" in check.next


def test_doctor_does_not_take_a_locked_history_for_a_read_only_one(both_pens, monkeypatch):
    monkeypatch.setattr(database, "_WAIT_S", 0.1)
    other = sqlite3.connect(both_pens.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    check = doctor(both_pens.path)
    other.close()
    assert check.state == "bad" and "Another program is writing" in check.text and "Close the other one" in check.next


def test_what_doctor_does_leaves_the_file_as_it_is(both_pens):
    both_pens.database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = both_pens.path.read_bytes()
    assert doctor(both_pens.path).state == "ok" and both_pens.path.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="folders are not made read-only like this on Windows")
def test_records_that_a_read_only_disk_hides_are_not_passed_over(read_only):
    read_only.parent.chmod(0o755)
    read_only.with_name("history.db-wal").write_bytes(bytes(4096))
    read_only.with_name("history.db-wal").chmod(0o444)
    read_only.parent.chmod(0o555)
    with as_nobody(), pytest.raises(StorageError) as caught:
        Store(read_only, create=False)
    assert "-wal" in caught.value.why and "Copy both" in caught.value.next


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="Windows has no such rights")
def test_a_folder_that_may_not_be_entered(open_folder):
    (open_folder / "closed").mkdir(mode=0o700)
    for create in (True, False):
        with as_nobody(), pytest.raises(StorageError) as caught:
            Store(open_folder / "closed" / "history.db", create)
        assert "may not be used by this user" in caught.value.why or "Permission denied" in caught.value.why


def test_a_locked_history_is_told_as_one(both_pens, monkeypatch):
    monkeypatch.setattr(database, "_WAIT_S", 0.1)
    other = sqlite3.connect(both_pens.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store(both_pens.path) as store, pytest.raises(StorageError) as caught, store.database.transaction():
        pass
    other.close()
    assert "Another program is writing" in caught.value.why and "disk" not in caught.value.next


def test_a_full_disk_is_told_as_one():
    said = location.failed(Path("h.db"), sqlite3.OperationalError("database or disk is full"))
    assert "The disk is full" in said.why


def test_without_a_home_a_file_has_to_be_named(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where neither HOME nor the system knows one
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    with pytest.raises(StorageError) as caught:
        location.usual()
    assert "--db" in caught.value.next and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)/pens", "Dropbox"),
        ("OneDrive - Hospital/a/b", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-me@example.org/My Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("cloud of mine", None),
        ("no.Dropbox", None),
    ],
)
def test_a_folder_that_is_copied_is_known(tmp_path, folder, name):
    assert location.copier(tmp_path / folder / "history.db") == name


def test_a_onedrive_of_another_name_is_known(monkeypatch, tmp_path):
    monkeypatch.setenv("OneDrive", str(tmp_path / "Wolke"))
    assert location.copier(tmp_path / "Wolke" / "history.db") == "OneDrive"
    assert location.copier(tmp_path / "Dropbox-history.db") is None  # a file may be called so
