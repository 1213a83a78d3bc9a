"""A film of the page's pen, as the browser records it: it is a WebM, and what it shows is the pen."""

import pytest

from tests.boards.virtual.site.test_in_browser import chromium, visit  # noqa: F401 - fixtures
from tests.host_tools import dashboards
from tests.host_tools.dashboard.browser import judged

pytestmark = pytest.mark.skipif(bool(dashboards.missing()), reason=dashboards.missing() or "-")

EBML = b"\x1a\x45\xdf\xa3"  # what every WebM begins with (RFC 8794)
SEEN = """async (address) => {
  const film = document.createElement("video");
  film.muted = true;
  film.src = address;
  await film.play();
  await new Promise((resolve) => (film.onended = resolve));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [film.videoWidth, film.videoHeight];
  const context = canvas.getContext("2d");
  context.drawImage(film, 0, 0);
  const colours = (x, y, width, height) => {
    const { data } = context.getImageData(x, y, width, height);
    const bright = data.filter((_, at) => at % 4 === 1 && data[at] > 150).length;
    return bright / (width * height);
  };
  return { size: [canvas.width, canvas.height], seconds: film.currentTime, title: colours(24, 16, 384, 20),
    display: colours(24, 60, 384, 140) };
}"""


def test_a_recording_is_a_film_of_the_pen(visit, tmp_path):  # noqa: F811
    page = visit()
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("button", name="Stop recording", pressed=True).wait_for()
    page.wait_for_timeout(700)
    page.keyboard.press("ArrowDown", delay=120)
    page.wait_for_timeout(1_000)
    page.get_by_role("button", name="Stop recording").click()
    link = page.get_by_role("link", name="Save the recording")
    with page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "needlepen.webm"
    film = (tmp_path / "film.webm").absolute()
    saved.value.save_as(film)
    content = film.read_bytes()
    assert content[:4] == EBML and b"webm" in content[:64]
    assert 2_000 < len(content) < 2_000_000
    seen = page.evaluate(SEEN, link.get_attribute("href"))
    assert seen["size"] == [640, 224] and 1 < seen["seconds"] < 6
    assert seen["title"] > 0.5, "the title of READY is bright"
    assert 0.02 < seen["display"] < 0.6, "and below it is text on dark"
    assert judged(page) == []
    page.get_by_role("button", name="Record", exact=True).click()
    link.wait_for(state="hidden")


def test_where_the_browser_cannot_there_is_no_button(visit):  # noqa: F811
    page = visit()
    page.add_init_script("delete window.MediaRecorder")
    page.reload()
    page.wait_for_function("document.getElementById('words').textContent.includes('Ready')")
    assert not page.get_by_role("button", name="Record", exact=True).is_visible()
