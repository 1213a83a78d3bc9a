"""Who gets into the dashboard: every way in that must be closed, tried (`dashboard/access_control.py`)."""

import re

import pytest
from needlepen import Store
from needlepen.dashboard import forms
from needlepen.dashboard.access_control import Secrets
from needlepen.dashboard.pages import make_app
from needlepen.dashboard.pen_monitor import PenMonitor
from needlepen.errors import NoPen
from needlepen.history import diary
from starlette.testclient import TestClient

from tests.host_tools import long_life
from tests.host_tools.scripted_pen import play

PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"
PLACES = ("/", "/live", "/picture", "/report", "/summary", "/calendar", "/static/ui.js", "/photo/" + 32 * "0")
ELSEWHERE = (
    "evil.example",
    f"evil.example:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.1.evil.example:{PORT}",
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def nobody():
    raise NoPen("No pen found.", "", "Plug it in")


@pytest.fixture
def keys():
    return Secrets()


@pytest.fixture
def store(tmp_path):
    life = long_life.Life()
    play(life, sessions=0)
    with long_life.remember(life, tmp_path / "history.db") as store:
        diary.add(store, diary.new("calm", long_life.NOW, long_life.ID, 5, diary.Photo(b"\xff\xd8\xff", "image/jpeg")))
        yield store


@pytest.fixture
def stranger(keys, store):
    """A browser that knows nothing."""
    return TestClient(make_app(PenMonitor(store.path, nobody), keys, PORT), base_url=HERE, follow_redirects=False)


@pytest.fixture
def guest(keys, stranger):
    """A browser that was given the address."""
    assert stranger.get(f"/?token={keys.token}").status_code == 303
    return stranger


def entries(store):
    with Store(store.path) as again:
        return len(diary.entries(again))


# --- the address ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_without_the_token_nothing_is_shown(stranger, place):
    answer = stranger.get(place)
    assert answer.status_code == 403 and "e6614c31" not in answer.text and "needlepen ui" in answer.text


def test_the_token_is_changed_for_a_cookie_that_scripts_cannot_read(stranger, keys):
    answer = stranger.get(f"/?token={keys.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")  # and the token leaves the address bar
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and f"needlepen-{PORT}=" in cookie
    assert keys.token not in cookie and keys.form not in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("given", ["", "x", "é", 43 * "A", "\x00"])
def test_a_wrong_token_opens_nothing(stranger, given):
    answer = stranger.get("/", params={"token": given})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert stranger.get("/").status_code == 403


def test_a_wrong_cookie_opens_nothing(stranger, keys):
    for value in ("", "x", keys.token, keys.form):
        stranger.cookies.set(f"needlepen-{PORT}", value)
        assert stranger.get("/").status_code == 403


def test_the_address_given_to_the_browser_works_once(stranger, keys):
    once = keys.once
    assert stranger.get(f"/?token={once}").status_code == 303
    assert stranger.get(f"/?token={once}").status_code == 403  # whoever reads it in a list of processes is too late
    assert stranger.get("/?token=").status_code == 403  # what was used up is no empty token
    assert stranger.get(f"/?token={keys.token}").status_code == 303


def test_secrets_are_long_and_new_every_time():
    one, other = Secrets(), Secrets()
    secrets = {one.token, one.once, one.cookie, one.form, other.token, other.once, other.cookie, other.form}
    assert len(secrets) == 8 and all(len(secret) >= 43 for secret in secrets)  # 32 bytes


def test_secrets_are_compared_in_constant_time(monkeypatch, keys):
    """Read from the code: no secret of `Secrets` meets ==."""
    import inspect

    from needlepen.dashboard import access_control

    assert not re.search(
        r"[!=]= (self\.)?_?keys?\.|[!=]= self\.(token|once|cookie|form)", inspect.getsource(access_control)
    )
    assert "compare_digest" in inspect.getsource(access_control.same)


# --- another name for this computer ---------------------------------------------------------------


@pytest.mark.parametrize("host", ELSEWHERE)
def test_another_host_gets_nothing_even_with_the_cookie(guest, keys, host):
    for answer in (
        guest.get("/", headers={"Host": host}),
        guest.get(f"/?token={keys.token}", headers={"Host": host}),
        guest.post("/job/sync", data={"secret": keys.form}, headers={"Host": host}),
    ):
        assert answer.status_code == 421 and "set-cookie" not in answer.headers


def test_localhost_is_this_computer(guest):
    assert guest.get("/", headers={"Host": f"localhost:{PORT}"}).status_code == 200
    assert guest.get("/", headers={"Host": f"LOCALHOST:{PORT}"}).status_code == 200


# --- forms of somebody else's page ----------------------------------------------------------------


def test_a_form_needs_the_secret_of_this_run(guest, keys, store):
    before = entries(store)
    for secret in ("", "x", keys.token, keys.cookie):
        answer = guest.post("/diary", data={"secret": secret, "words": "not me"})
        assert answer.status_code == 403 and "Reload the page" in answer.text
    assert guest.post("/diary", data={"words": "not me"}).status_code == 403
    assert entries(store) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_page_is_not_taken(guest, keys, store, headers):
    before = entries(store)
    data = {"secret": keys.form, "words": "not me"}
    assert guest.post("/diary", data=data, headers=headers).status_code == 403
    assert guest.post("/job/sync", data=data, headers=headers).status_code == 403
    assert entries(store) == before


def test_our_own_form_is_taken(guest, keys, store):
    before = entries(store)
    ours = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    answer = guest.post("/diary", data={"secret": keys.form, "words": "calm", "rating": "5"}, headers=ours)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert entries(store) == before + 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_other_methods_do_nothing(guest, method):
    assert guest.request(method, "/").status_code == 405


def test_what_changes_something_is_no_get(guest):
    assert guest.get("/diary").status_code == 405
    assert guest.get("/job/sync").status_code == 405


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/mixed", "application/x-www-form"])
def test_a_body_that_is_no_form_is_not_read(guest, kind):
    answer = guest.post("/diary", content=b'{"words":"x"}', headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == 415


def test_a_body_that_says_it_is_too_long_is_not_read(guest):
    read = []

    def body():
        read.append(1)
        yield b"x"

    headers = {**FORM, "Content-Length": str(forms.PHOTO_CAP + 1)}
    assert guest.post("/diary", content=body(), headers=headers).status_code == 413
    headers = {**FORM, "Content-Length": str(forms.CAP + 1)}
    assert guest.post("/job/sync", content=b"x", headers=headers).status_code == 413
    assert guest.post("/job/sync", content=b"x", headers={**FORM, "Content-Length": "-1"}).status_code == 413


@pytest.mark.parametrize("claim", [{}, {"Content-Length": "10"}])
def test_a_body_that_lies_about_its_length_is_cut_off(guest, claim):
    big = b"words=" + b"x" * forms.CAP

    def pieces():
        yield from (big[at : at + 4096] for at in range(0, len(big), 4096))

    answer = guest.post("/job/sync", content=pieces(), headers={**FORM, **claim})
    assert answer.status_code == 413


def test_broken_multipart_is_a_bad_request(guest):
    for content in (b"", b"--x", b"nonsense", b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n"):
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        assert guest.post("/diary", content=content, headers=headers).status_code in (400, 403)
        assert guest.post("/diary", content=content, headers={"Content-Type": "multipart/form-data"}).status_code == 400


def test_too_many_fields_and_files_are_refused(guest, keys):
    many = {"secret": keys.form, **{f"field{i}": "x" for i in range(forms.FIELDS)}}
    assert guest.post("/diary", files={"x": ("", b"")}, data=many).status_code == 400
    two = [("photo", ("a.jpg", b"x")), ("photo", ("b.jpg", b"x"))]
    assert guest.post("/diary", data={"secret": keys.form}, files=two).status_code == 400


# --- photos ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../history.db",
        "..%2fhistory.db",
        "%2e%2e/%2e%2e/etc/passwd",
        "....//",
        32 * "0",
        32 * "G",
        "' OR 1=1 --",
        33 * "a",
    ],
)
def test_only_photos_of_the_diary_are_given(guest, name):
    assert guest.get(f"/photo/{name}").status_code == 404


@pytest.mark.parametrize("name", ["../pages.py", "..%2fpages.py", "ui.css/..", "style.css", "ui.js%00", ""])
def test_only_our_own_files_are_given(guest, name):
    assert guest.get(f"/static/{name}").status_code == 404


def test_a_photo_is_a_picture_and_nothing_else(guest, store):
    entry = next(entry for entry in diary.entries(store) if entry.photo)
    answer = guest.get(f"/photo/{entry.id}")
    assert answer.content == entry.photo and answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"GIF89a", b"%PDF-1.7", b"\xff\xd8\xffjunk"])
def test_what_is_no_picture_is_not_kept(guest, keys, store, content):
    before = entries(store)
    photo = {"photo": ("<img src=x>.jpg", content, "image/jpeg")}
    answer = guest.post("/diary", data={"secret": keys.form, "words": "mine"}, files=photo)
    assert answer.status_code == 400 and "<img src=x>" not in answer.text and "mine" in answer.text
    assert entries(store) == before


def test_a_photo_is_kept_without_what_the_camera_adds(guest, keys, store):
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    photo = {"photo": ("../../me.jpg", long_life.photo(exif=exif), "image/jpeg")}
    assert guest.post("/diary", data={"secret": keys.form, "words": ""}, files=photo).status_code == 303
    kept = diary.entries(store)[-1]
    assert kept.photo and b"SecretCamera" not in kept.photo


# --- what comes along with every answer -----------------------------------------------------------


@pytest.mark.parametrize("place", [*PLACES, "/nowhere"])
def test_every_answer_wears_the_armour(guest, place):
    for answer in (guest.get(place), guest.get(place, headers={"Host": "evil.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
        assert "http" not in policy and "*" not in policy and "unsafe-eval" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "server" not in answer.headers


def test_nothing_is_loaded_from_elsewhere_and_no_script_stands_in_the_page(guest):
    text = guest.get("/").text
    assert re.findall(r"<script[^>]*>[^<]", text) == [] and not re.search(r"\son[a-z]+=", text)
    loaded = re.findall(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="([^"]*)"', text)
    assert loaded and all(address.startswith(("/static/", "/photo/")) for address in loaded)


def test_words_from_outside_stay_words(guest, keys, store):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    assert guest.post("/diary", data={"secret": keys.form, "words": evil}).status_code == 303
    text = guest.get("/").text
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text
    answer = guest.post("/diary", data={"secret": keys.form, "words": evil, "rating": "9"})
    assert answer.status_code == 400 and "<script>alert" not in answer.text and "9" in answer.text
