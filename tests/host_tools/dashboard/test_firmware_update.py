"""The dashboard's update: a file is chosen, checked, agreed to on the pen, sent, tried; bad files are turned away."""

import time

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


def send(visitor, data, name="needlepen-0.2.0.np"):
    files = {"bundle": (name, data, "application/octet-stream")}
    fields = {"secret": visitor.keys.form}
    return visitor.browser.post("/job/update", data=fields, files=files, follow_redirects=False)


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
    send(visitor, bytes(pen.slots.files[0]))
    assert "runs 0.1.0 already" in visitor.ended().result[0] and pen.slots.taken == 0


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
    answer = send(visitor, data, "../<b>evil</b>.np")
    assert answer.status_code == 400 and said in answer.text and "<b>evil" not in answer.text
    assert visitor.monitor.job is None and pen.slots.taken == 0


def test_no_file_and_too_large_a_file(tmp_path, pen):
    visitor = Visit(tmp_path / "h.db", pen.url)
    assert "No file was chosen" in send(visitor, b"", "").text
    assert send(visitor, b"x" * forms.BUNDLE_CAP).status_code == 413
    assert visitor.monitor.job is None


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
def test_an_update_in_a_browser(visit, tmp_path, pen):
    with dashboards.dashboard(tmp_path / "h.db", pen.url) as url:
        page = visit(url)
        page.get_by_text("The pen runs 0.1.0.").wait_for()
        assert judged(page) == []
        chosen = {"name": "needlepen-0.2.0.np", "mimeType": "application/octet-stream", "buffer": BUNDLE}
        page.get_by_label("Firmware file, .np").set_input_files(chosen)
        page.get_by_role("button", name="Update").click()
        page.locator("#job-name").get_by_text("Press ▼ on the pen to agree").wait_for()
        assert judged(page) == []
        pen.controller.confirmed = True
        page.locator(".job").get_by_text("runs 0.2.0; it has tested and confirmed it").wait_for()
        page.get_by_text("The pen runs 0.2.0.").wait_for()
