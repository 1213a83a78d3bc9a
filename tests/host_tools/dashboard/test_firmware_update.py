"""The dashboard's update: a file is chosen, checked, agreed to on the pen, sent, tried; bad files are turned away."""

import time
from dataclasses import replace

import pytest
from needlepen.dashboard import forms, jobs
from needlepen.firmware import restart, update_pen

from tests.host_tools import dashboards
from tests.host_tools.bundles import good, mallory
from tests.host_tools.dashboard.browser import MISSING, judged
from tests.host_tools.dashboard.visits import Visit, spoken
from tests.host_tools.scripted_slots import UpdatingPen

BUNDLE = good((0, 2, 0))


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setattr(update_pen, "START_S", 4.0)
    monkeypatch.setattr(restart, "LOOK_S", 0.02)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # no keys of whoever runs this
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def pen():
    with UpdatingPen() as running:
        yield running


def choose(visitor, data, name="needlepen-0.2.0.np"):
    """Choose a file on the page; what the page answers."""
    files = {"bundle": (name, data, "application/octet-stream")}
    fields = {"secret": visitor.keys.form}
    return visitor.browser.post("/offer", data=fields, files=files, follow_redirects=False)


def send(visitor, data):
    """Choose a file and say yes to what is asked about it."""
    visitor.page()
    assert choose(visitor, data).status_code == 303
    return visitor.post("/job/update", offer=visitor.monitor.offer.id)


def until(true):
    end = time.monotonic() + 15
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def test_a_hand_agrees_and_the_pen_runs_the_new_version(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    assert "The pen runs 0.1.0." in spoken(visitor.page())
    assert send(visitor, BUNDLE).status_code == 303
    until(lambda: "Press ▼" in visitor.live()["said"])
    assert pen.slots.taken == 0  # nothing before somebody agrees
    pen.controller.confirmed = True
    job = visitor.ended()
    assert job.state == jobs.DONE and "runs 0.2.0; it has tested and confirmed it" in job.result[0]
    assert pen.slots.version == (0, 2, 0)
    assert "The pen runs 0.2.0." in spoken(visitor.page())


def test_the_same_version_is_not_sent(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    answer = choose(visitor, bytes(pen.slots.files[0]))
    assert answer.status_code == 400 and "runs 0.1.0 already" in answer.text
    assert visitor.monitor.job is None and pen.slots.taken == 0


def test_before_anything_is_sent_it_says_what_it_brings_and_asks(tmp_path, pen):
    """As the command line: version, whose it is, the maker's notes, what is in its way, what stays; then a yes."""
    pen.slots.battery_ok = False
    visitor = Visit(tmp_path / "h.db", pen.url)
    visitor.page()
    assert choose(visitor, good((0, 2, 0), notes=("Quieter <b>motor</b>.",))).status_code == 303
    page = visitor.page()
    said = spoken(page.split('id="question"')[1].split("</section>")[0])
    for part in (
        "0.1.0 → 0.2.0?",
        "signed",
        "for you Quieter &lt;b&gt;motor&lt;/b&gt;.",
        "history, lock-out, settings",
    ):
        assert part in said, (part, said)
    assert "too low for an update: charge first" in said and "<b>motor" not in page
    assert "Yes, update to 0.2.0" in said and "No, keep 0.1.0" in said
    assert 'id="question" role="group" aria-labelledby="question-title" tabindex="-1" autofocus' in page
    assert visitor.monitor.job is None and pen.slots.taken == 0


def test_what_the_public_key_has_signed_and_what_is_older_is_a_warning(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    visitor.page()
    choose(visitor, good((0, 0, 9)))
    said = spoken(visitor.page())
    assert "0.1.0 → 0.0.9, which is OLDER?" in said and "▲ and ▼ together" in said
    assert "anybody may have made this file" in said


def test_no_is_an_answer_and_a_yes_to_nothing_is_none(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    visitor.page()
    choose(visitor, BUNDLE)
    asked = visitor.monitor.offer.id
    assert visitor.post("/job/update", offer="0" * 16).status_code == 400
    assert visitor.post("/offer", no="1").status_code == 303 and "Yes, update" not in visitor.page()
    assert visitor.post("/job/update", offer=asked).status_code == 400
    choose(visitor, BUNDLE)
    choose(visitor, b"PK\x03\x04zip")  # another file takes its place, even a bad one
    assert visitor.monitor.offer is None and "Yes, update" not in visitor.page()
    assert visitor.monitor.job is None and pen.slots.taken == 0


def test_a_yes_counts_for_the_pen_that_was_asked_about(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    visitor.page()
    choose(visitor, BUNDLE)
    held = visitor.monitor.offer
    visitor.monitor.offer = replace(held, change=replace(held.change, from_version="0.0.7"))
    assert visitor.post("/job/update", offer=held.id).status_code == 303
    job = visitor.ended()
    assert job.state == jobs.FAILED and "not what was asked about" in job.error.what and pen.slots.taken == 0


def test_what_the_pen_refuses_is_said_in_the_card_of_the_file(tmp_path, pen):
    pen.slots.battery_ok = False
    visitor = Visit(tmp_path / "h.db", pen.url)
    send(visitor, BUNDLE)
    assert visitor.ended().state == jobs.FAILED
    parts = visitor.live()["parts"]
    assert "too low for an update" in parts["update"] and "too low" not in parts["device"]
    assert 'id="job-error" tabindex="-1"' in parts["update"] and "✓" not in parts["device"]


def test_a_version_that_does_not_prove_itself_is_said_to_have_gone(tmp_path, pen):
    pen.controller.confirmed, pen.slots.self_test = True, False
    visitor = Visit(tmp_path / "h.db", pen.url)
    send(visitor, BUNDLE)
    job = visitor.ended()
    assert job.state == jobs.FAILED and "went back to 0.1.0" in visitor.live()["said"]
    assert pen.slots.version == (0, 1, 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<html>not found", "web page"),
        (b"PK\x03\x04zip", "ZIP"),
        (BUNDLE[:-1], "cut short"),
        (BUNDLE + b"x", "follow its end"),
        (BUNDLE[:-1] + bytes([BUNDLE[-1] ^ 1]), "not the one that was signed"),
        (good((0, 2, 0), key=mallory()), "signed with the key"),
    ],
)
def test_a_bad_file_never_gets_to_the_pen(tmp_path, pen, data, said):
    visitor = Visit(tmp_path / "h.db", pen.url)
    visitor.page()
    answer = choose(visitor, data, "../<b>evil</b>.np")
    assert answer.status_code == 400 and said in answer.text and "<b>evil" not in answer.text
    assert visitor.monitor.job is None and pen.slots.taken == 0


def test_no_file_and_too_large_a_file(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    assert "No file was chosen" in choose(visitor, b"", "").text
    answer = choose(visitor, b"x" * forms.BUNDLE_CAP)
    assert answer.status_code == 413 and "That is too much" in answer.text and "autofocus" in answer.text
    assert visitor.monitor.job is None


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
def test_an_update_in_a_browser(visit, tmp_path, pen):
    with dashboards.dashboard(tmp_path / "h.db", pen.url) as url:
        page = visit(url)
        page.get_by_text("The pen runs 0.1.0.").wait_for()
        assert judged(page) == []
        chosen = {"name": "needlepen-0.2.0.np", "mimeType": "application/octet-stream", "buffer": BUNDLE}
        page.get_by_label("Firmware file, .np").set_input_files(chosen)
        page.get_by_role("button", name="Look at it").click()
        question = page.get_by_role("group", name="0.1.0 → 0.2.0?")
        question.and_(page.locator(":focus")).wait_for()  # a browser gives it the focus a moment after it is there
        assert judged(page) == []
        page.get_by_role("button", name="Yes, update to 0.2.0").click()
        page.locator("#update #job-name").get_by_text("Press ▼ on the pen to agree").wait_for()
        assert judged(page) == []
        pen.controller.confirmed = True
        page.locator(".job").get_by_text("runs 0.2.0; it has tested and confirmed it").wait_for()
        page.get_by_text("The pen runs 0.2.0.").wait_for()
