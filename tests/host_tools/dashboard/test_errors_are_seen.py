"""What a form was refused for is said at the form, takes the focus, and nothing above it looks like success."""

import pytest
from needlepen.dashboard import jobs
from pen.formats.button_bits import SELECT

from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import DESK, MISSING, PHONE, judged
from tests.host_tools.dashboard.visits import Visit, spoken

pytestmark = pytest.mark.usefixtures("then")
NO_FIRMWARE = {"name": "needlepen.np", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 an archive"}


@pytest.mark.parametrize(
    ("place", "data", "card"),
    [
        ("/diary", {}, "write"),
        ("/diary", {"words": "x", "day": "2026-02-30"}, "write"),
        ("/job/checkin", {}, "checkin"),
        ("/job/update", {}, "update"),
        ("/offer", {}, "update"),
        ("/job/nonsense", {}, "device"),
    ],
)
def test_the_error_of_a_form_is_in_its_card_and_has_the_focus(tmp_path, pen, place, data, card):
    visit = Visit(tmp_path / "h.db", pen.url)
    visit.page()
    answer = visit.post(place, **data)
    assert answer.status_code == 400 and answer.text.count("autofocus") == 1
    inside = answer.text.split(f'aria-labelledby="{card}-title"')[1].split("</section>")[0]
    assert '<div class="alert" role="alert" tabindex="-1" autofocus>' in inside


def test_after_a_refused_form_no_tick_of_earlier_is_on_the_page(tmp_path, pen):
    visit = Visit(tmp_path / "h.db", pen.url)
    visit.page()
    visit.post("/job/sync")
    assert visit.ended().state == jobs.DONE and '<p class="ok">✓' in visit.page()
    files = {"bundle": (NO_FIRMWARE["name"], NO_FIRMWARE["buffer"], NO_FIRMWARE["mimeType"])}
    answer = visit.browser.post("/offer", data={"secret": visit.keys.form}, files=files)
    assert answer.status_code == 400 and "is not used" in answer.text
    for text in (answer.text, *visit.live()["parts"].values(), visit.live()["said"]):
        assert "✓" not in spoken(text.split('id="picture"')[0])


def test_a_form_of_an_earlier_run_is_said_on_the_page(tmp_path):
    visit = Visit(tmp_path / "h.db")
    answer = visit.browser.post("/diary", data={"secret": "old", "words": "mine"})
    assert answer.status_code == 403 and "autofocus" in answer.text


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_refused_firmware_file_is_what_one_sees(visit, history, pen, size):
    with dashboards.dashboard(history, pen.url) as url:
        page = visit(url, size)
        page.get_by_role("button", name="Sync").click()
        page.locator(".job .ok").wait_for()
        page.get_by_label("Firmware file, .np").set_input_files(NO_FIRMWARE)
        page.get_by_role("button", name="Look at it").click()
        alert = page.get_by_role("alert").filter(has_text="is not used")
        alert.wait_for()
        page.wait_for_timeout(1_500)  # it has looked at the pen again meanwhile
        assert alert.evaluate("e => e === document.activeElement")
        top, bottom, height = alert.evaluate(
            "e => { const r = e.getBoundingClientRect(); return [r.top, r.bottom, innerHeight]; }"
        )
        assert top >= 0 and bottom <= height
        assert page.locator(".job .ok, .notice").count() == 0
        assert judged(page) == []
        page.wrong[:] = [text for text in page.wrong if "400" not in text]


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
@pytest.mark.parametrize("writes", [False, True])
def test_what_the_pen_refuses_takes_the_focus_unless_somebody_writes(visit, history, pen, writes):
    """A check-in that was said no to on the pen fails later: its error is in the check-in's card."""
    with dashboards.dashboard(history, pen.url) as url:
        page = visit(url)
        page.get_by_label("It bled").check()
        page.get_by_role("button", name="Tell the pen").click()
        page.locator("#checkin #job-name").get_by_text("Press ▼").wait_for()
        if writes:
            page.get_by_label("How is the skin today?").fill("I am writing")
        pen.controller.person.other, pen.controller.confirmed = SELECT, True
        page.locator("#checkin .job .wrong").wait_for()
        page.wait_for_timeout(100)
        assert page.evaluate("document.activeElement.id") == ("words" if writes else "job-error")
        assert judged(page) == []


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
def test_a_photo_that_is_too_large_is_said_before_it_is_sent(visit, history):
    with dashboards.dashboard(history) as url:
        page = visit(url)
        page.get_by_label("How is the skin today?").fill("precious words")
        page.evaluate("document.getElementById('photo').dataset.max = 10")
        photo = {"name": "cheek.jpg", "mimeType": "image/jpeg", "buffer": bytes(2_000)}
        page.get_by_label("Photo").set_input_files(photo)
        page.get_by_role("button", name="Write it down").click()
        assert page.evaluate("document.activeElement.id") == "photo"
        assert "too large" in page.evaluate("document.getElementById('photo').validationMessage")
        assert page.get_by_label("How is the skin today?").input_value() == "precious words"
