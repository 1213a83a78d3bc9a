"""The documents of the site in a real browser: they fit a telephone, are accessible, and need no network."""

import pytest

from boards.documents import guide
from boards.virtual.site import document_pages
from tests.boards.virtual.site.served import served
from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import DESK, PHONE, judged

pytestmark = pytest.mark.skipif(bool(dashboards.missing()), reason=dashboards.missing() or "-")
PAGES = (*map(document_pages.guide_name, guide.LANGUAGES), document_pages.BOOK)


@pytest.fixture(scope="module")
def chromium():
    with dashboards.chromium() as browser:
        yield browser


@pytest.mark.parametrize("scheme, size", [("light", PHONE), ("dark", PHONE), ("dark", DESK)])
@pytest.mark.parametrize("name", PAGES)
def test_it_fits_and_is_accessible(site, chromium, name, scheme, size):
    context = chromium.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(request.url))
    with served(site) as url:
        page.goto(url + name)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert judged(page) == []
    context.close()
    assert not wrong, wrong


def test_the_pens_page_leads_to_the_guide_by_the_keyboard_and_back(site, chromium):
    page = chromium.new_page(viewport=PHONE)
    with served(site) as url:
        page.goto(url)
        page.get_by_role("link", name="The owner's guide").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/guide.html")
        page.get_by_role("link", name="The power was cut").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/guide.html#the-power-was-cut")
        page.get_by_role("link", name="The pen in your browser").click()
        page.wait_for_url(url)
    page.close()


def test_a_document_that_was_never_opened_is_there_without_a_network(site, chromium):
    context = chromium.new_context()
    page = context.new_page()
    with served(site) as url:
        page.goto(url)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()  # from now on the worker answers
    for name in PAGES:
        page.goto(url + name)
        assert page.locator("h1").count() == 1
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "its own style is there"
    context.close()
