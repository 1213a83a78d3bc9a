"""The page in a real browser, served as files: the pen starts, and a press changes its picture."""

import pytest

from tests.boards.virtual.site.served import served
from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import DESK, PHONE, judged

pytestmark = pytest.mark.skipif(bool(dashboards.missing()), reason=dashboards.missing() or "-")
LOAD_MS = 20_000  # on a busy computer
SHOWN = "document.getElementById('words').textContent"


@pytest.fixture(scope="module")
def chromium():
    with dashboards.chromium() as browser:
        yield browser


@pytest.fixture
def visit(site, chromium):
    """The page with a pen that is ready; nothing may come from elsewhere, and nothing may go wrong in it."""
    contexts, wrong = [], []

    def go(viewport=DESK, scheme="light"):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LOAD_MS)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: None if url in request.url or "data:" in request.url else wrong.append(request.url),
        )
        page.goto(url + "#seed=7")
        page.wait_for_function(f"{SHOWN}.includes('Ready')")
        return page

    with served(site) as url:
        yield go
        for context in contexts:
            context.close()
    assert not wrong, wrong


def picture(page) -> str:
    return page.evaluate("document.getElementById('screen').toDataURL()")


def test_the_pen_is_ready_and_a_press_changes_its_picture(visit):
    page = visit()
    before = picture(page)
    page.keyboard.press("ArrowDown", delay=120)
    page.wait_for_function(f"document.getElementById('screen').toDataURL() !== '{before}'")


@pytest.mark.parametrize("press", ["pointer", "key", "screen reader"])
def test_a_button_can_be_pressed_in_each_way(visit, press):
    page = visit()
    before = picture(page)
    button = page.get_by_role("button", name="Down")
    if press == "pointer":
        button.click(delay=120)
    elif press == "key":
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.evaluate("button => button.click()")
    page.wait_for_function(f"document.getElementById('screen').toDataURL() !== '{before}'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_telephone_and_is_accessible(visit, scheme):
    page = visit(PHONE, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert judged(page) == []


def test_cartridge_cable_and_days(visit):
    page = visit()
    page.get_by_label("Cartridge", exact=True).select_option("long")
    page.get_by_role("button", name="Put it in").click()
    page.get_by_role("button", name="Take it out").wait_for()
    cable = page.get_by_role("button", name="Cable")
    cable.click()
    page.wait_for_function("document.getElementById('cable').getAttribute('aria-pressed') === 'true'")
    page.get_by_role("button", name="+1 day").click()
    page.get_by_text("First unplug the cable").wait_for()
    cable.click()
    page.get_by_role("button", name="+1 day").click()
    page.get_by_text("2026-01-02").wait_for()


def test_after_the_first_visit_it_needs_no_network(site, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(LOAD_MS)
    with served(site) as url:
        page.goto(url)
        page.wait_for_function(f"{SHOWN}.includes('Ready')")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function(f"{SHOWN}.includes('Ready')")
    context.close()
