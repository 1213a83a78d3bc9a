"""A dashboard that runs in this process, for the tests in a browser and the pictures of the README."""

import contextlib
import functools
import shutil
import threading
import time

from needlepen.api import find_pen
from needlepen.dashboard.access_control import Secrets
from needlepen.dashboard.pen_monitor import PenMonitor
from needlepen.dashboard.server import address, listen, make_server

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def browser_path():
    """A Chromium of this system; None: there is none."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def missing():
    """What the tests in a browser need and do not find; "" when all is there."""
    try:
        import axe_playwright_python  # noqa: F401
        import playwright  # noqa: F401
    except ImportError as e:
        return f"{e.name} is not installed: make browser-setup"
    return "" if browser_path() else "there is no Chromium: make browser-setup"


@contextlib.contextmanager
def chromium():
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        args = [*_FLAGS, "--no-first-run", "--hide-scrollbars"]
        browser = playwright.chromium.launch(executable_path=browser_path(), headless=True, args=args)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def dashboard(path, device=None, auto=False):
    """Serves the history `path`; gives its address with the token. `device`: where the pen is, as for -d."""
    listener = listen(0)
    keys = Secrets()
    monitor = PenMonitor(path, functools.partial(find_pen, device, 2.0), auto)
    server = make_server(listener, monitor, keys)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield address(listener, keys.token)
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()
