"""What lies around the pen in a real browser: face, skin, tray, time, faults, journal; by pointer, finger and keys."""

import pytest

from boards.virtual.action_log import parse
from boards.virtual.handle import VirtualPen
from boards.virtual.link import text_of
from boards.virtual.replay import play
from tests.boards.virtual.site.test_in_browser import chromium, visit  # noqa: F401 - fixtures
from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import PHONE, judged

pytestmark = pytest.mark.skipif(bool(dashboards.missing()), reason=dashboards.missing() or "-")


def says(page, place: str, text: str) -> None:
    page.wait_for_function(f"document.querySelector({place!r})?.textContent.includes({text!r})")


def forehead(page) -> "tuple[float, float]":
    """A point of the forehead in the window."""
    page.evaluate("document.querySelector('.face-drawing').scrollIntoView()")
    box = page.locator(".face-drawing .zone").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.4


def test_the_pen_is_pressed_onto_the_face_and_lifted(visit):  # noqa: F811
    page = visit()
    x, y = forehead(page)
    page.mouse.move(x, y)
    page.mouse.down()
    says(page, "#face-said", "the nose is on the forehead, ceiling 0.30 mm, pressed with 20 of 100")
    says(page, "#skin-said", "Forehead: epidermis 0.20 mm, dermis 0.86 mm")
    page.mouse.wheel(0, -100)
    says(page, "#face-said", "pressed with 25 of 100")
    page.mouse.up()
    says(page, "#face-said", "in the air")


def test_a_finger_drags_the_pen_on_a_telephone(visit):  # noqa: F811
    page = visit(PHONE)
    x, y = forehead(page)
    touch = page.context.new_cdp_session(page)
    box = page.locator(".pen-hand .nose-ring").bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y, "force": 0.5}]})
    says(page, "#face-said", "the nose is on the forehead")
    says(page, "#face-said", "pressed with")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    says(page, "#face-said", "in the air")


def test_by_keyboard_the_nose_goes_to_a_zone_and_presses(visit):  # noqa: F811
    page = visit()
    page.get_by_label("The nose is at").select_option("upper lip")
    page.get_by_label("On the skin").focus()
    page.keyboard.press("ArrowRight")
    says(page, "#face-said", "the nose is on the upper lip, ceiling 0.25 mm, pressed with 5 of 100. It cannot see")
    says(page, "#skin-said", "Upper lip: epidermis 0.12 mm, dermis 1.15 mm")


def test_a_cartridge_is_dragged_into_the_nose_and_pressed_out(visit):  # noqa: F811
    page = visit({"width": 1280, "height": 2400})
    tile = page.locator(".tile.kind-friend")
    tile.hover()
    page.mouse.down()
    box = page.locator(".pen-scene").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    says(page, "#journal-view", "cartridge belongs to another pen")
    assert tile.get_attribute("aria-pressed") == "true"
    tile.evaluate("tile => tile.click()")
    says(page, "#pen-said", "No cartridge")


def test_faults_are_found_set_and_mended(visit):  # noqa: F811
    page = visit()
    page.get_by_label("Find").fill("select stuck")
    says(page, "#faults-view", f"1 of {page.locator('.fault').count()} faults listed")
    box = page.locator("[data-fault=select_stuck]")
    box.check()
    says(page, "#faults-view", "1 of them on")
    page.get_by_role("button", name="Mend all").click()
    says(page, "#faults-view", "0 of them on")
    assert not box.is_checked()
    page.get_by_role("button", name="Coin cell").click()
    says(page, "#faults-view", "1 of them on")
    assert page.get_by_role("button", name="Coin cell").get_attribute("aria-pressed") == "false"


def test_the_journal_has_the_newest_on_top_and_begins_anew_with_another_pen(visit):  # noqa: F811
    page = visit()
    page.locator(".tile.kind-new").click()
    says(page, ".journal li", "The cartridge is of lot")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start over").click()
    says(page, ".journal li", "The pen starts: start 1")


def test_a_button_of_the_drawn_pen_presses_and_its_screen_is_the_same(visit):  # noqa: F811
    page = visit()
    page.wait_for_timeout(500)  # on a busy computer less of the pen's time has passed since it was ready
    before = page.inner_text("#words")
    page.locator(".pen-drawing [data-button=DOWN]").click(delay=120)
    page.wait_for_function("before => document.getElementById('words').innerText !== before", arg=before)
    small, large = (page.evaluate(f"document.querySelector('{one}').toDataURL()") for one in (".pen-screen", "#screen"))
    assert small == large


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_everything_open_it_is_accessible(visit, scheme):  # noqa: F811
    page = visit(scheme=scheme)
    page.locator(".tile.kind-multi").click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.get_by_label("The nose is at").select_option("chin")
    assert judged(page) == []


def test_a_page_with_its_pen_in_itself_says_where_the_laptop_is(visit):  # noqa: F811
    page = visit()
    assert "make pen" in page.inner_text("#laptop-none")
    assert not page.get_by_role("button", name="Sync", exact=True).is_visible()


def test_without_motion_the_depth_is_still_true(visit):  # noqa: F811
    page = visit()
    page.emulate_media(reduced_motion="reduce")
    page.locator(".tile.kind-new").click()
    says(page, "#skin-said", "tips 0.00 mm out, off the skin, not moving")


def test_all_of_it_can_be_done_with_the_keyboard_alone(visit):  # noqa: F811
    page = visit()
    reached = "(({ id, dataset, type, textContent }) => id || dataset.fault || (type === 'button' ? textContent : ''))"

    def to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if name in page.evaluate(f"{reached}(document.activeElement)"):
                return
        raise AssertionError(f"no key leads to {name}")

    to("Try to break it")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'tour-next'")
    page.keyboard.press("s")
    page.get_by_text("You have taken over").wait_for()
    to("cable")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Cable", pressed=True).wait_for()
    page.keyboard.press("Space")
    to("where")
    page.keyboard.press("ArrowDown")
    to("pressure")
    page.keyboard.press("ArrowRight")
    says(page, "#face-said", "the nose is on the forehead, ceiling 0.30 mm, pressed with 5 of 100")
    to("1.0 mm needles")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="1.0 mm needles", pressed=True).wait_for()
    to("fault-search")
    page.keyboard.type("select stuck")
    to("select_stuck")
    page.keyboard.press("Space")
    says(page, "#faults-view", "1 of them on")


def test_all_that_is_done_around_the_pen_is_in_its_log_and_the_native_pen_goes_the_same_way(visit):  # noqa: F811
    page = visit({"width": 1280, "height": 2400})
    tile = page.locator(".tile.kind-forged")
    tile.hover()
    page.mouse.down()
    box = page.locator("#nose").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="+1 hour").click()
    says(page, "#facts", "01:00")
    page.locator(".tile.kind-odd").click()
    x, y = forehead(page)
    page.mouse.move(x, y)
    page.mouse.down()
    says(page, "#face-said", "pressed with 20 of 100")
    page.mouse.up()
    says(page, "#face-said", "in the air")
    switches = [("Coin cell", True), ("Cable", False), ("Cable", True), ("Battery", True), ("Battery", False)]
    for name, was in switches:
        page.get_by_role("button", name=name, exact=True, pressed=was).click()
    page.get_by_label("Find").fill("adc_noise")
    page.locator("[data-fault=adc_noise]").check()
    page.locator("[data-fault=adc_noise]").uncheck()
    page.locator(".pen-drawing [data-button=SELECT]").click(delay=120)
    page.get_by_role("button", name="Copy a link to this").click()
    page.wait_for_function("document.getElementById('link').value")
    text = text_of(page.input_value("#link"))
    done = [words for _, words in parse(text).actions if words != ["look"]]
    assert [words for words in done if words[0] != "touch"] == [
        ["put", "forged"], ["put", "odd"], ["fault", "coin_cell_removed", "1"], ["usb", "1"], ["usb", "0"],
        ["battery", "0"], ["battery", "1"], ["fault", "adc_noise", "1"], ["fault", "adc_noise", "0"],
        ["down", "SELECT"], ["up", "SELECT"],
    ]  # fmt: skip
    assert ["touch", "20"] in done and done[done.index(["touch", "20"]) :].index(["touch", "0"])
    with VirtualPen() as native:
        assert play(native, parse(text)) == text
    again = visit(link=page.input_value("#link")[len(page.url.split("#")[0]) :], shows="")
    again.get_by_text("actions, played again, exactly").wait_for()
