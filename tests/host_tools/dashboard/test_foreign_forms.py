"""Forms of other pages do nothing in the dashboard: each needs the secret of this run."""

import pytest

from tests.host_tools.dashboard.visits import HERE, PORT, entries


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
