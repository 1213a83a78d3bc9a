"""Tours in a real browser: each step is seen and true there, and at the end its pen is the native one of that log."""

import os
import warnings

import pytest

from boards.virtual.handle import VirtualPen
from boards.virtual.link import fragment, text_of
from boards.virtual.replay import play
from boards.virtual.tours import TOURS
from boards.virtual.tours.steps import log_of
from tests.boards.virtual.site.test_in_browser import chromium, visit  # noqa: F401 - fixtures
from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import DESK, PHONE, judged

pytestmark = pytest.mark.skipif(bool(dashboards.missing()), reason=dashboards.missing() or "-")

TOUR_MS = 300_000  # the longest has 20 minutes of countdowns in it
WHOLE = "NEEDLEPEN_SCALE=long .venv/bin/python -m pytest tests/boards/virtual/site/test_tours_in_browser.py"
REACHED = "document.getElementById('tour').dataset.reached === '%d'"


def begun(tour, steps: int):
    """The log of a tour's first steps."""
    log, ends = log_of(tour)
    log.end_ms = ends[steps - 1]
    log.actions = [one for one in log.actions if one[0] < log.end_ms]
    return log


def go_through(page, tour, steps: int) -> None:
    """The first steps of a tour, as fast as it goes; then its link is the log of the native pen."""
    page.set_default_timeout(TOUR_MS)
    forward = page.get_by_role("button", name="Next", exact=True)
    for number, step in enumerate(tour.steps[:steps], 1):
        forward.click()  # it is under way already: at once, then
        page.wait_for_function(REACHED % number)
        assert page.text_content("#tour-say") == step.say
        assert page.locator(".is-not").all_text_contents() == [], step.say
        assert page.locator("#tour-found li").count() == len(step.sees) + len(step.true)
        assert page.locator("#tour-rules a").count() == len(step.rules)
        if number < steps:
            forward.click()
    page.get_by_role("button", name="Copy a link to this").click()
    page.wait_for_function("document.getElementById('link').value")
    with VirtualPen() as native:
        assert play(native, begun(tour, steps)) == text_of(page.input_value("#link"))


@pytest.mark.parametrize("tour", TOURS, ids=[tour.name for tour in TOURS])
def test_a_tour_is_the_same_in_the_browser_as_on_the_native_pen(visit, tour):  # noqa: F811
    if os.environ.get("NEEDLEPEN_SCALE") != "long":
        why = f"a whole tour takes one or two minutes in a browser: {WHOLE}"
        warnings.warn(why, stacklevel=1)
        pytest.skip(why)
    go_through(visit(link=f"#tour={tour.name}"), tour, len(tour.steps))


def test_the_first_steps_of_a_tour_are_the_same_in_the_browser(visit):  # noqa: F811
    (tour,) = (one for one in TOURS if one.name == "break")
    go_through(visit(link="#tour=break"), tour, 5)


def test_a_tour_goes_back_by_itself_and_is_left_by_a_hand(visit):  # noqa: F811
    page = visit(PHONE)
    page.get_by_text("Choose a cartridge and put it in").wait_for()
    page.get_by_role("button", name="A first treatment").click()
    page.wait_for_function(REACHED % 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert judged(page) == []
    alone = page.get_by_role("button", name="Play by itself")
    alone.click()
    page.wait_for_function(REACHED % 2)
    alone.click()
    page.get_by_role("button", name="Back").click()
    page.get_by_text("step 1 of").wait_for()
    page.wait_for_function(REACHED % 1)
    assert page.locator(".is-not").count() == 0
    page.keyboard.press("ArrowDown", delay=120)
    page.get_by_text("You have taken over").wait_for()
    assert page.locator("#tour").is_hidden()


def test_with_needles_on_the_skin_it_is_accessible_and_the_nose_is_where_the_pen_believes(visit):  # noqa: F811
    (tour,) = (one for one in TOURS if one.name == "first")
    on_skin = 1 + next(number for number, step in enumerate(tour.steps) if "on the skin" in step.say)
    page = visit(link="#" + fragment(begun(tour, on_skin).text()), shows="")
    page.set_default_timeout(TOUR_MS)
    page.get_by_text("played again. It goes on from here").wait_for()
    page.wait_for_function("document.getElementById('face-said').textContent.includes('pressed with 20 of 100')")
    assert "the nose is on the forehead" in page.text_content("#face-said")
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert judged(page) == [], (viewport, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert "driven at" in page.text_content("#facts"), "the needles have run all the time"


def test_a_rule_has_its_place_on_the_page_of_rules(visit):  # noqa: F811
    page = visit(link="#tour=first")
    page.wait_for_function(REACHED % 1)
    page.get_by_role("link", name="A2: ").click()
    page.locator("#A2").get_by_text("two sessions at 0.25 mm").wait_for()
    assert judged(page) == []
