"""Jobs of the dashboard: a sync and its progress, one thing at a time, and the port free between two looks."""

import threading
import time

import pytest
from needlepen import Pen
from needlepen.dashboard import jobs, pen_monitor
from needlepen.dashboard.pen_monitor import PenMonitor
from needlepen.errors import LinkLost, UsageError
from pen.formats import record

from tests.host_tools.dashboard.visits import ID, Visit, spoken

pytestmark = pytest.mark.usefixtures("then")


def test_sync_with_its_progress(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    assert "Sync now" in visit.page()
    assert visit.post("/job/sync").status_code == 303
    job = visit.ended()
    assert job.state == jobs.DONE and job.percent == 100
    assert "new records from pen" in visit.live()["said"] and "✓" in visit.live()["parts"]["device"]
    said = spoken(visit.browser.get("/").text)
    assert "Sync again" in said and "all of it is here" in said and "16,381" in said


def test_it_syncs_by_itself_once(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url, auto=True)
    visit.monitor.look()
    assert visit.ended().state == jobs.DONE
    held = visit.monitor.job
    visit.monitor.look()
    assert visit.monitor.job is held  # nothing new: nothing done
    pen.store.log(record.REFUSAL, 1, 0, 0)
    visit.monitor.look()
    assert visit.ended() is not held


def test_a_failed_sync_by_itself_is_not_tried_for_ever(tmp_path, pen, monkeypatch):
    visit = Visit(tmp_path / "history.db", pen.url, auto=True)
    monkeypatch.setattr(Pen, "sync", lambda *_: (_ for _ in ()).throw(LinkLost("Lost.", "Pulled.", "Plug it in")))
    visit.monitor.look()
    failed = visit.ended()
    assert failed.state == jobs.FAILED
    visit.monitor.look()
    assert visit.monitor.job is failed
    assert "Lost. Pulled. next: Plug it in" in spoken(visit.live()["parts"]["device"])
    assert visit.live()["said"] == "Sync failed. Lost. Pulled. Plug it in"


def test_a_bug_ends_a_job(tmp_path, pen, monkeypatch):
    visit = Visit(tmp_path / "history.db", pen.url)
    monkeypatch.setattr(Pen, "sync", lambda *_: 1 / 0)
    visit.post("/job/sync")
    assert visit.ended().state == jobs.FAILED and "ZeroDivisionError" in visit.live()["said"]


def test_a_job_without_a_pen_says_so(tmp_path):
    visit = Visit(tmp_path / "history.db")
    visit.post("/job/sync")
    assert visit.ended().state == jobs.FAILED and "No pen found" in visit.live()["said"]


def test_what_is_no_job_is_refused(tmp_path):
    visit = Visit(tmp_path / "history.db")
    for name in ("format", "../sync", "Sync"):
        assert visit.post(f"/job/{name}").status_code in (400, 404)
    assert visit.monitor.job is None


def test_one_thing_at_a_time(tmp_path, pen, monkeypatch):
    """While a job talks to the pen no look and no other job does."""
    visit = Visit(tmp_path / "history.db", pen.url)
    go_on, at_once, most = threading.Event(), [], []

    def slow(task):
        at_once.append(1)
        most.append(len(at_once))
        go_on.wait(10)
        at_once.pop()
        return ["done"]

    monkeypatch.setitem(jobs.KINDS, "slow", jobs.Kind("slow", "Slow", "Being slow", slow))
    visit.post("/job/slow")
    until = time.monotonic() + 5
    while not most and time.monotonic() < until:
        time.sleep(0.01)
    opened = pen.connections
    refused = visit.post("/job/sync")
    assert refused.status_code == 400 and "Being slow." in refused.text
    monkeypatch.setattr(pen_monitor, "LOOK_S", 0.0)
    for _ in range(3):
        assert visit.live()["busy"]
    waiting = threading.Thread(target=visit.monitor.look)  # somebody who looks all the same waits
    waiting.start()
    time.sleep(0.1)
    assert pen.connections == opened and waiting.is_alive()
    go_on.set()
    assert visit.ended().result == ["done"] and most == [1]
    waiting.join(5)
    assert pen.connections == opened + 1


def test_the_port_is_free_between_two_looks(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    visit.monitor.look()
    with Pen.open(pen.url, 2.0) as other:  # the scripted pen has one port: somebody else can have it
        assert other.hello().pen_id == ID


def test_nobody_looks_when_nobody_has_the_page_open(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    time.sleep(0.3)
    assert pen.connections == 0
    visit.live()
    until = time.monotonic() + 5
    while visit.monitor.present is None and time.monotonic() < until:
        time.sleep(0.01)
    visit.live()  # a moment later: not again
    assert pen.connections == 1


def test_another_job_is_a_row_more(tmp_path, pen, monkeypatch):
    """How another job joins: a kind, and its button is there when it has something to offer."""
    kind = jobs.Kind("polish", "Polish", "Polishing", lambda task: ["✓"], lambda pen: f"Polish {pen.hello.board}")
    monkeypatch.setitem(jobs.KINDS, "polish", kind)
    visit = Visit(tmp_path / "history.db", pen.url)
    assert "Polish RPI_PICO" in visit.page()
    assert visit.post("/job/polish").status_code == 303 and visit.ended().state == jobs.DONE


def test_a_pen_in_a_session_says_so(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    pen.controller.busy = True
    assert "busy with a session" in spoken(visit.page())


def test_monitor_refuses_what_it_does_not_know(tmp_path):
    with pytest.raises(UsageError):
        PenMonitor(tmp_path / "x.db", Visit._nobody).start("nothing")
