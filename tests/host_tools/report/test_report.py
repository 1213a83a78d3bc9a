"""The report: what is in it, what can never be in it, and whether everybody can read it."""

import re
import shutil
import subprocess
import time
from html.parser import HTMLParser

import pytest
from needlepen.cli import main as cli
from needlepen.history import diary
from needlepen.history.queries import history
from needlepen.history.store import PenRow
from needlepen.report import figures, page
from pen.core import reported
from pen.formats import reasons as r
from pen.formats import record

from tests.host_tools import long_life
from tests.host_tools.long_life import ID, NOW

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
VOID = ("meta", "img", "link", "br", "hr", "input")


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """Time stands still, in London's winter."""
    monkeypatch.setenv("NEEDLEPEN_NOW", str(NOW))
    monkeypatch.setenv("TZ", "UTC0")
    time.tzset()


@pytest.fixture
def store(tmp_path):
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db") as opened:
        long_life.write_diary(opened, tmp_path)
        yield opened


class Page(HTMLParser):
    """What a reader of the markup needs to know of it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.headings, self.ids, self.open, self.words = [], [], [], [], ""
        self.unclosed = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def both(store):
    return page.report(store, store.pens()), page.for_dermatologist(store, store.pens()[0])


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_the_answer_comes_first(store):
    text, _ = both(store)
    words = " ".join(Page(text).words.split())
    assert words.index("Next safe day: 30 May 2026, from 19:39") < words.index("So far")
    assert "The last session began on 2 May 2026 and skin rests at least 28 days between two." in words


def test_everything_is_in_it(store):
    text, _ = both(store)
    words = " ".join(Page(text).words.split())
    for said in (
        "16,381 strokes",
        "red for more than 48 hours",
        "too soon after the last session",
        "00010200a7c3",
        "3 of 3",
        "Called Dr. Patel",
        "All 305 records verify",
        "28 May 2026 19:39",
        "from then on no retinoids",
        "Pressed too hard 3 times in 5 sessions.",
        "no diagnosis",
    ):
        assert said in words
    assert sum(attrs["src"].startswith("data:image/jpeg;base64,") for attrs in Page(text).all("img")) == 3


def test_a_history_that_was_changed_says_so(store):
    raw = bytearray(store.last(ID, 1)[1])
    raw[20] ^= 1
    store.database.sql.execute("UPDATE records SET raw = ? WHERE sequence = 300", (bytes(raw),))
    for text in both(store):
        assert "this history was changed or damaged" in text and "record 300" in text


def test_the_page_for_a_doctor_has_facts_and_no_diary(store):
    _, text = both(store)
    assert "summary for a dermatologist" in text and "clearance for rosacea: Dr. Patel, 2025-11-10" in text
    assert "Called Dr. Patel" not in text and "data:image" not in text
    with_photos = page.for_dermatologist(store, store.pens()[0], photos=True)
    assert with_photos.count("data:image/jpeg") == 3


def test_the_same_history_gives_the_same_bytes(store):
    assert both(store) == both(store)


def test_several_pens_and_one_without_a_session(store):
    store.note_pen(PenRow("00" * 8, "RPI_PICO", "0.1.0", 1, 0, 0, 0, NOW))
    parsed = Page(page.report(store, store.pens()))
    assert "No session yet" in parsed.words and "30 May 2026" in parsed.words
    assert len(parsed.ids) == len(set(parsed.ids))


# --- what can never be in it -----------------------------------------------------------------------------------------


def test_no_script_no_network(store):
    """Not by its words and not by its policy."""
    for text in both(store):
        parsed = Page(text)
        names = {name for name, _ in parsed.tags}
        assert not names & {"script", "iframe", "object", "embed", "link", "form", "base", "foreignobject"}
        for _, attrs in parsed.tags:
            assert not any(name.startswith("on") for name in attrs)
            for name in ("src", "href", "xlink:href", "action", "srcset"):
                assert attrs.get(name, "#").startswith(("#", "data:image/jpeg;base64,"))
        assert not re.search(r"url\((?!#)|@import", text)
        (policy,) = [attrs["content"] for attrs in parsed.all("meta") if "http-equiv" in attrs]
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")


def test_what_others_wrote_stays_words(store):
    """The diary and the name of the board come from outside."""
    diary.add(store, diary.new(HOSTILE, NOW, ID))
    row = store.pens()[0]
    store.note_pen(PenRow(**{**vars(row), "board": HOSTILE, "firmware": "0.2.0"}))
    for text in both(store):
        parsed = Page(text)
        assert "<script" not in text and "onerror=alert" not in str(parsed.tags)
        assert HOSTILE in parsed.words and "49" not in parsed.words.split("onerror=alert(2)>")[1][:9]


# --- whether everybody can read it -----------------------------------------------------------------------------------


def test_it_is_well_formed(store):
    for text in both(store):
        parsed = Page(text)
        assert not parsed.unclosed and not parsed.open
        assert len(parsed.ids) == len(set(parsed.ids))
        assert parsed.all("html")[0]["lang"] == "en" and parsed.all("main")


def test_headings_skip_no_level(store):
    for text in both(store):
        levels = Page(text).headings
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(later - before <= 1 for before, later in zip(levels, levels[1:], strict=False))


def test_every_picture_says_what_it_shows(store):
    text, _ = both(store)
    parsed = Page(text)
    assert all(attrs.get("alt", "").startswith("Photo of the skin, ") for attrs in parsed.all("img"))
    drawings = parsed.all("svg")
    assert len(drawings) == 4
    for attrs in drawings:
        assert attrs["role"] == "img"
        assert set(attrs["aria-labelledby"].split()) <= set(parsed.ids)


def test_every_figure_has_its_numbers_as_a_table(store):
    drawn = figures.all_of(history(store, store.pens()[0]), NOW)
    assert [one.name for one in drawn] == ["timeline", "depth", "strokes", "load"]
    for one in drawn:
        assert one.rows and all(len(row) == len(one.head) for row in one.rows)
        assert "DejaVu" not in one.svg and "<path" in one.svg and "<text" in one.svg
    assert ("4, 10 Mar 2026", "left cheek", "0.350", "0.355") in drawn[1].rows


def luminance(colour):
    """Of #rrggbb, by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_wcag_every_text_is_readable_by_day_by_night_and_on_paper(store):
    text, _ = both(store)
    schemes = []
    for block in re.findall(r":root\s*{([^}]*)}", text):
        found = dict(re.findall(r"--(\w+):\s*(#[0-9a-f]{3,6})", block))
        schemes.append({k: v if len(v) == 7 else "#" + "".join(c * 2 for c in v[1:]) for k, v in found.items()})
    assert len(schemes) == 3
    for scheme in schemes:
        for ground in ("paper", "card", "wash"):
            for words in ("ink", "faint", "one", "warn", "wait"):
                assert contrast(scheme[words], scheme[ground]) >= 4.5, (words, ground, scheme)
        for mark in ("one", "warn"):  # what is drawn, against its neighbour
            assert contrast(scheme[mark], scheme["card"]) >= 3
        assert contrast(scheme["one"], scheme["two"]) >= 1.9


# --- as it is printed and typed --------------------------------------------------------------------------------------


def full_life():
    """More than one page would hold, if everything were shown: sessions with a reaction each, and long words."""
    life = long_life.Life()
    life.proven_s = 2 * 86_400
    life.set_wall(1_700_000_000)
    life.log(record.PROFILE, 0x3F00, 0, record.BY_PEN)
    for n in range(30):
        life.log(record.CLEARANCE, record.CLEARED_PROFILE, 0x3F00, 20_000, *(0x41414141,) * 3)
        life.refuse("2024-01-01 00:00", r.PROFILE_NOTE, 8)
        life.proven_s += 40 * 86_400
        zones = {0: 100, 1: 100, 2: 100, 3: 100}
        began = life.session("2024-01-01 00:00", 300, (1, n), 1, zones, hard=(0, 1, 2, 3), end=r.STOP_BLEEDING)
        life.checkin(began, 48, reported.FINDINGS ^ reported.LATE)  # that is told alone
    return life


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium, to print")
@pytest.mark.parametrize("long", [False, True])
def test_the_page_for_a_doctor_is_one_page(store, tmp_path, long):
    if long:
        store = long_life.remember(full_life(), tmp_path / "long.db")
    source, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(page.for_dermatologist(store, store.pens()[0]), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 1


def test_the_report_as_it_is_typed(store, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["report", "--db", str(store.path)]) == 0
    assert capsys.readouterr().out.startswith("✓ Report written to needlepen-report.html")
    assert (tmp_path / "needlepen-report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert cli.run(["report", "--for-dermatologist", "-o", "-", "--db", str(store.path)]) == 0
    assert capsys.readouterr().out.endswith("</html>\n")
    assert cli.run(["report", "--photos", "--db", str(store.path)]) == 2
    assert cli.run(["report", "-o", "/nowhere/x.html", "--db", str(store.path)]) == 10
