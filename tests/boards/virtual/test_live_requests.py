"""Requests that `make pen` turns away: of other pages and computers, too long, no messages."""

import http.client
import json

import pytest

from boards.virtual.action_log import MOST_BYTES as LONGEST_LOG
from boards.virtual.live import server
from tests.boards.virtual.live_page import Page

TAKE = json.dumps({"do": "take"}).encode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": ""}, 415),
    ],
)
def test_no_other_page_of_the_browser_drives_the_pen(make_pen, headers, status):
    url, pen = make_pen
    assert Page(url).send(TAKE, **headers)[0] == status
    assert not pen._hand
    assert Page(url).send(TAKE)[0] == 200


def test_the_page_itself_is_given_to_its_own_address_alone(make_pen):
    host = make_pen[0].removeprefix("http://").rstrip("/")
    for name, status in ((host, 200), ("evil.example", 421), ("evil.example:80", 421)):
        line = http.client.HTTPConnection(host, timeout=10)
        line.request("GET", "/", headers={"Host": name})
        answer = line.getresponse()
        assert answer.status == status
        assert answer.getheader("Content-Security-Policy")
        assert answer.getheader("Access-Control-Allow-Origin") is None
        line.close()


def test_a_message_that_is_too_long_is_refused_by_its_word_and_by_its_bytes(make_pen):
    body = TAKE + b" " * server.MOST_BYTES
    assert Page(make_pen[0]).send(body)[0] == 413
    host = make_pen[0].removeprefix("http://").rstrip("/")
    line = http.client.HTTPConnection(host, timeout=10)
    line.putrequest("POST", "/ask")
    for name, value in (("Origin", make_pen[0].rstrip("/")), ("Content-Type", "application/json")):
        line.putheader(name, value)
    line.putheader("Transfer-Encoding", "chunked")
    line.endheaders()
    for at in range(0, len(body), 16_000):
        piece = body[at : at + 16_000]
        line.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    assert line.getresponse().status == 413
    assert server.MOST_BYTES > LONGEST_LOG + 1_000


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"7", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_message_is_said_so(make_pen, body):
    assert Page(make_pen[0]).send(body) == (400, {"error": "This is no message."})


@pytest.mark.parametrize("path", ["/../server.py", "/%2e%2e/__main__.py", "/pen.json", "/ask", "/nothing"])
def test_nothing_but_the_page_is_served(make_pen, path):
    line = http.client.HTTPConnection(make_pen[0].removeprefix("http://").rstrip("/"), timeout=10)
    line.request("GET", path)
    assert line.getresponse().status in (404, 405)


def test_it_listens_on_this_computer_only():
    with server.listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        with server.listen(listener.getsockname()[1]) as other:
            assert other.getsockname()[1] != listener.getsockname()[1]
