"""The dashboard's page, without a browser: what it says with and without pen and history (`ui/`)."""

import pytest
from needlepen.errors import PortBusy
from needlepen.history import next_session
from needlepen.texts import next_session_text

from tests.host_tools import long_life
from tests.host_tools.dashboard.visits import ID, Visit, spoken
from tests.host_tools.memory_store import DAY_S

pytestmark = pytest.mark.usefixtures("then")


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
    assert "13 Jun 2026" in said and "30 May 2026" not in said and "Asked of the pen just now" in said
    assert f"pen {ID}" in said and "firmware 0.1.0" in said and "battery 3.91 V" in said
    assert "needlepen checkin" not in said  # it is on this page


def test_records_to_copy_are_said_once_whatever_the_words_of_the_warning(tmp_path, pen, monkeypatch):
    """The page counts them beside its own button. Another warning is shown, also one that ends with the same word."""
    monkeypatch.setattr(next_session_text, "not_synced", lambda records: "Some are not here yet.")
    monkeypatch.setattr(next_session, "is_impossible", lambda: True)
    monkeypatch.setattr(next_session_text, "clock_impossible", lambda: "The two clocks are out of sync")
    said = spoken(Visit(tmp_path / "history.db", pen.url).page())
    assert "to copy" in said and "Some are not here yet." not in said and "out of sync" in said


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
