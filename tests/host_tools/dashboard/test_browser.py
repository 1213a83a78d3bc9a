"""The dashboard as people use it, in a real browser: plugged in, synced, pulled out, written into, closed.

Needs Playwright and Chromium (`make browser-setup`); without them it is skipped, and says so.
"""

import re
import time

import pytest
from needlepen import Store
from needlepen.history import diary
from pen.formats import record

from tests.host_tools import dashboards, long_life
from tests.host_tools.cables import Cable, Pulled
from tests.host_tools.dashboard.browser import MISSING, PHONE, judged
from tests.host_tools.scripted_pen import ScriptedPen

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}"),
    pytest.mark.usefixtures("then"),
]


class Slow(Cable):
    """A line so slow that one can watch."""

    def write(self, buf):
        time.sleep(0.006)
        return super().write(buf[:64])


def test_a_pen_is_plugged_in_and_everything_appears(visit, tmp_path):
    """No history, no pen; then a pen. Nobody reloads the page."""
    spare = ScriptedPen()
    url_of_pen, _ = spare.url, spare._server.close()
    with dashboards.dashboard(tmp_path / "new.db", url_of_pen, auto=True) as url:
        page = visit(url)
        page.get_by_role("heading", name="Plug the pen in").wait_for()
        pen = ScriptedPen(long_life.today())
        pen._server.close()
        import socket

        pen._server = socket.create_server(("127.0.0.1", int(url_of_pen.rsplit(":", 1)[1])))
        pen._server.settimeout(0.005)
        with pen:
            page.get_by_role("heading", name="30 May 2026, from 19:39").wait_for()
            page.get_by_role("region", name="Sessions").wait_for()
            assert "new records from pen" in page.locator("#said").text_content()
        page.get_by_text("Nothing answers at").wait_for()  # and it is pulled out again
        page.get_by_text("What the pen said up to").wait_for()


def test_sync_with_a_button_and_its_progress(visit, tmp_path):
    """By keyboard; the bar moves, a screen reader hears quarters, the focus is not lost."""
    with (
        ScriptedPen(long_life.today(), wrap=Slow) as pen,
        dashboards.dashboard(tmp_path / "h.db", pen.url) as url,
    ):
        page = visit(url)
        heard = "window.heard = []; new MutationObserver(() => heard.push(document.getElementById('said').textContent))"
        page.evaluate(heard + ".observe(document.getElementById('said'), {childList: true})")
        page.get_by_role("button", name="Sync now").focus()
        page.keyboard.press("Enter")
        bar = page.get_by_role("progressbar")
        bar.wait_for()
        assert page.evaluate("document.activeElement.id") == "device-title"
        assert judged(page) == []
        page.locator(".job").get_by_text(re.compile("✓ .* new records from pen")).wait_for()
        assert bar.count() == 0
        heard = page.evaluate("window.heard")
        assert heard[0] == "Syncing" and "new records" in heard[-1] and len(heard) <= 6
        assert any("%" in text for text in heard)
        page.get_by_role("region", name="So far").get_by_text("16,381").wait_for()


def test_pulled_out_in_the_middle_and_once_more(visit, tmp_path):
    """The error says what, why and what next; the next sync goes on."""
    pulled = []

    class Once(Pulled):
        def write(self, buf):
            count = super().write(buf)
            if self._closed:
                pulled.append(1)
            return count

    def wrap(serial):
        return serial if pulled else Once(serial, 10_000)

    with (
        ScriptedPen(long_life.today(), wrap=wrap) as pen,
        dashboards.dashboard(tmp_path / "h.db", pen.url) as url,
    ):
        page = visit(url)
        page.get_by_role("button", name="Sync now").click()
        device = page.get_by_role("region", name="The pen", exact=True)
        device.get_by_text("was lost.").wait_for()
        device.get_by_text("a sync carries on where it stopped").wait_for()
        assert "Sync failed" in page.locator("#said").text_content()
        page.get_by_role("button", name="Sync now").click()
        page.locator(".job").get_by_text(re.compile("✓ .* new records from pen")).wait_for()


def test_the_diary_with_a_photo(visit, history):
    with dashboards.dashboard(history) as url:
        page = visit(url, PHONE)
        page.get_by_label("How is the skin today?").fill("Calm.\n<b>Really</b>")
        page.get_by_role("radio", name="4").check()
        photo = {"name": "cheek.jpg", "mimeType": "image/jpeg", "buffer": long_life.photo()}
        page.get_by_label("Photo").set_input_files(photo)
        page.get_by_role("button", name="Write it down").click()
        page.get_by_text("✓ Written down for 20 May 2026.").wait_for()
        entry = page.get_by_role("region", name="Written down").get_by_role("listitem").first
        assert "<b>Really</b>" in entry.inner_text()
        assert entry.get_by_role("img", name="Photo of the skin, 20 May 2026").evaluate("i => i.naturalWidth") == 900
        assert entry.get_by_role("img", name="skin: 4 of 5").count() == 1
    with Store(history) as store:
        assert diary.entries(store)[-1].words == "Calm.\n<b>Really</b>"


def test_a_check_in_by_keyboard(visit, history, pen):
    with dashboards.dashboard(history, pen.url) as url:
        page = visit(url)
        box = page.get_by_label("All calm")
        box.wait_for()
        box.focus()
        page.keyboard.press("Space")
        time.sleep(1.5)  # the page looks again meanwhile, and the answer stays
        assert box.is_checked()
        pen.controller.confirmed = False
        page.get_by_role("button", name="Tell the pen").press("Enter")
        page.locator("#job-name").get_by_text("Press ▼ on the pen to agree").wait_for()
        pen.controller.confirmed = True
        page.locator(".job").get_by_text("✓ Noted: all calm").wait_for()
        page.get_by_text("None is due.").wait_for()
    assert any(raw[1] == record.CHECKIN for raw in pen.store.records[-3:])


def test_without_scripts_it_works_by_reloading(visit, tmp_path, pen):
    with dashboards.dashboard(tmp_path / "h.db", pen.url) as url:
        page = visit(url, java_script_enabled=False)
        for _ in range(100):
            if page.get_by_role("button", name="Sync now").count():
                break
            time.sleep(0.1)
            page.reload()
        page.get_by_role("button", name="Sync now").click()
        for _ in range(100):
            if page.get_by_text("new records from pen").count():
                break
            time.sleep(0.1)
            page.reload()
        assert "30 May 2026" in page.get_by_role("heading", level=1).inner_text()


def test_the_dashboard_ends_and_the_page_says_so(visit, tmp_path):
    with dashboards.dashboard(tmp_path / "h.db") as url:
        page = visit(url)
        page.get_by_text("No MicroPython board").or_(page.get_by_text("No pen")).first.wait_for()
    page.get_by_role("alert").filter(has_text="needlepen ui").wait_for()


def test_the_token_leaves_the_address_and_another_window_stays_out(visit, chromium, history):
    with dashboards.dashboard(history) as url:
        page = visit(url)
        assert "token" not in page.url and "token" not in page.evaluate("document.referrer")
        other = chromium.new_context().new_page()
        answer = other.goto(page.url)
        assert answer.status == 403 and "needlepen ui" in other.content()
        other.context.close()


def test_another_page_cannot_send_our_forms(visit, chromium, history, tmp_path):
    """A page of another origin in the same browser, with our cookie in it, posts to us."""
    with dashboards.dashboard(history) as url, dashboards.dashboard(tmp_path / "o.db") as other:
        page = visit(url)
        target = page.url
        evil = page.context.new_page()
        evil.goto(other)
        evil.evaluate(
            """target => fetch(target + 'diary', {method: 'POST', mode: 'no-cors', credentials: 'include',
            body: new URLSearchParams({words: 'not me'})}).catch(() => 0)""",
            target,
        )
        page.wrong.clear()
    with Store(history) as store:
        assert all(entry.words != "not me" for entry in diary.entries(store))
