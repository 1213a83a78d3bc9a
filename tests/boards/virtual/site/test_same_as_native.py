"""The pen of the site and the native virtual pen with the same hands: the same journal, byte for byte."""

import pytest

from boards.virtual.handle import PenError, VirtualPen
from boards.virtual.replay import play
from boards.virtual.tours.moves import DAY_MS, HEALTHY, YES
from boards.virtual.tours.steps import LogWriter
from tests.boards.virtual.long_story import story


def test_a_whole_treatment_leaves_the_same_journal_and_the_same_picture(pen):
    with VirtualPen() as native:
        told, seen = story(native)
        journal = native.do("journal")
    assert pen.do("look") != seen
    assert story(pen) == (told, seen)
    assert pen.do("journal") == journal
    assert seen["strokes"] > 100 and seen["violations"] == []


def with_fault(fault: str, pen) -> "dict | str":
    """A pen whose flash has a fault while it rests, then over a start: what is seen, or how it failed."""
    pen.do("new", seed=3)
    pen.do("provision")
    pen.do("boot")
    pen.run(2_000)
    pen.do("fault", name=fault)
    try:
        pen.run(2_000)
        pen.press("SELECT", "DOWN")
        pen.do("cut")
        pen.run(3_000)
        pen.do("boot")
        pen.run(4_000)
    except PenError as error:
        return str(error).splitlines()[0]
    return pen.look()


@pytest.mark.parametrize("fault", ["flash:frozen", "flash:stale", "flash:absent"])
def test_a_fault_of_the_flash_is_seen_as_by_the_native_pen(pen, fault):
    with VirtualPen() as native:
        assert with_fault(fault, pen) == with_fault(fault, native)


def test_a_pen_with_a_blank_flash_says_so(pen):
    pen.do("new", seed=3)
    pen.do("provision")
    pen.do("fault", name="flash_wiped")
    with pytest.raises(PenError, match="blank"):
        pen.do("boot")


def woken(pen, ms: int) -> dict:
    """What the page is shown of a pen that is woken at this time of its own."""
    pen.do("live_to", ms=ms)
    pen.do("act", words=["down", "SELECT"])
    pen.do("live_to", ms=ms + 100)
    pen.do("act", words=["up", "SELECT"])
    pen.do("live_to", ms=ms + 3_000)
    return pen.do("show", ms=ms + 3_000)


def test_the_next_allowed_day_is_that_of_the_pens_own_gate(pen):
    writer = LogWriter(7)
    writer.wait(4_000)
    writer.act("put", "new")
    writer.wait(1_500)
    writer.tap("SELECT", "SELECT", "SELECT", "SELECT", *HEALTHY, YES)  # something is wrong with the skin
    writer.wait(1_500)
    play(pen, writer.log)
    state = pen.do("show", ms=writer.ms)
    opens_ms = state["opens_us"] // 1000
    assert opens_ms == pytest.approx(writer.ms + DAY_MS, abs=10_000)
    assert woken(pen, opens_ms - 60_000)["opens_us"] == pytest.approx(state["opens_us"], abs=5e6)
    assert woken(pen, opens_ms + 60_000)["opens_us"] == 0
