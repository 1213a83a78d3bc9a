"""The guides' pages and pictures: each screen as the pen draws it, on paper and on the site; nothing is older."""

import io
import re

import pytest
from PIL import Image

from boards.documents import builder, guide
from boards.tools import languages
from boards.tools.languages import ENGLISH
from tests.tools import guide as paper
from tests.tools import screens

ASK = "run `make guide`, look at firmware/GUIDE.png, firmware/languages/de/GUIDE.png, and commit them"


@pytest.mark.parametrize("language", languages.names())
def test_the_picture_is_not_older_than_the_screens(language):
    drawn = paper.picture(language).convert("RGB")
    with Image.open(guide.sheet(language)) as kept:
        assert kept.size == drawn.size and kept.convert("RGB").tobytes() == drawn.tobytes(), ASK


def test_what_is_read_back_of_the_screens_is_what_the_pen_draws():
    assert screens.kept(ENGLISH) == {label: frame for _, label, frame in screens.shots()}


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_a_page_has_each_screen_as_the_pen_draws_it(language):
    frames = screens.kept(guide.pens(language))
    for label, drawn in zip(paper.SHOWN, guide.screens(language), strict=True):
        with Image.open(io.BytesIO(drawn)) as one:
            assert one.size == (screens.WIDTH, screens.HEIGHT)
            lit = [screens.lit(frames[label], x, y) for y in range(screens.HEIGHT) for x in range(screens.WIDTH)]
            assert list(one.convert("L").point(lambda grey: grey > 100).tobytes()) == lit, label


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_the_guide_speaks_of_every_screen_of_its_picture(language):
    text = " ".join(guide.guide(language).read_text(encoding="utf-8").split())
    said = re.findall(r"(?:\(|», )(?:screens?|Bild(?:er)?|écrans?|pantallas?) ([\d anduety]+)", text)
    assert {int(n) for one in said for n in re.findall(r"\d+", one)} == set(range(1, len(paper.SHOWN) + 1))
    if language in languages.names():  # the sheet has them in the pen's own letters
        assert max(len(f"{i} {name}") for i, name in enumerate(guide.CAPTIONS[language], 1)) <= 21


# --- the page -----------------------------------------------------------------------------------------------


def test_there_is_a_guide_in_every_language_of_the_laptop_tool():
    assert set(guide.LANGUAGES) == set(guide.CALLED) == set(guide.CAPTIONS)


@pytest.mark.parametrize("page", [*guide.LANGUAGES, builder.TITLE])
def test_the_page_needs_no_other_file_and_its_links_lead_somewhere(page):
    html = paper.book() if page == builder.TITLE else paper.page(page)
    targets = set(re.findall(r'href="([^"]*)"', html))
    assert targets and all(f'id="{target[1:]}"' in html for target in targets)
    assert all(source.startswith("data:") for source in re.findall(r'src="([^"]*)"', html))


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_the_page_has_every_table(language):
    assert paper.page(language).count("<table") == len(
        re.findall(r"(?m)^\|-", guide.guide(ENGLISH).read_text(encoding="utf-8"))
    )
