"""Screen and lamp: what reaches the glass, how much of it in a step, and what a broken display does."""

import pytest
from pen.core import states
from pen.hal.errors import DISPLAY, BusError
from pen.ui.front_panel import FrontPanel

from tests.firmware.ui.scenes import NOW_MS, good_inputs, pen_in, running
from tests.firmware.ui.test_screens import picture

PAGE = 128


class Glass:
    """A display that keeps what was sent, counts pages, and may stop answering."""

    def __init__(self):
        self.shown = bytearray(8 * PAGE)
        self.on = False
        self.pages = 0
        self.broken = False

    def _answer(self):
        if self.broken:
            raise BusError(DISPLAY, "no answer")

    def begin(self):
        self._answer()
        self.shown[:] = bytes(8 * PAGE)

    def power(self, on):
        self._answer()
        self.on = on
        self.first = bytes(self.shown)  # what was there to see as it was switched

    def show(self, frame, limit=8):
        self._answer()
        for page in range(8):
            part = slice(page * PAGE, (page + 1) * PAGE)
            if self.shown[part] != frame[part]:
                if not limit:
                    return False
                limit -= 1
                self.pages += 1
                self.shown[part] = frame[part]
        return True


class Lamp:
    def __init__(self):
        self.colour = None

    def show(self, *colour):
        self.colour = colour


class Parts:
    """What the face tells about its display."""

    def __init__(self):
        self.well = True

    def worked(self, part):
        self.well = True

    def failed(self, part):
        assert part == DISPLAY
        self.well = False


@pytest.fixture
def face():
    face = FrontPanel(Glass(), Lamp(), Parts())
    face.glass, face.parts = face._display, face._sensors
    return face


def test_a_picture_reaches_the_glass_and_stays(face):
    pen, inputs = pen_in(states.READY), good_inputs()
    face.show(pen, inputs, True, NOW_MS)
    assert face.glass.on and bytes(face.glass.shown) == picture(pen, inputs, NOW_MS)[0]
    pages = face.glass.pages
    for step in range(100):
        face.show(pen, inputs, True, NOW_MS + 10 * step)
    assert face.glass.pages == pages
    face.show(pen, inputs, False, NOW_MS + 2_000)
    assert not face.glass.on


def test_with_needles_moving_a_step_draws_a_piece_or_sends_a_page(face):
    armed = pen_in(states.ARMING, states.arming.ARMED)
    face.show(armed, good_inputs(), True, NOW_MS)
    steps = sent = 0
    for percent in range(0, 100, 2):
        pen, inputs = running(1, percent)
        for _ in range(40):
            before, pages = bytes(face._canvas.buffer), face.glass.pages
            face.show(pen, inputs, True, NOW_MS + 1_000 + 10 * steps)
            drawn = bytes(face._canvas.buffer) != before
            assert face.glass.pages - pages <= (0 if drawn else 1)
            steps, sent = steps + 1, sent + face.glass.pages - pages
        assert bytes(face.glass.shown) == picture(pen, inputs, NOW_MS)[0]
    assert sent > 100
    face.show(pen_in(states.PAUSED, states.paused.CHOOSING), good_inputs(), True, NOW_MS + 1_000 + 10 * steps + 200)
    assert bytes(face.glass.shown) == picture(pen_in(states.PAUSED, states.paused.CHOOSING), good_inputs(), NOW_MS)[0]


@pytest.mark.parametrize("asleep_ms", [10, 60, 5_000])
def test_on_waking_nobody_sees_the_picture_from_before_the_sleep(face, asleep_ms):
    face.show(pen_in(states.READY), good_inputs(), True, NOW_MS)
    face.show(pen_in(states.OFF), good_inputs(), False, NOW_MS + 10)
    pen, inputs = pen_in(states.LOCKED), good_inputs()
    face.show(pen, inputs, True, NOW_MS + 10 + asleep_ms)
    assert face.glass.on and face.glass.first == picture(pen, inputs, NOW_MS)[0]


@pytest.mark.parametrize("scene", [lambda: (pen_in(states.READY), good_inputs()), lambda: running(2, 50)])
def test_a_display_that_comes_back_shows_the_picture_again(face, scene):
    pen, inputs = scene()
    for step in range(60):
        face.show(pen, inputs, True, NOW_MS + 10 * step)
    face.glass.broken = True
    face.show(pen, inputs, True, NOW_MS + 1_000)
    pen.menu.rate_hz = 60  # something else to show: it asks the display again
    pen.running.governor.measured_hz = 60
    for step in range(60):
        face.show(pen, inputs, True, NOW_MS + 2_000 + 10 * step)
    assert not face.parts.well
    face.glass.broken = False
    for step in range(60):
        face.show(pen, inputs, True, NOW_MS + 4_000 + 10 * step)
    assert face.parts.well and face.glass.on
    assert bytes(face.glass.shown) == picture(pen, inputs, NOW_MS)[0]
