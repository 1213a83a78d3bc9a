"""The dashboard's page and buttons, without a browser: what it says with and without pen and history (`ui/`)."""

import re
import threading
import time

import pytest
from needlepen import Pen, Store
from needlepen.api import find_pen
from needlepen.dashboard import jobs, pen_monitor
from needlepen.dashboard.access_control import Secrets
from needlepen.dashboard.pages import make_app
from needlepen.dashboard.pen_monitor import PenMonitor
from needlepen.errors import LinkLost, NoPen, PortBusy, UsageError
from needlepen.history import diary
from needlepen.texts.dates import date
from pen.formats import record
from starlette.testclient import TestClient

from tests.host_tools import long_life
from tests.host_tools.scripted_pen import DAY_S, PEN_ID, ScriptedPen

PORT = 8123
ID = PEN_ID.hex()


@pytest.fixture(autouse=True)
def then(monkeypatch):
    monkeypatch.setenv("NEEDLEPEN_NOW", str(long_life.NOW))


@pytest.fixture
def pen():
    with ScriptedPen(long_life.today()) as pen:
        yield pen


class Visit:
    """A browser inside, on a dashboard whose pen is at `url`; None: no pen."""

    def __init__(self, path, url=None, auto=False):
        self.keys = Secrets()
        self.monitor = PenMonitor(path, lambda: find_pen(url, 2.0) if url else self._nobody(), auto)
        self.browser = TestClient(make_app(self.monitor, self.keys, PORT), base_url=f"http://127.0.0.1:{PORT}")
        self.browser.get(f"/?token={self.keys.token}", follow_redirects=False)

    @staticmethod
    def _nobody():
        raise NoPen("No pen found.", "No MicroPython board is plugged in over USB.", "Plug the pen in")

    def page(self, place="/"):
        self.monitor.look()
        return self.browser.get(place).text

    def live(self):
        return self.browser.get("/live").json()

    def post(self, place, **data):
        return self.browser.post(place, data={"secret": self.keys.form, **data}, follow_redirects=False)

    def ended(self):
        """The job, when it has ended."""
        until = time.monotonic() + 20
        while self.monitor.busy and time.monotonic() < until:
            time.sleep(0.01)
        assert self.monitor.job and not self.monitor.busy
        return self.monitor.job


def spoken(html):
    """What a person reads."""
    return " ".join(re.sub(r"<(style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.S).split())


# --- what is shown --------------------------------------------------------------------------------


def test_without_history_and_pen_it_says_how_to_begin(tmp_path):
    text = spoken(Visit(tmp_path / "none.db").page())
    assert "Plug the pen in" in text and "No MicroPython board is plugged in" in text
    assert "Sync" not in text and "None is due" not in text  # no dead button
    assert not (tmp_path / "none.db").exists()  # looking makes nothing


def test_without_a_pen_it_is_what_the_pen_said_last(tmp_path):
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db") as store:
        long_life.write_diary(store, tmp_path)
    text = Visit(tmp_path / "history.db").page()
    said = spoken(text)
    assert "Next safe day: 30 May 2026" in said and "What the pen said up to 4 May 2026" in said
    for part in ("16,381", "What comes next", "Sessions", "Called Dr. Patel", "When the pen said no", "verify:"):
        assert part in said, part
    assert text.count("<svg") == 4 and text.count('src="/photo/') == 3 and "data:" not in text


def test_with_a_pen_its_own_word_counts(tmp_path, pen):
    """H26: what the pen says now is later than what was synced."""
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    pen.store.unlock_at_s += 14 * DAY_S
    visit = Visit(tmp_path / "history.db", pen.url)
    said = spoken(visit.page())
    assert "13 Jun 2026" in said and "30 May 2026, from" not in said and "Asked of the pen just now" in said
    assert f"pen {ID}" in said and "firmware 0.1.0" in said and "battery 3.91 V" in said
    assert "needlepen checkin" not in said  # it is on this page


def test_the_page_of_another_pen_keeps_its_own_word(tmp_path, pen):
    other = "00000000000000aa"
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db") as store:
        store.database.sql.execute("INSERT INTO pens SELECT ?,board,firmware,epoch,0,0,0,1 FROM pens", (other,))
    visit = Visit(tmp_path / "history.db", pen.url)
    said = spoken(visit.page(f"/?pen={other}"))
    assert "No session yet" in said and "Asked of the pen" not in said
    assert 'aria-current="page">pen 000000' in visit.page(f"/?pen={other}")
    assert visit.browser.get("/?pen=nobody").status_code == 400
    assert visit.browser.get("/?pen=%27%20OR%201=1").status_code == 400


def test_a_history_of_another_program_is_said(tmp_path):
    (tmp_path / "odd.db").write_bytes(b"no database at all" * 100)
    answer = Visit(tmp_path / "odd.db").browser.get("/")
    assert answer.status_code == 500 and "cannot be used" in answer.text and "--db" in answer.text


def test_what_is_in_the_way_is_said_with_its_remedy(tmp_path):
    visit = Visit(tmp_path / "none.db")
    visit.monitor._find = lambda: (_ for _ in ()).throw(PortBusy("ttyACM0 is in use.", "Another program.", "Close it"))
    said = spoken(visit.page())
    assert "ttyACM0 is in use. Another program. next: Close it" in said


def test_the_files_to_take_along(tmp_path):
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    visit = Visit(tmp_path / "history.db")
    for place, kind, has in (
        ("/report", "text/html", "Content-Security-Policy"),
        ("/summary", "text/html", "for a dermatologist"),
        ("/calendar", "text/calendar", "BEGIN:VEVENT"),
    ):
        answer = visit.browser.get(place)
        assert answer.headers["content-type"].startswith(kind) and has in answer.text
        assert answer.headers["content-disposition"].startswith("attachment")
    assert Visit(tmp_path / "none.db").browser.get("/report").status_code == 500


def test_it_is_drawn_anew_only_when_something_changed(tmp_path, monkeypatch):
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    visit = Visit(tmp_path / "history.db")
    visit.page()
    first = visit.live()["version"]
    drawn = []
    from needlepen.report import figures

    kept = figures.all_of
    monkeypatch.setattr(figures, "all_of", lambda *given: drawn.append(1) or kept(*given))
    assert [visit.live()["version"] for _ in range(3)] == 3 * [first] and not drawn
    visit.post("/diary", words="all calm")
    assert visit.live()["version"] != first and "all calm" in visit.browser.get("/picture").text
    monkeypatch.setenv("NEEDLEPEN_NOW", str(long_life.NOW + 40 * DAY_S))  # another day
    assert "The rest is over" in spoken(visit.page())


# --- the diary ------------------------------------------------------------------------------------


def test_a_diary_entry_before_any_pen(tmp_path):
    visit = Visit(tmp_path / "new.db")
    photo = {"photo": ("chin.jpg", long_life.photo(size=(30, 40)), "image/jpeg")}
    data = {"secret": visit.keys.form, "words": "one\r\ntwo", "rating": "4"}
    assert "Written down for 20 May 2026" in visit.browser.post("/diary", data=data, files=photo).text
    assert "Written down for" not in visit.page()  # it is said once
    with Store(tmp_path / "new.db") as store:
        (entry,) = diary.entries(store)
    assert (entry.words, entry.rating, entry.pen_id) == ("one\ntwo", 4, None) and entry.photo


def test_an_entry_about_another_day(tmp_path):
    visit = Visit(tmp_path / "new.db")
    assert 'max="2026-05-20"' in visit.page()
    assert visit.post("/diary", words="red", day="2026-05-03").status_code == 303
    assert "Written down for 3 May 2026" in visit.page()
    with Store(tmp_path / "new.db") as store:
        assert [date(entry.at) for entry in diary.entries(store)] == ["3 May 2026"]


def test_a_day_that_is_none_or_to_come_is_said_and_the_words_are_kept(tmp_path):
    visit = Visit(tmp_path / "new.db")
    for day, said in (("2026-05-21", "still to come"), ("2026-02-30", "no date"), ("yesterday", "no date")):
        answer = visit.post("/diary", words="precious words", day=day)
        assert answer.status_code == 400 and said in answer.text and "precious words" in answer.text
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("data", [{}, {"words": "   "}, {"words": "x" * 4001}, {"rating": "6"}, {"rating": "55"}])
def test_an_entry_that_says_nothing_or_too_much_is_not_kept(tmp_path, data):
    visit = Visit(tmp_path / "new.db")
    answer = visit.post("/diary", **data)
    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert not (tmp_path / "new.db").exists()


def test_a_full_disk_is_said_and_the_words_are_kept(tmp_path):
    visit = Visit(tmp_path / "no such folder" / "x.db")
    (tmp_path / "no such folder").write_text("a file")
    answer = visit.post("/diary", words="precious words")
    assert answer.status_code == 500 and "precious words" in answer.text and 'role="alert"' in answer.text


# --- jobs -----------------------------------------------------------------------------------------


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


# --- check-ins -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [{}, {"fine": "1", "red": "1"}])
def test_a_check_in_says_one_thing(tmp_path, data):
    visit = Visit(tmp_path / "history.db")
    answer = visit.post("/job/checkin", **data)
    assert answer.status_code == 400 and 'role="alert"' in answer.text and visit.monitor.job is None


def test_a_finding_needs_no_hand(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    text = visit.page()
    assert "72 h after the session" in spoken(text) and "All calm" in text
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
    while "Hold ▼" not in visit.live()["said"] and time.monotonic() < until:
        time.sleep(0.05)
    assert "Hold ▼ on the pen now" in visit.live()["parts"]["device"]
    pen.controller.confirmed = True
    assert visit.ended().result[0] == "Noted: all calm"


def test_without_a_hand_it_ends(tmp_path, pen, monkeypatch):
    monkeypatch.setattr(jobs, "HAND_S", 0.2)
    visit = Visit(tmp_path / "history.db", pen.url)
    pen.controller.confirmed = False
    visit.post("/job/checkin", fine="1")
    job = visit.ended()
    assert job.state == jobs.FAILED and "A hand on the pen has to agree" in visit.live()["said"]


def test_a_pen_in_a_session_says_so(tmp_path, pen):
    visit = Visit(tmp_path / "history.db", pen.url)
    pen.controller.busy = True
    assert "busy with a session" in spoken(visit.page())


def test_monitor_refuses_what_it_does_not_know(tmp_path):
    with pytest.raises(UsageError):
        PenMonitor(tmp_path / "x.db", Visit._nobody).start("nothing")
