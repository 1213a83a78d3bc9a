"""Browsers for the specifications of the dashboard, real and not, and the histories and pens that they meet."""

import pytest
from needlepen.dashboard.access_control import Secrets
from needlepen.dashboard.pages import make_app
from needlepen.dashboard.pen_monitor import PenMonitor
from needlepen.history import diary, photo
from starlette.testclient import TestClient

from tests.host_tools import dashboards, long_life
from tests.host_tools.dashboard.browser import DESK
from tests.host_tools.dashboard.visits import HERE, PORT, no_pen
from tests.host_tools.memory_store import play
from tests.host_tools.scripted_pen import ScriptedPen


@pytest.fixture
def keys():
    """The secrets of one run of the dashboard."""
    return Secrets()


@pytest.fixture
def store(tmp_path):
    """A history with one entry and its photo in the diary."""
    life = long_life.Life()
    play(life, sessions=0)
    with long_life.remember(life, tmp_path / "history.db") as store:
        diary.add(store, diary.new("calm", long_life.NOW, long_life.ID, 5, photo.Photo(b"\xff\xd8\xff", "image/jpeg")))
        yield store


@pytest.fixture
def stranger(keys, store):
    """A browser that knows nothing."""
    return TestClient(make_app(PenMonitor(store.path, no_pen), keys, PORT), base_url=HERE, follow_redirects=False)


@pytest.fixture
def guest(keys, stranger):
    """A browser that was given the address."""
    assert stranger.get(f"/?token={keys.token}").status_code == 303
    return stranger


@pytest.fixture
def then(monkeypatch):
    """The day on which the history of half a year ends."""
    monkeypatch.setenv("NEEDLEPEN_NOW", str(long_life.NOW))


@pytest.fixture
def pen():
    """A pen with that history, on a scripted cable."""
    with ScriptedPen(long_life.today()) as pen:
        yield pen


@pytest.fixture(scope="module")
def chromium():
    """A browser without a window."""
    with dashboards.chromium() as browser:
        yield browser


@pytest.fixture
def history(tmp_path):
    """A history of half a year, with its diary."""
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db") as store:
        long_life.write_diary(store, tmp_path)
    return tmp_path / "history.db"


@pytest.fixture
def visit(chromium):
    """Open an address in a window; nothing may come from elsewhere, and nothing may go wrong in it."""
    contexts, wrong = [], []

    def heard(message):
        """That the dashboard has ended with its test is no error of the page, which asks on."""
        if message.type == "error" and "ERR_CONNECTION" not in message.text:
            wrong.append(message.text)

    def go(url, viewport=DESK, scheme="light", **more):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme, **more)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if "127.0.0.1" not in request.url else None)
        page.goto(url)
        page.wrong = wrong
        return page

    yield go
    for context in contexts:
        context.close()
    assert not wrong, wrong
