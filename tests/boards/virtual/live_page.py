"""`make pen` without a browser: its server and pen, and what the page does, as plain requests."""

import contextlib
import http.client
import json
import time

from boards.virtual.live import server
from boards.virtual.live.page import apart
from boards.virtual.live.served_pen import ServedPen

FILES = {"index.html": b"<title>pen</title>"}
TURN_S = 0.016


class Answer(Exception):
    """What was refused, and the status of the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Page:
    """A page that is open at this address. It has no pen in its hand until it takes it."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.hand = ""
        self.ms = 0
        self._line = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)

    def take(self) -> "Page":
        """The pen in its hand."""
        self.hand = self.ask("take")
        return self

    def send(self, body: bytes, **headers: str) -> "tuple[int, dict]":
        """A message as these bytes, as this page's worker sends it, but for these headers ("" = none such)."""
        usual = {"Origin": self.url, "Content-Type": "application/json", "Content-Length": str(len(body))}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._line.request("POST", "/ask", body, {k: v for k, v in {**usual, **named}.items() if v})
        answer = self._line.getresponse()
        return answer.status, json.loads(answer.read())

    def ask(self, what: str, /, **words: object):
        """What the pen answers to a request. Raises Answer when it refuses."""
        status, answer = self.send(json.dumps({"do": what, "hand": self.hand, **words}).encode())
        if "error" in answer:
            raise Answer(status, answer["error"])
        return answer["ok"]

    def begin(self, seed: int = 7) -> dict:
        """Another pen from the factory."""
        for what, words in (("new", {"seed": seed}), ("provision", {}), ("sit", {})):
            self.ask(what, **words)
        self.ms = 0
        return self.live(2_000)

    def live(self, ms: int) -> dict:
        """Let so much time pass at once, and return what is shown then."""
        self.ms += ms
        while self.ask("live_to", ms=self.ms):
            pass
        return self.ask("show", ms=self.ms)

    def live_until(self, over) -> None:
        """In real time, as the page does, until `over()`."""
        last_s = time.monotonic()
        while not over():
            now_s = time.monotonic()
            self.ms += int((now_s - last_s) * 1000)
            last_s = now_s
            self.ask("show", ms=self.ms)
            time.sleep(TURN_S)


@contextlib.contextmanager
def served(folder, files=FILES, python="", told=lambda _: None):
    """`make pen` with its pen in this folder: its address, and that pen."""
    pen = ServedPen(folder, python, told=told)
    running = server.Server(listener := server.listen(0), dict(files) | apart(pen), pen.hear)
    try:
        yield server.address(listener), pen
    finally:
        running.close()
        pen.close()
