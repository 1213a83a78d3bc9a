"""The dashboard's connections: none is held half-open for ever, what is too long is answered, and it is here only."""

import http.client
import socket
import time

import pytest
from needlepen.dashboard import connections, forms
from needlepen.dashboard.server import listen

from tests.host_tools import dashboards
from tests.host_tools.dashboard.visits import spoken


@pytest.fixture
def url(tmp_path, monkeypatch):
    """A dashboard that is not patient."""
    monkeypatch.setattr(connections, "REQUEST_S", 0.5)
    monkeypatch.setattr(connections, "ANSWER_S", 2.0)
    with dashboards.dashboard(tmp_path / "h.db") as url:
        yield url


def place(url):
    return "127.0.0.1", int(url.split(":")[2].split("/")[0])


def enter(url):
    """A connection of a browser that was let in, and the headers it sends with a form."""
    line = http.client.HTTPConnection(*place(url), timeout=20)
    line.request("GET", url[url.index("/?") :])
    answer = line.getresponse()
    answer.read()
    cookie = answer.getheader("set-cookie").split(";")[0]
    return line, {"Cookie": cookie, "Content-Type": "multipart/form-data; boundary=x"}


POST = b"POST /diary HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n"


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x", POST + b"Cookie: %s\r\n\r\n--x"])
def test_a_request_that_never_ends_is_ended(url, sent):
    _, headers = enter(url)
    host, port = place(url)
    with socket.create_connection((host, port), 10) as line:
        line.sendall(sent.replace(b"%s", b"127.0.0.1:%d" % port, 1).replace(b"%s", headers["Cookie"].encode()))
        began = time.monotonic()
        try:
            while line.recv(4096):
                pass
        except ConnectionResetError:
            pass
        assert time.monotonic() - began < 5


def test_one_that_comes_in_drops_is_ended_too(url):
    """The time is for the whole request, not for a piece of it."""
    with socket.create_connection(place(url), 10) as line:
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 8:
                line.sendall(b"X")
                time.sleep(0.05)
        assert time.monotonic() - began < 5


def test_many_half_open_ones_keep_nobody_out_for_long(url):
    """The dashboard takes 64 at once: whoever holds more of them open holds them for half a second."""
    held = [socket.create_connection(place(url), 10) for _ in range(80)]
    for line in held:
        line.sendall(b"GET / HT")
    until, status = time.monotonic() + 8, 0
    while status != 303 and time.monotonic() < until:
        line = http.client.HTTPConnection(*place(url), timeout=5)
        try:
            line.request("GET", url[url.index("/?") :])
            status = line.getresponse().status
        except OSError:
            time.sleep(0.1)
        line.close()
    for line in held:
        line.close()
    assert status == 303


def test_who_does_not_read_the_answer_is_left(url):
    host, port = place(url)
    _, headers = enter(url)
    one = f"GET /static/report.css HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {headers['Cookie']}\r\n\r\n".encode()
    with socket.create_connection((host, port), 10) as line:
        line.settimeout(6)
        began = time.monotonic()
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            while True:
                line.sendall(one)
        assert time.monotonic() - began < 6


def test_a_pause_between_two_requests_is_no_fault(url):
    line, headers = enter(url)
    time.sleep(0.3)
    line.request("GET", "/", headers=headers)
    assert line.getresponse().status == 200


@pytest.mark.parametrize(
    ("path", "cap"), [("/diary", forms.PHOTO_CAP), ("/offer", forms.BUNDLE_CAP), ("/job/sync", forms.CAP)]
)
@pytest.mark.parametrize("said", [True, False], ids=["with its length", "in pieces"])
def test_what_is_too_long_is_answered_with_the_page(url, monkeypatch, path, cap, said):
    """A browser sends all of it before it reads: it gets the page, not a lost connection."""
    monkeypatch.setattr(connections, "REQUEST_S", 20.0)
    line, headers = enter(url)
    begin = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    body = begin + bytes(cap + 3_000_000)
    pieces = body if said else (body[at : at + 65_536] for at in range(0, len(body), 65_536))
    line.request("POST", path, pieces, headers, encode_chunked=not said)
    answer = line.getresponse()
    page = answer.read().decode()
    assert answer.status == 413 and answer.getheader("content-type").startswith("text/html")
    assert "That is too much" in spoken(page) and 'role="alert"' in page


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Origin": "http://elsewhere.example"}])
def test_whatever_is_refused_is_answered(url, headers):
    """A body that is broken, of another kind, or of another page; all of it is sent first."""
    line, ours = enter(url)
    line.request("POST", "/diary", bytes(20_000_000), ours | headers)
    assert line.getresponse().status in (400, 403, 415)


def test_it_listens_on_no_other_address_than_this_computers():
    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1" and listener.family == socket.AF_INET
