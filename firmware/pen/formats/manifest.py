"""What the manifest of a bundle says, every line of it checked. Pen and laptop share this file.

Lines of ASCII in this order: needlepen 1, version, commit, boards, min_boot, schema, key, 0 to 8 notes, pack (its
SHA-256), and of each file SHA-256, size and path, sorted. Only signed text is parsed (`bundle.signer` first). It reads
no files and decides nothing about this pen.
"""

from binascii import unhexlify

from .bundle import (
    BOARD_MAX,
    BOARDS,
    COMMIT,
    FILE_LINE,
    FILE_ORDER,
    FILE_PATH,
    FILES,
    FILES_MAX,
    FORMAT,
    KEY_NAME,
    LINE,
    MIN_BOOT,
    NAME,
    NOTE,
    NOTE_MAX,
    NOTES,
    NOTES_MAX,
    PACK_LINE,
    PACK_MAX,
    PREFIX,
    SCHEMA,
    TEXT,
    VERSION,
    BadBundle,
    sizes,
)
from .manifest_text import LETTERS, digest, is_path, made_of, number, printable

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Manifest:
    """What the manifest in the head of a bundle says, every line of it checked. Raises BadBundle."""

    def __init__(self, head: "Any"):
        size, self.pack_size = sizes(head[:PREFIX])
        self._text = head
        self._at = PREFIX  # of the next line
        self._end = PREFIX + size
        self._line = 0
        if len(head) < self._end or head[self._end - 1] != 0x0A:
            raise BadBundle(TEXT)
        if self._value("needlepen") != "1":
            raise BadBundle(FORMAT)
        self.version = self._numbers("version", VERSION, 3, 255)
        major, minor, patch = self.version
        self.number = major << 16 | minor << 8 | patch  # the version as one, the higher the newer
        self.commit = self._word("commit", 12, COMMIT)
        self.boards = tuple(self._value("boards").split(","))
        for name in self.boards:
            if len(name) > BOARD_MAX or not made_of(name, LETTERS):
                raise BadBundle(BOARDS)
        self.min_boot = self._numbers("min_boot", MIN_BOOT, 1, 255)[0]
        self.schema = self._numbers("schema", SCHEMA, 2, 255)
        self.key = self._word("key", NAME - 1, KEY_NAME)
        self.notes: list[str] = []
        key, value = self._next()
        while key == "note":
            if not value.strip() or len(value) > NOTE_MAX:
                raise BadBundle(NOTE, self._line)
            if len(self.notes) == NOTES_MAX:
                raise BadBundle(NOTES, self._line)
            self.notes.append(printable(value.encode(), NOTE, self._line))
            key, value = self._next()
        if key != "pack":
            raise BadBundle(LINE, self._line)
        self.pack = digest(value, PACK_LINE, self._line)
        self._files_at = self._at
        self.count = 0
        before = ""
        for sha256, length, path in self._files():
            self.count += 1
            digest(sha256, FILE_LINE, self.count)
            number(length, FILE_LINE, self.count, PACK_MAX)
            if not is_path(path):
                raise BadBundle(FILE_PATH, self.count)
            if path <= before:
                raise BadBundle(FILE_ORDER, self.count)
            before = path
        if not 0 < self.count <= FILES_MAX:
            raise BadBundle(FILES, self.count)

    def read_from(self, head: "Any") -> None:
        """Take the text from another place that holds the same bytes, so that the first can be let go."""
        self._text = head

    def files(self) -> "Iterator[tuple[bytes, int, str]]":
        """(SHA-256, size, path) of every file, in order. One pass at a time."""
        for sha256, size, path in self._files():
            yield unhexlify(sha256), int(size), path

    def _files(self) -> "Iterator[tuple[str, str, str]]":
        """The words of every file's line, as they stand there."""
        self._at = self._files_at
        line = 0
        while self._at < self._end:
            key, value = self._next()
            line += 1
            words = value.split(" ")
            if key != "file" or len(words) != 3:
                raise BadBundle(FILE_LINE, line)
            yield words[0], words[1], words[2]

    def _next(self) -> "tuple[str, str]":
        """Key and value of the next line."""
        self._line += 1
        start = self._at
        end = self._text.find(b"\n", start, self._end)
        if end < 0:
            raise BadBundle(LINE, self._line)
        self._at = end + 1
        try:
            key, space, value = bytes(self._text[start:end]).decode().partition(" ")
        except ValueError:  # UnicodeError
            raise BadBundle(TEXT, self._line) from None
        if not space:
            raise BadBundle(LINE, self._line)
        return key, value

    def _value(self, wanted: str) -> str:
        key, value = self._next()
        if key != wanted:
            raise BadBundle(LINE, self._line)
        return value

    def _word(self, wanted: str, at_most: int, code: int) -> str:
        value = self._value(wanted)
        if len(value) > at_most or not made_of(value, LETTERS):
            raise BadBundle(code)
        return value

    def _numbers(self, wanted: str, code: int, count: int, at_most: int) -> "tuple[int, ...]":
        words = self._value(wanted).split(".")
        if len(words) != count:
            raise BadBundle(code)
        return tuple([number(word, code, 0, at_most) for word in words])
