"""The site's documents: every link of every page leads somewhere, and guides and book say what their sources say."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest

from boards.documents import guide
from boards.virtual.site import contents, document_pages
from boards.virtual.site.__main__ import HERE

PAGE = HERE / "page"
LICENCE = {"LICENSE.txt": b""}  # copied by the build


class Links(HTMLParser):
    """What a page asks for or leads to, and the places in it that can be led to."""

    def __init__(self, text: str):
        super().__init__()
        self.targets: list[str] = []
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.targets += [found[name] for name in ("href", "src") if name in found]
        self.places += [found["id"]] if "id" in found else []


@pytest.fixture(scope="module")
def site():
    """All files of the site that need no Node.js."""
    own = {path.relative_to(PAGE).as_posix(): path.read_bytes() for path in PAGE.rglob("*") if path.is_file()}
    return own | contents.tables() | LICENCE


def broken(site, name):
    """The links of a page that lead nowhere."""
    wrong = []
    for target in Links(site[name].decode()).targets:
        if target.startswith(("data:", "https:")):
            continue
        file, _, place = target.partition("#")
        file = {"": name, "./": "index.html"}.get(file, file)
        if file not in site or place and place not in Links(site[file].decode()).places:
            wrong.append(target)
    return wrong


def pages(site):
    return sorted(name for name in site if PurePosixPath(name).suffix == ".html")


def test_every_link_of_every_page_leads_somewhere(site):
    assert len(pages(site)) == len(guide.LANGUAGES) + 3
    assert {name: wrong for name in pages(site) if (wrong := broken(site, name))} == {}


@pytest.mark.parametrize("planted", ["gone.html", "builder.html#gone", "#gone", "GUIDE.md"])
def test_a_link_that_leads_nowhere_is_found(site, planted):
    made = site["guide.html"].replace(b"</article>", f'<a href="{planted}">x</a></article>'.encode())
    assert broken(site | {"guide.html": made}, "guide.html") == [planted]


def test_every_place_is_there_once(site):
    for name in pages(site):
        places = Links(site[name].decode()).places
        assert len(places) == len(set(places)), name


def test_the_pens_page_leads_to_every_document_and_each_back_to_it(site):
    made = document_pages.pages()
    linked = Links(site["index.html"].decode()).targets
    for name in (name for name in made if name.endswith(".html")):
        assert name in linked
        assert "./" in Links(made[name].decode()).targets
    for language in guide.LANGUAGES:  # each guide to the others
        others = {document_pages.guide_name(one) for one in guide.LANGUAGES} | {document_pages.BOOK}
        assert others <= set(Links(made[document_pages.guide_name(language)].decode()).targets)


def test_the_pens_page_asks_for_no_document_by_itself(site):
    """They are loaded when they are opened."""
    asked = re.findall(r'<(?:link|script|img)\b[^>]*\b(?:href|src)="([^"]*)"', site["index.html"].decode())
    assert asked and not set(asked) & {*document_pages.pages(), "document.css"}


def test_a_link_to_a_document_that_the_site_has_not_is_only_its_words():
    assert document_pages.lead("firmware/GUIDE.md", "../host_tools/README.md") == ""
    assert document_pages.lead("firmware/GUIDE.md", "LOCKOUTS.md") == ""
    assert document_pages.lead("firmware/GUIDE.md", "LOCKOUTS.md#how-to-calibrate-anew") == "builder.html#recalibrate"
    assert document_pages.lead("firmware/GUIDE.md", "#faults") == "#faults"
    assert document_pages.lead("boards/mechanics/README.md", "../RPI_PICO/README.md#wiring") == "#pico-wiring"
    assert document_pages.lead("firmware/LOCKOUTS.md", "GUIDE.de.md#x") == "guide-de.html#x"


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_a_guides_page_says_in_which_language_it_is(site, language):
    page = site[document_pages.guide_name(language)].decode()
    assert f'<html lang="{language}">' in page and page.count('aria-current="page"') == 1
    assert f'lang="{language}" hreflang="{language}" aria-current="page"' in page
    assert page.count("<figure>") == len(guide.CAPTIONS[language])


def test_the_documents_are_small(site):
    """The pages of all guides and of the book; what the whole site may have: `boards/virtual/site/__main__.py`."""
    assert sum(map(len, document_pages.pages().values())) < 450_000
