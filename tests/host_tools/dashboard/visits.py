"""What the tests of the dashboard without a real browser share: its address, a browser in it, what a person reads."""

import re
import time

from needlepen import Store
from needlepen.api import find_pen
from needlepen.dashboard.access_control import Secrets
from needlepen.dashboard.pages import make_app
from needlepen.dashboard.pen_monitor import PenMonitor
from needlepen.errors import NoPen
from needlepen.history import diary
from starlette.testclient import TestClient

from tests.host_tools.memory_store import PEN_ID

PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"
ID = PEN_ID.hex()


def no_pen():
    """What a search for a pen says when none is there."""
    raise NoPen("No pen found.", "", "Plug it in")


def entries(store):
    """How many entries the diary of that history has, read anew."""
    with Store(store.path) as again:
        return len(diary.entries(again))


class Visit:
    """A browser inside, on a dashboard whose pen is at `url`; None: no pen."""

    def __init__(self, path, url=None, auto=False):
        self.keys = Secrets()
        self.monitor = PenMonitor(path, lambda: find_pen(url, 2.0) if url else self._nobody(), auto)
        self.browser = TestClient(make_app(self.monitor, self.keys, PORT), base_url=HERE)
        self.browser.get(f"/?token={self.keys.token}", follow_redirects=False)

    @staticmethod
    def _nobody():
        raise NoPen("No pen found.", "No MicroPython board is plugged in over USB.", "Plug the pen in")

    def page(self, place="/"):
        self.monitor.look()
        return self.browser.get(place).text

    def live(self):
        return self.browser.get("/live").json()

    def post(self, place, **data):
        return self.browser.post(place, data={"secret": self.keys.form, **data}, follow_redirects=False)

    def ended(self):
        """The job, when it has ended."""
        until = time.monotonic() + 20
        while self.monitor.busy and time.monotonic() < until:
            time.sleep(0.01)
        assert self.monitor.job and not self.monitor.busy
        return self.monitor.job


def spoken(html):
    """What a person reads."""
    return " ".join(re.sub(r"<(style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.S).split())
