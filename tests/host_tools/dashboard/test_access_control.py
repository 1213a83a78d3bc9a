"""Who gets into the dashboard: by its address, with its cookie, under its name (`dashboard/access_control.py`)."""

import re

import pytest
from needlepen.dashboard.access_control import Secrets

from tests.host_tools.dashboard.visits import PORT

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
