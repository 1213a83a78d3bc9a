"""Photos of the diary side by side: of one zone, cut alike, one over the other; chosen on a map of the face."""

import sqlite3

import pytest
from needlepen import Store
from needlepen.history import diary, soundness
from needlepen.history.photo import take_photo
from needlepen.history.schema import MIGRATIONS

from tests.host_tools import dashboards, long_life
from tests.host_tools.dashboard.browser import MISSING, WIDTHS, judged
from tests.host_tools.dashboard.visits import Visit, spoken

pytestmark = pytest.mark.usefixtures("then")
CHEEK, CHIN = 1, 3
TAKEN = (  # a day, a zone, how large
    (1, CHEEK, (900, 1200)),
    (2, None, (400, 400)),
    (3, CHEEK, (1200, 900)),
    (4, CHIN, (9, 9)),
    (5, CHEEK, (500, 500)),
)


@pytest.fixture
def photos(tmp_path):
    """A history with three photos of a cheek, one of the chin and one of the face; the ids of the cheek's."""
    ids = []
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db") as store:
        for day, zone, size in TAKEN:
            picture = take_photo(long_life.photo((224, 172 - 9 * day, 148), size=size), "a.jpg")
            at = long_life.NOW - 86_400 * (9 - day)
            entry = diary.new(f"day {day}", at, long_life.ID, 1 + day % 5, picture, zone)
            diary.add(store, entry)
            ids += [entry.id] if zone == CHEEK else []
    return ids


def test_the_first_and_the_last_of_a_zone_stand_side_by_side(tmp_path, photos):
    page = Visit(tmp_path / "history.db").browser.get("/compare", params={"zone": CHEEK}).text
    pair = page.split('class="pair"')[1].split("</div>")[0]
    assert [f"/photo/{one}" in pair for one in photos] == [True, False, True]
    assert "Before 12 May 2026, skin 2 of 5" in spoken(pair) and "After 16 May 2026, skin 1 of 5" in spoken(pair)
    for place in ("whole face, 1 photo", "forehead, no photos", "left cheek, 3 photos", "chin, 1 photo"):
        assert f'aria-label="{place}"' in page, place


def test_others_can_be_chosen(tmp_path, photos):
    asked = {"zone": CHEEK, "before": photos[1], "after": photos[0]}
    page = Visit(tmp_path / "history.db").browser.get("/compare", params=asked).text
    pair = page.split('class="pair"')[1].split("</div>")[0]
    assert pair.index(photos[1]) < pair.index(photos[0]) and photos[2] not in pair


def test_what_is_asked_for_and_is_none_of_it_is_not_shown(tmp_path, photos):
    browser = Visit(tmp_path / "history.db").browser
    page = browser.get("/compare", params={"zone": CHEEK, "before": '"><script>', "after": "0" * 32}).text
    assert "<script>" not in page and f"/photo/{photos[0]}" in page
    assert "There are no two photos" in browser.get("/compare", params={"zone": CHIN}).text
    assert browser.get("/compare", params={"zone": "9"}).status_code == 400
    assert browser.get("/compare", params={"zone": "-1"}).status_code == 400


def test_the_form_says_what_a_photo_shows(tmp_path):
    visit = Visit(tmp_path / "new.db")
    files = {"photo": ("chin.jpg", long_life.photo(size=(30, 40)), "image/jpeg")}
    data = {"secret": visit.keys.form, "words": "", "zone": str(CHIN)}
    assert visit.browser.post("/diary", data=data, files=files).status_code == 200
    assert visit.post("/diary", words="x", zone="5").status_code == 400
    with Store(tmp_path / "new.db") as store:
        assert [entry.zone for entry in diary.entries(store)] == [CHIN]


def test_a_history_of_before_has_photos_of_the_whole_face_and_stays_sealed(tmp_path):
    """The zone came after the seals: what was written before it is not told as damage."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        from needlepen.history.schema import seal

        old.create_function("seal", -1, seal, deterministic=True)
        for step in MIGRATIONS[:5]:
            for statement in step:
                old.execute(statement)
        old.execute("INSERT INTO diary VALUES (?, NULL, 1790000000, 3, 'of then', NULL, NULL)", ("a" * 32,))
        old.execute("PRAGMA application_id = 0x4E50454E")
        old.execute("PRAGMA user_version = 5")
    with Store(path) as store:
        assert [(entry.words, entry.zone) for entry in diary.entries(store)] == [("of then", None)]
        assert soundness.in_file(store) == []
        store.database.sql.execute("UPDATE diary SET zone = 2")
        assert soundness.in_file(store) == []
        store.database.sql.execute("DROP TRIGGER seal_changed_diary")
        store.database.sql.execute("UPDATE diary SET zone = 3")
        assert soundness.in_file(store) != []


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", WIDTHS, ids=lambda size: str(size["width"]))
def test_in_a_browser(visit, tmp_path, photos, viewport, scheme):
    with dashboards.dashboard(tmp_path / "history.db") as url:
        page = visit(url, viewport, scheme)
        page.get_by_role("link", name="Photos side by side").click()
        page.get_by_role("link", name="left cheek, 3 photos").click()
        page.get_by_role("heading", name="Left cheek").wait_for()
        for _ in range(100):  # `wait_for_function` evaluates a text in the page, which its own policy forbids
            if page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth)"):
                break
            page.wait_for_timeout(100)
        else:
            raise AssertionError("the pictures do not come")
        assert judged(page) == []
        boxes = page.evaluate("[...document.images].map(i => [i.clientWidth, i.clientHeight])")
        assert boxes[0] == boxes[1] and boxes[2] == boxes[3]  # of pictures that are tall, wide and square
        assert all(abs(width / height - 0.75) < 0.01 for width, height in boxes)
        top = page.locator(".over .top")
        assert top.evaluate("e => getComputedStyle(e).clipPath") == "inset(0px 0px 0px 50%)"
        slider = page.get_by_role("slider", name="How much of the later photo is shown")
        slider.press("ArrowRight")
        assert top.evaluate("e => getComputedStyle(e).clipPath") == "inset(0px 0px 0px 49%)"
        assert slider.get_attribute("aria-valuetext") == "51 % of the later photo"
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.skipif(bool(MISSING), reason=f"the dashboard in a browser: {MISSING}")
def test_by_keyboard_and_without_scripts(visit, tmp_path, photos):
    with dashboards.dashboard(tmp_path / "history.db") as url:
        page = visit(url, java_script_enabled=False)
        page.get_by_role("link", name="Photos side by side").press("Enter")
        page.get_by_role("link", name="left cheek, 3 photos").press("Enter")
        page.get_by_label("Before", exact=True).select_option(photos[1])
        page.get_by_role("button", name="Show these two").press("Enter")
        assert photos[1] in page.locator(".pair img").first.get_attribute("src")
        assert not page.get_by_role("slider").count()
