"""A log on the page's pen and on the native one: the same journal, byte for byte, however the page paces it."""

import base64
import json
import subprocess
import zlib
from pathlib import Path

import pytest

from boards.virtual.action_log import MOST_BYTES, parse
from boards.virtual.handle import VirtualPen
from boards.virtual.link import fragment, text_of
from boards.virtual.replay import play
from tests.boards.virtual import logs

HERE = Path(__file__).parent


def on_the_page(site, text: str, pace: str) -> dict:
    """What comes of it there."""
    command = ["node", str(HERE / "play_log.mjs"), str(site), pace]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", timeout=300, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def native():
    """The log of a treatment with a night's sleep, what came of it, and the journal."""
    log = logs.treatment()
    with VirtualPen() as pen:
        return log.text(), play(pen, log), pen.do("journal")


def test_played_as_fast_as_it_goes_it_is_the_native_pen(site, native):
    given, text, journal = native
    found = on_the_page(site, given, "fast")
    assert found["errors"] == []
    assert (found["log"], found["journal"]) == (text, journal)


def test_played_in_real_time_in_uneven_turns_it_is_the_native_pen(site, native):
    """Up to the first wait for the alcohol, and then a night: 10 minutes of real time would be too long for a test."""
    given, _, _ = native
    log = parse(given)
    log.actions = [one for one in log.actions if one[0] < 30_000]
    log.actions += [[250_000, ["down", "SELECT"]], [250_100, ["up", "SELECT"]]]
    log.end_ms = 253_000
    with VirtualPen() as pen:
        text, journal = play(pen, log), pen.do("journal")
    found = on_the_page(site, log.text(), "paced")
    assert found["errors"] == []
    assert (found["log"], found["journal"]) == (text, journal)


def test_what_is_no_log_is_refused_in_plain_words(site):
    found = on_the_page(site, "1.7~5.put.sword~6.end", "fast")
    assert found["answer"]["error"].startswith("Nobody can do this to a pen: put sword. Ask for")


LINKS = """
import { pathToFileURL } from "node:url";
const { fragment, textOf } = await import(pathToFileURL(process.argv[1] + "/link.mjs"));
const told = [];
for (const { make, open } of JSON.parse(process.argv[2])) {
  try {
    told.push(make === undefined ? await textOf(open) : await fragment(make));
  } catch (error) {
    told.push({ error: error.message });
  }
}
console.log(JSON.stringify(told));
"""


def links(site, *wanted: dict) -> list:
    command = ["node", "--input-type=module", "-e", LINKS, str(site), json.dumps(wanted)]
    return json.loads(subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True).stdout)


def test_links_of_page_and_native_player_are_one_thing(site):
    text = logs.treatment().text()
    ours = "#" + fragment(text)
    wanted = ({"make": text}, {"open": ours}, {"make": "1.7~5.end"}, {"open": "#seed=7"})
    theirs, opened, plain, none = links(site, *wanted)
    assert opened == text == text_of(theirs)
    assert plain == "log=1.7~5.end" == fragment("1.7~5.end")
    assert none is None


def test_bad_links_are_refused_with_a_remedy_before_they_are_unpacked(site):
    bomb = base64.urlsafe_b64encode(zlib.compress(b"5.out~" * 1_500_000, 9, -15)).decode().rstrip("=")
    bad = ["#z=!!!", "#z=AAAA", "#z=" + "A" * 40_000, "#log=" + "1" * 40_000, f"#z={bomb}", "#log=%E0%A4%A"]
    for told in links(site, *({"open": link} for link in bad)):
        assert "Ask for the whole link again" in told["error"], told
    (told,) = links(site, {"make": "1" * (MOST_BYTES + 1)})
    assert "Start over" in told["error"]
