"""The rules that a tour names, out of the firmware's registers, and a page of all of them: `rules.html`. CPython only.

A1 …, H1 …: the tables of firmware/SAFETY.md. S1 …: the table of firmware/README.md.
"""

import html
import re
from typing import NamedTuple

from boards.tools.pen_files import ROOT

_ROW = re.compile(r"\| ([AH]\d+) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", re.M)
_S_ROW = re.compile(r"\| (S\d+) (.*?) \| (.*?) \| (.*?) \|$", re.M)
_TEST = re.compile(r"`([\w/]+\.py(?:::\w+)?)`")
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>needlepen: the rules, and where each is shown</title>
<link rel="stylesheet" href="page.css">
<link rel="icon" href="data:,">
</head>
<body class="rules">
<header>
  <h1>The rules, and where each is shown</h1>
  <p>A: the article's rules. H: hazards. S: the rules of the firmware behind them. Places begin in firmware/pen, tests
  in tests, those of S in tests/firmware. <a href="./">To the pen</a></p>
</header>
<main>
"""
_TAIL = "</main>\n</body>\n</html>\n"


class Rule(NamedTuple):
    """`words`: what it is about; `room`: where its tests begin."""

    words: str
    control: str
    place: str
    tests: str
    room: str

    @property
    def test(self) -> str:
        """The first of its tests, from the repository's root; "" where none can be run."""
        found = _TEST.search(self.tests)
        if not found:
            return ""
        return found.group(1) if found.group(1).startswith("tests/") else self.room + found.group(1)


def rules() -> "dict[str, Rule]":
    """The rules of SAFETY.md and of firmware/README.md, by their numbers."""
    safety = (ROOT / "firmware" / "SAFETY.md").read_text(encoding="utf-8")
    rooms = (ROOT / "firmware" / "README.md").read_text(encoding="utf-8")
    found = {row[0]: Rule(*row[1:], "tests/") for row in _ROW.findall(safety)}
    found |= {
        name: Rule(words, "", place, tests, "tests/firmware/") for name, words, place, tests in _S_ROW.findall(rooms)
    }
    return found


def page() -> str:
    """All of them, each with an anchor of its own."""
    parts = [_HEAD]
    for name, rule in rules().items():
        rows = [("How", rule.control), ("Where", rule.place), ("Shown by", rule.tests)]
        items = "".join(f"<dt>{what}</dt><dd>{_words(text)}</dd>" for what, text in rows if text)
        parts.append(f'<section id="{name}"><h2>{name} · {_words(rule.words)}</h2><dl>{items}</dl></section>\n')
    return "".join(parts) + _TAIL


def _words(text: str) -> str:
    """Markdown of a cell as HTML: code, and links without their ends, which are not on this site."""
    text = html.escape(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text), quote=False)
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", text)
