"""The diary's form on the dashboard: what is written down, and that no words are lost."""

import pytest
from needlepen import Store
from needlepen.history import diary
from needlepen.texts.dates import date

from tests.host_tools import long_life
from tests.host_tools.dashboard.visits import Visit

pytestmark = pytest.mark.usefixtures("then")


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
