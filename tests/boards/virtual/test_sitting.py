"""A log gives the same pen again, on each interpreter, whatever the pieces in which its time passed."""

import random
import sys

import pytest

from boards.virtual.action_log import parse
from boards.virtual.demo.scenes.treatment_steps import MARK_AT
from boards.virtual.handle import PenError, VirtualPen, find_micropython
from boards.virtual.replay import play
from tests.boards.virtual import logs

PYTHONS = [sys.executable, *([find_micropython()] if find_micropython() else [])]


@pytest.fixture(scope="module")
def played():
    """The log, what came of it, and the journal."""
    log = logs.treatment()
    with VirtualPen(PYTHONS[-1]) as pen:
        text = play(pen, log)
        look = pen.look()
        assert look["strokes"] > 100 and look["violations"] == []
        spent, new, clone = (pen.do("tag", name=name) for name in ("spent", "new", "clone"))
        assert bytes.fromhex(spent["mem"])[MARK_AT] == 0, "the cartridge that has served is the used one from then on"
        assert bytes.fromhex(new["mem"])[MARK_AT] == 0xFF and spent["rom"] == clone["rom"] != new["rom"]
        return log, text, pen.do("journal")


def test_a_log_is_played_as_it_was_written(played):
    log, text, _ = played
    assert parse(text).actions == log.actions
    assert len(parse(text).fingerprint) == 8


@pytest.mark.parametrize("python", PYTHONS[:-1])
def test_the_other_interpreter_goes_the_same_way(played, python):
    log, text, journal = played
    with VirtualPen(python) as pen:
        assert play(pen, log) == text
        assert pen.do("journal") == journal


def test_time_may_pass_in_any_pieces(played):
    """The text that comes of it has the looks that ended naps, and gives the same pen once more."""
    log, text, _ = played
    dice = random.Random(1)
    with VirtualPen(PYTHONS[-1]) as pen:
        pen.do("new", seed=log.seed)
        pen.do("provision")
        pen.do("sit")
        ms = 0
        for at, words in [*log.actions, [log.end_ms, []]]:
            while ms < at:
                ms = min(at, ms + dice.choice((1, 7, 16, 250, 20_000) if at - ms < 1_000_000 else (10_000_000,)))
                while pen.do("live_to", ms=ms, turns=dice.randint(1, 400)):
                    pass
            if words:
                pen.do("act", words=words)
        paced = pen.do("log")
        journal = pen.do("journal")
    looks = [words for _, words in parse(paced).actions if words == ["look"]]
    assert looks, "a piece has ended a nap"
    assert [one for one in parse(paced).actions if one[1] != ["look"]] == log.actions
    with VirtualPen(PYTHONS[-1]) as pen:
        assert play(pen, parse(paced)) == paced
        assert pen.do("journal") == journal


def test_a_nap_that_is_known_to_go_on_is_not_ended_by_a_piece(played):
    log, text, journal = played
    with VirtualPen(PYTHONS[-1]) as pen:
        pen.do("new", seed=log.seed)
        pen.do("provision")
        pen.do("sit")
        ms = 0
        for at, words in [*log.actions, [log.end_ms, []]]:
            step = 250 if at - ms < 1_000_000 else 10_000_000
            while ms < at:
                ms = min(at, ms + step)
                pen.do("live_to", ms=ms, naps_to=at)
            if words:
                pen.do("act", words=words)
        assert pen.do("log") == text
        assert pen.do("journal") == journal


def test_what_the_world_refuses_is_not_in_the_log():
    with VirtualPen(PYTHONS[-1]) as pen:
        pen.do("new", seed=1)
        pen.do("provision")
        pen.do("sit")
        pen.do("live_to", ms=2_000)
        for words in (["put", "nothing"], ["fault", "tag_dead", "1"], ["dance"], []):
            with pytest.raises(PenError):
                pen.do("act", words=words)
        pen.do("act", words=["put", "new"])
        assert parse(pen.do("log")).actions == [[2_000, ["put", "new"]]]
