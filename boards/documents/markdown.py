"""Markdown of the project's documents as HTML, for the site and for paper. No other module parses it for a page.

Headings get the anchors that GitHub gives them. Where links and pictures lead is for the caller to say. Comments of the
source are left out, and so is a table's head that says nothing.
"""

import html
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

Link = Callable[[str], str]
Picture = Callable[[str, str], str]
_MANY = 5  # columns of a table that no telephone has room for


class Heading(NamedTuple):
    """`rank`: 1 to 6 in the page; `words`: without their marks."""

    rank: int
    anchor: str
    words: str


class Body(NamedTuple):
    """A document as HTML, without head and frame."""

    html: str
    headings: "list[Heading]"


def anchor(heading: str) -> str:
    """What a link to a heading says, as on GitHub."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def named(path: str, target: str) -> "tuple[str, str]":
    """The file in the repository and the place in it that a link of the document `path` names."""
    file, _, fragment = target.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path, fragment


def section(text: str, heading: str) -> str:
    """What stands under a heading, with it, up to the next of its rank. Raises ValueError."""
    found = re.search(rf"(?m)^(#+) {re.escape(heading)}$", text)
    if not found:
        raise ValueError(f"no heading {heading!r}")
    below = text[found.end() :]
    end = re.search(rf"(?m)^#{{1,{len(found[1])}}} ", below)
    return found[0] + below[: end.start() if end else None]


def body(text: str, link: Link, picture: Picture, name: str = "", rank: int = 1) -> Body:
    """`link`: where a link leads, "" when nowhere: then its words stay. `picture`: HTML of one, by source and words.

    `name`: the first heading's anchor, and what the others' begin with. `rank`: of the first heading.
    """
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [token for token in parser.parse(text) if token.type != "html_block"]
    headings = list(_headings(tokens, name, rank))
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, link))
    tokens = list(_with_pictures(_without_empty_heads(tokens), picture))
    for table in _tables(tokens):
        _label(table)
    return Body(_scrolled(parser.renderer.render(tokens, parser.options, {})), headings)


def _headings(tokens: "list[Token]", name: str, rank: int) -> "Iterator[Heading]":
    """Each of them, and writes its rank and anchor into its tokens."""
    deeper = None
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        own = len(token.markup)
        deeper = rank - own if deeper is None else deeper
        words = "".join(child.content for child in tokens[at + 1].children or [])
        parts = [name] * bool(name) + [anchor(words)] * (own + deeper != rank or not name)
        found = Heading(own + deeper, "-".join(parts), words)
        token.attrSet("id", found.anchor)
        token.tag = tokens[at + 2].tag = f"h{found.rank}"
        yield found


def _linked(children: "list[Token]", link: Link) -> "Iterator[Token]":
    """A line's tokens with links that lead somewhere; of the others the words."""
    leads = True
    for child in children:
        if child.type == "link_open":
            target = link(unquote(str(child.attrGet("href"))))
            leads = bool(target)
            child.attrSet("href", target)
        if leads or child.type not in ("link_open", "link_close"):
            yield child


def _with_pictures(tokens: "list[Token]", picture: Picture) -> "Iterator[Token]":
    """A paragraph that is a picture becomes what `picture` makes of it."""
    at = 0
    while at < len(tokens):
        children = tokens[at + 1].children if tokens[at].type == "paragraph_open" else None
        if children and [child.type for child in children] == ["image"]:
            made = picture(str(children[0].attrGet("src")), children[0].content)
            yield Token("html_block", "", 0, content=made)
            at += 3
        else:
            yield tokens[at]
            at += 1


def _without_empty_heads(tokens: "list[Token]") -> "list[Token]":
    """A head without any words goes; a cell of a head without words is none of a head."""
    made, at = [], 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "thead_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "thead_close")
            if not any(one.content for one in tokens[at:end]):
                at = end + 1
                continue
        if token.type == "th_open" and not tokens[at + 1].content:
            token.tag = tokens[at + 2].tag = "td"
        made.append(token)
        at += 1
    return made


def _tables(tokens: "list[Token]") -> "Iterator[list[Token]]":
    """The tokens of each table."""
    begins = 0
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            begins = at
        elif token.type == "table_close":
            yield tokens[begins : at + 1]


def _label(table: "list[Token]") -> None:
    """Write into a table whether it is too wide for a telephone, and else into each cell what its column is called."""
    rows: list[list[int]] = []
    for at, token in enumerate(table):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(at)
    table[0].attrSet("class", "many" if len(rows[0]) >= _MANY else "rows")
    if len(rows[0]) >= _MANY or table[1].type != "thead_open":
        return
    for row in rows[1:]:
        for head, cell in list(zip(rows[0], row))[1:]:
            if table[head + 1].content and table[cell + 1].content:
                table[cell].attrSet("data-label", table[head + 1].content)


def _scrolled(made: str) -> str:
    """Each table of many columns in a frame that the keyboard can scroll, called by the heading above it."""
    parts, above, framed = [], "", False
    for part in re.split(r"(<h\d id=\"[^\"]*\">|<table class=\"many\">|</table>)", made):
        if part.startswith("<h"):
            above = part.split('"')[1]
        elif part.startswith("<table"):
            framed = True
            part = f'<div class="wide" role="group" aria-labelledby="{html.escape(above)}" tabindex="0">\n{part}'
        elif part == "</table>" and framed:
            framed = False
            part += "\n</div>"
        parts.append(part)
    return "".join(parts)
