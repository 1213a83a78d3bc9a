"""The SQLite file: opened, migrated, durable. Must not know what is in the tables."""

import contextlib
import sqlite3
import time
from collections.abc import Generator
from pathlib import Path

from ..errors import StorageError
from .places import failed, news_out_of_reach
from .schema import MIGRATIONS

APPLICATION = 0x4E50454E  # "NPEN": no other program's database is taken for ours
_WAIT_S = 10.0  # for another needlepen that is writing
_AGAIN_S = 0.005


class Database:
    """A connection in autocommit mode; `transaction()` makes a group of writes durable, all or none."""

    def __init__(self, path: Path, create: bool) -> None:
        self.path = path
        try:
            if not create and not path.exists():
                raise StorageError(
                    f"There is no history at {path}.",
                    "No pen was synced to this computer yet.",
                    "Plug the pen in and type: needlepen sync",
                )
            path.parent.mkdir(parents=True, exist_ok=True)
            self.sql = _connected(str(path))
        except (OSError, sqlite3.Error) as e:
            raise failed(path, e) from e
        try:
            with self.guard():
                try:
                    self._prepare()
                except sqlite3.OperationalError as e:
                    if create or not any(sign in str(e) for sign in ("unable to open", "readonly")):
                        raise
                    self._read_where_nothing_can_be_written()
        except BaseException:
            self.sql.close()
            raise

    @contextlib.contextmanager
    def guard(self) -> "Generator[None, None, None]":
        """Turn SQLite's errors into StorageError."""
        try:
            yield
        except sqlite3.Error as e:
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
                f"{self.path} is not a needlepen history.",
                "It is another program's database.",
                "Choose another file: --db PATH",
            )
        if version > len(MIGRATIONS):
            raise StorageError(
                f"{self.path} was written by a newer needlepen.",
                f"Its tables have version {version}, this tool knows {len(MIGRATIONS)}.",
                "Update this tool: pip install --upgrade needlepen",
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
            raise news_out_of_reach(self.path)
        self.sql.close()
        self.sql = _connected(f"{self.path.absolute().as_uri()}?immutable=1")
        self._prepare()


def _connected(name: str) -> sqlite3.Connection:
    """Open; used by one thread after the other (`background_writer.py`), never by two at once."""
    is_uri = name.startswith("file:///")
    return sqlite3.connect(name, timeout=_WAIT_S, isolation_level=None, check_same_thread=False, uri=is_uri)
