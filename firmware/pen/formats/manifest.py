"""What the manifest of a bundle says, every line of it checked. Pen and laptop share this file.

Lines of ASCII in this order: needlepen 1, version, commit, boards, min_boot, schema, key, 0 to 8 notes, pack (its
SHA-256), and of each file SHA-256, size and path, sorted. Only signed text is parsed (`bundle.Head.signer` first). The
list of files is long and is read from a stream, line by line. It decides nothing about this pen.
"""

from binascii import unhexlify

from .bundle import (
    ABOUT_MAX,
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
    SIGNATURE,
    TEXT,
    VERSION,
    BadBundle,
    sizes,
)
from .manifest_text import LETTERS, Lines, check_digest, is_path, made_of, number, printable

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_FILE_LINE_MAX = 160  # bytes; one that is right has 143 at most
_DIGEST_AT = 5  # in a file's line: file, SHA-256, size and path, a space between each two
_SIZE_AT = 70
_SPACE = 0x20


class Manifest:
    """What the manifest says before its list of files. Raises BadBundle.

    `start`: the bundle's first bytes (`bundle.Head.start`). `files_at`, `files_end`, `pack_at`: where in the bundle its
    list of files begins and ends, and where the pack begins.
    """

    def __init__(self, start: "bytes | bytearray"):
        size, self.pack_size = sizes(start[:PREFIX])
        self.files_end = PREFIX + size
        self.pack_at = self.files_end + SIGNATURE
        self._text = bytes(memoryview(start)[PREFIX : PREFIX + min(size, ABOUT_MAX)])  # one copy: a pen has little heap
        self._at = 0  # of the next line
        self._line = 0
        if self._value(b"needlepen") != b"1":
            raise BadBundle(FORMAT)
        self.version = self._numbers(b"version", VERSION, 3, 255)
        major, minor, patch = self.version
        self.number = major << 16 | minor << 8 | patch  # the version as one, the higher the newer
        self.commit = self._word(b"commit", 12, COMMIT)
        boards = self._value(b"boards").split(b",")
        for name in boards:
            if len(name) > BOARD_MAX or not made_of(name, LETTERS):
                raise BadBundle(BOARDS)
        self.boards = tuple([name.decode() for name in boards])
        self.min_boot = self._numbers(b"min_boot", MIN_BOOT, 1, 255)[0]
        self.schema = self._numbers(b"schema", SCHEMA, 2, 255)
        self.key = self._word(b"key", NAME - 1, KEY_NAME)
        self.notes: list[str] = []
        key, value = self._next()
        while key == b"note":
            if not value.strip() or len(value) > NOTE_MAX:
                raise BadBundle(NOTE, self._line)
            if len(self.notes) == NOTES_MAX:
                raise BadBundle(NOTES, self._line)
            self.notes.append(printable(value, NOTE, self._line))
            key, value = self._next()
        if key != b"pack":
            raise BadBundle(LINE, self._line)
        check_digest(value, PACK_LINE, self._line)
        self.pack = unhexlify(value)  # SHA-256
        self.files_at = PREFIX + self._at
        self._text = b""

    def files(self, stream: "Any", sums: bool = True) -> "Iterator[tuple[bytes, int, bytes]]":
        """(SHA-256 in hex, size, path) of every file, in order; `stream` is at `files_at`. Raises BadBundle.

        Each line is checked before it is given, their number at the end. `sums`: False for who needs none: b"" instead.
        """
        lines = Lines(stream, self.files_end - self.files_at, _FILE_LINE_MAX)
        buf, view = lines.buf, lines.view
        digest = bytearray(_SIZE_AT - 1 - _DIGEST_AT)
        count = 0
        before = b""
        while lines.left:
            count += 1
            if not lines.next():
                raise BadBundle(FILE_LINE, count) if lines.left else BadBundle(TEXT)
            at = lines.start
            size_at = at + _SIZE_AT
            end = buf.find(b" ", size_at, lines.end)  # of the size
            if end < 0 or buf.find(b"file ", at, at + _DIGEST_AT) != at or buf[size_at - 1] != _SPACE:
                raise BadBundle(FILE_LINE, count)
            digest[:] = view[at + _DIGEST_AT : size_at - 1]
            check_digest(digest, FILE_LINE, count)
            size = number(bytes(view[size_at:end]), FILE_LINE, count, PACK_MAX)
            path = bytes(view[end + 1 : lines.end])
            if b" " in path:
                raise BadBundle(FILE_LINE, count)
            if not is_path(path):
                raise BadBundle(FILE_PATH, count)
            if path <= before:
                raise BadBundle(FILE_ORDER, count)
            before = path
            if count > FILES_MAX:
                raise BadBundle(FILES, count)
            yield bytes(digest) if sums else b"", size, path
        if not count:
            raise BadBundle(FILES, count)

    def _next(self) -> "tuple[bytes, bytes]":
        """Key and value of the next line."""
        self._line += 1
        start = self._at
        end = self._text.find(b"\n", start)
        if end < 0:
            raise BadBundle(LINE, self._line)
        self._at = end + 1
        line = self._text[start:end]
        try:
            line.decode()
        except ValueError:  # UnicodeError
            raise BadBundle(TEXT, self._line) from None
        key, space, value = line.partition(b" ")
        if not space:
            raise BadBundle(LINE, self._line)
        return key, value

    def _value(self, wanted: bytes) -> bytes:
        key, value = self._next()
        if key != wanted:
            raise BadBundle(LINE, self._line)
        return value

    def _word(self, wanted: bytes, at_most: int, code: int) -> str:
        value = self._value(wanted)
        if len(value) > at_most or not made_of(value, LETTERS):
            raise BadBundle(code)
        return value.decode()

    def _numbers(self, wanted: bytes, code: int, count: int, at_most: int) -> "tuple[int, ...]":
        words = self._value(wanted).split(b".")
        if len(words) != count:
            raise BadBundle(code)
        return tuple([number(word, code, 0, at_most) for word in words])
