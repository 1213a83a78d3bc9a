"""The files of `golden/` in Windows' encoding and in ASCII: what a command says there, and what it should."""

import io
import json
import re
import sys

from needlepen.cli.encodings import PLAIN

ENCODINGS = ("cp1252", "ascii")


class Streams:
    """Stdout and stderr of another encoding, as strict as Python makes them there."""

    def __init__(self, encoding, monkeypatch):
        self._encoding = encoding
        self._patch = monkeypatch
        self.readouterr()

    def readouterr(self):
        """What was written since; the place of capsys."""
        said = [getattr(self, name, None) for name in ("stdout", "stderr")]
        for name in ("stdout", "stderr"):
            setattr(self, name, io.TextIOWrapper(io.BytesIO(), encoding=self._encoding, write_through=True))
            self._patch.setattr(sys, name, getattr(self, name))
        return ["" if one is None else one.buffer.getvalue().decode(self._encoding) for one in said]


def in_encoding(text, encoding):
    """A file of `golden/` as it looks where not every character is there."""
    lines: list[str] = []
    as_json = False
    for line in text.splitlines():
        if line.startswith("$ "):
            as_json = line.endswith("--json")
        if as_json and not line.startswith("2> "):
            lines.append("".join(char if char.isascii() else json.dumps(char)[1:-1] for char in line))
        else:
            lines.append("".join(char if has(encoding, char) else PLAIN[char] for char in line))
    return "\n".join(lines)


def has(encoding, char):
    try:
        return bool(char.encode(encoding))
    except UnicodeEncodeError:
        return False


def alike(said, file, encoding):
    """Fails unless that was said which stands in the file, but for the number of blanks between columns."""
    wanted = in_encoding(file.read_text(encoding="utf-8"), encoding)
    shown, expected = (re.sub(" +", " ", text.rstrip("\n")).split("\n") for text in (said, wanted))
    assert shown == expected
