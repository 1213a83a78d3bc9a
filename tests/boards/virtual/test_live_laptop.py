"""The laptop beside the pen of `make pen`: the real tool runs, in a home of its own, while the pen goes on."""

import os
import threading
import urllib.request
from datetime import datetime, timezone

import pytest

from boards.virtual.live import laptop
from tests.boards.virtual.live_page import Answer, Page, served

pytestmark = pytest.mark.skipif(not hasattr(os, "openpty"), reason="NO PTY on this system")


@pytest.fixture
def make_pen(tmp_path, monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME", "NEEDLEPEN_DEVICE"):  # whoever the person is, this is not her laptop
        monkeypatch.setenv(name, str(tmp_path / "hers"))
    with served(tmp_path / "pen") as (url, pen):
        page = Page(url).take()
        page.begin()
        yield page, pen


def pressed(page: Page, what: str) -> dict:
    """A button of the laptop; the pen lives meanwhile, as the page lets it."""
    answers = []
    other = Page(page.url)
    other.hand = page.hand

    def press():
        try:
            answers.append(other.ask("laptop", what=what))
        except Answer as error:
            answers.append(error)

    thread = threading.Thread(target=press)
    thread.start()
    page.live_until(lambda: not thread.is_alive())
    if isinstance(answers[0], Answer):
        raise answers[0]
    return answers[0]


def test_sync_history_report_and_dashboard(make_pen):
    page, pen = make_pen
    page.ask("act", words=["usb", 1])
    synced = pressed(page, "sync")
    assert synced["well"] and "new records from pen" in synced["said"], synced
    assert "first start" in pressed(page, "history")["said"]
    report = pressed(page, "report")
    assert report["open"] == "laptop/report.html" and pen.laptop.report.stat().st_size > 1_000
    dashboard = pressed(page, "dashboard")
    assert "token" not in dashboard["said"]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(dashboard["open"]) as answer:
        assert answer.status == 200
    first = pen.laptop._dashboard
    pressed(page, "dashboard")
    assert first.poll() is not None, "one dashboard at a time"
    second = pen.laptop._dashboard
    pen.laptop.close()
    assert second.poll() is not None


def test_nothing_of_the_persons_own_home_is_known_to_it(make_pen):
    given = make_pen[1].laptop._environment(0)
    assert [name for name, value in given.items() if "hers" in value] == []


def test_its_date_is_that_of_the_pens_world(make_pen):
    page, _ = make_pen
    page.live(40 * 86_400_000)
    page.ask("act", words=["usb", 1])
    before = page.ask("show", ms=page.ms)
    pressed(page, "sync")
    said = pressed(page, "history")["said"]
    day = datetime.fromtimestamp(before["base_s"] + before["now_us"] // 1_000_000, timezone.utc)
    assert f"{day.day} {day:%b %Y}" in said, said


def test_with_the_cable_out_it_says_what_to_do(make_pen):
    page, _ = make_pen
    with pytest.raises(Answer, match="Press Cable first"):
        page.ask("laptop", what="sync")
    assert not pressed(page, "history")["well"]  # there is none yet, and the tool says so


@pytest.mark.parametrize("what", ["", "erase", "sync; rm", ["sync"], None, {"do": "sync"}])
def test_nothing_but_its_buttons_is_run(make_pen, what):
    with pytest.raises(Answer):
        make_pen[0].ask("laptop", what=what)


def test_more_words_than_a_button_has_are_refused(make_pen):
    with pytest.raises(Answer):
        make_pen[0].ask("laptop", what="history", arguments=["--db", "/etc/passwd"])


def test_who_does_not_have_the_pen_does_not_have_the_laptop(make_pen):
    with pytest.raises(Answer, match="Another page"):
        Page(make_pen[0].url).ask("laptop", what="history")


def test_a_tool_that_hangs_is_ended_and_meanwhile_it_is_busy(make_pen, monkeypatch, tmp_path):
    page, pen = make_pen
    (tmp_path / "needlepen.py").write_text("import time; print('begun', flush=True); time.sleep(60)")
    monkeypatch.setattr(laptop, "ROOT", tmp_path)
    (tmp_path / "host_tools").symlink_to(tmp_path)
    monkeypatch.setattr(laptop, "TIMEOUT_S", 2)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(pressed(page, "history")))
    thread.start()
    while not pen.laptop._one.locked():
        assert thread.is_alive()
    other = Page(page.url)
    other.hand = page.hand
    with pytest.raises(Answer, match="still busy"):
        other.ask("laptop", what="report")
    thread.join()
    assert not answers[0]["well"] and "was ended" in answers[0]["said"] and "begun" in answers[0]["said"]
