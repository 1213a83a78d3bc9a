"""A virtual pen in another language, from its first start through a first treatment: what is read is that language."""

import sys

import pytest
from pen.core import questions, states
from pen.ui import canvas

from boards.tools import languages
from boards.virtual.demo import screen_reader
from boards.virtual.handle import VirtualPen, find_micropython
from tests.firmware.ui.texts import other_languages as other

YES = {11, 12, 15}  # pack sealed, face washed, the same sitting: there UP is what is well
PYTHONS = [
    pytest.param(sys.executable, id="CPython"),
    pytest.param(
        find_micropython(),
        id="MicroPython",
        marks=pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port"),
    ),
]
LIGHTLY = 20


class Owner:
    """Somebody who reads the pen in her language and does as she is told."""

    def __init__(self, pen, language):
        self.pen = pen
        self.language = language
        self.questions = other.texts(language, "questions").QUESTIONS
        self.seen = set()

    def reads(self, *texts):
        """All of these stand on the screen, read from its pixels."""
        page = self.page()
        for text in texts:
            assert plain(text) in page, (text, page)

    def page(self):
        """What is to be read, without blanks."""
        frame = bytes.fromhex(self.pen.look()["screen"])
        return plain(languages.decoded(self.language, screen_reader.words(frame)))

    def answers(self):
        """Whatever is asked, well."""
        for _ in range(40):
            if self.pen.look()["state"] != states.ASKING:
                return
            self.pen.run(700)
            page = self.page()
            asked = [number for number, lines in self.questions.items() if all(plain(line) in page for line in lines)]
            if asked:
                self.seen.add(asked[0])
                self.pen.press("UP" if asked[0] in YES else "DOWN")
            self.pen.run(300)


def plain(text):
    """Symbols are read otherwise, zero and O look alike."""
    kept = (char for char in text if char.isalnum() or char in ".,:?!()%-/")
    return "".join(kept).replace("O", "0")


@pytest.fixture(params=other.OTHERS)
def language(request, monkeypatch):
    """The reader of screens knows its letters meanwhile."""
    monkeypatch.setattr(canvas, "GLYPHS", other.font(request.param).GLYPHS)
    for kept in (screen_reader._glyphs, screen_reader.lines):
        kept.cache_clear()
    yield request.param
    for kept in (screen_reader._glyphs, screen_reader.lines):
        kept.cache_clear()


@pytest.mark.parametrize("python", PYTHONS)
def test_a_first_treatment_is_read_in_the_language_of_the_pen(python, language):
    def words(name):
        return other.texts(language, name)

    with VirtualPen(python, language=language) as pen:
        owner = Owner(pen, language)
        pen.do("provision")
        pen.do("cartridge", name="new", serial=7)
        pen.do("insert", name="new")
        pen.do("boot")
        assert pen.until(states.READY)
        pen.run(1_500)
        owner.reads(words("menu").READY, words("labels").ZONES[0], words("menu").NEXT_PROFILE[0])
        pen.press("SELECT", "SELECT", "SELECT", "SELECT")
        assert pen.until(states.ASKING)
        pen.run(500)
        owner.reads(words("asking").GROUPS[questions.PROFILE], words("asking").LEAVE)
        owner.answers()
        for _ in range(3):  # START goes on with whatever is due
            if pen.look()["state"] == states.READY:
                pen.press("SELECT")
                pen.run(500)
                owner.answers()
        assert {0, 4, 8, 11, 12} <= owner.seen
        pen.run(500)
        owner.reads(words("cleaning").DISINFECTING, *words("cleaning").WET)
        pen.run(331_000)
        owner.reads(words("cleaning").DRYING, words("cleaning").IS_DRY)
        pen.press("SELECT")
        assert pen.until(states.READY)
        pen.run(500)
        pen.press("SELECT")
        assert pen.until((states.ARMING, 3), at_most_ms=10_000)
        pen.run(1_500)
        owner.reads(words("treatment").STARTS, words("treatment").IN_AIR_FIRST)
        pen.press("UP")
        assert pen.do("until_driven", at_most_ms=10_000)
        pen.run(1_000)
        pen.do("touch", load=LIGHTLY)
        pen.run(2_000)
        owner.reads(words("treatment").RUNNING, words("treatment").ANY_BUTTON_STOPS)
        pen.press("DOWN")
        pen.do("touch", load=0)
        assert pen.until((states.PAUSED, 1))
        pen.run(500)
        owner.reads(words("paused").GO_ON, words("paused").END)
        pen.press("DOWN", "SELECT")
        assert pen.until((states.ENDED, 1))
        pen.run(600)
        owner.reads(words("session").NEXT, words("labels").NEEDLE_TIME, words("session").TO_CLEAN_UP)
        pen.do("eject")
        pen.run(1_200)
        pen.press("SELECT", "SELECT", "SELECT", "SELECT")
        assert pen.until(states.LOCKED)
        pen.run(600)
        owner.reads(words("locked").LOCKED, words("locked").SKIN_RESTS, words("labels").PRACTICE_HOLD)
