"""The check-in on the dashboard, with a hand on the pen (H27)."""

import time

import pytest
from needlepen import Store
from needlepen.dashboard import jobs

from tests.host_tools.dashboard.visits import ID, Visit, spoken

pytestmark = pytest.mark.usefixtures("then")


@pytest.mark.parametrize("data", [{}, {"fine": "1", "red": "1"}, {"late": "1", "bled": "1"}])
def test_a_check_in_says_one_thing(tmp_path, data):
    visit = Visit(tmp_path / "history.db")
    answer = visit.post("/job/checkin", **data)
    assert answer.status_code == 400 and 'role="alert"' in answer.text and visit.monitor.job is None


def test_a_finding_is_told_with_a_hand_on_the_pen(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    text = visit.page()
    assert "72 h after the session" in spoken(text) and "All calm" in text
    pen.controller.confirmed = True
    visit.post("/job/checkin", red="1")
    job = visit.ended()
    assert job.state == jobs.DONE and job.result[0] == "Noted: red for more than 48 hours"
    assert any("see a doctor now" in line for line in job.result)
    with Store(visit.monitor.path) as store:  # the pen's record of it is here already
        assert store.table("skin", ID)[-1]["findings"] == 2


def test_all_calm_waits_for_a_hand(tmp_path, pen, monkeypatch):
    visit = Visit(tmp_path / "history.db", pen.url)
    pen.controller.confirmed = False
    visit.post("/job/checkin", fine="1")
    until = time.monotonic() + 10
    while "Press ▼" not in visit.live()["said"] and time.monotonic() < until:
        time.sleep(0.05)
    assert "Press ▼ on the pen to agree" in visit.live()["parts"]["checkin"]
    pen.controller.confirmed = True
    assert visit.ended().result[0] == "Noted: all calm"


def test_without_a_hand_it_ends(tmp_path, pen, nobody):
    visit = Visit(tmp_path / "history.db", pen.url)
    pen.controller.confirmed = False
    visit.post("/job/checkin", fine="1")
    job = visit.ended()
    assert job.state == jobs.FAILED and "Nobody at the pen has agreed" in visit.live()["said"]
