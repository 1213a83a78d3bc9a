"""A laptop whose program is killed at any message and any SQL statement. See `hostile.py`.

Killed means: the history's files are copied as they lie on the disk at that moment, and what the dying program still
does is thrown away.
"""

import contextlib
import shutil
import sqlite3

from needlepen.history import database, sync


class Killed(BaseException):
    """The laptop's program ended here. No `except Exception` of its own may catch that."""


class Host:
    """A laptop: where its history is."""

    def __init__(self, folder):
        self.folder = folder
        self.lives = 0
        self.path = folder / "0" / "history.db"
        self.path.parent.mkdir(parents=True)

    def die(self):
        """The files as they are now are all that is left."""
        self.lives += 1
        after = self.folder / str(self.lives)
        after.mkdir()
        for end in ("", "-wal"):
            file = self.path.with_name(self.path.name + end)
            if file.exists():
                shutil.copyfile(file, after / file.name)
        self.path = after / "history.db"


class Statements(sqlite3.Connection):
    """SQLite that is killed with its program before or after one of its statements."""

    left = -1  # statements until then; -1 = never
    kill = staticmethod(lambda: None)

    def execute(self, *args):
        Statements.count()
        cursor = super().execute(*args)
        Statements.count()
        return cursor

    def executemany(self, query, rows):
        def counted():
            for row in rows:
                Statements.count()
                yield row

        return super().executemany(query, counted())

    @staticmethod
    def count():
        if Statements.left >= 0:
            Statements.left -= 1
            if Statements.left < 0:
                Statements.kill()


class AtOnce:
    """A `BackgroundWriter` without a thread: what happens when is decided by the seed."""

    idle = True

    def give(self, work):
        work()

    def wait(self):
        pass


class CountedSqlite:
    """Stands for the module `sqlite3` in `history/database.py`."""

    Error, OperationalError = sqlite3.Error, sqlite3.OperationalError

    @staticmethod
    def connect(*args, **how):
        return sqlite3.connect(*args, **how, factory=Statements)


@contextlib.contextmanager
def counted_statements(writer=AtOnce):
    """The history's SQLite can be killed at any statement."""
    real = database.sqlite3, sync.BackgroundWriter
    database.sqlite3, sync.BackgroundWriter = CountedSqlite, writer
    try:
        yield
    finally:
        database.sqlite3, sync.BackgroundWriter = real
        Statements.left = -1
