"""The owner's guide and the builder's book as pages of the site: `guide.html`, `guide-de.html` …, `builder.html`.

What they say is in boards/documents; here is the frame around it, and where links lead on the site. CPython only.
"""

import html

from boards.documents import builder, guide, markdown
from boards.tools import languages

BOOK = "builder.html"
_OTHERS = {"firmware/SAFETY.md": "rules.html"}  # pages of the site that show a document of the repository
# To the pen; to the builder's book; what the list of headings is called, and the links above it
_WORDS = {
    "en": ("The pen in your browser", "The builder's book", "In this guide", "Pages"),
    "de": ("Der Stift im Browser", "Das Buch für den Bau (englisch)", "In dieser Anleitung", "Seiten"),
    "fr": ("Le stylo dans le navigateur", "Le livre de construction (en anglais)", "Dans ce guide", "Pages"),
    "es": ("El lápiz en el navegador", "El libro de construcción (en inglés)", "En esta guía", "Páginas"),
}
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>needlepen: {title}</title>
<link rel="stylesheet" href="page.css">
<link rel="stylesheet" href="document.css">
<link rel="icon" href="data:,">
</head>
<body class="document">
<header>
<nav aria-label="{pages}">
<ul>
{links}</ul>
</nav>
</header>
<main>
{main}</main>
</body>
</html>
"""


def guide_name(language: str) -> str:
    """The guide's page in a language."""
    return f"guide{languages.suffix(language)}.html"


def pages() -> "dict[str, bytes]":
    """All of them, and the pictures that are files of their own, by name."""
    made = {guide_name(language): _guide(language) for language in guide.LANGUAGES}
    made |= {BOOK: _book(), **builder.pictures()}
    return {name: text.encode() for name, text in made.items()}


def _guide(language: str) -> str:
    to_pen, to_book, contents, pages = _WORDS[language]
    path = f"firmware/{guide.guide(language).name}"
    body = guide.body(language, lambda target: lead(path, target))
    first, *rest = body.html.split("<h2 ", 1)
    main = f"<article>\n{first}{_contents(body.headings, contents)}\n<h2 {rest[0]}</article>\n"
    links = _link("./", to_pen) + _languages(language) + _link(BOOK, to_book)
    return _PAGE.format(language=language, title=guide.title(language), pages=pages, links=links, main=main)


def _book() -> str:
    to_pen, _, _, pages = _WORDS[languages.ENGLISH]
    body = builder.body(lead, lambda name: name)
    contents = _contents(body.headings, "In this book")
    main = f"<h1>{html.escape(builder.TITLE)}</h1>\n{contents}\n{body.html}"
    links = _link("./", to_pen) + _link(guide_name(languages.ENGLISH), guide.title(languages.ENGLISH))
    return _PAGE.format(
        language=languages.ENGLISH, title=html.escape(builder.TITLE), pages=pages, links=links, main=main
    )


def lead(path: str, target: str) -> str:
    """Where a link of a document leads on the site; "" when what it names is not there."""
    if target.startswith("https:"):
        return target
    named, fragment = markdown.named(path, target)
    for language in guide.LANGUAGES:
        if named == f"firmware/{guide.guide(language).name}":
            return f"#{fragment}" if named == path else guide_name(language) + (fragment and f"#{fragment}")
    if found := builder.place(named, fragment):
        return f"#{found}" if any(path == part.path for part in builder.PARTS) else f"{BOOK}#{found}"
    return _OTHERS.get(named, "")


def _link(target: str, words: str, of: str = "", here: bool = False) -> str:
    marks = f' lang="{of}" hreflang="{of}"' * bool(of) + ' aria-current="page"' * here
    return f'<li><a href="{target}"{marks}>{html.escape(words)}</a></li>\n'


def _languages(present: str) -> str:
    return "".join(_link(guide_name(one), guide.CALLED[one], one, one == present) for one in guide.LANGUAGES)


def _contents(headings: "list[markdown.Heading]", called: str) -> str:
    """A list of the headings of the second rank."""
    items = "".join(
        f'<li><a href="#{heading.anchor}">{html.escape(heading.words)}</a></li>\n'
        for heading in headings
        if heading.rank == 2
    )
    head = f'<nav class="contents" aria-labelledby="contents">\n<p id="contents">{html.escape(called)}</p>'
    return f"{head}\n<ul>\n{items}</ul>\n</nav>\n"
