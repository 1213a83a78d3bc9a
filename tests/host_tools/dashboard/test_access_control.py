"""Who gets into the dashboard: every way in that must be closed, tried (`dashboard/access_control.py`)."""

import re

import pytest
from needlepen.dashboard.access_control import Secrets

from tests.host_tools.dashboard.visits import HERE, PORT, entries

PLACES = ("/", "/live", "/picture", "/report", "/summary", "/calendar", "/static/ui.js", "/photo/" + 32 * "0")
ELSEWHERE = (
    "evil.example",
    f"evil.example:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.1.evil.example:{PORT}",
)


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


# --- files ----------------------------------------------------------------------------------------


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
