"""`make pen` in a real browser: the page of the site, on the native pen. Skipped loudly where there is no Chromium."""

import contextlib

import pytest

from boards.virtual.action_log import parse
from boards.virtual.handle import VirtualPen
from boards.virtual.link import text_of
from boards.virtual.live.page import files
from boards.virtual.replay import play
from boards.virtual.tours import TOURS
from tests.boards.virtual.live_page import served
from tests.boards.virtual.site.test_in_browser import LOAD_MS, SHOWN, chromium, picture  # noqa: F401 - a fixture
from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import DESK, PHONE, judged

pytestmark = pytest.mark.skipif(bool(dashboards.missing()), reason=dashboards.missing() or "-")


@pytest.fixture
def visit(chromium, tmp_path):  # noqa: F811
    """A page with a pen that is ready, of a `make pen`; nothing may come from elsewhere, and nothing go wrong in it."""
    wrong = []
    with contextlib.ExitStack() as stack:
        url, _ = stack.enter_context(served(tmp_path / "pen", files()))

        def go(viewport=DESK, scheme="light", link="#seed=7", shows="Ready"):
            # what Playwright looks for is evaluated as text, which this page forbids
            context = chromium.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=True)
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(LOAD_MS)
            page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "request",
                lambda request: None if url in request.url or "data:" in request.url else wrong.append(request.url),
            )
            page.goto(url + link)
            page.wait_for_function(f"{SHOWN}.includes('{shows}')")
            page.wait_for_timeout(700)  # a start is stored right after its first picture: no tap is heard meanwhile
            return page

        yield go
    assert not wrong, wrong


def test_a_press_changes_the_picture_and_the_link_is_the_native_pen(visit):
    page = visit()
    before = picture(page)
    page.keyboard.press("ArrowDown", delay=120)
    page.wait_for_function(f"document.getElementById('screen').toDataURL() !== '{before}'")
    page.get_by_role("button", name="Copy a link to this").click()
    page.wait_for_function("document.getElementById('link').value")
    text = text_of(page.input_value("#link"))
    assert [words for _, words in parse(text).actions] == [["down", "DOWN"], ["up", "DOWN"]]
    with VirtualPen() as other:
        assert play(other, parse(text)) == text


def test_cartridge_days_and_cable(visit):
    page = visit()
    page.get_by_role("button", name="1.0 mm needles").click()
    page.get_by_role("button", name="1.0 mm needles", pressed=True).wait_for()
    day = page.inner_text("#facts").split()[4]
    page.get_by_role("button", name="+1 day").click()
    page.wait_for_function(f"!document.getElementById('facts').innerText.includes('{day}')")
    page.get_by_role("button", name="Cable").click()
    page.get_by_role("button", name="Cable", pressed=True).wait_for()


def test_a_tour_goes_through_and_afterwards_the_own_pen_is_there_again(visit):
    page = visit(link="")
    page.get_by_role("button", name="1.0 mm needles").click()
    page.get_by_role("button", name="1.0 mm needles", pressed=True).wait_for()
    tour = TOURS[1]
    page.get_by_role("button", name=tour.title).click()
    for number, step in enumerate(tour.steps[:2], 1):
        page.get_by_role("button", name="Next", exact=True).click()
        page.wait_for_function(f"document.getElementById('tour').dataset.reached === '{number}'")
        assert page.locator(".is-not").all_text_contents() == [], step.say
    page.get_by_role("button", name="Leave the tour").click()
    page.get_by_text("Your pen, as you left it").wait_for()
    page.get_by_role("button", name="1.0 mm needles", pressed=True).wait_for()
    page.get_by_role("button", name="Copy a link to this").click()
    page.get_by_text("of that there is no log").wait_for()


def test_a_second_page_waits_until_the_first_is_closed(visit):
    first = visit(link="")
    second = first.context.browser.new_context(bypass_csp=True).new_page()
    second.goto(first.url)
    second.get_by_text("This pen is in another hand").wait_for()
    first.close()
    second.wait_for_function(f"{SHOWN}.includes('Ready')")
    second.context.close()


def test_the_laptop_syncs_and_its_report_is_shown_apart(visit):
    page = visit()
    page.get_by_role("button", name="Sync", exact=True).click()
    page.get_by_text("Press Cable first").wait_for()
    page.get_by_role("button", name="Cable").click()
    page.get_by_text("The cable is in, at /").wait_for()
    page.get_by_role("button", name="Sync", exact=True).click()
    page.get_by_text("new records from pen").wait_for()
    page.get_by_role("button", name="Report", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the report").click()
    assert "needlepen" in opened.value.title().lower()
    assert judged(page) == []
    bound = page.context.browser.new_context().new_page()  # by what the server says of it
    bound.goto(opened.value.url)
    assert bound.evaluate("origin") == "null", "it can do nothing on the page's address"
    bound.context.close()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_page_fits_and_is_accessible(visit, size):
    page = visit(size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert judged(page) == []
