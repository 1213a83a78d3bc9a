"""What the dashboard gives out: its own files and the diary's photos, and with each answer what protects it."""

import re

import pytest

PLACES = ("/", "/live", "/picture", "/report", "/summary", "/calendar", "/static/ui.js", "/photo/" + 32 * "0")


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
