"""Logs as text and as links: there and back, and what is no log is refused with a remedy, before it costs anything."""

import base64
import time
import zlib

import pytest

from boards.virtual import action_log, replay
from boards.virtual.action_log import BadLog, parse
from boards.virtual.link import MOST_LINK, fragment, text_of
from tests.boards.virtual import logs


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9, -15)).decode().rstrip("=")


def test_a_log_is_the_same_after_text_and_link():
    log = logs.treatment()
    log.fingerprint = "01234567"
    again = parse(text_of("https://example.org/pen/#" + fragment(log.text())))
    assert vars(again) == vars(log)
    assert fragment(log.text()).startswith("z=")
    assert len(fragment(log.text())) < 600


def test_a_short_log_stands_in_its_link_as_it_is():
    assert fragment("1.7~5000.end") == "log=1.7~5000.end"
    assert text_of("#log=1.7~5000.end") == "1.7~5000.end" == text_of("1.7~5000.end")


@pytest.mark.parametrize(
    "text",
    [
        "", "7", "1", "1.7", "1.x~1.end", "1.-1~1.end", "1.99999999999~1.end", "x.7~1.end", "1.7~1", "1.7~1.stop",
        "1.7~1.end.2.3", "1.7~5.out~4.end", "1.7~5.out~4.out~6.end", "1.7~1e3.end", "1.7~.end", "1.7~9999999999999.end",
        "1.7~5.down~6.end", "1.7~5.down.LEFT~6.end", "1.7~5.touch.101~6.end", "1.7~5.touch.-1~6.end",
        "1.7~5.put.sword~6.end", "1.7~5.fault.none.1~6.end", "1.7~5.fault.adc_noise~6.end", "1.7~5.usb.2~6.end",
        "1.7~5.do_dump.x~6.end", "1.7~5~6.end", "1.7~5.out.1~6.end", "1.7~5.²~6.end",
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_with_a_remedy(text):
    with pytest.raises(BadLog, match=r"Ask for the whole link again|Open it there"):
        parse(text)


def test_another_versions_link_says_so():
    with pytest.raises(BadLog, match="another version of the page"):
        parse("2.7~5000.end")


@pytest.mark.parametrize(
    "link",
    [
        "#z=!!!!", "#z=AAAA", "#z=" + "A" * (MOST_LINK + 1), "#log=" + "1" * (MOST_LINK + 1), "#x=1", "#z=é",
        "#z=" + packed(b"1.7~5000.end")[:-3], "#z=" + packed(b"\xff\xfe"),
    ],
)  # fmt: skip
def test_a_damaged_link_is_refused_with_a_remedy(link):
    with pytest.raises(BadLog, match="Ask for the whole link again"):
        text_of(link)


def test_a_bomb_is_not_unpacked():
    began = time.monotonic()
    link = "#z=" + packed(b"1.7~" + b"5.out~" * 2_000_000)
    assert len(link) < MOST_LINK
    with pytest.raises(BadLog, match="longer than any we make"):
        parse(text_of(link))
    assert time.monotonic() - began < 5


def test_too_many_actions_are_not_looked_at():
    with pytest.raises(BadLog, match="more than 5000"):
        parse("1.7~" + "5.x~" * (action_log.MOST_ACTIONS + 1) + "6.end")


def test_the_player_prints_what_happened_and_compares_it(capsys, tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("1.7~3000.put.long~5000.down.SELECT~5100.up.SELECT~7000.end")
    assert replay.main([str(log)]) == 0
    told = capsys.readouterr().out
    assert "> put long" in told and "kind cartridge" in told
    found = told.rpartition("Fingerprint ")[2].rstrip(".\n")
    link = f"https://example.org/#log={log.read_text()}"
    assert replay.main([f"{link}.{found}"]) == 0
    assert "the same as when the link was made" in capsys.readouterr().out
    assert replay.main([f"{link}.00000000"]) == 1
    assert "NOT the same way" in capsys.readouterr().out
    assert replay.main(["#z=AAAA"]) == 2
    assert "Ask for the whole link again" in capsys.readouterr().err
