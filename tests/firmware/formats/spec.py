"""Reads the specification `firmware/pen/formats/README.md`: headings, tables, examples. It knows no format itself."""

import re
import struct
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "firmware" / "pen" / "formats" / "README.md"
_TYPES = {"u8": "B", "i8": "b", "u16": "H", "i16": "h", "u32": "I", "i32": "i", "i64": "q"}


def sections() -> "dict[str, str]":
    """The text below each heading, up to the next one, by the heading's words."""
    parts = re.split(r"^#+ (.*)$", PAGE.read_text(), flags=re.M)
    assert len(set(parts[1::2])) == len(parts[1::2]), "two headings of one name"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> "list[list[str]]":
    """The cells of the first table in `text`, without its head."""
    found = re.search(r"^\|[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)*)", text, re.M)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in _lines(found)] if found else []


def _lines(found: "re.Match[str]") -> "list[str]":
    return [line.strip() for line in found[1].splitlines()]


def numbers(text: str) -> "dict[str, int]":
    """Name and number of each row of an enumeration."""
    out = {name: int(number, 0) for number, name, meaning in rows(text) if meaning}
    assert len(out) == len(rows(text)), "a row without a meaning, or one name twice"
    return out


class Layout:
    """A table of offset, size, type and field: checked in itself, and turned into a struct format."""

    def __init__(self, text: str):
        cells = rows(text)
        self.start = int(cells[0][0]) if cells else 0
        self.names = [row[3] for row in cells]
        self.meanings = [row[-1] for row in cells]
        self.formats = [_format(row[2]) for row in cells]
        self.format = "<" + "".join(self.formats)
        at = self.start
        for row, one in zip(cells, self.formats, strict=True):
            assert (int(row[0]), int(row[1])) == (at, struct.calcsize("<" + one)), row
            at += int(row[1])
        self.end = at
        assert all(self.meanings), "a field without a meaning"

    def read(self, data: bytes) -> dict:
        """The fields by name, from the start of what the table describes."""
        out, at = {}, self.start
        for name, one in zip(self.names, self.formats, strict=True):
            values = struct.unpack_from("<" + one, data, at)
            out[name] = values[0] if len(values) == 1 else list(values)
            at += struct.calcsize("<" + one)
        return out


def _format(type_: str) -> str:
    if type_.endswith(" bytes"):
        return type_.split()[0] + "s"
    count, _, of = type_.rpartition(" × ")
    return count + _TYPES[of]


def examples(text: str, kind: str) -> "list[str]":
    """The worked examples of a kind: what stands between ```kind and ```."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.M | re.S)
