"""The SQLite file: opened, migrated, durable. Must not know what is in the tables."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Generator
from pathlib import Path

from ..errors import StorageError
from ..language import tr
from ..sanitize import not_a_file
from .location import failed, is_read_only, latest_out_of_reach, usual
from .schema import APPLICATION, MIGRATIONS, seal

_WAIT_S = 10.0  # for another needlepen that is writing
_AGAIN_S = 0.005
_USUAL = "needlepen"  # what the folder is called unless `--db` says otherwise
_BESIDE = ("", "-wal", "-shm")  # SQLite gives the two beside it the rights of the file


def connected(path: Path, unchanging: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode that can keep seals, for one thread after the other, never two at once.

    `unchanging`: nothing can be written there, not even SQLite's own files beside it.
    """
    name = f"{path.absolute().as_uri()}?immutable=1" if unchanging else path
    sql = sqlite3.connect(name, timeout=_WAIT_S, isolation_level=None, check_same_thread=False, uri=unchanging)
    sql.create_function("seal", -1, seal, deterministic=True)
    return sql


def private(path: Path) -> None:
    """A file that only its owner reads, in a folder that only he enters, if it is made for it. Raises OSError."""
    if not path.parent.exists() or _is_the_usual(path.parent):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _tighten(path.parent, 0o700)
    if path.exists() and not path.is_file():
        raise not_a_file(path)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for end in _BESIDE:
        _tighten(path.with_name(path.name + end), 0o600)


def _is_the_usual(folder: Path) -> bool:
    if folder.name != _USUAL:  # most are not, and it takes a while to load what knows
        return False
    with contextlib.suppress(StorageError):  # no home: then there is no usual one
        return folder == usual().parent
    return False


def _tighten(path: Path, mode: int) -> None:
    """What others may do with it goes; somebody else's file stays as it is."""
    with contextlib.suppress(OSError):
        has = path.stat().st_mode & 0o777
        if has & ~mode:
            path.chmod(has & mode)


class Database:
    """A connection in autocommit mode; `transaction()` makes a group of writes durable, all or none."""

    def __init__(self, path: Path, create: bool) -> None:
        self.path = path
        try:
            if not create and not path.exists():
                raise StorageError(
                    tr("There is no history at {path}.", path=path),
                    tr("No pen was synced to this computer yet."),
                    tr("Plug the pen in and type: needlepen sync"),
                )
            private(path)
            self.sql = connected(path)
        except (OSError, sqlite3.Error) as e:
            raise failed(path, e) from e
        try:
            with self.guard():
                try:
                    self._prepare()
                except sqlite3.OperationalError as e:
                    if create or not is_read_only(e):
                        raise
                    self._read_where_nothing_can_be_written()
        except BaseException:
            self.sql.close()
            raise

    @contextlib.contextmanager
    def guard(self) -> "Generator[None, None, None]":
        """Turn SQLite's errors into StorageError; in a damaged file it meets, and quotes, what is no text."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as e:
            raise failed(self.path, e) from e

    @contextlib.contextmanager
    def transaction(self) -> "Generator[None, None, None]":
        """All of it or nothing; on the disk when the block is left."""
        with self.guard():
            try:
                self.sql.execute("BEGIN IMMEDIATE")
                yield
                self.sql.execute("COMMIT")
            except BaseException:
                if self.sql.in_transaction:
                    self.sql.execute("ROLLBACK")
                raise

    def can_be_written(self) -> bool:
        """Would SQLite begin to write here? Nothing is written. Raises StorageError where it is not for the rights."""
        try:
            with self.transaction():
                self.sql.execute("DELETE FROM derived WHERE 0")  # of a read-only file even that is refused
                return True
        except StorageError as e:
            if is_read_only(e.__cause__):
                return False
            raise

    def settled(self) -> bool:
        """Put what was committed from the log beside the file into the file: on the disk, and the log empty.

        From a log with one damaged byte SQLite drops all that comes behind it, without a word. False: it has to stay
        there, since another program is reading an older state all the while.
        """
        with self.guard():
            return not self.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    @contextlib.contextmanager
    def rebuildable(self) -> "Generator[None, None, None]":
        """A transaction of what can be made again: all or nothing too, but a power cut may undo it."""
        self.sql.execute("PRAGMA synchronous = NORMAL")
        try:
            with self.transaction():
                yield
        finally:
            self.sql.execute("PRAGMA synchronous = FULL")

    def _prepare(self) -> None:
        sql = self.sql
        sql.execute("BEGIN")  # so that all three are read as they were at one moment: another may be making the tables
        tables = sql.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        application = sql.execute("PRAGMA application_id").fetchone()[0]
        version = sql.execute("PRAGMA user_version").fetchone()[0]
        sql.execute("COMMIT")
        if application != APPLICATION and tables:
            raise StorageError(
                tr("{path} is not a needlepen history.", path=self.path),
                tr("It is another program's database."),
                tr("Choose another file: --db PATH"),
            )
        if version < 0:
            raise StorageError(
                tr("{path} cannot be used.", path=self.path),
                tr("Its tables have version {version}: it is damaged.", version=version),
                tr("Restore a copy (needlepen db backup makes them), or choose another file: --db PATH"),
            )
        if version > len(MIGRATIONS):
            raise StorageError(
                tr("{path} was written by a newer needlepen.", path=self.path),
                tr(
                    "Its tables have version {version}, this tool knows {migrations}.",
                    version=version,
                    migrations=len(MIGRATIONS),
                ),
                tr("Update this tool: pip install --upgrade needlepen"),
            )
        if version < len(MIGRATIONS):
            self._log_ahead()
        sql.execute("PRAGMA synchronous = FULL")  # in WAL mode only this makes a commit durable
        sql.execute("PRAGMA foreign_keys = ON")
        for step in range(version, len(MIGRATIONS)):
            self._migrate(step)

    def _log_ahead(self) -> None:
        """WAL. SQLite does not wait for this by itself when another one has just opened the new file, too."""
        end = time.monotonic() + _WAIT_S
        while True:
            try:
                self.sql.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as e:
                if "locked" not in str(e) or time.monotonic() > end:
                    raise
            time.sleep(_AGAIN_S)

    def _migrate(self, step: int) -> None:
        with self.transaction():
            if self.sql.execute("PRAGMA user_version").fetchone()[0] != step:
                return  # another needlepen was faster
            for statement in MIGRATIONS[step]:
                self.sql.execute(statement)
            self.sql.execute(f"PRAGMA application_id = {APPLICATION}")
            self.sql.execute(f"PRAGMA user_version = {step + 1}")

    def _read_where_nothing_can_be_written(self) -> None:
        """A read-only disk: in WAL mode SQLite would make two files beside this one even for reading."""
        log = self.path.with_name(f"{self.path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise latest_out_of_reach(self.path)
        self.sql.close()
        self.sql = connected(self.path, unchanging=True)
        self._prepare()
