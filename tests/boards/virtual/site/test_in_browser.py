"""The page in a real browser, served as files: the pen starts, and a press changes its picture."""

import pytest

from boards.virtual.action_log import parse
from boards.virtual.handle import VirtualPen
from boards.virtual.link import fragment, text_of
from boards.virtual.replay import play
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

    def go(viewport=DESK, scheme="light", link="#seed=7", shows="Ready", again=None):
        context = again.context if again else chromium.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
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
    page.get_by_role("button", name="1.0 mm needles").click()
    page.get_by_role("button", name="1.0 mm needles", pressed=True).wait_for()
    cable = page.get_by_role("button", name="Cable")
    cable.click()
    page.wait_for_function("document.getElementById('cable').getAttribute('aria-pressed') === 'true'")
    page.get_by_role("button", name="+1 day").click()
    page.get_by_text("First unplug the cable").wait_for()
    cable.click()
    page.get_by_role("button", name="+1 day").click()
    page.get_by_text("2026-01-02").wait_for()


LONG_NEEDLES = "1.7~4000.down.SELECT~4100.up.SELECT~5000.put.long~200000.down.SELECT~200100.up.SELECT~204000.end"


def test_a_link_to_what_was_done_gives_the_native_pen_and_the_page_again(visit):
    page = visit(link="#" + fragment(LONG_NEEDLES), shows="Unsuitable needles")
    page.get_by_text("This is the pen of a link: 5 actions, played again.").wait_for()
    page.keyboard.press("ArrowDown", delay=120)
    page.get_by_role("button", name="Copy a link to this").click()
    page.wait_for_function("document.getElementById('link').value")
    text = text_of(page.input_value("#link"))
    assert parse(text).actions[:5] == parse(LONG_NEEDLES).actions
    assert [words for _, words in parse(text).actions[5:]] == [["down", "DOWN"], ["up", "DOWN"]]
    with VirtualPen() as native:
        assert play(native, parse(text)) == text
    again = visit(link=page.input_value("#link")[len(page.url.split("#")[0]) :])
    again.get_by_text("7 actions, played again, exactly").wait_for()


def test_a_link_that_comes_out_otherwise_says_so(visit):
    page = visit(link="#log=1.7~4000.end.00000000")
    page.get_by_text("not the same way: another version").wait_for()


@pytest.mark.parametrize("link", ["#z=AAAA", "#log=1.7~5.put.sword~6.end", "#z=" + "A" * 40_000])
def test_a_bad_link_says_what_to_do_and_there_is_a_pen(visit, link):
    page = visit(link=link)
    page.get_by_text("Ask for the whole link again").wait_for()
    page.get_by_text("Here is a new pen instead").wait_for()


def test_the_pen_is_kept_from_visit_to_visit_until_somebody_starts_over(visit):
    page = visit(link="")
    page.get_by_role("button", name="1.0 mm needles").click()
    page.wait_for_timeout(1_000)  # while the pen reads the tag and stores, it hears no tap
    page.keyboard.press("ArrowDown", delay=120)
    page.wait_for_function(f"{SHOWN}.includes('Upper lip')")
    page.close()
    page = visit(link="", shows="Upper lip", again=page)
    page.get_by_text("Your pen, as you left it").wait_for()
    page.get_by_role("button", name="1.0 mm needles", pressed=True).wait_for()
    other = visit(link="", again=page)
    other.get_by_text("Your own pen is open in another tab").wait_for()
    other.close()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Start over").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start over").click()
    page.get_by_text("This is a new pen").wait_for()
    page.wait_for_function(f"{SHOWN}.includes('Forehead')")


DAMAGE = """() => new Promise((resolve) => {
  const asked = indexedDB.open("needlepen", 1);
  asked.onsuccess = () => {
    const store = asked.result.transaction("pens", "readwrite").objectStore("pens");
    store.put({ kept: 1, version: "none", log: "1.7~nonsense" }, "own").onsuccess = resolve;
  };
})"""


def test_a_damaged_pen_of_the_last_visit_says_so_and_there_is_a_new_one(visit):
    page = visit(link="#seed=7")
    page.evaluate(DAMAGE)
    page = visit(link="", again=page)
    page.get_by_text("Your pen could not be opened: this page has another version").wait_for()


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
